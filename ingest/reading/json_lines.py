"""JSON: one object on each line, or one array of objects; rewritten once as numbered CSV with exact values."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from typing import TYPE_CHECKING, Any

from ingest.errors import IngestError
from ingest.reading.layout import Layout, Malformed
from ingest.reading.private_files import new_file
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedIOBase
    from pathlib import Path

    Rows = Iterator[tuple[int, dict[str, Any] | None, str]]

MOST_COLUMNS = 2_000
_LONGEST_LINE = 1 << 24
_LARGEST_ARRAY = 200_000_000
_DEEPEST = 3
_MOST_MALFORMED = 100_000


def json_copy(path: Path, name: str, *, packed: bool, limit_bytes: int) -> Layout:
    """Write the objects of a file as rows; the names found anywhere in it are the columns.

    An object inside an object becomes columns such as ``customer.id``; a list stands as its JSON text. A line that is
    no object, or names something twice, is malformed.
    """
    target, file = new_file()
    columns: dict[str, int] = {}
    malformed: list[Malformed] = []
    rows = 0
    try:
        with io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            # A lone carriage return ends a line for DuckDB, and Python's writer does not quote it by itself.
            quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
            first_width = 0
            for line, item, text in _items(path, name, packed=packed, limit_bytes=limit_bytes):
                if item is None:
                    _add_malformed(malformed, line, text, name)
                    continue
                row = _row(item, columns)
                _refuse_too_wide(columns, name)
                first_width = first_width or len(columns)
                (quoting if any("\r" in text for text in row) else writer).writerow([line, *row])
                rows += 1
        if len(columns) > first_width:
            target = _padded(target, len(columns))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    header = tuple(columns)
    if not malformed and not rows:
        target.unlink(missing_ok=True)
        raise IngestError(_("{file} is empty; export it again and upload that.").format(file=isolate(name)))
    if malformed and not rows:
        target.unlink(missing_ok=True)
        raise IngestError(
            _("{file} is not JSON: line {line} is no object such as {example}; export it again.").format(
                file=isolate(name), line=malformed[0].line, example=isolate('{"customer_id": "A-1"}')
            )
        )
    return Layout(
        path=target,
        encoding="utf-8",
        delimiter=",",
        header=header,
        header_line=0,
        header_end=0,
        lines=rows,
        is_numbered=True,
        malformed=tuple(malformed),
    ).remove_with_me()


def _refuse_too_wide(columns: dict[str, int], name: str) -> None:
    if len(columns) > MOST_COLUMNS:
        raise IngestError(
            _("{file} has more than {most} columns; keep those that matter and upload that.").format(
                file=isolate(name), most=MOST_COLUMNS
            )
        )


def _add_malformed(malformed: list[Malformed], line: int, text: str, name: str) -> None:
    if len(malformed) >= _MOST_MALFORMED:
        raise IngestError(
            _("{file} has more than {most} lines that are no JSON objects; export it again.").format(
                file=isolate(name), most=_MOST_MALFORMED
            )
        )
    malformed.append(Malformed(line, text[:_LONGEST_LINE].replace("\0", ""), "broken_json"))


def _items(path: Path, name: str, *, packed: bool, limit_bytes: int) -> Rows:
    try:
        with gzip.GzipFile(path) if packed else path.open("rb") as file:
            head = file.read(4096)
            file.seek(0)
            start = head.decode("utf-8-sig", errors="ignore").lstrip()[:1]
            if start == "[":
                yield from _array(file, name)
            else:
                yield from _lines(file, name, 4 * limit_bytes)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IngestError(
            _("{file} is cut off or damaged; copy or download it again.").format(file=isolate(name))
        ) from error


def _lines(file: BufferedIOBase, name: str, limit: int) -> Rows:
    total = 0
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        total += len(line)
        if total > limit or len(line) > _LONGEST_LINE:
            raise IngestError(
                _("{file} holds more than can be read, at line {line}; split it and load the parts.").format(
                    file=isolate(name), line=number
                )
            )
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", errors="replace").strip()
        if text:
            yield number, _parsed(text), text


def _array(file: BufferedIOBase, name: str) -> Rows:
    """Read an array of objects; each is numbered by its place, as lines mean nothing in it."""
    content = file.read(_LARGEST_ARRAY + 1)
    if len(content) > _LARGEST_ARRAY:
        raise IngestError(
            _("{file} is one list of more than {limit} MB; export it as JSON lines, one object on each line.").format(
                file=isolate(name), limit=_LARGEST_ARRAY // 1_000_000
            )
        )
    text = content.decode("utf-8-sig", errors="replace")
    decoder = json.JSONDecoder(**_EXACT)
    at = _skip(text, text.index("[") + 1)
    number = 0
    while at < len(text) and text[at] != "]":
        try:
            item, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise IngestError(
                _("{file} is not JSON from its item {n} on; export it again.").format(file=isolate(name), n=number + 1)
            ) from error
        number += 1
        yield number, item if isinstance(item, dict) else None, text[at:end]
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
    if at >= len(text):
        raise IngestError(_("{file} is cut off or damaged; copy or download it again.").format(file=isolate(name)))


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


class _RepeatedNameError(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedNameError
    return found


# Numbers stay the text that they are: nothing is rounded on the way.
_EXACT: dict[str, Any] = {
    "parse_float": str,
    "parse_int": str,
    "parse_constant": lambda _text: None,
    "object_pairs_hook": _object,
}
_DECODER = json.JSONDecoder(**_EXACT)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        item = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None


def _row(item: dict[str, Any], columns: dict[str, int]) -> list[str]:
    row = [""] * len(columns)
    for name, text in _flat(item):
        at = columns.setdefault(name, len(columns))
        if at == len(row):
            row.append(text)
        else:
            row[at] = text
    return row


def _flat(item: dict[str, Any], before: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    for name, value in item.items():
        whole = f"{before}{name}".replace("\0", "")
        if isinstance(value, dict) and value and depth < _DEEPEST:
            yield from _flat(value, f"{whole}.", depth + 1)
        else:
            yield whole, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else json.dumps(value, ensure_ascii=False).replace("\0", "")


def _padded(path: Path, width: int) -> Path:
    """Write the rows again, as long as the longest: names may turn up late in a file."""
    target, file = new_file()
    with path.open(encoding="utf-8", newline="") as rows, io.TextIOWrapper(file, encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for row in csv.reader(rows):
            writer.writerow(row + [""] * (width + 1 - len(row)))
    path.unlink()
    return target
