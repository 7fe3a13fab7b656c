"""Look at a file: what it is, how it is written, which columns it has."""

from __future__ import annotations

import hashlib
import os
import weakref
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ingest.errors import IngestError
from ingest.reading.archives import INSIDE, unpacked
from ingest.reading.headers import check_header
from ingest.reading.json_lines import MOST_COLUMNS, json_copy
from ingest.reading.parquet import parquet_columns
from ingest.reading.plain_text import plain_copy
from ingest.reading.structure import tidied
from ingest.reading.workbooks import sheet_names, table_copy
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from ingest.questions import Question
    from ingest.reading.layout import Layout, Malformed

Kind = Literal["csv", "excel", "parquet", "json", "folder", "query"]

_EXTENSIONS: dict[str, Kind] = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"), "csv"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), "excel"),
    ".parquet": "parquet",
    **dict.fromkeys((".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz"), "json"),
}
ARCHIVE = ".zip"
# Of so many workbooks in one archive the sheets are looked up; further ones are offered by their first with rows.
_MOST_WORKBOOKS = 20

# What a file starts with, and what it then is.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "old Excel"),
    (b"PAR1", "parquet"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"%PDF", "PDF"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"SQLite format 3", "SQLite"),
)


@dataclass(frozen=True)
class Source:
    """One file as it was found.

    `columns` are its headers in order, as written but without surrounding spaces; a column without a header
    is called column_1, column_2 … by its place. `sheet` is the sheet that was read and `sheets` all of them: of a
    workbook its sheets, of a zip archive with several files their names (of a workbook among them: file › sheet).
    `is_headless` tells that the file names no column. `files` are those of a folder, each with the number of lines in
    the files before it, and `malformed` its lines that cannot be cut into fields. `is_text` tells that the values were
    delimited text at first; `notes` what was made of the file, `questions` what it leaves open before a value is read.
    """

    path: Path
    name: str
    kind: Kind
    encoding: str
    delimiter: str
    sheet: str | None
    columns: tuple[str, ...]
    sha256: str
    size_bytes: int
    sheets: tuple[str, ...] = ()
    layout: Layout | None = field(default=None, repr=False, compare=False)
    archive: Path | None = field(default=None, repr=False, compare=False)
    is_headless: bool = False
    files: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    malformed: tuple[Malformed, ...] = field(default=(), repr=False)
    is_text: bool = False
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def is_parquet(self) -> bool:
        """Whether the rows lie in a Parquet file: the person's own, or ours for a folder or a query."""
        return self.kind in {"parquet", "folder", "query"}

    @property
    def left_out(self) -> dict[str, int]:
        """How many lines below the header are no data, by their kind (`Layout.left_out`)."""
        return dict(self.layout.left_out) if self.layout else {}

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands above the header."""
        return self.layout.titles if self.layout else ()

    def readable(self) -> Layout:
        """Return the plain UTF-8 text to read rows from, written again if its private copy is gone."""
        if self.layout is not None and self.layout.path.exists():
            return self.layout
        has_header = not self.is_headless if self.kind == "csv" else None
        again = inspect(self.archive or self.path, self.name, self.sheet, has_header=has_header)
        if again.sha256 != self.sha256:
            raise IngestError(
                _("{file} was changed while it was being loaded; upload it again.").format(file=isolate(self.name))
            )
        if again.layout is None:
            msg = f"a {self.kind} file is not read as text"
            raise TypeError(msg)
        return again.layout


def limit_bytes() -> int:
    """Return the size above which a file is refused: MANDEGAR_MAX_MB megabytes, 1024 unless told."""
    return int(float(os.environ.get("MANDEGAR_MAX_MB", "1024")) * 1_000_000)


def inspect(
    path: str | os.PathLike[str],
    name: str | None = None,
    sheet: str | None = None,
    *,
    has_header: bool | None = None,
) -> Source:
    """Find out what a file is and which columns it has.

    Parameters
    ----------
    path
        Where the file lies.
    name
        What the person calls it, when `path` is a temporary copy; its extension says what it should be.
    sheet
        Which sheet of a workbook, or which file of a zip archive, to read (one of `Source.sheets`); without it the
        first one that holds data.
    has_header
        Of a delimited text: whether its first line names the columns; told by its content where None.

    Raises
    ------
    IngestError
        If nothing can be loaded from the file; the sentence says why and what to do. `UnclearHeader` if a person has to
        say whether there is a header.
    """
    path = Path(path)
    name = Path(name or path).name
    if name.lower().endswith(ARCHIVE):
        return _of_archive(path, name, sheet, has_header)
    kind, packed = _kind_by_name(name)
    size = _checked_size(path, name)
    _check_signature(path, name, kind, packed=packed)
    layout: Layout | None = None
    sheets: tuple[str, ...] = ()
    if kind == "parquet":
        header = parquet_columns(path, name)
    elif kind == "excel":
        layout, sheet, sheets = table_copy(path, name, sheet, limit_bytes())
        header = layout.header
    elif kind == "json":
        layout = json_copy(path, name, packed=packed, limit_bytes=limit_bytes())
        header = layout.header
    else:
        layout = plain_copy(path, name, packed=packed, limit_bytes=limit_bytes(), has_header=has_header)
        header = layout.header
    if layout is not None and kind in {"csv", "excel"}:
        layout = tidied(layout)
        header = layout.header
    if layout is not None and layout.header_line and (kind != "csv" or has_header is None):
        check_header(layout, name)
    columns = checked_columns(header, name)
    if layout is not None and not layout.lines:
        raise IngestError(
            _("{file} holds a header and no rows; export it again with its rows.").format(file=isolate(name))
        )
    return Source(
        path=path,
        name=name,
        kind=kind,
        encoding=layout.encoding if layout else "",
        delimiter=layout.delimiter if kind == "csv" and layout else "",
        sheet=sheet if kind == "excel" else None,
        columns=columns,
        sha256=_sha256(path),
        size_bytes=size,
        sheets=sheets,
        layout=layout,
        is_text=kind == "csv",
        is_headless=kind == "csv" and layout is not None and not layout.header_line,
    )


def _of_archive(path: Path, name: str, chosen: str | None, has_header: bool | None) -> Source:
    """Read one file of a zip archive; the sheets of workbooks in it are offered one by one."""
    size = _checked_size(path, name)
    with path.open("rb") as file:
        if not file.read(4).startswith(b"PK"):
            raise IngestError(
                _("{file} is not a zip archive, whatever its name says; upload the original file.").format(
                    file=isolate(name)
                )
            )
    copy, member, members = unpacked(path, name, chosen, _EXTENSIONS, limit_bytes())
    sheet = None
    if chosen is not None and chosen.startswith(member + INSIDE):
        sheet = chosen.removeprefix(member + INSIDE)
    elif len(members) == 1 and chosen != member:
        sheet = chosen
    try:
        source = replace(inspect(copy, member, sheet, has_header=has_header), name=name, size_bytes=size, archive=path)
        if len(members) > 1:
            source = replace(source, **_parts(path, name, source, member, members))
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    weakref.finalize(source, copy.unlink, missing_ok=True)
    return source


def _parts(path: Path, name: str, source: Source, member: str, members: tuple[str, ...]) -> dict[str, Any]:
    """Name the part of an archive that was read and all its parts: files, and the sheets of workbooks with several."""
    books = [one for one in members if _kind_by_name(one)[0] == "excel"][:_MOST_WORKBOOKS]
    sheets: dict[str, tuple[str, ...]] = {member: source.sheets}
    for book in books:
        if book != member:
            copy = unpacked(path, name, book, _EXTENSIONS, limit_bytes())[0]
            sheets[book] = sheet_names(copy, book, limit_bytes())
            copy.unlink(missing_ok=True)
    parts = [
        part
        for one in members
        for part in ([f"{one}{INSIDE}{sheet}" for sheet in sheets[one]] if len(sheets.get(one, ())) > 1 else [one])
    ]
    read = f"{member}{INSIDE}{source.sheet}" if len(source.sheets) > 1 else member
    return {"sheet": read, "sheets": tuple(parts)}


def _kind_by_name(name: str) -> tuple[Kind, bool]:
    lower = name.lower()
    for extension in sorted(_EXTENSIONS, key=len, reverse=True):
        if lower.endswith(extension):
            return _EXTENSIONS[extension], extension.endswith(".gz")
    raise IngestError(
        _(
            "{file} is of a kind that cannot be read; save it as one of {kinds} and upload that.",
        ).format(file=isolate(name), kinds=isolate(", ".join((*_EXTENSIONS, ARCHIVE))))
    )


def _checked_size(path: Path, name: str) -> int:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise IngestError(
            _("{file} cannot be opened; check that it exists and may be read.").format(file=isolate(name))
        ) from error
    if size == 0:
        raise IngestError(_("{file} is empty; export it again and upload that.").format(file=isolate(name)))
    if size > limit_bytes():
        raise IngestError(
            _(
                "{file} has {size} MB and the limit is {limit} MB; split it by date and load the parts one "
                "after the other, or ask for a higher MANDEGAR_MAX_MB."
            ).format(file=isolate(name), size=-(-size // 1_000_000), limit=f"{limit_bytes() / 1_000_000:.4g}")
        )
    return size


def _check_signature(path: Path, name: str, kind: Kind, *, packed: bool) -> None:
    with path.open("rb") as file:
        head = file.read(16)
    found = next((what for start, what in _SIGNATURES if head.startswith(start)), "text")
    expected = (
        {"gzip"}
        if packed
        else {"csv": {"text"}, "json": {"text"}, "excel": {"zip", "old Excel"}}.get(kind, {"parquet"})
    )
    if found not in expected:
        raise IngestError(
            _(
                "{file} is not what its name says: its content is {found}; upload the original file, "
                "or save the table as CSV or Excel."
            ).format(file=isolate(name), found=_kind_label(found))
        )


def _kind_label(found: str) -> str:
    labels = {
        "gzip": _("a gzip-compressed file"),
        "zip": _("an Excel workbook or another zip archive"),
        "old Excel": _("an old Excel workbook"),
        "parquet": _("a Parquet table"),
        "picture": _("a picture"),
        "text": _("plain text or unknown"),
    }
    return labels.get(found, isolate(found))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checked_columns(header: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Name columns without a header by their place; refuse two columns of one name."""
    if len(header) > MOST_COLUMNS:
        raise IngestError(
            _("{file} has more than {most} columns; keep those that matter and upload that.").format(
                file=isolate(name), most=MOST_COLUMNS
            )
        )
    columns = tuple(cell.strip() or f"column_{place}" for place, cell in enumerate(header, start=1))
    repeated = next((column for column in columns if columns.count(column) > 1), None)
    if repeated is not None:
        places = [str(place) for place, column in enumerate(columns, start=1) if column == repeated]
        raise IngestError(
            _("{file} has {n} columns named {column} (numbers {places}); rename or remove all but one.").format(
                file=isolate(name), n=len(places), column=isolate(repeated), places=", ".join(places)
            )
        )
    return columns
