"""What the values of columns say where headers do not: kinds, flags, sides, who it was, sums."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.questions import WORD_MARK
from ingest.reading.headers import number_in
from ingest.recognition import value_words
from ingest.recognition.implied import FIRST_REPLY, PLAIN_CODES
from ingest.recognition.states import CAME_BACK, WORDS, beside_invoices, effect_of, folded
from ingest.recognition.synonyms import DISCOUNTS, NOT_THE_DAY, PERCENT, PRICES, key, names_of
from ingest.trial import first_rows
from ingest.values.expressions import quoted
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.reading.sources import Source
    from ingest.recognition.profiles import Profile

_MOST_KINDS = 30
_DURATION = re.compile(r"\d+:[0-5]\d(?::[0-5]\d)?")
_CENT = 0.011
_MOST = 0.9
_ROWS = 200


def document_kind(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find the column that says what document a row is: called a type, mostly with words that are known for them."""
    for header in free:
        words = {normalise(value) for value in seen[header].values}
        if key(header) not in value_words.KINDS or not 1 <= len(words) <= _MOST_KINDS:
            continue
        known = [word for word in words if folded(word) in WORDS or word in beside_invoices([*words])]
        if len(known) * 2 > len(words):
            return header
    return next((one for one in free if _tells_what_came_back(seen[one])), "")


def _tells_what_came_back(profile: Profile) -> bool:
    """Whether a column holds nothing but words of sales and of what was given back, whatever it is called."""
    effects = {effect_of(value) if folded(value) in WORDS else "" for value in profile.values[:_MOST_KINDS]}
    return profile.filled == profile.rows and "sale" in effects and "return" in effects and "" not in effects


def second_state(free: Iterable[str], seen: Mapping[str, Profile]) -> tuple[str, dict[str, str]]:
    """Find a state beside the one that is known, with a word of what is no sale; says what its words make of a line."""
    for header in free:
        words = [value for value in seen[header].values if folded(value) in WORDS]
        if key(header) in names_of("orders", "status") and any(effect_of(word) != "sale" for word in words):
            return header, {normalise(word): "refunded" for word in words if folded(word) in CAME_BACK}
    return "", {}


def sale_flags(free: Iterable[str], seen: Mapping[str, Profile]) -> list[tuple[str, dict[str, str]]]:
    """List the columns that say with yes or no whether a row is a sale, each with what its words make of it."""
    flags = [one for one in free if seen[one].flags >= _MOST]
    bad = [(one, value_words.FLAG_STATES) for one in flags if key(one) in value_words.NO_SALE_FLAGS]
    return bad + [(one, value_words.SUCCESS_STATES) for one in flags if key(one) in value_words.SUCCESS_FLAGS]


def words_of_sales(states: Mapping[str, str], profile: Profile) -> str:
    """Write the words of a flag that leave a row a sale, as they may stand in its column."""
    said = [word for word, effect in states.items() if effect == "sale"]
    spelt = [one for word in said for one in (word, word.upper(), word.capitalize())]
    seen = [value for value in profile.values if states.get(normalise(value), "") == "sale"]
    return WORD_MARK.join(dict.fromkeys([*seen, *spelt, *([""] if profile.filled < profile.rows else [])]))


def is_in_cents(header: str) -> bool:
    """Whether a header says that its amounts are in hundredths."""
    return bool({*key(header).split()} & value_words.CENTS)


def side(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find the column that says on which side of a two-sided firm somebody is."""
    for header in free:
        words = {normalise(value) for value in seen[header].values}
        if len(words) > 1 and words <= value_words.SIDES:
            return header
    return ""


def plain_number(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find a column called a number or a code alone that tells rows apart."""
    return next((one for one in free if key(one) in PLAIN_CODES and seen[one].is_unique), "")


def names_a_customer(header: str) -> bool:
    """Whether a header that names something names customers."""
    return bool({*key(header).split()} & value_words.NAMED)


def duration(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find the time until the first answer, written as hours, minutes and seconds."""
    for header in free:
        values = seen[header].values
        if values and FIRST_REPLY.search(normalise(header)) and all(map(_DURATION.fullmatch, values)):
            return header
    return ""


def days_of(free: Iterable[str], seen: Mapping[str, Profile]) -> list[str]:
    """List the columns of days that are not of something else, such as a birth or a delivery."""
    return [one for one in free if seen[one].days >= _MOST and not {*key(one).split()} & NOT_THE_DAY]


def net_amount(source: Source, amount: str, order: str = "") -> str:
    """Write the money of a sale from an amount, if the columns beside it show that it is more or less than that.

    Where a fee makes up the gap to another amount, that one is meant; where a tax does, too; and where amount -
    discount + tax + shipping is the total, and not without the discount, that is taken off. "" if nothing shows.
    """
    sums = _Sums(source, order)
    found = amount
    fees = sums.called(value_words.FEES)
    for taken_off in [*([fee] for fee in fees), *([fee, other] for fee in fees for other in fees if fee != other)]:
        off = [(fee, -1) for fee in taken_off]
        found = next((one for one in sums.amounts if sums.hold(found, [(one, 1), *off], taken_off[0])), found)
    taken = ""
    for tax in sums.called(value_words.TAXES):
        ways = [
            (one, discount)
            for one in sums.amounts
            for discount in ("", *sums.discounts)
            if sums.hold(found, [(one, 1), (discount, -1), (tax, 1)], tax)
        ]
        if ways:
            found, taken = max(ways, key=lambda way: bool(way[1]) and any(sums.numbers(way[1])))
            break
    if not taken and (by_lines := _without_extras(sums, found)):
        return by_lines
    if not taken:
        beside = [(one, 1) for one in (*sums.called(value_words.TAXES)[:1], *sums.called(value_words.SHIPPING)[:1])]
        totals = [one for one in sums.amounts if one != found]
        taken = next(
            (
                discount
                for discount in sums.discounts
                for total in totals
                if sums.hold(total, [(found, 1), (discount, -1), *beside], discount)
                and not sums.hold(total, [(found, 1), *beside], discount)
            ),
            "",
        )
    if not taken:
        return quoted(found) if found != amount else ""
    is_negative = all(number <= 0 for number in sums.numbers(taken))
    return f"{quoted(found)} {'+' if is_negative else '-'} {quoted(taken)}?"


def _without_extras(sums: _Sums, amount: str) -> str:
    """Write quantity × price where an amount is that and the shipping or the tax beside it; "" where it is not."""
    extras = [[one] for one in (*sums.called(value_words.SHIPPING), *sums.called(value_words.TAXES))]
    extras += [[one, other] for one in sums.called(value_words.SHIPPING) for other in sums.called(value_words.TAXES)]
    quantities, prices = (sums.called(frozenset(names)) for names in (names_of("orders", "quantity"), PRICES))
    for quantity, price in ((one, other) for one in quantities for other in prices):
        product = sums.product(quantity, price)
        for extra in extras:
            parts = [(product, 1), *((one, 1) for one in extra)]
            if sums.hold(amount, parts, extra[0]):
                return f"{quoted(quantity)} * {quoted(price)}"
            for discount in filter(lambda one: any(sums.numbers(one)), sums.discounts):
                if sums.hold(amount, [*parts, (discount, -1)], extra[0]):
                    return f"{quoted(quantity)} * {quoted(price)} - {quoted(discount)}?"
    return ""


def discount_beside(source: Source, amount: str, order: str) -> tuple[str, bool, bool]:
    """Find a discount beside an amount: its header, whether it is still to be taken off, whether it is of an order.

    It is where the amount is quantity × price, unless the amount is another one less the discount. Where the same
    discount stands on all lines of each order of several, it is of the whole order. "" if there is none or nothing is
    left to be said: what is called net, paid or a total is what was left of it.
    """
    sums = _Sums(source, order)
    quantities, prices = (sums.called(frozenset(names)) for names in (names_of("orders", "quantity"), PRICES))
    for discount in sums.discounts:
        if "%" in discount or {*key(discount).split()} & PERCENT or not any(sums.numbers(discount)):
            continue
        beside = [(one, 1) for one in (*sums.called(value_words.TAXES)[:1], *sums.called(value_words.SHIPPING)[:1])]
        if beside and any(sums.hold(total, [(amount, 1), *beside], discount) for total in sums.amounts):
            return "", False, False
        grosses = [
            *sums.amounts,
            *sums.prices,
            *(sums.product(quantity, one) for quantity in quantities for one in sums.prices),
        ]
        if any(sums.hold(amount, [(one, 1), (discount, -1)], discount) for one in grosses):
            return "", False, False
        whole = [sums.product(quantity, price) for quantity in quantities for price in prices]
        is_gross = any(sums.hold(amount, [(one, 1)], discount) for one in whole)
        if is_gross or not {*key(amount).split()} & value_words.WHAT_IS_LEFT:
            return discount, is_gross, sums.is_of_orders(discount)
    return "", False, False


def _names_a_discount(words: set[str]) -> bool:
    return bool(words & value_words.OF_DISCOUNTS) and not words & value_words.NOT_OF_DISCOUNTS


class _Sums:
    """The numbers of the first rows of a file, and which columns add up to which."""

    def __init__(self, source: Source, order: str = "") -> None:
        self._keys = {header: key(header) for header in source.columns}
        self._places = {header: at for at, header in enumerate(source.columns)}
        self._rows = [row for row in first_rows(source, _ROWS) if len(row) == len(source.columns)]
        self._numbers: dict[str, list[float]] = {}
        self._orders: dict[str, list[int]] = {}
        for at, row in enumerate(self._rows):
            if order and row[self._places[order]]:
                self._orders.setdefault(row[self._places[order]], []).append(at)

    @property
    def amounts(self) -> list[str]:
        """The columns that are called amounts of a sale."""
        names = {*names_of("orders", "revenue"), *value_words.SALE_PRICES}
        return [header for header, name in self._keys.items() if name in names]

    @property
    def prices(self) -> list[str]:
        """The columns that are called a price of any kind."""
        return [header for header, name in self._keys.items() if name in PRICES or "price" in name.split()]

    def product(self, quantity: str, price: str) -> str:
        """Keep quantity × price under a name of its own, and return that."""
        name = f"{quantity} × {price}"
        pairs = zip(self.numbers(quantity), self.numbers(price), strict=True)
        self._numbers[name] = [pieces * each for pieces, each in pairs]
        return name

    def is_of_orders(self, discount: str) -> bool:
        """Whether a discount is called one of the order, or is the same on all lines of each that has several."""
        if self._keys[discount] in names_of("orders", "order_discount"):
            return True
        given = self.numbers(discount)
        several = [rows for rows in self._orders.values() if len(rows) > 1 and any(given[at] for at in rows)]
        return bool(several) and all(len({given[at] for at in rows}) == 1 for rows in several)

    @property
    def discounts(self) -> list[str]:
        """The columns that are called discounts, those in percent last."""
        names = {*DISCOUNTS, *names_of("orders", "order_discount")}
        found = [one for one, name in self._keys.items() if name in names or _names_a_discount({*name.split()})]
        return sorted(found, key=lambda one: ("%" in one, self._keys[one] not in names))

    def called(self, names: frozenset[str]) -> list[str]:
        """List the columns of these names; of fees those with such a word."""

        def is_called(name: str) -> bool:
            return (
                name in names
                or name.replace(" ", "") in names
                or (names is value_words.FEES and bool({*name.split()} & names))
            )

        return [header for header, name in self._keys.items() if is_called(name)]

    def numbers(self, header: str) -> list[float]:
        """Return what stands in a column, 0 where it holds no number."""
        if header not in self._numbers:
            at = self._places[header]
            self._numbers[header] = [number_in(row[at]) or 0 for row in self._rows]
        return self._numbers[header]

    def hold(self, total: str, parts: Sequence[tuple[str, int]], told_by: str) -> bool:
        """Whether the parts add up to the total in nearly all rows in which the telling column holds something.

        What is taken off may be written with a minus.
        """
        parts_given = [(self.numbers(part), sign if sign > 0 else self._way_off(part)) for part, sign in parts if part]
        rows = [at for at, number in enumerate(self.numbers(told_by)) if number]
        if total in {part for part, _sign in parts} or not rows:
            return False
        whole = self.numbers(total)
        added = {at: sum(sign * given[at] for given, sign in parts_given) for at in range(len(whole))}
        right = sum(abs(whole[at] - added[at]) < _CENT for at in rows)
        if right >= _MOST * len(rows):
            return True
        orders = [lines for lines in self._orders.values() if {*lines} & {*rows}]
        shipping = [self.numbers(one) for one in self.called(value_words.SHIPPING) if (one, 1) in parts]
        for lines in orders:
            for given in shipping:
                if len({given[at] for at in lines}) == 1:  # one parcel, said on each of its lines
                    added |= {at: added[at] - given[at] for at in lines[1:]}
        return self._hold_by_orders(orders, whole, added)

    def _way_off(self, part: str) -> int:
        """The sign by which a part is taken off: a column of nothing but minus has it already."""
        return 1 if all(number <= 0 for number in self.numbers(part)) else -1

    @staticmethod
    def _hold_by_orders(orders: Sequence[Sequence[int]], whole: Sequence[float], added: Mapping[int, float]) -> bool:
        """Whether the lines of each order add up to the one total that stands on all of them."""
        several = [lines for lines in orders if len(lines) > 1]
        return bool(several) and all(
            len({whole[at] for at in lines}) == 1 and abs(whole[lines[0]] - sum(added[at] for at in lines)) < _CENT
            for lines in orders
        )
