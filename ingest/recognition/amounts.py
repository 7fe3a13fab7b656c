"""Which amount of a file is the money of the goods, as its sums show: without taxes, shipping and discounts."""

from __future__ import annotations

import re
from itertools import combinations, groupby, permutations
from typing import TYPE_CHECKING

from ingest.recognition import value_words
from ingest.recognition.folding import apart, key
from ingest.recognition.sums import CENT, MOST, Sums
from ingest.recognition.synonyms import CURRENCY, NOT_AN_AMOUNT, PRICES, is_in_own_money, names_of
from ingest.values.expressions import quoted
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.reading.sources import Source
    from ingest.recognition.profiles import Profile

_HIGHEST_TAX = 0.35
# Of taxes; India has five.
_MOST_RATES, _MOST_RATES_OF_FEW, _FEW_ROWS = 5, 3, 10
_NAMES_OF_TAX = frozenset(one for name in value_words.TAXES for one in name.split()) | {"ttc", "brutto", "bruto"}
# Currencies of which a hundred of something are one, in small letters, and numbers as interfaces make them.
_CODES = re.compile(r"(?!.*\b(?:jpy|krw|vnd|clp|isk|huf|irr|irt|xaf|xof|kwd|bhd|omr|jod|tnd)\b)(?:[a-z]{3}(?: |$))+")
_MARKED = re.compile(r"(?:ch|pi|py|in|txn|ii|cs|re|po|pay|inv|order|cus|sub)_[A-Za-z0-9]+$")


def is_in_cents(header: str) -> bool:
    """Whether a header says that its amounts are in hundredths."""
    return bool({*key(header).split()} & value_words.CENTS)


def least_of(source: Source, amounts: list[str]) -> list[str]:
    """Leave of several amounts those without tax, and after the discount that stands beside them."""
    sums = Sums(source)
    amounts = [one for one in amounts if one not in sums.discounts]
    cuts = [(one, 1) for one in amounts]
    left = [
        one
        for one in amounts
        if any(sums.hold(one, [other, (cut, -1)], cut) for other in cuts for cut in sums.discounts if cut != one)
    ]
    words = {one: {*normalise(one).split()} for one in left or amounts}
    return (
        [one for one in words if words[one] & value_words.WITHOUT_TAX]
        or [one for one in words if not words[one] & value_words.WITH_TAX]
        or [*words]
    )


def in_own_money(source: Source, amount: str, seen: Mapping[str, Profile]) -> str:
    """Name the amount of the same name in the firm's own money, where documents are in several currencies."""
    several = any(len(seen[one].values) > 1 for one in seen if key(one) in CURRENCY)
    if not several or is_in_own_money(amount):
        return amount
    alike = [one for one in source.columns if one != amount and key(one) == key(amount) and is_in_own_money(one)]
    return alike[0] if len(alike) == 1 else amount


def stands_on_each_line(source: Source, amount: str, order: str) -> bool:
    """Whether an amount of the order stands on each of its lines, which make it together as quantity × price.

    What puts these in its place is `ingest.values.repeated_totals`, which looks at all rows.
    """
    sums = Sums(source, order)
    given = sums.numbers(amount)
    for product in (sums.numbers(sums.product(*pair)) for pair in sums.products):
        fits = [
            len({given[at] for at in rows}) == 1 and abs(sum(product[at] for at in rows) - given[rows[0]]) < CENT
            for rows in sums.orders
        ]
        if sum(len(rows) > 1 for rows in sums.orders) > 1 and sum(fits) >= MOST * len(fits):
            return True
    return False


def discount_of_orders(source: Source, order: str) -> str:
    """Name the discount that stands on each line of an order for all of it; "" if none does."""
    sums = Sums(source, order)
    likely = [one for one in sums.discounts if any(sums.numbers(one)) and "%" not in one and "٪" not in one]
    return next((one for one in likely if sums.is_of_orders(one)), "")


def total_of(source: Source, amounts: Sequence[str]) -> str:
    """Name the amount that another makes with the tax and the shipping beside it, less a discount; "" if none does."""
    sums = Sums(source)
    beside = [[(one, 1)] for one in (*sums.called(value_words.TAXES), *sums.called(value_words.SHIPPING))]
    beside += sums.ways_to_add
    named = {*sums.discounts, *(one for way in beside for one, _sign in way)}
    likely = [one for one in amounts if one not in named]
    for way in beside:
        for off in ((), *sums.ways_to_discount):
            parts = [*way, *((one, -1) for one in off)]
            beside_them = sums.added(parts, way[0][0])
            for one, whole in permutations(likely, 2):
                begins = any(
                    abs(sums.numbers(whole)[at] - sums.numbers(one)[at] - more) < CENT for at, more in beside_them
                )
                if begins and sums.hold(whole, [(one, 1), *parts], way[0][0]):
                    return whole
    return ""


def meant_by(source: Source, amount: str, refund: str = "") -> str:
    """Name the amount that is meant by one that says less or more: the whole of which it was paid, the net of a gross.

    What was paid and what is still due make the whole; what is so many whole percent more says that it holds the tax;
    and what is less than another by the refund beside it would have that taken off twice.
    """
    sums = Sums(source)
    words = _words_of(amount)
    others = [one for one in sums.all_numbers if one not in {amount, refund}]
    if refund and any(given := sums.numbers(refund)):
        back = [abs(number) for number in given]
        before = next((one for one in others if sums.is_less(amount, one, back)), "")
        if before:
            return meant_by(source, before)
    if words & value_words.PAID and not words & value_words.STILL_DUE:
        for due in (one for one in source.columns if one != amount and _words_of(one) & value_words.STILL_DUE):
            whole = next((one for one in others if sums.hold(one, [(amount, 1), (due, 1)], due)), "")
            if whole and whole != due:
                return meant_by(source, whole)
    if words & value_words.WITH_TAX and words & _NAMES_OF_TAX:
        given = sums.numbers(amount)
        for one in (one for one in others if _words_of(one) & value_words.WITHOUT_TAX):
            pairs = [(whole - net, net) for whole, net in zip(given, sums.numbers(one), strict=True) if net]
            if pairs and all(0 <= tax / net < 1 for tax, net in pairs) and _whole_percents(pairs):
                return one
    return amount


def _words_of(header: str) -> set[str]:
    return {*re.findall(r"\w+", normalise(header)), *apart(key(header)).split()}


def base_of(
    source: Source, amount: str, seen: Mapping[str, Profile], order: str = "", *, holds_extras: bool = False
) -> str:
    """Write the money of the goods in an amount that is more or less than that, by whatever name they stand beside it.

    The amount is another one and some of the shipping, taxes, tips and fees beside it, less some of the discounts; of
    several such amounts the one with the most beside it is of the goods alone. "" if there is none; with `holds_extras`
    also if the amount holds no tax or shipping.
    """
    sums = Sums(source, order)
    cuts = [one for one in sums.discounts if "%" not in one and any(sums.numbers(one))]
    added = [one for one in sums.called(value_words.EXTRAS) if any(sums.numbers(one)) and one not in cuts]
    fees = [one for one in sums.called(value_words.FEES) if any(sums.numbers(one)) and one not in {*cuts, *added}]
    # What a fee is added to is no more than what the pieces cost: of another amount it was taken.
    added_fees = [(one, 1) for one in fees[:1]] if sums.products else []
    beside = [*((one, -1) for one in cuts[:2]), *((one, 1) for one in added[:4]), *((one, -1) for one in fees[:3])]
    beside += added_fees
    named = {one for one, _sign in beside} | {amount}
    products = {sums.product(*pair): pair for pair in sums.products if not {*pair} & named}
    others = [one for one in seen if one not in named and seen[one].amounts >= MOST and seen[one].days == 0]
    others = [one for one in others if not {*key(one).split()} & NOT_AN_AMOUNT]
    best: tuple[int, str, tuple[str, ...], frozenset[str]] = (0, "", (), frozenset())
    for count in range(1, len(beside) + 1):
        for some in combinations(beside, count):
            rest = sums.rest(amount, some)
            for other in products if {*some} & {*added_fees} else (*others, *products):
                if count > best[0] and sums.is_rest(other, rest):
                    parts = frozenset(one for one, _sign in some)
                    best = (count, other, tuple(one for one, _sign in some if one in cuts), parts)
    _count, base, taken, parts = best
    if not base or (holds_extras and parts.isdisjoint(added)):
        return ""
    if parts <= {*taken}:
        return quoted(amount)  # nothing but discounts, which are taken off already
    formula = " * ".join(map(quoted, products[base])) if base in products else quoted(base)
    formula += "".join(f" {sums.sign_off(one)} {quoted(one)}?" for one in taken)
    # A tax within the total, of which it is whole percents, is in the goods as well.
    whole = sums.numbers(amount)
    inside = [one for one in added if {*key(one).split()} & value_words.TAXES and one not in parts]
    for tax in inside if all(whole) else ():
        pairs = [(part, all_of - part) for part, all_of in zip(sums.numbers(tax), whole, strict=True) if part > 0]
        is_inside = pairs and all(rest > 0 for _part, rest in pairs) and _whole_percents(pairs)
        if is_inside and not _whole_percents([(part, part + rest) for part, rest in pairs]):
            return f"({formula}) * (1 - {quoted(tax)} / {quoted(amount)})"
    return formula


def hundredths(source: Source, amount: str, seen: Mapping[str, Profile]) -> tuple[bool, bool]:
    """Say whether an amount is in hundredths of its money, though its header does not, and whether that is sure.

    It is where another amount, or quantity × price, is a hundredth of it in nearly all rows. Whole amounts beside a
    currency in small letters and numbers such as ch_3Nx are those of an interface, which counts so: likely, not sure.
    """
    sums = Sums(source)
    given = sums.numbers(amount)
    if not any(given) or seen[amount].with_fraction:
        return False, False
    products = [sums.product(quantity, price) for quantity, price in sums.products if amount not in {quantity, price}]
    decimals = [one for one in seen if "decimal" in key(one).split()]
    alike = [one for one in seen if one not in decimals and {*key(one).split()} & {*key(amount).split()}]
    others = [*sums.amounts, *sums.prices, *decimals, *alike, *products]
    if any(sums.are_hundredths(amount, other) for other in others if other != amount):
        return True, True
    named = [one for one in seen if key(one) in CURRENCY]
    is_small = any(_CODES.fullmatch(" ".join(seen[one].values)) for one in named)
    has_marks = any(seen[one].values and all(map(_MARKED.match, seen[one].values)) for one in seen)
    return is_small and has_marks, False


def tax_inside(source: Source, amount: str) -> tuple[str, bool]:
    """Write an amount without the tax beside it that it includes, and say whether that is sure; "" if it includes none.

    The header may say so. Else the tax is so many whole percent of what is left of the amount, or of the amount as it
    stands, which is then without tax. Where neither holds, a total is taken to include it, and that is not sure.
    """
    sums = Sums(source)
    taxes = [
        one for one in sums.called(value_words.TAXES) if any(sums.numbers(one)) and "%" not in one and "٪" not in one
    ]
    if taxes and _is_part_of_a_subtotal(sums, amount):
        return "", True
    each = _apart(sums, taxes)  # the first to ask about: what is told twice is asked about once
    ways = (each, taxes, *([one] for one in taxes))
    found = [one for some in ways if some and (one := _taken_from(sums, amount, some))]
    sure = [formula for formula, is_sure in found if is_sure]
    return (max(sure, key=bool), True) if sure else next(iter(found), ("", True))


def _is_part_of_a_subtotal(sums: Sums, amount: str) -> bool:
    """Whether the lines that follow each other with one subtotal, which says to be without tax, make it together."""
    given = sums.numbers(amount)
    for other in sums.amounts:
        if other != amount and _words_of(other) & value_words.WITHOUT_TAX:
            lines = zip(given, sums.numbers(other), strict=True)
            orders = [
                (whole, sum(one for one, _whole in some)) for whole, some in groupby(lines, key=lambda line: line[1])
            ]
            if sum(abs(whole - parts) < CENT for whole, parts in orders) >= MOST * len(orders):
                return True
    return False


def _apart(sums: Sums, taxes: Sequence[str]) -> list[str]:
    """Leave out the taxes that say what the others say already, alone or together."""
    kept = list(taxes)
    for one in taxes:
        others = [other for other in kept if other != one]
        ways = [others, *([other] for other in others)]
        said = (map(sum, zip(*map(sums.numbers, way), strict=True)) for way in ways if way)
        if any(all(abs(own - rest) < CENT for own, rest in zip(sums.numbers(one), way, strict=True)) for way in said):
            kept = others
    return kept


def _taken_from(sums: Sums, amount: str, some: Sequence[str]) -> tuple[str, bool] | None:
    """Write an amount without these taxes, and whether that is sure; None if they tell nothing of it."""
    words = _words_of(amount)
    given = sums.numbers(amount)
    taxes = [sum(row) for row in zip(*map(sums.numbers, some), strict=True)]
    rows = [at for at, part in enumerate(taxes) if part and 0 < part / (given[at] or -part) < 1]
    if words & value_words.WITHOUT_TAX or len(rows) < max(1, sum(map(bool, taxes)) * MOST):
        return None
    left = "".join((quoted(amount), *(f" - {quoted(tax)}?" for tax in some)))
    if words & value_words.WITH_TAX:
        return left, True
    # No tax is so high: what looks like one was added twice.
    is_high = any(abs(taxes[at]) > _HIGHEST_TAX * abs(given[at] - taxes[at]) for at in rows)
    of_left = not is_high and _whole_percents([(taxes[at], given[at] - taxes[at]) for at in rows])
    of_all = not is_high and _whole_percents([(taxes[at], given[at]) for at in rows])
    if of_left != of_all:
        return (left, True) if of_left else ("", True)
    total = _total_with_tax(sums, amount, some[0]) if len(some) == 1 else ""
    if total and sums.numbers(total) != given:
        return f"{quoted(amount)} * (1 - {quoted(some[0])} / {quoted(total)})", True
    if not words & value_words.OF_ALL:
        return "", True
    # All that there is to pay, taxes with it, holds the shipping as well.
    shipping = [one for one in sums.called(value_words.SHIPPING) if any(sums.numbers(one)) and one not in some][:1]
    return "".join((left, *(f" - {quoted(one)}?" for one in shipping))), False


def shipping_in(source: Source) -> list[str]:
    """List the columns of what is paid for shipping."""
    return Sums(source).called(value_words.SHIPPING)


def _total_with_tax(sums: Sums, amount: str, tax: str) -> str:
    """Find the total of the amount and its shipping of which a tax is whole percents: both hold it then."""
    for total in sums.all_numbers:
        for shipping in sums.called(value_words.SHIPPING):
            pairs = [(part, whole - part) for part, whole in zip(sums.numbers(tax), sums.numbers(total), strict=True)]
            pairs = [(part, rest) for part, rest in pairs if part > 0 and rest > 0]
            adds_up = sums.hold(total, [(amount, 1), (shipping, 1)], amount)
            if adds_up and all(sums.numbers(total)) and pairs and _whole_percents(pairs):
                return total
    return ""


def _whole_percents(pairs: Sequence[tuple[float, float]]) -> bool:
    """Whether taxes are whole percents, of few rates, of what they are paid on."""
    rates = [round(100 * tax / base) for tax, base in pairs]
    fits = [
        abs(base * rate / 100 - tax) < max(CENT, abs(tax) * 1e-5)
        for rate, (tax, base) in zip(rates, pairs, strict=True)
    ]
    most = _MOST_RATES if len(pairs) > _FEW_ROWS else _MOST_RATES_OF_FEW
    return len({*rates}) <= most and all(fits)


def net_amount(source: Source, amount: str, order: str = "") -> str:
    """Write the money of a sale from an amount, if the columns beside it show that it is more or less than that.

    Where a fee makes up the gap to another amount, that one is meant; where a tax does, too; and where amount -
    discount + tax + shipping is the total, and not without the discount, that is taken off. "" if nothing shows.
    """
    sums = Sums(source, order)
    found = amount
    fees = sums.called(value_words.FEES)
    for taken_off in [*([fee] for fee in fees), *([fee, other] for fee in fees for other in fees if fee != other)]:
        off = [(fee, -1) for fee in taken_off]
        found = next((one for one in sums.amounts if sums.hold(found, [(one, 1), *off], taken_off[0])), found)
    taken: tuple[str, ...] = ()
    taxes = sums.called(value_words.TAXES)
    for charged in [*([tax] for tax in taxes), *([taxes] if len(taxes) > 1 else [])]:
        added = [(tax, 1) for tax in charged]
        ways = [
            (one, discounts)
            for one in sums.amounts
            for discounts in ((), *sums.ways_to_discount)
            if sums.hold(found, [(one, 1), *((discount, -1) for discount in discounts), *added], charged[0])
        ]
        if ways:
            found, taken = max(ways, key=lambda way: sum(any(sums.numbers(one)) for one in way[1]))
            break
    if not taken and (by_lines := _without_extras(sums, found)):
        return by_lines
    if not taken:
        totals = [one for one in sums.amounts if one != found]
        extras = sums.ways_to_add or [[]]
        beside = next((way for way in extras if any(sums.explain(total, found, way) for total in totals)), extras[-1])
        taken = next(
            (
                discounts
                for discounts in sums.ways_to_discount
                for total in totals
                if sums.hold(total, [(found, 1), *((one, -1) for one in discounts), *beside], discounts[-1])
                and not sums.hold(total, [(found, 1), *beside], discounts[-1])
            ),
            (),
        )
    if not taken:
        return quoted(found) if found != amount else ""
    return quoted(found) + "".join(f" {sums.sign_off(one)} {quoted(one)}?" for one in taken)


def _without_extras(sums: Sums, amount: str) -> str:
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
