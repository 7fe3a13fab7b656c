"""The sentences of what a column leaves open, and of how it was read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.questions import WORD_MARK, Evidence, Question
from ingest.values import zones
from localization import _, ngettext
from localization.numbers import format_number, isolate, latin_digits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ingest.values.dates import OrderEvidence
    from ingest.values.numbers import Decimals
    from ingest.values.readings import Reading

# The topics of questions about customers' numbers.
CASE, LOST_DIGITS = "customer_case", "lost_digits"
APART, SAME, AS_THEY_STAND = "apart", "same", "as_they_stand"
# The topic of one about days, and an answer to it.
TURNED = "turned"


def _choice(
    column: str,
    header: str,
    options: tuple[str, ...],
    sentence: str,
    *,
    labels: tuple[str, ...] = (),
    examples: tuple[str, ...] = (),
) -> Question:
    """Ask which of several answers is right; the first one is assumed."""
    return Question(
        kind="choice",
        column=column,
        header=header,
        options=options,
        assumed=options[0],
        examples=examples,
        sentence=sentence,
        labels=labels,
    )


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
        else _("{column}: in {example}, is the day written first or the month? It was read as {day}.").format(
            column=column,
            example=isolate(examples[0] if examples else "03/04/2025"),
            day=isolate(_day_of(examples[0] if examples else "03/04/2025", assumed)),
        ),
    )


def _day_of(text: str, order: str) -> str:
    """Write a day of three numbers as year-month-day, read in an order."""
    first, second, year = re.findall(r"[0-9]+", latin_digits(text))[:3]
    month, day = (first, second) if order == "mdy" else (second, first)
    return f"{year}-{int(month):02}-{int(day):02}"


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


def _formula(
    header: str,
    ways: tuple[str, ...],
    sentence: str,
    labels: tuple[str, ...],
    examples: tuple[str, ...] = (),
    column: str = "revenue",
) -> Question:
    """Ask by which of several formulas a column, the sales for one, is computed; the first one is assumed."""
    return replace(_choice(column, header, ways, sentence, labels=labels, examples=examples), kind="computed")


def tenure(header: str, ways: tuple[str, ...], examples: tuple[str, ...]) -> Question:
    """Ask whether the time that somebody has been a customer is counted in months, in years or in days."""
    return _formula(
        header,
        ways,
        _("{column}: is {example} a number of months, of years or of days?").format(
            column=isolate(header), example=isolate(examples[0] if examples else "12")
        ),
        (_("months"), _("years"), _("days")),
        examples,
        "tenure_months",
    )


def discount(header: str, ways: tuple[str, ...], examples: tuple[str, ...]) -> Question:
    """Ask whether a discount is an amount, or a share of the amount that it is taken off."""
    meanings = {"amount": _("an amount of money"), "share": _("a share, 0.25 of it"), "percent": _("a percentage")}
    return _formula(
        header,
        ways,
        _("{column}: is {example} an amount of money, or a part of the amount?").format(
            column=isolate(header), example=isolate(examples[0] if examples else "5")
        ),
        tuple(meanings["percent" if "/ 100" in way else "share" if "(1 - " in way else "amount"] for way in ways),
        examples,
    )


def discount_taken(headers: tuple[str, str], ways: tuple[str, ...]) -> Question:
    """Ask whether a discount was taken off an amount already."""
    amount, discount = headers
    return _formula(
        discount,
        ways,
        _("Was {discount} taken off {amount} already?").format(discount=isolate(discount), amount=isolate(amount)),
        (_("yes: the amount is what was left"), _("no: it is still to be taken off")),
    )


def hundredths(header: str, ways: tuple[str, str], example: str) -> Question:
    """Ask whether an amount is in hundredths of its money, as interfaces of payments write it."""
    return _formula(
        header,
        ways,
        _("{column}: does {example} stand for a hundredth of that, as in cents, or for as much money?").format(
            column=isolate(header), example=isolate(example)
        ),
        (_("for a hundredth: it is in cents"), _("for as much money")),
        (example,),
    )


def tax_included(header: str, ways: tuple[str, str], *, with_shipping: bool = False) -> Question:
    """Ask whether an amount includes the tax beside it, or the tax and the shipping, which are no sale."""
    if with_shipping:
        asked = _("{column}: does it include the tax and the shipping that stand beside it, which are no sale?")
        labels = _("yes: both are taken off"), _("no: it is without them")
    else:
        asked = _("{column}: does it include the tax that stands beside it, which is no sale?")
        labels = _("yes: the tax is taken off"), _("no: it is without tax")
    return _formula(header, ways, asked.format(column=isolate(header)), labels)


def credit(header: str, ways: tuple[str, ...]) -> Question:
    """Ask whether what an account was credited with came back from sales, or is what the customer paid."""
    return _formula(
        header,
        ways,
        _("{column}: is a credit a return, which is taken off the sales, or a payment of the customer?").format(
            column=isolate(header)
        ),
        (_("a return: taken off"), _("a payment: the sales stay as they are")),
    )


def currency(header: str, codes: tuple[str, ...], *, others: bool) -> Question:
    """Ask which of several currencies is counted in."""
    said = (
        _(
            "{column} holds amounts in {codes}, which are never added as they are: which one counts? Rows in the "
            "others are set aside; with rates they count too, such as {example} where one {other} is worth 1.08."
        )
        if others
        else _("{column} holds amounts in {codes}, units of one money: in which are they to be counted?")
    )
    return Question(
        kind="choice",
        column="currency",
        header=header,
        options=codes,
        assumed=codes[0],
        examples=(),
        sentence=said.format(
            column=isolate(header),
            codes=isolate(", ".join(codes)),
            example=isolate(f"{codes[0]}, {codes[1]} 1.08"),
            other=isolate(codes[1]),
        ),
        may_be_typed=others,
    )


def order_total(header: str, options: tuple[str, ...]) -> Question:
    """Ask whether an amount that all lines of an order have alike is the order's or the line's."""
    return _choice(
        "order_total",
        header,
        options,
        _(
            "{column} is the same on all lines of each order: is it the total of the order, to be counted once, or the "
            "amount of each line?"
        ).format(column=isolate(header)),
        labels=(_("the total of the order: counted once"), _("the amount of each line")),
    )


def far_days(reading: Reading, options: tuple[str, ...], far: list[date], first: date, last: date) -> Question:
    """Ask whether days far from all others are right."""
    shown = isolate(", ".join(day.isoformat() for day in far[:3]))
    return _choice(
        "far_days",
        reading.label,
        options,
        _(
            "{column}: {days} lies far from all other days, which are from {first} to {last}; the rows were set aside. "
            "Is it right?"
        ).format(
            column=isolate(reading.label),
            days=shown,
            first=isolate(first.isoformat()),
            last=isolate(last.isoformat()),
        ),
        labels=(_("mistyped: set its rows aside"), _("right: load its rows")),
        examples=tuple(day.isoformat() for day in far[:3]),
    )


def walk_ins(header: str, options: tuple[str, ...], names: Sequence[str], rows: int) -> Question:
    """Ask whether a name by which many are known is that of a customer."""
    said = ngettext(
        "{column}: {names} names no customer of its own, but whoever came in. {n} line was taken as a sale to nobody "
        "known. Is that right?",
        "{column}: {names} names no customer of its own, but whoever came in. {n} lines were taken as sales to nobody "
        "known. Is that right?",
        rows,
    )
    return _choice(
        "walk_ins",
        header,
        options,
        said.format(column=isolate(header), names=isolate(", ".join(names[:3])), n=format_number(rows)),
        labels=(_("sales to nobody known"), _("a customer like any other")),
        examples=tuple(names[:3]),
    )


def case(header: str, pair: tuple[str, str]) -> Question:
    """Ask whether numbers that differ in the case of letters alone are different customers."""
    return _choice(
        CASE,
        header,
        (APART, SAME),
        _("{column}: {one} and {other} differ in the case of letters alone; are they different?").format(
            column=isolate(header), one=isolate(pair[0]), other=isolate(pair[1])
        ),
        labels=(_("different customers"), _("the same customer")),
        examples=pair,
    )


def turned_days(reading: Reading, example: str) -> Question:
    """Ask whether a spreadsheet took days for months, where all that it left as text is what it cannot read."""
    return _choice(
        f"{TURNED}_{reading.target}",
        reading.label,
        (TURNED, AS_THEY_STAND),
        _(
            "{column}: texts such as {example} are days that a spreadsheet of another country cannot read, and none of "
            "the days that it did read lies after the twelfth: it has probably taken day and month for each other."
        ).format(column=isolate(reading.label), example=isolate(example)),
        labels=(_("turn these days around"), _("load them as they stand")),
        examples=(example,),
    )


def lost_digits(reading: Reading, examples: tuple[str, ...]) -> Question:
    """Say that numbers have lost digits in a sheet, so that several are one, and how to export them again."""
    return _choice(
        f"{LOST_DIGITS}_{reading.target}",
        reading.label,
        (AS_THEY_STAND,),
        _(
            "{column}: a spreadsheet has cut digits off numbers such as {example}, and several of them may have become "
            "one. Export the file again from the system it comes from, and open it in no spreadsheet; or set the "
            "column to text there before it is filled."
        ).format(column=isolate(reading.label), example=isolate(examples[0])),
        labels=(_("load the numbers as they stand"),),
        examples=examples,
    )


def digits_were_written(reading: Reading, example: str, written: str) -> Evidence:
    """Say that numbers in Persian or Arabic digits are kept in Latin ones."""
    return Evidence(
        reading.target,
        reading.label,
        _("{column}: {text} was read as {value}.").format(
            column=isolate(reading.label), text=isolate(example), value=isolate(written)
        ),
    )


def time_zone(reading: Reading, assumed: str) -> Question:
    """Ask on whose days the instants of a column fall."""
    return Question(
        kind="choice",
        column=zones.TOPIC,
        header=reading.label,
        options=zones.OFFERED,
        assumed=assumed,
        examples=(),
        sentence=_("{column} holds instants: in which time zone do the days of the business begin?").format(
            column=isolate(reading.label)
        ),
        may_be_typed=True,
    )


def states(column: str, header: str, words: tuple[str, ...], sales: tuple[str, ...]) -> Question:
    """Show the words of a status column, or of kinds of documents, each with a tick for "is a sale"."""
    return _ticked(
        column,
        header,
        words,
        sales,
        _("{column}: which of these words stand for a sale? Lines with the others are left out."),
    )


def contract_states(header: str, words: tuple[str, ...], running: tuple[str, ...]) -> Question:
    """Show the words of a contract's state, each with a tick for "it runs"."""
    return _ticked(
        "status",
        header,
        words,
        running,
        _("{column}: which of these words stand for a contract that runs? Those with the others have ended."),
    )


def _ticked(column: str, header: str, words: tuple[str, ...], ticked: tuple[str, ...], sentence: str) -> Question:
    return Question(
        kind="words",
        column=column,
        header=header,
        options=words,
        assumed=WORD_MARK.join(ticked),
        examples=words[:3],
        sentence=sentence.format(column=isolate(header)),
    )


def end_of_contracts(header: str, rows: int, words: Sequence[str], assumed: date) -> Question:
    """Ask on which day contracts ended of which a file says that they have, and not when."""
    shown = ", ".join(isolate(word[:60]) for word in words[:3])
    said = ngettext(
        "{column} says of {n} contract that it has ended ({words}), and nothing says when. It was taken to have ended "
        "on {day}, the last day that the file knows of: when did it?",
        "{column} says of {n} contracts that they have ended ({words}), and nothing says when. They were taken to have "
        "ended on {day}, the last day that the file knows of: when did they?",
        rows,
    )
    return Question(
        kind="choice",
        column="ended_on",
        header=header,
        options=(assumed.isoformat(),),
        assumed=assumed.isoformat(),
        examples=tuple(words[:3]),
        sentence=said.format(
            column=isolate(header), n=format_number(rows), words=shown, day=isolate(assumed.isoformat())
        ),
        may_be_typed=True,
    )


def formulas(cells: int) -> Question:
    """Say that formulas hold no results, and how to store them."""
    return _choice(
        "formulas",
        "",
        ("blank",),
        ngettext(
            "{n} formula of the workbook holds no result and was read as blank; open it in a spreadsheet and save it "
            "to store the result.",
            "{n} formulas of the workbook hold no results and were read as blank; open it in a spreadsheet and save it "
            "to store the results.",
            cells,
        ).format(n=format_number(cells)),
        labels=(_("load them as blank"),),
    )
