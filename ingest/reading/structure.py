"""What stands in a table without being data: lines of totals, notes below, names above groups, a second header.

Looked for in the first rows and the last lines alone, so that a plain file costs nothing; where something is found,
the rows are copied once without it. What is left out is counted by its kind (`Layout.left_out`).
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from typing import IO, TYPE_CHECKING

from ingest.reading.headers import FOOTER, is_day, is_value, number_in, values_in
from ingest.reading.layout import TOTAL, Layout
from ingest.reading.mending import mended
from ingest.reading.private_files import new_file
from ingest.recognition import by_language
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LOOKED_AT = 200
_TAIL_BYTES = 1 << 15
# Rows below the table that can be a note rather than data.
_MOST_NOTES = 10
_MOST = 0.8
_CENT = 0.011
_TOTALS = tuple(
    map(
        normalise,
        (
            *("total", "totals", "subtotal", "sub total", "sub-total", "grand total", "sum", "overall total"),
            *("summe", "gesamt", "gesamtsumme", "zwischensumme", "sous-total", "total général", "suma", "suma total"),
            *("toplam", "genel toplam", "ara toplam", "totale", "totale generale", "totaal", "totaal generaal"),
            *("razem", "ogółem", "total geral", "итого", "всего", "общий итог"),
            *("جمع", "جمع کل", "مجموع", "جمع صفحه", "المجموع", "مجموع کل", "الإجمالي", "إجمالي", "المجموع الكلي"),
            *by_language.words("words", "totals"),
        ),
    )
)
_IMPORT_MARK = '{"ImportId"'
# What is said before a name that stands above its lines.
_SAID_BEFORE = tuple(
    normalise(word)
    for word in (
        *("customer", "client", "account", "sold to", "مشتری", "طرف حساب", "العميل", "الزبون", "kunde", "klant"),
        *("partner", "invoice partner", "الشريك", "شريك"),
        *("klient", "cliente", "musteri", "müşteri", "cari", "клиент", "покупатель", "контрагент"),
        *by_language.words("words", "said_before_a_name"),
    )
)
# What may stand before that: "Nom du client", "نام مشتری".
_NAMES_OF = (
    *("name of", "nom du", "nom de", "nombre del", "nombre de", "nome do", "nome del", "naam", "nazwa"),
    *("имя", "наименование", "نام", "اسم عرض", "اسم", "display name of"),
)
_NAME_OF = re.compile(f"^(?:{'|'.join(map(normalise, _NAMES_OF))})( the)? ")
# Words of a header that numbers somebody or something, rather than counting.
_NUMBERS = frozenset(
    map(
        normalise,
        (
            *("id", "no", "number", "ref", "reference", "code", "key", "nr", "nummer", "numéro", "número", "kodu"),
            *("شماره", "کد", "شناسه", "رقم", "رمز", "معرف", "كود"),
        ),
    )
)
_OF_PRODUCTS = frozenset(map(normalise, ("product", "item", "service", "کالا", "محصول", "المنتج", "الصنف")))


@dataclass(frozen=True)
class _Structure:
    """How to tell data from the rest; `group_at` is the column in which names stand above their lines."""

    days: tuple[int, ...]
    always: tuple[int, ...]
    header: tuple[str, ...]
    second: tuple[str, ...] = ()
    below_header: int = 0
    group_at: int | None = None
    fills_in_place: bool = False
    has_totals: bool = False
    summed_totals: bool = False
    has_notes: bool = False
    repeats_header: bool = False
    continued: tuple[int, ...] = ()

    @property
    def is_plain(self) -> bool:
        found = (
            self.second,
            self.has_totals,
            self.summed_totals,
            self.has_notes,
            self.repeats_header,
            self.group_at is not None,
        )
        return not any(found) and not self.continued

    def continues(self, row: Sequence[str]) -> bool:
        """Whether a row is a further line of the order above it: what belongs to the order is blank in it."""
        blank = (*self.continued, *self.days)
        is_blank = not any(row[at].strip() for at in blank if at < len(row))
        return bool(self.continued) and is_blank and any(cell.strip() for cell in row)

    def kind(self, row: Sequence[str]) -> str:
        """Say what a row is: "" for data, or total, header, name (one cell alone)."""
        filled = [at for at, cell in enumerate(row) if cell.strip()]
        if self.repeats_header and len(filled) > 1 and tuple(cell.strip() for cell in row) == self.header:
            return "header"
        if any(is_day(row[at]) for at in self.days if at < len(row)):
            return ""
        if _begins_with_total(row) and (self.days or self._lacks_most(row)):
            return TOTAL
        return "name" if (len(filled) == 1 and len(row) > 2) or self.is_footer(row) else ""

    def is_footer(self, row: Sequence[str]) -> bool:
        """Whether a row says how many records there are, or whose they are, and lacks most of what the others hold."""
        text = " ".join(row)[:400]
        lacking = [at for at in self.always if at >= len(row) or not row[at].strip()]
        return len(lacking) * 2 >= len(self.always) > 2 and FOOTER.search(text) is not None

    def may_be_total(self, row: Sequence[str]) -> bool:
        """Whether a row begins with a word for a total although it lacks nothing: what it adds up has to say."""
        return _begins_with_total(row) and not self.kind(row)

    def _lacks_most(self, row: Sequence[str]) -> bool:
        blank = [at for at in self.always if at >= len(row) or not row[at].strip() or _says_total(row[at])]
        return len(blank) * 2 >= len(self.always)


def tidied(layout: Layout) -> Layout:
    """Return the layout of the data alone, with what was left out counted; the same one if all of it is data."""
    if not layout.header_line or len(layout.header) < 2:
        return layout
    head = list(_head(layout))
    found = _understood(layout, head, _tail(layout))
    return layout if found.is_plain else _copied(layout, found)


def _says_total(cell: str) -> bool:
    text = normalise(cell[:200])
    return text in _TOTALS or text.endswith(" total") or any(text.startswith(f"{word} ") for word in _TOTALS)


def _begins_with_total(row: Sequence[str]) -> bool:
    return any(map(_says_total, [cell for cell in row if cell.strip()][:2]))


def _understood(layout: Layout, head: list[list[str]], tail: list[list[str]]) -> _Structure:
    header = tuple(cell.strip() for cell in layout.header)
    second, below = _questions(header, head) or (_second_header(header, head), 1)
    below = below if second else 0
    body = head[below:]
    width = len(header)
    wide = [row for row in body if sum(bool(cell.strip()) for cell in row) > 1 and not _begins_with_total(row)]
    wide = [row for row in wide if not FOOTER.search(" ".join(row)[:_LOOKED_AT])] or body
    columns = [[row[at].strip() for row in wide if at < len(row)] for at in range(width)]
    filled = [[cell for cell in cells if cell] for cells in columns]
    days = tuple(at for at, cells in enumerate(filled) if cells and sum(map(is_day, cells)) >= _MOST * len(cells))
    always = tuple(at for at, cells in enumerate(filled) if len(cells) >= _MOST * len(wide))
    plain = _Structure(days, always, header, repeats_header=any(_same(row, header) for row in body))
    kinds = [plain.kind(row) for row in body]
    group_at, in_place = _group(body, kinds, header) if days else (None, False)
    last = [plain.kind(row) for row in tail]
    return replace(
        plain,
        second=second,
        below_header=below,
        group_at=group_at,
        fills_in_place=in_place,
        has_totals=TOTAL in kinds or TOTAL in last,
        summed_totals=any(map(plain.may_be_total, (*body, *tail))),
        has_notes=bool(last) and last[-1] == "name" and len(body) > 1 and (bool(days) or plain.is_footer(tail[-1])),
        continued=_continued(wide, header, days) if group_at is None else (),
    )


def _continued(rows: list[list[str]], header: tuple[str, ...], days: tuple[int, ...]) -> tuple[int, ...]:
    """Find the columns that are filled in the first line of each order alone, its customer and its day among them.

    Amounts of a whole order are none of them: they are not said again for each of its lines.
    """

    def cells(row: Sequence[str], at: int) -> str:
        return row[at].strip() if at < len(row) else ""

    whose = [at for at, name in enumerate(header) if _says_whose(name)]
    # A draft may have no day yet, but says whose it is.
    begins = [any(cells(row, at) for at in (*days, *whose)) for row in rows]
    first = [row for row, is_first in zip(rows, begins, strict=True) if is_first]
    further = [row for row, is_first in zip(rows, begins, strict=True) if days and not is_first]
    if not further or not first or not begins[0]:
        return ()
    blank = [at for at in range(len(header)) if not any(cells(row, at) for row in further)]
    whole = [at for at in blank if sum(bool(cells(row, at)) for row in first) >= _MOST * len(first)]
    is_of_customers = bool({*whose} & {*whole})
    if not is_of_customers and not _share_a_number(rows, header, days):
        return ()

    def counts(at: int) -> bool:
        said = [cells(row, at) for row in first if cells(row, at)]
        numbers = at not in days and all(is_value(cell) for cell in said)
        return numbers and not {*normalise(header[at]).split()} & _NUMBERS

    return tuple(at for at in whole if not counts(at))


def _share_a_number(rows: list[list[str]], header: tuple[str, ...], days: tuple[int, ...]) -> bool:
    """Whether each line without a day has the number of the line above it, as further lines of an order do."""
    numbers = [at for at, name in enumerate(header) if {*normalise(name).split()} & _NUMBERS]
    further = [pair for pair in pairwise(rows) if not any(pair[1][at].strip() for at in days)]
    return all(any(above[at].strip() and above[at] == row[at] for at in numbers) for above, row in further)


def _same(row: Sequence[str], header: tuple[str, ...]) -> bool:
    return tuple(cell.strip() for cell in row) == header


def _questions(header: tuple[str, ...], head: list[list[str]]) -> tuple[tuple[str, ...], int] | None:
    """Name the columns of a survey by its questions, where two further lines hold these and marks for importing them.

    Returns the names with the number of the further lines; None of any other file.
    """
    marks = [cell.strip() for cell in head[1] if cell.strip()] if len(head) > 2 else []
    if len(marks) < 2 or not all(mark.startswith(_IMPORT_MARK) for mark in marks):
        return None
    names = [question.strip() or name for name, question in zip(header, head[0], strict=False)]
    return tuple(one if names.count(one) == 1 else code for one, code in zip(names, header, strict=True)), 2


def _second_header(header: tuple[str, ...], head: list[list[str]]) -> tuple[str, ...]:
    """Return the names of both lines together if the row below the header names columns too; else nothing.

    It does if it holds words in two columns or more whose other cells are days or numbers.
    """
    if len(head) < 3:
        return ()
    row, below = [cell.strip() for cell in head[0]], head[1:]
    if values_in(row):
        return ()
    above_values = 0
    for at, cell in enumerate(row):
        cells = [other[at].strip() for other in below if at < len(other) and other[at].strip()]
        if cells and sum(map(is_value, cells)) >= _MOST * len(cells):
            above_values += bool(cell) and any(letter.isalpha() for letter in cell)
            if cell and not any(letter.isalpha() for letter in cell):
                return ()
    lacking = sum(
        not (row[at] if at < len(row) else "") and all(other[at].strip() for other in below if at < len(other))
        for at in range(len(header))
    )
    if above_values < (1 if "" in header or lacking > 1 else 2):
        return ()
    if all(header):
        return header if len(set(header)) == len(header) else ()
    names, above = [], ""
    for top, bottom in zip(header, (*row, *[""] * len(header)), strict=False):
        above = top or above
        names.append(f"{above} {bottom}" if bottom else top)
    return tuple(names)


def _group(body: list[list[str]], kinds: list[str], header: tuple[str, ...]) -> tuple[int | None, bool]:
    """Find the column in which a name stands alone above its lines, and whether it is blank in these."""
    names = [row for row, kind in zip(body, kinds, strict=True) if kind == "name"]
    if not names or kinds[0] != "name":
        return None, False
    places = Counter(next(at for at, cell in enumerate(row) if cell.strip()) for row in names)
    place, count = places.most_common(1)[0]
    lines = [row for row, kind in zip(body, kinds, strict=True) if not kind]
    if count < len(names) or not lines:
        return None, False
    is_blank = not any(row[place].strip() for row in lines if place < len(row))
    is_said = all(_without_word(row[place]) != row[place].strip() for row in names)
    knows_customer = any(map(_says_whose, header))
    if count == 1 and not is_blank and not is_said and place > 0:
        return None, False  # a further line of the header: what an answer is, say
    totals = [row for row, kind in zip(body, kinds, strict=True) if kind == TOTAL]
    has_totals = any(row[place].strip() in cell for row in names for total in totals for cell in total)
    return (place, is_blank) if is_blank or is_said or has_totals or not knows_customer else (None, False)


def _without_word(cell: str) -> str:
    """Return the name in "Customer: Bolt Co"."""
    before, sign, name = cell.partition(":")
    return name.strip() if sign and _says_whose(before) else cell.strip()


def _says_whose(text: str) -> bool:
    """Whether a header, or what stands before a name, is one of customers: Client, Nom du client, اسم العميل."""
    return _NAME_OF.sub("", normalise(text)).startswith(_SAID_BEFORE)


def _copied(layout: Layout, found: _Structure) -> Layout:
    """Copy the data with their line numbers, names filled down, and count what is left out."""
    source = layout if layout.is_numbered else mended(layout, pads=True)
    path, file = new_file()
    with file:
        copy = _Copy(found, _Writer(file), Counter(dict(layout.left_out)))
        rows = islice(_rows(source), found.below_header, None)  # further lines of a header are no rows
        for line, *cells in rows:
            copy.take(line, cells)
        copy.end()
    return replace(
        source,
        path=path,
        header=_header(layout, found),
        header_end=source.header_end + found.below_header,
        lines=copy.rows,
        is_numbered=True,
        delimiter=",",
        escape='"',
        left_out=tuple(copy.left.items()),
    ).remove_with_me()


def _header(layout: Layout, found: _Structure) -> tuple[str, ...]:
    """Name the columns, and what the names above groups are: customers, unless a title says products."""
    header = list(found.second or layout.header)
    if found.group_at is None or (found.fills_in_place and header[found.group_at].strip()):
        return tuple(header)
    words = {word for title in layout.titles for word in normalise(title).split()}
    is_of_customers = any(map(_says_whose, words))
    knows_customer = any(map(_says_whose, header))
    called = "Customer" if is_of_customers or not (words & _OF_PRODUCTS or knows_customer) else "Product"
    if called.lower() in {name.lower() for name in header}:
        called = "Group"
    if found.fills_in_place:
        header[found.group_at] = called
    else:
        header.append(called)
    return tuple(header)


@dataclass
class _Copy:
    """Takes the rows of a table one by one: writes the data, counts the rest."""

    found: _Structure
    text: _Writer
    left: Counter[str]
    rows: int = 0
    name: str = ""
    waiting: list[list[str]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    sums: _Sums = field(default_factory=lambda: _Sums())  # noqa: PLW0108 - declared below

    def take(self, line: str, cells: list[str]) -> None:
        if self.order and self.found.continues(cells) and not self.found.kind(cells):
            further = [*cells, *[""] * (len(self.order) - len(cells))]
            cells = [self.order[at] if at in self.found.continued else cell for at, cell in enumerate(further)]
        elif self.found.continued:
            self.order = cells
        kind = self.found.kind(cells)
        if self.found.summed_totals:
            if self.found.may_be_total(cells) and self.sums.are_in(cells):
                kind = TOTAL
            self.sums.take(cells, is_total=kind == TOTAL)
        at = self.found.group_at
        if kind == "name" and at is not None and cells[at].strip():
            self.name = _without_word(cells[at])
            self.left["group"] += 1
        elif kind == "name":
            # A note if nothing but notes comes after it.
            self.waiting.append([line, *_named(cells, self.found, self.name)])
        elif kind:
            self.left[kind] += 1
        else:
            self._write([*self.waiting, [line, *_named(cells, self.found, self.name)]])
            self.waiting.clear()

    def end(self) -> None:
        if self.found.has_notes and len(self.waiting) <= _MOST_NOTES:
            self.left["note"] += len(self.waiting)
        else:
            self._write(self.waiting)

    def _write(self, rows: list[list[str]]) -> None:
        for row in rows:
            self.text.write(row)
        self.rows += len(rows)


@dataclass
class _Sums:
    """What the numbers of each column add up to: over all rows, and since the last line of totals."""

    all: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    since: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))

    def take(self, cells: Sequence[str], *, is_total: bool) -> None:
        if is_total:
            self.since.clear()
            return
        for at, cell in enumerate(cells):
            if cell.strip() and not is_day(cell) and (number := number_in(cell)) is not None:
                self.all[at] += number
                self.since[at] += number

    def are_in(self, cells: Sequence[str]) -> bool:
        """Whether a row says what one of the columns of more than one row adds up to."""
        return any(
            number and abs(number - total) < _CENT
            for at, cell in enumerate(cells)
            if cell.strip() and not is_day(cell) and (number := number_in(cell)) is not None
            for total in (self.all[at], self.since[at])
        )


def _named(cells: list[str], found: _Structure, name: str) -> list[str]:
    if found.group_at is None:
        return cells
    if not found.fills_in_place:
        return [*cells, name]
    return [name if at == found.group_at else cell for at, cell in enumerate(cells)]


class _Writer:
    """Writes rows as CSV that DuckDB reads back whole."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, row: Sequence[str]) -> None:
        cells = (f'"{cell.replace(chr(34), chr(34) * 2)}"' if _needs_quotes(cell) else cell for cell in row)
        self._file.write((",".join(cells) + "\n").encode())


def _needs_quotes(cell: str) -> bool:
    return any(mark in cell for mark in '",\n\r')


def _rows(layout: Layout) -> Iterator[list[str]]:
    with layout.path.open(encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.reader(file)


def _head(layout: Layout) -> Iterable[list[str]]:
    """Return the first rows as they stand in the file, without their line numbers."""
    with layout.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        if not layout.is_numbered:
            for _line in range(layout.header_end):
                next(file, "")
        try:
            yield from _cut(file, layout, _LOOKED_AT)
        except csv.Error:
            return


def _tail(layout: Layout) -> list[list[str]]:
    """Return the last rows, as far as they are within the last bytes; nothing of a file that is all looked at."""
    with layout.path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - _TAIL_BYTES, 0))
        lines = file.read().decode(errors="replace").splitlines(keepends=True)
    lines = lines[1:] if size > _TAIL_BYTES else lines if layout.is_numbered else lines[layout.header_end :]
    try:
        return list(_cut(lines, layout, len(lines)))[-_MOST_NOTES - 5 :]
    except csv.Error:
        return []


def _cut(lines: Iterable[str], layout: Layout, most: int) -> Iterator[list[str]]:
    is_doubled = layout.escape == '"'
    reader = csv.reader(
        lines,
        delimiter=layout.delimiter,
        doublequote=is_doubled,
        escapechar=None if is_doubled else layout.escape,
    )
    width = len(layout.header)
    for count, row in enumerate(reader):
        if count >= most:
            return
        cells = row[1:] if layout.is_numbered else row
        if any(cell.strip() for cell in cells):
            yield [*cells, *[""] * (width - len(cells))]
