"""What a person can do wrong with a data set, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import _
from localization.calendars import KNOWN_DAYS
from localization.numbers import format_number, isolate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from store.replacing import Doubt


class StoreError(Exception):
    """A sentence for the person: what is wrong, where, and what to do."""


class Damaged(StoreError):  # noqa: N818 - says what is the case, as the sentence does
    """A version whose file is not what was published, or was published by a newer program (`is_newer`).

    `version` is None where nothing says which version is the current one.
    """

    def __init__(self, text: str, dataset: str, version: int | None, *, is_newer: bool = False) -> None:
        super().__init__(text)
        self.dataset = dataset
        self.version = version
        self.is_newer = is_newer


class Taken(StoreError):  # noqa: N818 - says what is the case, as the sentence does
    """Somebody else publishes the data set at this moment."""


class TooSlow(StoreError):  # noqa: N818 - says what is the case, as the sentence does
    """A question took longer than whoever runs the server allows, and was interrupted."""


class Stopped(StoreError):  # noqa: N818 - somebody wanted it so
    """Somebody stopped the work on a new version; nothing of it is kept."""


def check_days(calendar: str, first: date, last: date) -> None:
    """Refuse days that a calendar is not known for: most likely they were misread."""
    known_first, known_last = KNOWN_DAYS[calendar]
    if first < known_first or last > known_last:
        raise StoreError(
            _(
                "The data hold days from {first} to {last}, and this calendar is known from {known_first} to "
                "{known_last}. Correct the dates in the file, or choose another calendar."
            ).format(first=first, last=last, known_first=known_first, known_last=known_last)
        )


class AlreadyLoaded(StoreError):  # noqa: N818 - says what is the case, as the sentence does
    """The same file was loaded before; may be overridden knowingly."""

    def __init__(self, file_name: str, loaded_at: datetime, version: int | None, who: str | None) -> None:
        self.file_name = file_name
        self.version = version
        facts = {
            "file": isolate(file_name),
            "day": loaded_at.date().isoformat(),
            "version": format_number(version),
            "who": isolate(who or ""),
        }
        if version is not None and who:
            text = _(
                "“{file}” was already loaded on {day} by {who}, into version {version}; loading it again would count "
                "its rows twice. Nothing was changed."
            )
        elif version is not None:
            text = _(
                "“{file}” was already loaded on {day}, into version {version}; loading it again would count its rows "
                "twice. Nothing was changed."
            )
        else:
            text = _(
                "“{file}” was already loaded on {day}; loading it again would count its rows twice. "
                "Nothing was changed."
            )
        super().__init__(text.format(**facts))


class Doubtful(StoreError):  # noqa: N818 - a question, as the sentence is
    """Files would replace more of earlier ones than a correction does; a person has to say whether they are one."""

    def __init__(self, doubts: Sequence[tuple[str, Doubt]]) -> None:
        super().__init__(" ".join(doubt.sentence(file_name) for file_name, doubt in doubts))
