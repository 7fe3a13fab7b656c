"""Delimited text: unpack it, find its encoding, its delimiter and its header.

A file that is already plain UTF-8 is read where it lies; any other is rewritten once as a private UTF-8 copy.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import re
import zlib
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from ingest.errors import IngestError
from ingest.reading.headers import first_line, header_at, numbered, unclear, values_in
from ingest.reading.layout import Layout
from ingest.reading.private_files import new_file, safe_path
from ingest.recognition.synonyms import words_of_headers
from localization import _
from localization.numbers import isolate
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 1 << 22
DELIMITERS = (",", ";", "\t", "|")
_HEAD = 1 << 18
_CUT_LINES = 220
# An honest table shrinks by 5 to 30 in gzip; a bomb by 1,000.
_LARGEST_UNPACKED = 4

csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class _Sniffed:
    delimiter: str
    header: tuple[str, ...]
    header_line: int
    header_end: int
    escape: str
    rows: tuple[tuple[str, ...], ...] = ()
    titles: tuple[str, ...] = ()


# Letters of French in Windows-1256, which Arabic and Persian texts lack.
_FRENCH_IN_ARABIC = frozenset(b"\xe0\xe2\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf9\xfb\xfc")


_LEAST_OF_WORDS = 3
# Where headers stand, as far as what tells an alphabet is concerned.
_LINES_WITH_HEADERS = 10
_WORD = re.compile(r"[^\W\d_]{3,}")


class _NotUtf8(Exception):  # noqa: N818 - a signal between two functions, never shown
    def __init__(self, line: int, chunk: bytes) -> None:
        super().__init__(line)
        self.line = line
        self.chunk = chunk


def plain_copy(path: Path, name: str, *, packed: bool, limit_bytes: int, has_header: bool | None = None) -> Layout:
    """Describe a delimited text and, where needed, rewrite it as plain UTF-8 with one kind of line end.

    Whether its first line names the columns is told by `has_header`, or by the content where that is None.
    """
    text = _Text(path, name)
    try:
        if packed:
            text.rewrite(_unpacked(path, name, limit_bytes * _LARGEST_UNPACKED))
        return _describe(text, has_header)
    except BaseException:
        text.discard()
        raise


class _Text:
    """The text as far as it has been made plain; rewriting it drops the copy before."""

    def __init__(self, original: Path, name: str) -> None:
        self.original = original
        self.path = original
        self.name = name

    def rewrite(self, chunks: Iterator[bytes]) -> None:
        path, file = new_file()
        try:
            with file:
                for chunk in chunks:
                    file.write(chunk)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self.discard()
        self.path = path

    def discard(self) -> None:
        if self.path != self.original:
            self.path.unlink(missing_ok=True)

    def chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def _describe(text: _Text, has_header: bool | None) -> Layout:
    encoding = _encoding_by_mark(text)
    if encoding == "utf-8":
        try:
            lines = _count_lines(text)
        except _NotUtf8 as problem:
            encoding = _encoding_by_letters(problem, text.name)
    if encoding != "utf-8":
        text.rewrite(_transcoded(text, encoding))
        lines = _count_lines(text)
    if (lines == 1 and _has_old_line_ends(text)) or _has_old_end_of_header(text):
        text.rewrite(_with_one_line_end(text))
        lines = _count_lines(text)
    sniffed = _sniff(text)
    if sniffed.delimiter == " ":
        text.rewrite(_tabs_for_spaces(text))
        sniffed = _sniff(text)
        if has_header is None:  # machines write such tables without names
            has_header = len(values_in(sniffed.header)) < 2
    sniffed = _named(sniffed, has_header, text.name)
    if text.path == text.original:
        text.path = safe_path(text.path)
    layout = Layout(
        path=text.path,
        encoding=encoding,
        delimiter=sniffed.delimiter,
        header=sniffed.header,
        header_line=sniffed.header_line,
        header_end=sniffed.header_end,
        lines=max(lines - sniffed.header_end, 0),
        escape=sniffed.escape,
        titles=sniffed.titles,
    )
    return layout.remove_with_me() if text.path != text.original else layout


def _named(sniffed: _Sniffed, has_header: bool | None, name: str) -> _Sniffed:
    """Number the columns where no line names them."""
    if has_header is None:
        begins = first_line(sniffed.header, sniffed.rows)
        if begins == "unclear":
            raise unclear(sniffed.header, sniffed.header_line, name)
        has_header = begins == "names"
    if has_header:
        return sniffed
    columns = numbered(len(sniffed.header))
    return replace(sniffed, header=columns, header_line=0, header_end=sniffed.header_line - 1)


def _unpacked(path: Path, name: str, limit: int) -> Iterator[bytes]:
    total = 0
    try:
        with gzip.open(path, "rb") as file:
            while chunk := file.read(CHUNK):
                total += len(chunk)
                if total > limit:
                    raise IngestError(
                        _(
                            "{file} unpacks to more than {limit} MB; split it by date and load the parts one "
                            "after the other."
                        ).format(file=isolate(name), limit=limit // 1_000_000)
                    )
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IngestError(
            _("{file} is cut off or damaged after {size} MB of unpacked text; copy or download it again.").format(
                file=isolate(name), size=f"{total / 1_000_000:.1f}"
            )
        ) from error


def _encoding_by_mark(text: _Text) -> str:
    """Find the encoding by its byte-order mark or by the zero bytes of UTF-16 and UTF-32; else suppose UTF-8."""
    with text.path.open("rb") as file:
        head = file.read(4096)
    if wide := _wide_letters(head):
        return wide
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = (head[0::2].count(0), head[1::2].count(0))
    half = len(head) // 2
    if half and zeros[1] > half * 0.4 and not zeros[0]:
        return "utf-16-le"
    if half and zeros[0] > half * 0.4 and not zeros[1]:
        return "utf-16-be"
    return "utf-8"


def _wide_letters(head: bytes) -> str:
    """Tell by the zero bytes whether each letter takes four bytes; "" if not."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    zeros = [head[place::4].count(0) for place in range(4)]
    quarter = len(head) // 4
    if len(head) % 4 == 0 and zeros[2:] == [quarter, quarter] and not zeros[0]:
        return "utf-32-le"
    return "utf-32-be" if len(head) % 4 == 0 and zeros[:2] == [quarter, quarter] and not zeros[3] else ""


def _count_lines(text: _Text) -> int:
    """Count the lines up to the last one that is not blank, and make sure that all of it is UTF-8 text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line_ends = 0
    pending = False
    tail = b""
    for chunk in text.chunks():
        if b"\0" in chunk:
            line = line_ends + chunk[: chunk.index(b"\0")].count(b"\n") + 1
            raise IngestError(
                _("{file} is not a text file: line {line} holds a zero byte; save the table as CSV or Excel.").format(
                    file=isolate(text.name), line=line
                )
            )
        if pending or not chunk.isascii():
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                broken = line_ends + error.object[: error.start].count(b"\n") + 1
                raise _NotUtf8(broken, chunk) from error
            pending = bool(decoder.getstate()[0])
        line_ends += chunk.count(b"\n")
        tail = (tail + chunk)[-4096:]
    if pending:
        raise _NotUtf8(line_ends + 1, tail)
    content = tail.rstrip(b"\r\n")
    if not content.removeprefix(codecs.BOM_UTF8).strip() and line_ends <= tail.count(b"\n"):
        raise IngestError(_("{file} is empty; export it again and upload that.").format(file=isolate(text.name)))
    return line_ends - tail[len(content) :].count(b"\n") + 1


def _encoding_by_letters(problem: _NotUtf8, name: str) -> str:
    """Tell a damaged UTF-8 text from one of a Windows alphabet."""
    decoded = problem.chunk.decode("utf-8", errors="replace")
    damaged = decoded.count("\ufffd")
    whole = sum(len(run) for run in re.findall(r"[^\x00-\x7f\ufffd]+", decoded))
    # In a text of single bytes hardly any two happen to form a UTF-8 letter.
    if whole <= damaged:
        found = _alphabet(problem.chunk)
        try:
            problem.chunk.decode(found)
        except UnicodeDecodeError:
            pass
        else:
            return found
    raise IngestError(
        _(
            "{file} has a broken encoding: line {line} is not valid UTF-8; save it again as CSV UTF-8, or as Excel."
        ).format(file=isolate(name), line=problem.line)
    )


def _alphabet(chunk: bytes) -> str:
    """Tell by its bytes in which Windows alphabet a text is: Arabic, Cyrillic, Central European, Turkish or Western.

    Words of the first two are made of such bytes alone; Russian is full of those that are French letters in the Arabic
    alphabet. Between other letters, what are signs or Icelandic ones in the Western alphabet are Polish or Turkish.
    """
    runs = re.findall(rb"[\x80-\xff]+", chunk)
    in_words = b"".join(run for run in runs if len(run) >= _LEAST_OF_WORDS)
    if len(in_words) * 2 > sum(map(len, runs)):
        french = sum(byte in _FRENCH_IN_ARABIC for byte in in_words)
        return "cp1251" if french * 5 > len(in_words) else "cp1256"
    if re.search(rb"[A-Za-z\xc0-\xff][\xb9\xb3\xbf\x9f][A-Za-z]|[A-Za-z]\xf5(?!e)", chunk):
        found = "cp1250"
    elif re.search(rb"[A-Za-z][\xfd\xfe\xf0]|[\xdd\xde][a-z]", chunk):
        found = "cp1254"
    else:
        found = "cp1252"
    known = {encoding: _known_words(chunk, encoding) for encoding in (found, "cp1250", "cp1252", "cp1254")}
    return max(known, key=lambda encoding: known[encoding])


def _known_words(chunk: bytes, encoding: str) -> int:
    """Count the words with letters of an alphabet that headers are made of, in the first lines."""
    text = b"\n".join(chunk.split(b"\n", _LINES_WITH_HEADERS)[:_LINES_WITH_HEADERS]).decode(encoding, "replace")
    return sum(not word.isascii() and normalise(word) in words_of_headers() for word in {*_WORD.findall(text)})


def _transcoded(text: _Text, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    try:
        for chunk in text.chunks():
            decoded = decoder.decode(chunk)
            line += decoded.count("\n")
            yield decoded.encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise IngestError(
            _(
                "{file} has a broken encoding: line {line} is not valid {encoding}; save it again as CSV UTF-8, "
                "or as Excel."
            ).format(file=isolate(text.name), line=line, encoding=isolate(encoding.upper()))
        ) from error


def _has_old_line_ends(text: _Text) -> bool:
    return any(b"\r" in chunk.rstrip(b"\r\n") for chunk in text.chunks())


def _has_old_end_of_header(text: _Text) -> bool:
    """Whether a carriage return alone, outside quotation marks, stands in the first line: two lines are one then."""
    with text.path.open("rb") as file:
        line = file.readline(_HEAD).rstrip(b"\r\n")
    before, sign, _after = line.partition(b"\r")
    return bool(sign) and before.count(b'"') % 2 == 0


def _with_one_line_end(text: _Text) -> Iterator[bytes]:
    pending = b""
    for chunk in text.chunks():
        whole = pending + chunk
        pending = b"\r" if whole.endswith(b"\r") else b""
        yield whole.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    yield b"\n" if pending else b""


def _tabs_for_spaces(text: _Text) -> Iterator[bytes]:
    """Turn a table whose columns are apart by spaces into one with tabs."""
    with text.path.open("rb") as file:
        while lines := file.readlines(CHUNK):
            chunk = b"".join(lines).replace(b"\r\n", b"\n")
            chunk = re.sub(rb"(?m)^[ \t]+|[ \t]+$", b"", chunk)
            yield re.sub(rb"[ \t]+", b"\t", chunk)


def _sniff(text: _Text) -> _Sniffed:
    """Choose the delimiter that cuts most lines into as many fields as the header has."""
    with text.path.open("rb") as file:
        head = file.read(_HEAD)
    whole_lines = head if len(head) < _HEAD or b"\n" not in head else head[: head.rindex(b"\n") + 1]
    lines = whole_lines.decode("utf-8-sig", errors="ignore").splitlines(keepends=True)
    blank = 0
    while lines and not lines[0].strip(' \t\r\n,;|"'):
        lines.pop(0)
        blank += 1
    hint = re.fullmatch(r'"?sep=([,;|\t])"?', lines[0].rstrip("\r\n")) if lines else None
    if hint:
        lines.pop(0)
        blank += 1
    escape = "\\" if '\\"' in "".join(lines) and '""' not in "".join(lines) else '"'
    tried = [_cut(lines, delimiter, escape, blank) for delimiter in ([hint.group(1)] if hint else DELIMITERS)]
    # A first line of three names or more needs no title above it, however the lines below are cut.
    best, share = max(
        tried,
        key=lambda one: (
            len(one[0].header) > 1,
            len(one[0].header) > 2 and one[0].header_line == blank + 1,
            not values_in(one[0].header),
            one[1],
            len(one[0].header),
        ),
    )
    if len(best.header) < 2 or share < 0.5:
        words = [len(line.split()) for line in lines[:200] if line.strip()]
        if words and words[0] > 1 and words.count(words[0]) >= 0.9 * len(words) and len(words) > 1:
            return _Sniffed(" ", tuple(lines[0].split()), blank + 1, blank + 1, '"')
    return best


def _cut(lines: list[str], delimiter: str, escape: str, before: int) -> tuple[_Sniffed, float]:
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        doublequote=escape == '"',
        escapechar=None if escape == '"' else escape,
    )
    records: list[tuple[tuple[str, ...], int, int]] = []
    start = 1
    for record in islice(reader, _CUT_LINES):
        records.append((tuple(record), start, reader.line_num))
        start = reader.line_num + 1
    at = header_at([record for record, _start, _end in records])
    header, first, end = records[at] if records else ((), 1, 1)
    rows = [record for record, _start, _end in records[at + 1 :] if record]
    titles = [" ".join(cell.strip() for cell in record if cell.strip()) for record, _start, _end in records[:at]]
    share = sum(len(row) == len(header) for row in rows) / len(rows) if rows else 1.0
    found = _Sniffed(
        delimiter, header, before + first, before + end, escape, tuple(rows), tuple(title for title in titles if title)
    )
    return found, share
