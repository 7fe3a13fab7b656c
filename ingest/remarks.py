"""Sentences of what was decided about a file without asking: what was left out, joined or taken for something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import _, ngettext
from localization.numbers import format_number, isolate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

_MOST_NAMED = 5


def total_was_repeated(header: str, formula: str) -> str:
    """Say that a column holds the total of an order on each of its lines, and what was counted instead."""
    return _(
        "{column} repeats the total of an order on each of its lines; {formula} adds up to it, and was taken for the "
        "lines, so that it counts once."
    ).format(column=isolate(header), formula=isolate(formula))


def unit_was_converted(header: str, unit: str, own: str, factor: Decimal) -> str:
    """Say that amounts in another unit of the data set's money were counted in that."""
    return _("{column} is in {unit}, and the data set counts in {own}: each amount was multiplied by {factor}.").format(
        column=isolate(header), unit=isolate(unit), own=isolate(own), factor=format_number(float(factor))
    )


def sheets_are_one(sheets: list[str]) -> str:
    """Say that sheets with the same columns were read as one table."""
    return ngettext(
        "{n} sheet was read: {sheets}.",
        "{n} sheets with the same columns were read as one table: {sheets}.",
        len(sheets),
    ).format(n=format_number(len(sheets)), sheets=isolate(", ".join(sheets)))


def sheets_are_hidden(sheets: tuple[str, ...]) -> str:
    """Say which sheets were left out because they are hidden."""
    return ngettext(
        "{n} hidden sheet was left out: {sheets}.", "{n} hidden sheets were left out: {sheets}.", len(sheets)
    ).format(n=format_number(len(sheets)), sheets=isolate(", ".join(sheets)))


def sheets_are_no_tables(sheets: list[str]) -> str:
    """Say which sheets of a workbook were left out because none of the tables was recognised in them."""
    return ngettext(
        "{n} sheet in which no table was recognised was left out: {sheets}.",
        "{n} sheets in which no table was recognised were left out: {sheets}.",
        len(sheets),
    ).format(n=format_number(len(sheets)), sheets=isolate(", ".join(sheets)))


def cells_are_merged(cells: int) -> str:
    """Say that what stands in merged cells was taken for each of their rows."""
    return ngettext(
        "{n} cell under a merged one was filled with what stands in it.",
        "{n} cells under merged ones were filled with what stands in them.",
        cells,
    ).format(n=format_number(cells))


def months_are_rows(months: list[str]) -> str:
    """Say that a column for each month was turned into rows."""
    return ngettext(
        "{n} column of a month ({months}) was turned into rows: each filled cell is a sale on the first of the month.",
        "{n} columns of months ({months}) were turned into rows: each filled cell is a sale on the first of its month.",
        len(months),
    ).format(n=format_number(len(months)), months=isolate(f"{months[0]} – {months[-1]}"))


def was_no_data(titles: int, left_out: Mapping[str, int]) -> list[str]:
    """Count what stands in a file without being data: titles above its header, totals, notes, names above groups."""
    header, group, total, note = (left_out.get(kind, 0) for kind in ("header", "group", "total", "note"))
    counted = (
        (titles, ngettext("{n} title line", "{n} title lines", titles)),
        (header, ngettext("{n} further header line", "{n} further header lines", header)),
        (group, ngettext("{n} name above its lines", "{n} names above their lines", group)),
        (total, ngettext("{n} line of totals", "{n} lines of totals", total)),
        (note, ngettext("{n} note below the table", "{n} notes below the table", note)),
    )
    said = [text.format(n=format_number(count)) for count, text in counted if count]
    return [_("Left out, as they are no data: {lines}.").format(lines=_(", ").join(said))] if said else []


def states_are_no_sales(header: str, words: Sequence[str], rows: int) -> str:
    """Say which words of a state make lines no sales, and how many lines they are."""
    said = ngettext("{column}: {n} row with {words} is no sale.", "{column}: {n} rows with {words} are no sales.", rows)
    return _of_states(said, header, words, rows)


def states_are_returns(header: str, words: Sequence[str], rows: int) -> str:
    """Say which words of a state or a kind of document make lines returns, and how many lines they are."""
    said = ngettext(
        "{column}: {n} row with {words} is a return and is taken off.",
        "{column}: {n} rows with {words} are returns and are taken off.",
        rows,
    )
    return _of_states(said, header, words, rows)


def reversals_are_left_out(rows: int) -> str:
    """Say how many lines take back sales that are called cancelled themselves, and are left out with them."""
    return ngettext(
        "{n} row takes back a sale that is called cancelled itself: both are left out.",
        "{n} rows take back sales that are called cancelled themselves: both are left out.",
        rows,
    ).format(n=format_number(rows))


def contracts_are_held(header: str, words: Sequence[str], rows: int) -> str:
    """Say that contracts on trial, unpaid or paused count as running."""
    said = ngettext(
        "{column}: {n} contract with {words} counts as running, as nobody has ended it.",
        "{column}: {n} contracts with {words} count as running, as nobody has ended them.",
        rows,
    )
    return _of_states(said, header, words, rows)


def contracts_never_began(header: str, words: Sequence[str], rows: int) -> str:
    """Say which contracts are left out, as they never came into force."""
    said = ngettext(
        "{column}: {n} contract with {words} has not come into force and was left out.",
        "{column}: {n} contracts with {words} have not come into force and were left out.",
        rows,
    )
    return _of_states(said, header, words, rows)


def unread_is_no_sale(header: str, words: Sequence[str], rows: int) -> str:
    """Say which rows that cannot be read whole are skipped, as they are no sales."""
    said = ngettext(
        "{column}: {n} row with {words} lacks a value, and is no sale: it was left out.",
        "{column}: {n} rows with {words} lack a value, and are no sales: they were left out.",
        rows,
    )
    return _of_states(said, header, words, rows)


def _of_states(said: str, header: str, words: Sequence[str], rows: int) -> str:
    shown = _(", ").join(isolate(word[:60]) for word in words[:_MOST_NAMED])
    return said.format(
        column=isolate(header), n=format_number(rows), words=shown + (" …" if words[_MOST_NAMED:] else "")
    )


def scale_is(header: str, scale: str) -> str:
    """Say that scores lie on a scale of satisfaction, which is not that of NPS."""
    return _("{column}: a scale of {scale} is satisfaction, not NPS; it is kept beside each score.").format(
        column=isolate(header), scale=isolate(scale)
    )
