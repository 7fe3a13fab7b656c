"""Files that belong together: joined where one of them alone would say too little to be loaded."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ingest
from store import mappings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loading.filling import Opens


@dataclass(frozen=True)
class Together:
    """Some of the files that were given, as one that can be opened, and how they are joined (`sentences`).

    `used` are the places of the files that are in it; the others are loaded by themselves.
    """

    name: str
    files: tuple[Opens, ...]
    sentences: tuple[str, ...]
    used: tuple[int, ...]

    @contextmanager
    def opened(self) -> Iterator[ingest.Source]:
        """Join the files again and give them as one source."""
        with ExitStack() as stack:
            found = joined([stack.enter_context(file.opened()) for file in self.files])
            if found is None:
                msg = f"{self.name} can no longer be joined"
                raise RuntimeError(msg)
            yield found.source


def joined(sources: Sequence[ingest.Source]) -> ingest.Joined | None:
    """Join files that belong together; None if each of them can be loaded by itself.

    A list of products stays a table of its own, which later files find as well, unless nothing else tells the prices.
    """
    if len(sources) < 2:
        return None
    guesses = [ingest.recognise_tables(source, layouts=mappings.layouts()) for source in sources]
    unready = {at for at, found in enumerate(guesses) if not _is_ready(found)}
    if not unready:
        return None
    needed = unready | {at for at, source in enumerate(sources) if ingest.names_persons(source.columns)}
    lists = [at for at, found in enumerate(guesses) if found[0].table == "products"]
    return ingest.join(sources, sorted(needed), lists, _suffices)


def _suffices(source: ingest.Source) -> bool:
    return _is_ready(ingest.recognise_tables(source, layouts=mappings.layouts()))


def _is_ready(guesses: Sequence[ingest.Guess]) -> bool:
    return not guesses[0].mapping.missing(guesses[0].table)


def together(files: Sequence[Opens]) -> Together | None:
    """Look at files that were dropped together and propose how they are joined; None if they are not.

    A file that cannot be opened is left out of it: it says so itself where it is looked at alone.
    """
    with ExitStack() as stack:
        opened: dict[int, ingest.Source] = {}
        for at, file in enumerate(files):
            with suppress(ingest.IngestError):
                opened[at] = stack.enter_context(file.opened())
        found = joined([*opened.values()])
        if found is None:
            return None
        places = [*opened]
        used = sorted(places[at] for at in found.used)
        return Together(
            name=found.source.name,
            files=tuple(files[at] for at in used),
            sentences=tuple(step.sentence for step in found.steps),
            used=tuple(used),
        )
