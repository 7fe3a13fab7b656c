"""The numbers of the first rows of a file, and which columns add up to which."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from ingest.reading.headers import number_in
from ingest.recognition import value_words
from ingest.recognition.folding import key
from ingest.recognition.profiles import AMOUNT, BLANKS
from ingest.recognition.synonyms import DISCOUNTS, PRICES, names_of
from ingest.trial import first_rows
from localization.numbers import latin_digits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.reading.sources import Source

CENT = 0.011
MOST = 0.9
_ROWS = 200
# The name of a rate, such as GST18, is no amount.
_CODE = re.compile(r"[A-Za-z]{1,6}-?\d{1,2}")
_FIRST = 3


def _names_a_discount(words: set[str]) -> bool:
    return bool(words & value_words.OF_DISCOUNTS) and not words & value_words.NOT_OF_DISCOUNTS


class Sums:
    """The numbers of the first rows of a file, and which columns add up to which."""

    def __init__(self, source: Source, order: str = "") -> None:
        self._keys = {header: key(header) for header in source.columns}
        self._places = {header: at for at, header in enumerate(source.columns)}
        self._rows = [row for row in first_rows(source, _ROWS) if len(row) == len(source.columns)]
        self._numbers: dict[str, list[float]] = {}
        self._signs: dict[str, int] = {}
        self._orders: dict[str, list[int]] = {}
        for at, row in enumerate(self._rows):
            if order and row[self._places[order]]:
                self._orders.setdefault(row[self._places[order]], []).append(at)

    @property
    def rows(self) -> int:
        """How many rows are looked at."""
        return len(self._rows)

    @property
    def orders(self) -> list[list[int]]:
        """The rows of each order."""
        return list(self._orders.values())

    @property
    def products(self) -> list[tuple[str, str]]:
        """The columns of quantities with those of unit prices."""
        quantities = self.called(frozenset(names_of("orders", "quantity")))
        return [(quantity, price) for quantity in quantities for price in self.prices]

    @property
    def amounts(self) -> list[str]:
        """The columns that are called amounts of a sale."""
        names = {*names_of("orders", "revenue"), *value_words.SALE_PRICES}
        return [header for header, name in self._keys.items() if name in names]

    @property
    def prices(self) -> list[str]:
        """The columns that are called a price of any kind."""
        return [
            header for header, name in self._keys.items() if name in PRICES or {*name.split()} & value_words.OF_PRICES
        ]

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

    def are_hundredths(self, amount: str, other: str) -> bool:
        """Whether a hundred times what stands in another column is the amount, in nearly all rows with one."""
        pairs = list(zip(self.numbers(amount), self.numbers(other), strict=True))
        filled = [(one, whole) for one, whole in pairs if one and whole]
        return len(filled) * 2 > len(pairs) and sum(
            abs(one - 100 * whole) < CENT for one, whole in filled
        ) >= MOST * len(filled)

    @property
    def discounts(self) -> list[str]:
        """The columns of numbers that are called discounts, those in percent last; a "desc" may describe something."""
        names = {*DISCOUNTS, *names_of("orders", "order_discount")}
        found = [one for one, name in self._keys.items() if name in names or _names_a_discount({*name.split()})]
        found = [one for one in found if self._holds_numbers(one)]
        return sorted(found, key=lambda one: ("%" in one, self._keys[one] not in names))

    def called(self, names: frozenset[str]) -> list[str]:
        """List the columns of these names; of what is paid beside the goods those with such a word."""

        def is_called(name: str) -> bool:
            words = {*name.split()}
            if name in names or name.replace(" ", "") in names:
                return True
            if names not in value_words.BY_WORD or not words & names or words & value_words.NO_EXTRA:
                return False
            if "rate" in words and words & value_words.TAXES:
                return False
            if names is not value_words.TAXES or words - names <= value_words.BESIDE_TAX:
                return True
            return not words & value_words.OF_A_WHOLE and not any(word.endswith("total") for word in words)

        found = [header for header, name in self._keys.items() if is_called(name)]
        return [one for one in found if names not in value_words.BY_WORD or self._holds_numbers(one)]

    def _holds_numbers(self, header: str) -> bool:
        filled = [one for row in self._rows if (one := row[self._places[header]].strip()) not in BLANKS]
        numbers = [
            one for one in filled if AMOUNT.fullmatch(latin_digits(one).strip(" %٪")) and not _CODE.fullmatch(one)
        ]
        return len(numbers) >= MOST * len(filled)

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
        right = sum(abs(whole[at] - added[at]) < CENT for at in rows)
        if right >= MOST * len(rows):
            return True
        orders = [lines for lines in self._orders.values() if {*lines} & {*rows}]
        if self._hold_by_orders(orders, whole, added):
            return True
        extras = [self.numbers(one) for one in self.called(value_words.EXTRAS) if (one, 1) in parts]
        for lines in orders:
            for given in extras:
                if len({given[at] for at in lines}) == 1:  # one parcel, one tax, said on each of its lines
                    added |= {at: added[at] - given[at] for at in lines[1:]}
        return self._hold_by_orders(orders, whole, added)

    def added(self, parts: Sequence[tuple[str, int]], told_by: str) -> list[tuple[int, float]]:
        """What the parts come to in the first rows in which the telling column holds something: the row, the sum."""
        given = [(self.numbers(part), sign if sign > 0 else self._way_off(part)) for part, sign in parts]
        rows = [at for at, number in enumerate(self.numbers(told_by)) if number][:_FIRST]
        return [(at, sum(sign * numbers[at] for numbers, sign in given)) for at in rows]

    def explain(self, total: str, base: str, parts: Sequence[tuple[str, int]]) -> bool:
        """Whether a total is another amount and all of these parts, in nearly all rows with any of them."""
        return self.is_rest(base, self.rest(total, parts))

    def rest(self, total: str, parts: Sequence[tuple[str, int]]) -> list[tuple[int, float]]:
        """What is left of a total without these parts, in each row with any of them: the row's number, the amount."""
        whole = self.numbers(total)
        given = [(self.numbers(part), sign if sign > 0 else self._way_off(part)) for part, sign in parts]
        rows = [at for at in range(len(whole)) if any(numbers[at] for numbers, _sign in given)]
        return [(at, whole[at] - sum(sign * numbers[at] for numbers, sign in given)) for at in rows]

    def is_rest(self, base: str, rest: Sequence[tuple[int, float]]) -> bool:
        """Whether that is another amount, in nearly all of the rows; looked at until it cannot be any more."""
        first, right = self.numbers(base), len(rest)
        for at, left in rest:
            right -= abs(left - first[at]) >= CENT
            if right < MOST * len(rest):
                return False
        return any(first[at] for at, _left in rest)

    @property
    def all_numbers(self) -> list[str]:
        """Every column that holds a number in most rows."""
        return [one for one in self._keys if 2 * sum(map(bool, self.numbers(one))) > len(self._rows)]

    def is_less(self, left: str, whole: str, off: Sequence[float]) -> bool:
        """Whether a column is another one less what is given off, in nearly all rows in which something is."""
        some, every = self.numbers(left), self.numbers(whole)
        rows = [at for at, given in enumerate(off) if given]
        return sum(abs(every[at] - off[at] - some[at]) < 2 * CENT for at in rows) >= MOST * len(rows) > 0

    @property
    def ways_to_discount(self) -> list[tuple[str, ...]]:
        """What may have been taken off an amount: one of the discounts, or two or three of them that say something."""
        said = [one for one in self.discounts if any(self.numbers(one))]
        return [*((one,) for one in self.discounts), *combinations(said, 2), *combinations(said, 3)]

    @property
    def ways_to_add(self) -> list[list[tuple[str, int]]]:
        """What a total may hold beside an amount: the first tax and shipping, or all that is called so."""
        first = [*self.called(value_words.TAXES)[:1], *self.called(value_words.SHIPPING)[:1]]
        every = [one for one in self.called(value_words.EXTRAS) if any(self.numbers(one))]
        return [[(one, 1) for one in way] for way in (first, every) if way]

    def sign_off(self, part: str) -> str:
        """The sign by which a part is taken off in a formula."""
        return "+" if self._way_off(part) > 0 else "-"

    def _way_off(self, part: str) -> int:
        """The sign by which a part is taken off: where most have a minus, they have it already."""
        if part not in self._signs:
            below = sum(number < 0 for number in self.numbers(part))
            self._signs[part] = 1 if below >= sum(number > 0 for number in self.numbers(part)) else -1
        return self._signs[part]

    @staticmethod
    def _hold_by_orders(orders: Sequence[Sequence[int]], whole: Sequence[float], added: Mapping[int, float]) -> bool:
        """Whether the lines of each order add up to the one total that stands on all of them."""
        several = [lines for lines in orders if len(lines) > 1]
        return bool(several) and all(
            len({whole[at] for at in lines}) == 1 and abs(whole[lines[0]] - sum(added[at] for at in lines)) < CENT
            for lines in orders
        )
