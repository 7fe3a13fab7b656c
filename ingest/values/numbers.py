"""SQL that reads numbers and amounts as people write them.

The fast way is a plain cast. Where it fails, the text is stripped of currency words and group marks; whether
a comma or a point marks the decimals is decided once for the whole column, from all of its values.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from ingest.sql import literal

CURRENCIES: Final = (
    *("ریال", "ريال", "تومان", "تومن", "درهم", "دینار", "دينار", "جنیه", "جنيه", "ليرة", "لیر", "یورو", "دلار"),
    *("rials?", "tomans?", "irr", "irt", "usd", "eur", "gbp", "aed", "sar", "try", "chf", "jpy", "cny", "inr"),
    *("kwd", "qar", "bhd", "omr", "egp", "iqd", "jod", "lbp", "mad", "afn", "cad", "aud", "dhs?", "sr", "rs"),
    *("pln", "zł", "zl", "brl", r"r\$", "rub", "руб", r"руб\.", "₽", "sek", "nok", "dkk", "kr", r"kr\.", "czk", "kč"),
    *("huf", "ron", "lei", "uah", "₴", "₩", "₦", "zar", "mxn", "sgd", "hkd", "nzd", "thb", "idr", "myr"),
    *("krw", "₫", "ngn", "kes", "pkr", "bdt", "azn", "₼", "gel", "₾", "kzt", "₸", "ils", "₪"),
    *(
        r"c\$",
        r"ca\$",
        r"a\$",
        r"au\$",
        r"us\$",
        r"\$",
        "€",
        "£",
        "¥",
        "₹",
        "﷼",
        "₺",
        r"ر\.س\.?",
        r"د\.إ\.?",
        r"د\.ك\.?",
        r"ر\.ق\.?",
    ),
)


class Decimals(Enum):
    """What marks the decimals of a column; PLAIN needs no more than a cast."""

    PLAIN = "plain"
    POINT = "."
    COMMA = ","


def fast_number(text: str, sql_type: str) -> str:
    """Read a number that is written as computers write it."""
    if sql_type == "DOUBLE":
        cast = f"TRY_CAST({text} AS DOUBLE)"
        return f"CASE WHEN isfinite({cast}) THEN {cast} END"
    cast = f"TRY_CAST({text} AS {sql_type})"
    if sql_type == "BIGINT":  # a cast would round 2.5
        return f"CASE WHEN TRY_CAST({text} AS DOUBLE) = {cast} THEN {cast} END"
    return cast


def minutes_of_clock(text: str) -> str:
    """Read how long something took, written as hours, minutes and perhaps seconds: 26:00:00 is 1560 minutes."""
    hours, minutes, seconds = (
        f"TRY_CAST(regexp_extract({text}, {literal(_CLOCK)}, {place}) AS DOUBLE)" for place in (1, 2, 3)
    )
    return (
        f"CASE WHEN regexp_full_match({text}, {literal(_CLOCK)})"
        f" THEN {hours} * 60 + {minutes} + coalesce({seconds}, 0) / 60 END"
    )


_CLOCK: Final = r"(\d+):([0-5]\d)(?::([0-5]\d))?"
_CURRENCY = "|".join(CURRENCIES)
# What is taken away from around a number, in turn: a leading and a trailing currency, then the two ways
# in which accountants and SAP write -5: (5) and 5-.
_AROUND: Final = (
    (rf"(?i)^([-+(]*)\s*(?:{_CURRENCY})\s*", r"\1"),
    (rf"(?i)\s*(?:{_CURRENCY})\s*([-)]*)$", r"\1"),
    (r"^\((.*)\)$|^([^-]*)-$", r"-\1\2"),
)


def slow_number(written: str, sql_type: str, decimals: Decimals, *, with_percent: bool = False) -> str:
    """Read a number in any notation of `decimals` from a text in latin digits; null if it is none.

    With `with_percent`, 12.5 % is 0.125, as in a sheet.
    """
    number = fast_number(f"({_plain(written, decimals)})", sql_type)
    if not with_percent:
        return number
    bare = f"regexp_replace({written}, {literal(_PERCENT)}, '')"
    share = fast_number(f"({_plain(bare, decimals)})", sql_type)
    return f"CASE WHEN regexp_matches({written}, {literal(_PERCENT)}) THEN {share} / 100 ELSE {number} END"


_PERCENT: Final = r"^\s*[%٪]\s*|\s*[%٪]\s*$"


def _plain(written: str, decimals: Decimals) -> str:
    """Take currencies and group marks away; null if the rest is no number."""
    bare = written
    for pattern, kept in _AROUND:
        bare = f"regexp_replace({bare}, {literal(pattern)}, {literal(kept)})"
    eastern = _ungrouped(f"replace(replace({bare}, '٬', ','), '٫', '.')", Decimals.POINT)
    western = _ungrouped(bare, decimals)
    return f"CASE WHEN regexp_matches({written}, '[٬٫]') THEN {eastern} ELSE {western} END"


def _ungrouped(text: str, decimals: Decimals) -> str:
    point, groups = (r"\.", "[,،'’ ]") if decimals is Decimals.POINT else (",", "[.،'’ ]")
    whole = rf"(?:\d+|\d{{1,3}}(?:{groups}\d{{2,3}})*{groups}\d{{3}})"
    shape = rf"^[-+]?\s*(?:{whole}(?:{point}\d*)?|{point}\d+)$"
    plain = f"regexp_replace({text}, {literal(groups)}, '', 'g')"
    if decimals is Decimals.COMMA:
        plain = f"replace({plain}, ',', '.')"
    return f"CASE WHEN regexp_matches({text}, {literal(shape)}) THEN {plain} END"


def currency(written: str) -> str:
    """Extract the currency word or sign that stands with a number; "" if there is none."""
    word = f"regexp_extract({written}, {literal(f'(?i){_CURRENCY}')})"
    return f"lower(replace({word}, 'ي', 'ی'))"


# Values that settle what marks the decimals, as counts over one column.
_POINT_SIGNS = r"\.\d{1,2}$|\.\d{4,}$|^[-+(]?0?\.\d|,\d{3}\.\d|,\d{2,3},\d{3}"
_COMMA_SIGNS = r",\d{1,2}$|,\d{4,}$|^[-+(]?0?,\d|\.\d{3},\d|\.\d{3}\.\d{3}"
_UNSETTLED = r"^[-+(]?[1-9]\d{0,2}\.\d{3}\)?$"
_MARKED = r"\d[.,]\d"


def decimals_evidence(written: str) -> str:
    """Count the texts that show a decimal point, a decimal comma, those that could show either, and with either mark.

    The result is one struct: a list of four counts and a list of one example of each.
    """
    around = literal(rf"(?i)\s*(?:{_CURRENCY})\s*|\s|[-()]+$")
    bare = f"regexp_replace({written}, {around}, '', 'g')"
    shown = [
        f"regexp_matches({bare}, {literal(pattern)})" for pattern in (_POINT_SIGNS, _COMMA_SIGNS, _UNSETTLED, _MARKED)
    ]
    counts = ", ".join(f"count(*) FILTER ({one})" for one in shown)
    examples = ", ".join(f"COALESCE(min({written}) FILTER ({one}), '')" for one in shown)
    return f"{{'counts': [{counts}], 'examples': [{examples}]}}"


def decimals_of(point_signs: int, comma_signs: int) -> Decimals | None:
    """Decide from the counts; None when nothing in the column decides."""
    if point_signs == comma_signs == 0:
        return None
    return Decimals.COMMA if comma_signs > point_signs else Decimals.POINT
