"""What the values of columns say where headers do not: kinds, flags, sides, who it was, sums."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reading.headers import number_in
from ingest.recognition.implied import FIRST_REPLY, PLAIN_CODES
from ingest.recognition.states import WORDS, beside_invoices, folded
from ingest.recognition.synonyms import DISCOUNTS, NOT_THE_DAY, key, names_of
from ingest.trial import first_rows
from ingest.values.expressions import quoted
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.reading.sources import Source
    from ingest.recognition.profiles import Profile

_KINDS = frozenset(
    map(
        normalise,
        ("type", "kind", "doc type", "نوع", "النوع", "art", "typ", "tipo", "soort", "rodzaj", "tür", "тип", "вид"),
    )
)
_MOST_KINDS = 30
# Columns that say of a row with yes or no that it is no sale.
_NO_SALE_FLAGS = frozenset(
    map(
        normalise,
        (
            *("void", "voided", "is void", "is voided", "cancelled", "canceled", "is cancelled", "is canceled"),
            *("deleted", "is deleted", "test", "is test", "test order", "test mode", "is test order", "draft"),
            *("refunded", "fully refunded", "is refunded", "charged back", "disputed"),
            *("ملغی", "باطل", "ابطال شده", "لغو شده", "حذف شده", "آزمایشی", "ملغي", "محذوف", "تجريبي", "storniert"),
            *("annulé", "anulado", "iptal", "annullato", "geannuleerd", "anulowane", "cancelado", "отменен"),
        ),
    )
)
_YES = ("true", "yes", "y", "t", "1", "بله", "بلی", "نعم")
_NO = ("false", "no", "n", "f", "0", "خیر", "لا")
_SUCCESS_FLAGS = frozenset({"success", "successful", "succeeded", "is successful", "موفق", "ناجح"})
_CENTS = frozenset({"cent", "cents", "pence"})
FLAG_STATES = {**dict.fromkeys(_YES, "no sale"), **dict.fromkeys(_NO, "sale")}
SUCCESS_STATES = {**dict.fromkeys(_YES, "sale"), **dict.fromkeys(_NO, "no sale")}
# The two sides of firms that bring people together.
_SIDES = frozenset(
    map(
        normalise,
        (
            *("employer", "employers", "job seeker", "jobseeker", "candidate", "talent", "client", "freelancer"),
            *("buyer", "seller", "vendor", "host", "guest", "driver", "rider", "passenger", "landlord", "tenant"),
            *("کارفرما", "کارجو", "فروشنده", "خریدار", "میزبان", "مهمان", "راننده", "مسافر", "موجر", "مستاجر"),
            *("صاحب عمل", "باحث عن عمل", "بائع", "مشتري", "مرشح", "سائق", "راكب", "مؤجر", "مستأجر"),
        ),
    )
)
# Words of headers that name a customer, apart from products and places that have names as well.
_NAMED = frozenset(
    map(
        normalise,
        (
            *("customer", "client", "buyer", "company", "employer", "account", "bill", "مشتری", "خریدار", "کارفرما"),
            *("شرکت", "طرف", "العميل", "المشتري", "الشركة", "kunde", "kundenname", "firma", "client", "cliente"),
            *(
                "debiteurnaam",
                "klantnaam",
                "bedrijfsnaam",
                "musteri",
                "cari",
                "social",
                "sociale",
                "klienta",
                "nabywcy",
            ),
        ),
    )
)
_DURATION = re.compile(r"\d+:[0-5]\d(?::[0-5]\d)?")
_TAXES = frozenset(
    map(
        normalise,
        (
            *(
                "tax",
                "taxes",
                "tax total",
                "total tax",
                "item tax amount",
                "tax amount",
                "sales tax",
                "vat",
                "vat amount",
                "gst",
                "iva",
            ),
            *("mwst", "ust", "tva", "btw", "kdv", "مالیات", "مبلغ مالیات", "مالیات بر ارزش افزوده", "ارزش افزوده"),
            *("الضرائب", "الضريبة", "مبلغ الضريبة", "ضريبة القيمة المضافة", "ضريبة"),
        ),
    )
)
_SHIPPING = frozenset(
    map(
        normalise,
        (
            *("shipping", "shipping cost", "shipping amount", "shipping fee", "shipping total", "delivery", "freight"),
            *("delivery fee", "versand", "versandkosten", "livraison", "frais de port", "envío", "kargo"),
            *("هزینه ارسال", "کرایه حمل", "تكلفة الشحن", "الشحن", "رسوم الشحن", "رسوم التوصيل"),
        ),
    )
)
_FEES = frozenset(map(normalise, ("fee", "fees", "commission", "کارمزد", "کمیسیون", "عمولة", "العمولة", "provision")))
_SALE_PRICES = frozenset(map(normalise, ("sale price", "sale amount", "charged amount", "gross", "مبلغ فروش")))
_CENT = 0.011
_MOST = 0.9
_ROWS = 200


def document_kind(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find the column that says what document a row is: called a type, mostly with words that are known for them."""
    for header in free:
        words = {normalise(value) for value in seen[header].values}
        if key(header) not in _KINDS or not 1 <= len(words) <= _MOST_KINDS:
            continue
        known = [word for word in words if folded(word) in WORDS or word in beside_invoices([*words])]
        if len(known) * 2 > len(words):
            return header
    return ""


def no_sale_flag(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find a column that marks rows as no sales with yes or no."""
    return next((one for one in free if key(one) in _NO_SALE_FLAGS and seen[one].flags >= _MOST), "")


def success_flag(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find a column that says with yes or no whether a payment went through."""
    return next((one for one in free if key(one) in _SUCCESS_FLAGS and seen[one].flags >= _MOST), "")


def is_in_cents(header: str) -> bool:
    """Whether a header says that its amounts are in hundredths."""
    return bool({*key(header).split()} & _CENTS)


def side(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find the column that says on which side of a two-sided firm somebody is."""
    for header in free:
        words = {normalise(value) for value in seen[header].values}
        if len(words) > 1 and words <= _SIDES:
            return header
    return ""


def plain_number(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find a column called a number or a code alone that tells rows apart."""
    return next((one for one in free if key(one) in PLAIN_CODES and seen[one].is_unique), "")


def names_a_customer(header: str) -> bool:
    """Whether a header that names something names customers."""
    return bool({*key(header).split()} & _NAMED)


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


def net_amount(source: Source, amount: str) -> str:
    """Write the money of a sale from an amount, if the columns beside it show that it is more or less than that.

    Where a fee makes up the gap to another amount, that one is meant; where a tax does, too; and where amount -
    discount + tax + shipping is the total, and not without the discount, that is taken off. "" if nothing shows.
    """
    sums = _Sums(source)
    found = amount
    for fee in sums.called(_FEES):
        found = next((one for one in sums.amounts if sums.hold(found, [(one, 1), (fee, -1)], fee)), found)
    taken = ""
    for tax in sums.called(_TAXES):
        ways = [
            (one, discount)
            for one in sums.amounts
            for discount in ("", *sums.discounts)
            if sums.hold(found, [(one, 1), (discount, -1), (tax, 1)], tax)
        ]
        if ways:
            found, taken = max(ways, key=lambda way: bool(way[1]) and any(sums.numbers(way[1])))
            break
    if not taken:
        beside = [(one, 1) for one in (*sums.called(_TAXES)[:1], *sums.called(_SHIPPING)[:1])]
        totals = [one for one in sums.amounts if one != found]
        taken = next(
            (
                discount
                for discount in sums.discounts
                for total in totals
                if beside
                and sums.hold(total, [(found, 1), (discount, -1), *beside], discount)
                and not sums.hold(total, [(found, 1), *beside], discount)
            ),
            "",
        )
    if not taken:
        return quoted(found) if found != amount else ""
    is_negative = all(number <= 0 for number in sums.numbers(taken))
    return f"{quoted(found)} {'+' if is_negative else '-'} {quoted(taken)}?"


class _Sums:
    """The numbers of the first rows of a file, and which columns add up to which."""

    def __init__(self, source: Source) -> None:
        self._keys = {header: key(header) for header in source.columns}
        self._places = {header: at for at, header in enumerate(source.columns)}
        self._rows = [row for row in first_rows(source, _ROWS) if len(row) == len(source.columns)]
        self._numbers: dict[str, list[float]] = {}

    @property
    def amounts(self) -> list[str]:
        """The columns that are called amounts of a sale."""
        names = {*names_of("orders", "revenue"), *_SALE_PRICES}
        return [header for header, name in self._keys.items() if name in names]

    @property
    def discounts(self) -> list[str]:
        """The columns that are called discounts, those in percent last."""
        names = {*DISCOUNTS, *names_of("orders", "order_discount")}
        return sorted((header for header, name in self._keys.items() if name in names), key=lambda one: "%" in one)

    def called(self, names: frozenset[str]) -> list[str]:
        """List the columns of these names; of fees those with such a word."""

        def is_called(name: str) -> bool:
            return name in names or name.replace(" ", "") in names or (names is _FEES and bool({*name.split()} & names))

        return [header for header, name in self._keys.items() if is_called(name)]

    def numbers(self, header: str) -> list[float]:
        """Return what stands in a column, 0 where it holds no number."""
        if header not in self._numbers:
            at = self._places[header]
            self._numbers[header] = [number_in(row[at]) or 0 for row in self._rows]
        return self._numbers[header]

    def hold(self, total: str, parts: Sequence[tuple[str, int]], told_by: str) -> bool:
        """Whether the parts add up to the total in nearly all rows in which the telling column holds something.

        What is taken off is meant without its sign.
        """
        given = [(self.numbers(part), sign) for part, sign in parts if part]
        rows = [at for at, number in enumerate(self.numbers(told_by)) if number]
        if total in {part for part, _sign in parts} or not rows:
            return False
        whole = self.numbers(total)
        right = 0
        for at in rows:
            added = sum(numbers[at] if sign > 0 else -abs(numbers[at]) for numbers, sign in given)
            right += abs(whole[at] - added) < _CENT
        return right >= _MOST * len(rows)
