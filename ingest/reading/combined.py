"""A folder of files as one source.

Its rows are written once to a private Parquet file, every value as the text that it is, so that they are mapped,
checked and loaded like those of any file.
"""

from __future__ import annotations

import hashlib
import weakref
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from ingest.errors import IngestError
from ingest.reading.layout import Malformed
from ingest.reading.private_files import new_file
from ingest.reading.sources import Source, inspect
from ingest.reading.staging import RAW, REJECTS, attach, stage
from ingest.sql import literal
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

READ_FROM_FOLDERS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".parquet")


def from_folder(path: str | os.PathLike[str], name: str | None = None, *, has_header: bool | None = None) -> Source:
    """Take all Parquet or all text files of a folder, in the order of their names, as one source.

    Files may have their columns in another order or lack some: a column that a file lacks is blank in its rows.
    Hidden files, folders inside and files of other kinds are passed over. `source_row` counts the lines of all files
    as if they were one, and `Source.files` says how many lie before each of them.

    Parameters
    ----------
    path
        Where the folder lies.
    name
        What to call it; its own name unless told.
    has_header
        Whether the first line of each text names its columns; told by its content where None.

    Raises
    ------
    IngestError
        If the folder cannot be read, holds no such file, mixes Parquet with text, or a file of it cannot be read.
    """
    folder = Path(path)
    name = name or folder.name
    try:
        files = sorted(
            file
            for file in folder.iterdir()
            if file.is_file() and not file.name.startswith(".") and file.name.lower().endswith(READ_FROM_FOLDERS)
        )
    except OSError as error:
        raise IngestError(
            _("The folder {folder} cannot be opened; check that it exists and may be read.").format(
                folder=isolate(name)
            )
        ) from error
    if not files:
        raise IngestError(_("The folder {folder} holds no CSV, text or Parquet file.").format(folder=isolate(name)))
    return combined(name, [inspect(file, has_header=has_header) for file in files])


def combined(name: str, sources: Sequence[Source], names: Sequence[str] | None = None, **details: Any) -> Source:
    """Put the rows of several sources one below the other.

    `names` say where each row comes from, else the sources' own; `details` are further fields of the source.
    """
    if len({source.kind for source in sources}) > 1:
        raise IngestError(
            _("The folder {folder} mixes Parquet with text files; keep one kind in it.").format(folder=isolate(name))
        )
    columns = tuple(dict.fromkeys(column for source in sources for column in source.columns))
    files: list[tuple[str, int]] = []
    malformed: list[Malformed] = []
    before = 0
    path, file = new_file(".parquet")
    file.close()
    try:
        with duckdb.connect() as connection:
            texts = ", ".join(f"c{at} VARCHAR" for at in range(len(columns)))
            connection.execute(f"CREATE TABLE rows (line BIGINT, {texts})").fetchall()
            for source, said in zip(sources, names or [source.name for source in sources], strict=True):
                files.append((said, before))
                bad, before = _add(connection, source, columns, before)
                malformed += bad
            connection.execute(f"COPY rows TO {literal(str(path))} (FORMAT parquet)").fetchall()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    same_file = len({source.sha256 for source in sources}) == 1
    sha256 = hashlib.sha256("".join(source.sha256 for source in sources).encode()).hexdigest()
    sha256 = sources[0].sha256 if same_file else sha256
    return private_source(
        path,
        name,
        "folder",
        columns,
        sha256,
        files=tuple(files),
        malformed=tuple(malformed),
        of_text=sources[0],
        **details,
    )


def _add(
    connection: duckdb.DuckDBPyConnection, source: Source, columns: tuple[str, ...], before: int
) -> tuple[list[Malformed], int]:
    """Add the rows of a file to those of the files before it; return its malformed lines and where the next begins."""
    attach(connection)
    line = stage(connection, source)
    places = [columns.index(column) for column in source.columns]
    connection.execute(
        f"INSERT INTO rows (line, {', '.join(f'c{at}' for at in places)})"
        f" SELECT {line} + {before}, {', '.join(f'c{at}' for at in range(len(places)))} FROM {RAW} AS raw"
    ).fetchall()
    bad = connection.execute(f"SELECT source_row, value, reason FROM {REJECTS} ORDER BY source_row").fetchall()
    last = connection.execute(
        f"SELECT greatest((SELECT coalesce(max({line}), 0) FROM {RAW} AS raw),"
        f" (SELECT coalesce(max(source_row), 0) FROM {REJECTS}))"
    ).fetchall()[0][0]
    return [Malformed(row + before, text, reason) for row, text, reason in bad], before + last


def private_source(
    path: Path,
    name: str,
    kind: Literal["folder", "query"],
    columns: tuple[str, ...],
    sha256: str,
    *,
    files: tuple[tuple[str, int], ...] = (),
    malformed: tuple[Malformed, ...] = (),
    of_text: Source | None = None,
    **details: Any,
) -> Source:
    """Describe rows that were written to a private Parquet file; it goes when nothing refers to the source.

    `details` are further fields of it.
    """
    source = replace(_described(path, name, kind, columns, sha256, files, malformed, of_text), **details)
    weakref.finalize(source, path.unlink, missing_ok=True)
    return source


def _described(
    path: Path,
    name: str,
    kind: Literal["folder", "query"],
    columns: tuple[str, ...],
    sha256: str,
    files: tuple[tuple[str, int], ...],
    malformed: tuple[Malformed, ...],
    of_text: Source | None,
) -> Source:
    return Source(
        path=path,
        name=name,
        kind=kind,
        encoding="",
        delimiter=of_text.delimiter if of_text else "",
        sheet=None,
        columns=columns,
        sha256=sha256,
        size_bytes=path.stat().st_size,
        files=files,
        malformed=malformed,
        is_text=of_text is not None and of_text.kind == "csv",
        is_headless=of_text is not None and of_text.is_headless,
    )
