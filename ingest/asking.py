"""The sentences of what a column leaves open, and of how it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.questions import Evidence, Question
from localization import _, ngettext
from localization.numbers import format_number, isolate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.values.dates import OrderEvidence
    from ingest.values.numbers import Decimals
    from ingest.values.readings import Reading

_MOST_NAMED = 5


def date_order(reading: Reading, key: str, assumed: str, examples: tuple[str, ...], *, short: bool) -> Question:
    """Ask whether 03/04/2025 is in April or in March; of years in two digits also whether they come first."""
    column = isolate(reading.label)
    return Question(
        kind="date_order",
        column=key,
        header=reading.label,
        options=("dmy", "mdy", "ymd") if short else ("dmy", "mdy"),
        assumed=assumed,
        examples=examples,
        sentence=_("{column}: is {example} written day first, month first or year first?").format(
            column=column, example=isolate(examples[0])
        )
        if short and examples
        else _("{column}: is 03/04/2025 the 3rd of April or the 4th of March?").format(column=column),
    )


def decimal_mark(reading: Reading, key: str, assumed: Decimals, examples: tuple[str, ...]) -> Question:
    """Ask whether the mark in 1.234 sets thousands apart or decimals."""
    return Question(
        kind="decimal_mark",
        column=key,
        header=reading.label,
        options=(".", ","),
        assumed=assumed.value,
        examples=examples,
        sentence=_("{column}: does the point or the comma mark the decimals?").format(column=isolate(reading.label)),
    )


def order_was_decided(reading: Reading, key: str, order: str, found: OrderEvidence) -> Evidence | None:
    """Say which value settled the order of day and month; None if no value was needed or none did."""
    example = {"dmy": found.day_example, "mdy": found.month_example, "ymd": found.year_example}[order]
    if not example:
        return None
    said = {
        "dmy": _("{column}: read as day/month/year, because of values such as {example}."),
        "mdy": _("{column}: read as month/day/year, because of values such as {example}."),
        "ymd": _("{column}: read as year/month/day, because of values such as {example}."),
    }[order]
    return Evidence(key, reading.label, said.format(column=isolate(reading.label), example=isolate(example)))


def mark_was_decided(reading: Reading, key: str, decimals: Decimals, example: str) -> Evidence:
    """Say which value settled what marks the decimals."""
    said = (
        _("{column}: the comma marks decimals, because of values such as {example}.")
        if decimals.value == ","
        else _("{column}: the point marks decimals, because of values such as {example}.")
    )
    return Evidence(key, reading.label, said.format(column=isolate(reading.label), example=isolate(example)))


def was_answered(reading: Reading, key: str) -> Evidence:
    """Say that a person decided."""
    return Evidence(key, reading.label, _("{column}: read as you chose.").format(column=isolate(reading.label)))


def was_read(reading: Reading, key: str, text: str, value: str) -> Evidence:
    """Give one value as it stands in the file and as it was read."""
    return Evidence(
        key,
        reading.label,
        _("{column}: {text} was read as {value}.").format(
            column=isolate(reading.label), text=isolate(text), value=isolate(value)
        ),
    )


def was_respelt(header: str, replaced: list[tuple[str, str]]) -> Evidence:
    """Say that several spellings were taken for one customer, with one of them."""
    spelt, kept = replaced[0]
    said = ngettext(
        "{column}: {spelt} was taken for {kept}, which is spelt almost so; the first spelling is kept.",
        "{column}: {n} spellings such as {spelt} were taken for one that is almost the same, such as {kept}; the first "
        "spelling is kept.",
        len(replaced),
    )
    return Evidence(
        "customer_id",
        header,
        said.format(column=isolate(header), n=len(replaced), spelt=isolate(spelt), kept=isolate(kept)),
    )


def category_was_respelt(target: str, header: str, replaced: list[tuple[str, str]]) -> Evidence:
    """Say that several spellings were taken for one category."""
    spelt, kept = replaced[0]
    said = ngettext(
        "{column}: {spelt} was counted as {kept}, which is spelt almost so.",
        "{column}: {n} spellings such as {spelt} were counted as one that is almost the same, such as {kept}.",
        len(replaced),
    )
    return Evidence(
        target, header, said.format(column=isolate(header), n=len(replaced), spelt=isolate(spelt), kept=isolate(kept))
    )


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
    return [_("Left out, as they are no data: {lines}.").format(lines=", ".join(said))] if said else []


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


def _of_states(said: str, header: str, words: Sequence[str], rows: int) -> str:
    shown = ", ".join(isolate(word[:60]) for word in words[:_MOST_NAMED])
    return said.format(
        column=isolate(header), n=format_number(rows), words=shown + (" …" if words[_MOST_NAMED:] else "")
    )


def scale_is(header: str, scale: str) -> str:
    """Say that scores lie on a scale of satisfaction, which is not that of NPS."""
    return _("{column}: a scale of {scale} is satisfaction, not NPS; it is kept beside each score.").format(
        column=isolate(header), scale=isolate(scale)
    )
