"""Publishing: a new immutable version from the current one and the files loaded into a draft."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

import access
from access import trail
from localization import N_, _
from localization.numbers import isolate
from store import engine, folders, following, integrity
from store.asking import need
from store.errors import AlreadyLoaded, Damaged, Doubtful, Stopped, StoreError
from store.facts import Builder
from store.merging import carry_over, create_tables, merge
from store.quoting import quoted
from store.restatement import OLDER, Restatement, restated
from store.settings import Settings
from store.snapshot import FORMAT, Upload, read_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from store.repeats import Repeats
    from store.replacing import Closed, Doubt

MERGING = N_("Adding the rows")
COMPARING = N_("Comparing with the version before")
WRITING = N_("Writing the version")


class LoadedFile(Protocol):
    """What a load says of its file; `ingest.LoadReport` is one."""

    @property
    def file_name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def table(self) -> str: ...

    @property
    def mapping(self) -> Any: ...

    @property
    def rows_read(self) -> int: ...

    @property
    def accepted(self) -> int: ...

    @property
    def rejected(self) -> int: ...

    @property
    def skipped(self) -> int: ...


# Connections of the versions in the making, by data set: what `stop` interrupts.
_making: dict[str, duckdb.DuckDBPyConnection] = {}


def _silent(stage: str, share: float) -> None:
    """Report progress to nobody."""


@dataclass
class Draft:
    """A version in the making; nobody reads it until `publish`.

    Load a file with `ingest.load(draft.connection, ...)`, which leaves its rows in the attached database
    `incoming`, then `apply` the report; set `settings`; `publish`.
    """

    dataset: str
    who: str
    connection: duckdb.DuckDBPyConnection
    settings: Settings
    progress: Callable[[str, float], None]
    path: Path
    number: int
    based_on: int | None = None
    published: int | None = None
    closed: Closed = ()
    doubts: list[tuple[str, Doubt]] = field(default_factory=list)
    _loaded: list[str] = field(default_factory=list)
    settings_before: Settings = field(default_factory=Settings)
    _is_built: bool = False
    _complete_up_to: date | None = None

    def apply(
        self,
        report: LoadedFile,
        *,
        part: str = "",
        repeats: Repeats = "skip",
        again: bool = False,
        replaces: bool | None = None,
    ) -> Upload:
        """Merge the rows that a load left in `incoming`.

        Parameters
        ----------
        report
            What the load says of the file.
        part
            Which sheet of a workbook, or file of an archive, was loaded.
        repeats
            What becomes of rows without a key that are there already: skip them, keep them all, or replace the
            days that the file spans.
        again
            Load the file although it was loaded before, knowingly.
        replaces
            Whether orders whose number comes again replace those of earlier files, or are added to them. None
            replaces them; where that would be more than a correction, it is a doubt, and `publish` refuses.

        Returns
        -------
        What became of the file's rows: rows_read = accepted + rejected + skipped, the repeated ones among the
        skipped; replaced rows are those of earlier files.

        Raises
        ------
        StoreError
            When the same file was already loaded into the same table.

        """
        if not again:
            self._refuse_known(report, part)
        self.progress(MERGING, 0.35)
        upload_id = self.connection.execute("SELECT coalesce(max(upload_id), 0) + 1 FROM uploads").fetchall()[0][0]
        if report.table == "orders":
            self._reconsider_complete_up_to()
        merged = merge(
            self.connection,
            report.table,
            upload_id,
            repeats,
            replaces=replaces,
            closed=self.closed,
            is_dated="left_on" not in report.mapping.constants,
        )
        if merged.doubt is not None:
            self.doubts.append((report.file_name, merged.doubt))
        upload = Upload(
            upload_id=upload_id,
            file_name=report.file_name,
            sha256=report.sha256,
            table=report.table,
            rows_read=report.rows_read,
            accepted=report.accepted - merged.repeated,
            rejected=report.rejected,
            skipped=report.skipped + merged.repeated,
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            part=part,
            repeated=merged.repeated,
            replaced=merged.replaced,
            version=self.number,
            who=self.who,
        )
        columns = asdict(upload) | {"mapping": json.dumps(asdict(report.mapping), ensure_ascii=False)}
        columns["loaded_table"] = columns.pop("table")
        self.connection.execute(
            f"INSERT INTO uploads ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            list(columns.values()),
        ).fetchall()
        self._loaded.append(report.file_name)
        return upload

    def _refuse_known(self, report: LoadedFile, part: str) -> None:
        earlier = self.connection.execute(
            "SELECT loaded_at, version, who FROM uploads WHERE sha256 = ? AND loaded_table = ? "
            "AND coalesce(part, '') = ? ORDER BY upload_id DESC LIMIT 1",
            [report.sha256, report.table, part],
        ).fetchall()
        if earlier:
            raise AlreadyLoaded(report.file_name, *earlier[0])

    def _reconsider_complete_up_to(self) -> None:
        """Forget a chosen complete-up-to day that later orders have overtaken; the proposal takes its place."""
        newest = self.connection.execute("SELECT max(ordered_on) FROM incoming.orders").fetchall()[0][0]
        chosen = self.settings.complete_up_to
        if chosen is not None and newest is not None and newest > chosen:
            self.settings = replace(self.settings, complete_up_to=None)

    def build(self) -> None:
        """Build the facts, unless that was done; after it nothing can be applied any more."""
        if not self._is_built:
            try:
                self._complete_up_to = Builder(self.connection, self.settings, self.progress).build()
            except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
                raise StoreError(
                    _(
                        "The amounts of one customer add up to more than 99,999,999,999,999 in “{dataset}”, which "
                        "cannot be kept exactly; the current version is untouched. Load the amounts in a larger unit, "
                        "such as millions, with a computed column: {example}."
                    ).format(dataset=self.dataset, example=isolate("revenue = amount / 1000000"))
                ) from error
            self._is_built = True

    @property
    def complete_up_to(self) -> date | None:
        """Last day that the data cover in full, once the facts are built."""
        return self._complete_up_to

    def counts(self) -> dict[str, float]:
        """Build the facts and return what was counted; see `store.facts`."""
        self.build()
        return dict(self.connection.execute("SELECT name, value FROM counts").fetchall())

    def restatement(self, grain: str = "month") -> Restatement | None:
        """Build the facts and say what they change in closed periods; None for the first version of a data set."""
        self.build()
        if self.based_on is None:
            return None
        self.progress(COMPARING, 0.94)
        engine.attach(self.connection, folders.version_file(self.dataset, self.based_on), OLDER)
        try:
            own = self.connection.execute("SELECT current_database()").fetchall()[0][0]
            return restated(self.connection, self.based_on, grain, newer=own)
        finally:
            self.connection.execute(f"DETACH {OLDER}").fetchall()

    def publish(self, note: str = "") -> int:
        """Build the facts, close the file and make readers open it; returns the version's number.

        Raises
        ------
        Doubtful
            When a file would replace more than a correction does, and nobody said whether it is one.

        """
        if self.doubts:
            raise Doubtful(self.doubts)
        self.build()
        number = self.number
        connection = self.connection
        connection.execute("CREATE TABLE settings (name VARCHAR, value VARCHAR)").fetchall()
        connection.executemany("INSERT INTO settings VALUES (?, ?)", self.settings.to_rows())
        connection.execute(
            "CREATE TABLE version "
            "(version INTEGER, published_at TIMESTAMP, who VARCHAR, note VARCHAR, "
            "complete_up_to DATE, based_on INTEGER, format INTEGER)"
        ).fetchall()
        connection.execute(
            "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                number,
                datetime.now(UTC).replace(tzinfo=None),
                self.who,
                note or ", ".join(self._loaded),
                self._complete_up_to,
                self.based_on,
                FORMAT,
            ],
        ).fetchall()
        self.progress(WRITING, 0.95)
        _detach_all(connection)
        connection.execute("CHECKPOINT").fetchall()
        connection.close()
        _sync_file(self.path)
        target = folders.version_file(self.dataset, number)
        integrity.seal(self.path, target)
        self.path.replace(target)
        folders.sync_folder(target.parent)
        folders.make_current(self.dataset, number)
        self.published = number
        if self.settings.keep_versions is not None:
            folders.prune(self.dataset, self.settings.keep_versions)
        self.progress(WRITING, 1.0)
        self._say_done(number)
        return number

    def _say_done(self, number: int) -> None:
        before = dict(self.settings_before.to_rows())
        changed = {name: [before[name], value] for name, value in self.settings.to_rows() if before[name] != value}
        kind = "publish" if self._loaded or not changed else "settings"
        trail.say_done(kind, dataset=self.dataset, subject=str(number), files=self._loaded, settings=changed)


@contextmanager
def draft(dataset: str, who: str = "", progress: Callable[[str, float], None] | None = None) -> Iterator[Draft]:
    """Begin a new version of a data set, which need not exist yet.

    The new version is a file of its own beside the current one; leaving the block without `publish` removes
    it and changes nothing. One publisher at a time per data set.

    Parameters
    ----------
    dataset
        Name of the data set.
    who
        Who publishes; kept in the history.
    progress
        Called with the name of each stage (to be translated) and the share done, 0 to 1.

    Raises
    ------
    StoreError
        When the name cannot be one, somebody else is publishing, the disk refuses, or `stop` was called (Stopped).

    """
    need("publish")
    name = folders.checked_name(dataset)
    versions = folders.folder(name) / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    lock = folders.publishing_lock(name)
    work = versions / f"{folders.WORK_PREFIX}{uuid.uuid4().hex}.duckdb"
    try:
        folders.sweep(name)
        _making[name] = engine.connect_work(work)
        made = _begin(name, who, _making[name], work, progress or _silent)
        yield made
    except duckdb.InterruptException as error:
        raise Stopped(_("Stopped; “{dataset}” is as it was.").format(dataset=name)) from error
    except Damaged as error:
        raise integrity.with_way_back(error) from error
    except duckdb.OutOfMemoryException as error:
        raise StoreError(
            _(
                "Memory ran out while “{dataset}” was being published; the current version is untouched. "
                "Load a smaller file, or ask for a higher MANDEGAR_MEMORY."
            ).format(dataset=name)
        ) from error
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException, OSError) as error:
        raise StoreError(
            _(
                "The disk refused to take the new version of “{dataset}”; the current one is untouched. ({detail})"
            ).format(dataset=name, detail=str(error).splitlines()[0][:200])
        ) from error
    finally:
        if name in _making:
            _making.pop(name).close()
        for leftover in versions.glob(f"{work.stem}*"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        if not folders.version_numbers(name) and folders.named_current(name) is None:
            shutil.rmtree(folders.folder(name), ignore_errors=True)
        lock.release()
    if made.published is not None:
        following.published(name, made.published)


def stop(dataset: str) -> None:
    """Interrupt what is being computed for a new version of a data set, from another thread.

    The query at hand alone is interrupted: call it until the draft has ended. Where none is made, nothing happens.
    """
    connection = _making.get(folders.checked_name(dataset))
    if connection is not None:
        with suppress(duckdb.Error):  # it has just been closed
            connection.interrupt()


def undo(dataset: str) -> int:
    """Go back to the version that the current one was made from; returns its number.

    Not simply to the number before: that may be a version which was itself undone. Where one of the two is damaged,
    or nothing says which the current one is, to the newest whole version.

    Raises
    ------
    StoreError
        When there is no such data set, or no whole version to go back to.

    """
    need("undo")
    if dataset not in folders.datasets():
        raise StoreError(folders.unknown(dataset))
    older = _older(dataset)
    if older is None:
        raise StoreError(_("“{dataset}” has no older version to go back to.").format(dataset=dataset))
    folders.make_current(dataset, older)
    trail.say_done("undo", dataset=dataset, subject=str(older))
    return older


def _older(dataset: str) -> int | None:
    """Return the version to go back to."""
    try:
        current = folders.current_version(dataset)
        if current is None or not folders.version_file(dataset, current).exists():
            return integrity.newest_whole(dataset, current)
        older = read_version(folders.version_file(dataset, current)).based_on
    except Damaged:
        return integrity.newest_whole(dataset, folders.named_current(dataset))
    if integrity.state(dataset, current).state != integrity.WHOLE:
        return integrity.newest_whole(dataset, current)
    if older is None:
        return None
    before = [one for one in folders.version_numbers(dataset) if one <= older]
    return next((one for one in before[::-1] if integrity.state(dataset, one).state == integrity.WHOLE), None)


def _begin(
    name: str, who: str, connection: duckdb.DuckDBPyConnection, work: Path, progress: Callable[[str, float], None]
) -> Draft:
    connection.execute("ATTACH ':memory:' AS scratch").fetchall()
    create_tables(connection)
    settings = Settings()
    current = folders.current_version(name)
    closed: Closed = ()
    if current is not None:
        path = folders.version_file(name, current)
        if not path.exists():
            raise engine.gone(path)
        settings = read_version(path).settings
        with engine.reading(path):
            engine.attach(connection, path, OLDER)
            carry_over(connection)
        closed = connection.execute(
            f"SELECT label, starts_on, ends_on FROM {OLDER}.periods WHERE grain = 'month'"
            f" AND ends_on <= (SELECT complete_up_to FROM {OLDER}.version)"
        ).fetchall()
        connection.execute(f"DETACH {OLDER}").fetchall()
    number = max(folders.version_numbers(name), default=0) + 1
    signed = access.who().account or who  # a name that somebody typed is no proof of who they are
    return Draft(
        name,
        signed,
        connection,
        settings,
        progress,
        work,
        number,
        based_on=current,
        closed=closed,
        settings_before=settings,
    )


def _detach_all(connection: duckdb.DuckDBPyConnection) -> None:
    own = connection.execute("SELECT current_database()").fetchall()[0][0]
    attached = connection.execute(
        "SELECT database_name FROM duckdb_databases() WHERE NOT internal AND database_name <> ?", [own]
    ).fetchall()
    for (database,) in attached:
        connection.execute(f"DETACH {quoted(database)}").fetchall()


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
