"""Several discounts on a line: which of them an amount still holds, as the sums show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from ingest.recognition import value_words
from ingest.recognition.folding import key
from ingest.recognition.sums import CENT, MOST, Sums
from ingest.recognition.synonyms import PERCENT
from ingest.values.expressions import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.sources import Source

_MOST_CUTS = 4


@dataclass(frozen=True)
class Cut:
    """A discount: its header, whether it is a percentage or a share, and what it takes off in each row."""

    header: str
    is_percent: bool
    is_share: bool
    off: tuple[float, ...]

    def taken_off(self, formula: str) -> str:
        """Write what it leaves of a formula."""
        if self.is_percent:
            formula = f"({formula})" if " - " in formula else formula
            return f"{formula} * (1 - {quoted(self.header)}{'' if self.is_share else ' / 100'})"
        return f"{formula} - {quoted(self.header)}?"


@dataclass(frozen=True)
class Left:
    """The discounts that an amount still holds, and whether quantity × price shows that it does.

    `after` is another amount of the file that is what a percentage leaves of it.
    """

    cuts: tuple[Cut, ...] = ()
    is_sure: bool = False
    after: str = ""


def cuts_of(sums: Sums, gross: Sequence[float]) -> list[Cut]:
    """List the discounts that take something off, each once.

    A percentage says the same as the amount beside it that it comes to, and a total the same as what it adds up.
    """
    found: list[Cut] = []
    for header in sums.discounts:
        given = [abs(number) for number in sums.numbers(header)]
        if not any(given):
            continue
        is_percent = "%" in header or "٪" in header or bool({*key(header).split()} & PERCENT)
        is_share = is_percent and max(given) <= 1
        part = 1 if is_share else 100
        off = [whole * number / part for whole, number in zip(gross, given, strict=True)] if is_percent else given
        if any(whole and abs(whole) + CENT < one for whole, one in zip(gross, off, strict=True)):
            continue  # nobody is given more than there is to pay, unless all of it was taken back: these are codes
        found.append(Cut(header, is_percent, is_share, tuple(off)))
    amounts = [cut for cut in found if not cut.is_percent]
    kept = [*amounts, *(cut for cut in found if cut.is_percent)][:_MOST_CUTS]
    for cut in reversed([*kept]):
        # What is called a percentage nowhere may be one all the same: it comes to the amount beside it.
        as_percent = [number * whole / 100 for number, whole in zip(cut.off, gross, strict=True)]
        if any(_are_same(off, one.off) for one in kept if one is not cut for off in (cut.off, as_percent)):
            kept.remove(cut)
    for pair in combinations(kept, 2):
        added = [one + other for one, other in zip(pair[0].off, pair[1].off, strict=True)]
        if any(cut not in pair and _are_same(added, cut.off) for cut in kept):
            return [cut for cut in kept if cut not in pair]
    return kept


def _are_same(some: Sequence[float], others: Sequence[float]) -> bool:
    rows = [at for at in range(len(some)) if some[at] or others[at]]
    return bool(rows) and sum(abs(some[at] - others[at]) < 2 * CENT for at in rows) >= MOST * len(rows)


def still_in(source: Source, amount: str, order: str) -> Left:
    """Find the discounts that an amount still holds.

    Where the amount is quantity × price, less some of the discounts, the others are still in it, unless a total beside
    shows that they are not to be taken off. Without quantity × price nothing shows it, unless the amount is another one
    less the discount, or is called what is left: then the first one is doubtful.
    """
    sums = Sums(source, order)
    given = sums.numbers(amount)
    extras = sums.ways_to_add
    for quantity, price in sums.products:
        gross = sums.numbers(sums.product(quantity, price))
        cuts = cuts_of(sums, gross)
        taken = _taken(given, gross, cuts)
        if taken is None:
            continue
        left = tuple(cut for cut in cuts if cut not in taken)
        totals = [one for one in sums.amounts if one != amount]
        if left and any(sums.hold(one, [(amount, 1), *way], left[0].header) for one in totals for way in extras):
            return Left()
        return Left(left, is_sure=True)
    return _doubtful(sums, amount, extras)


def _taken(given: Sequence[float], gross: Sequence[float], cuts: Sequence[Cut]) -> tuple[Cut, ...] | None:
    """Return the fewest cuts that make the amount of what was charged; None if none do."""
    rows = [at for at in range(len(given)) if given[at] and any(cut.off[at] for cut in cuts)]
    for some in (some for count in range(len(cuts) + 1) for some in combinations(cuts, count)):
        left = [gross[at] - sum(cut.off[at] for cut in some) for at in rows]
        right = sum(abs(given[at] - one) < 2 * CENT for at, one in zip(rows, left, strict=True))
        if rows and right >= MOST * len(rows):
            return some
    return None


def _doubtful(sums: Sums, amount: str, extras: Sequence[Sequence[tuple[str, int]]]) -> Left:
    grosses = [*sums.amounts, *sums.prices]
    grosses += [sums.product(quantity, one) for quantity, _price in sums.products for one in sums.prices]
    for cut in cuts_of(sums, sums.numbers(amount)):
        if cut.is_percent:
            after = next((one for one in sums.all_numbers if one != amount and sums.is_less(one, amount, cut.off)), "")
            if after:
                return Left(after=after)
            part = 1 if cut.is_share else 100
            shares = [abs(number) / part for number in sums.numbers(cut.header)]
            before = {
                one: [whole * share for whole, share in zip(sums.numbers(one), shares, strict=True)]
                for one in sums.all_numbers
                if one != amount
            }
            if any(sums.is_less(amount, one, off) for one, off in before.items()):
                return Left()
        if any(sums.hold(total, [(amount, 1), *way], cut.header) for total in sums.amounts for way in extras):
            return Left()
        if any(sums.hold(amount, [(one, 1), (cut.header, -1)], cut.header) for one in grosses):
            return Left()
        words = {*key(amount).split()}
        if not words & value_words.WHAT_IS_LEFT or words & value_words.BEFORE:
            return Left((cut,))
    return Left()


def beside_product(source: Source, formula: str, used: str, order: str) -> tuple[str, tuple[Cut, ...]]:
    """Say what quantity × price is still to be rid of, where its formula has one discount or none.

    Returns the formula, and the discounts that are to be taken off it: of quantity × price alone, where the one that it
    has says the same as others do.
    """
    sums = Sums(source, order)
    for quantity, price in sums.products:
        gross = f"{quoted(quantity)} * {quoted(price)}"
        if formula.startswith(gross):
            cuts = cuts_of(sums, sums.numbers(sums.product(quantity, price)))
            others = tuple(cut for cut in cuts if cut.header != used)
            is_kept = len(others) < len(cuts)
            if not others or (is_kept and not any(cut.is_percent for cut in others)):
                return formula, others
            return gross, tuple(cuts)
    return formula, ()


def is_of_orders(source: Source, cut: Cut, order: str) -> bool:
    """Whether a discount is of the whole order, and stands on each of its lines."""
    return not cut.is_percent and Sums(source, order).is_of_orders(cut.header)
