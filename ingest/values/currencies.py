"""Amounts in several currencies: told by a column or by the amounts themselves, and never added unconverted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ingest import asking, remarks
from ingest.errors import IngestError
from ingest.recognition.folding import key
from ingest.recognition.synonyms import CURRENCY, is_in_own_money
from ingest.sql import literal
from ingest.values import numbers
from ingest.values.texts import latin
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.plan import Plan
    from ingest.values.readings import Reading
    from ingest.values.settling import Settler

TOPIC: Final = "currency"
# How files write a currency, beside its code of three letters.
NAMES: Final = MappingProxyType(
    {
        **dict.fromkeys(("ریال", "rial", "rials", "﷼", "rls"), "IRR"),
        **dict.fromkeys(("تومان", "تومن", "toman", "tomans", "irt"), "IRT"),
        **dict.fromkeys(("$", "us$", "دلار", "دولار", "dollar", "dollars"), "USD"),
        **dict.fromkeys(("€", "یورو", "يورو", "euro", "euros"), "EUR"),
        **dict.fromkeys(("£", "پوند", "pound", "pounds"), "GBP"),
        **dict.fromkeys(("درهم", "dh", "dhs", "د.إ", "د.إ."), "AED"),
        **dict.fromkeys(("sr", "ر.س", "ر.س."), "SAR"),
        **dict.fromkeys(("₺", "لیر", "ليرة", "tl"), "TRY"),
        **dict.fromkeys(("₹", "rs"), "INR"),
        **dict.fromkeys(("zł", "zl"), "PLN"),
        **dict.fromkeys(("₽", "руб", "руб.", "рублей"), "RUB"),
        **dict.fromkeys(("kč",), "CZK"),
        **dict.fromkeys(("lei",), "RON"),
        **dict.fromkeys(("c$", "ca$"), "CAD"),
        **dict.fromkeys(("a$", "au$"), "AUD"),
        "r$": "BRL",
        "₴": "UAH",
        "₸": "KZT",
        "₼": "AZN",
        "₪": "ILS",
        "₩": "KRW",
        "¥": "JPY",
    }
)
# Units of one money, whose rate is no market's: a toman is ten rials.
_UNITS: Final = MappingProxyType({("IRR", "IRT"): Decimal(10), ("IRT", "IRR"): Decimal("0.1")})
_MOST_CODES = 30


@dataclass(frozen=True)
class Currencies:
    """The currencies of a file's amounts.

    `code` is the SQL of a row's currency, `label` and `text` the column it stands in, `counted` says by which factor
    the amounts of each currency are multiplied; rows in other currencies are set aside. `main` is what comes out.
    """

    code: str
    label: str
    text: str
    main: str
    counted: dict[str, Decimal]

    @property
    def is_other(self) -> str:
        """SQL that tells whether a row's currency is not counted."""
        codes = ", ".join(map(literal, self.counted))
        return f"COALESCE({self.code} NOT IN ({codes}), false)"

    def converted(self, amount: str, sql_type: str) -> str:
        """SQL of an amount in the currency that is counted in."""
        cases = "".join(
            f" WHEN {literal(code)} THEN {factor:f}" for code, factor in self.counted.items() if factor != 1
        )
        if not cases:
            return amount
        # Decimals keep the sums exact; a factor is one as well.
        return f"TRY_CAST(({amount}) * CAST(CASE {self.code}{cases} ELSE 1 END AS DECIMAL(20,9)) AS {sql_type})"


def code_of(text: str) -> str:
    """SQL of the code of a currency from how it is written; null where nothing is."""
    bare = f"lower(trim({text}))"
    names = " ".join(f"WHEN {literal(name)} THEN {literal(code)}" for name, code in NAMES.items())
    return f"CASE {bare} {names} ELSE nullif(upper(trim({text})), '') END"


def settle(plan: Plan, settler: Settler, money: Iterable[Reading], own: str = "") -> Currencies | None:
    """Find out in which currencies the amounts are, and ask which one counts where there are several.

    The data set's own currency, where it has one, is that which counts.

    Returns
    -------
    None where no currency is told; else what counts, by the person's answer or as most rows have it.
    """
    money = list(money)
    own = NAMES.get(own.lower(), own)
    own = own if len(own) == 3 and own.isupper() else ""
    named = _named(plan, settler) or _marked(settler, money)
    if named is None or (money and all(is_in_own_money(reading.label) for reading in money)):
        return _of_header(settler, money, own) if own else None
    code, label, text, codes = named
    if own:
        codes = [own, *(one for one in codes if one != own)]
    if len(codes) == 1:
        return Currencies(code, label, text, codes[0], {codes[0]: Decimal(1)})
    answer = settler.mapping.answers.get(TOPIC)
    counted = _rates(answer, codes) if answer else _known(codes)
    if not answer:
        settler.questions.append(asking.currency(label, tuple(codes), others=len(counted) < len(codes)))
    return Currencies(code, label, text, next(iter(counted)), counted)


def _of_header(settler: Settler, money: Iterable[Reading], own: str) -> Currencies | None:
    """Count amounts whose header names another currency than the data set's: units of one money at once.

    Any other is asked about, and its rows are set aside until a rate is given.
    """
    named = [(reading, code) for reading in money if (code := in_header(reading.label))]
    if len({code for _reading, code in named}) != 1 or named[0][1] == own:
        return None
    reading, code = named[0]
    answer = settler.mapping.answers.get(TOPIC)
    counted = _rates(answer, [own, code]) if answer else _known([own, code])
    if not answer and code in counted:
        settler.notes.append(remarks.unit_was_converted(reading.label, code, own, counted[code]))
    elif not answer:
        settler.questions.append(asking.currency(reading.label, (own, code), others=True))
    return Currencies(literal(code), reading.label, reading.text, next(iter(counted)), counted)


def in_header(header: str) -> str:
    """Return the currency that a header names in words or brackets, as in "Amount (EUR)"; "" if it names none."""
    words = re.split(r"[\s()\[\]（）_/-]+", header)
    found = [NAMES.get(word.lower(), word if word in NAMES.values() else "") for word in words]
    return next((code for code in found if code), "")


def _known(codes: list[str]) -> dict[str, Decimal]:
    """Count in the most frequent currency, and in what is another unit of the same money."""
    main = codes[0]
    return {main: Decimal(1)} | {one: _UNITS[main, one] for one in codes if (main, one) in _UNITS}


def _rates(answer: str, codes: list[str]) -> dict[str, Decimal]:
    """Read an answer such as "USD", or "USD, EUR 1.08": what counts first, then what one unit of others is worth."""
    found: dict[str, Decimal] = {}
    for part in answer.replace(";", ",").split(","):
        name, _space, rate = part.strip().replace(":", " ").partition(" ")
        try:
            found[name.upper()] = Decimal(rate.strip() or "1")
        except InvalidOperation:
            found[name.upper()] = Decimal(0)
    main = next(iter(found))
    if main not in codes or any(rate <= 0 for rate in found.values()):
        raise IngestError(
            _(
                "{answer} is no answer for the currency; name the one to count in, one of {codes}, and after a comma "
                "what one unit of another is worth, such as {example}."
            ).format(
                answer=isolate(answer), codes=isolate(", ".join(codes)), example=isolate(f"{codes[0]}, {codes[1]} 1.08")
            )
        )
    return found | {one: _UNITS[main, one] for one in codes if (main, one) in _UNITS and one not in found}


def _named(plan: Plan, settler: Settler) -> tuple[str, str, str, list[str]] | None:
    """Find a column of currencies: one that is called so and holds little but codes and names of currencies."""
    for header, place in plan.places.items():
        if key(header) not in CURRENCY or header in settler.mapping.columns.values():
            continue
        code = code_of(latin(place))
        counts = settler.groups(code, _MOST_CODES)
        if counts and all(one in NAMES.values() or (len(one) == 3 and one.isalpha()) for one in counts):
            return code, header, place, counts
    return None


def _marked(settler: Settler, money: Iterable[Reading]) -> tuple[str, str, str, list[str]] | None:
    """Find an amount whose values say their currencies, as in 12 € and $ 15."""
    for reading in money:
        if reading.target != "revenue" or reading not in settler.marked:
            continue
        code = code_of(numbers.currency(latin(reading.text)))
        if counts := settler.groups(code, _MOST_CODES):
            return code, reading.label, reading.text, counts
    return None
