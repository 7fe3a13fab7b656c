"""SQL that reads numbers and amounts as people write them.

The fast way is a plain cast. Where it fails, the text is stripped of currency words and group marks; whether
a comma or a point marks the decimals is decided once for the whole column, from all of its values.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from ingest.sql import literal

CURRENCIES: Final = (
    *("ریال", "ريال", "تومان", "تومن", "درهم", "دینار", "دينار", "جنیه", "جنيه", "ليرة", "لیر", "یورو", "دلار"),
    *("rials?", "tomans?", "irr", "irt", "usd", "eur", "gbp", "aed", "sar", "try", "chf", "jpy", "cny", "inr"),
    *("kwd", "qar", "bhd", "omr", "egp", "iqd", "jod", "lbp", "mad", "afn", "cad", "aud", "dhs?", "sr", "rs"),
    *(r"us\$", r"\$", "€", "£", "¥", "₹", "﷼", "₺", r"ر\.س\.?", r"د\.إ\.?", r"د\.ك\.?", r"ر\.ق\.?"),
)

_DIGITS = ("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_MINUS = ("−–‒﹣－", "-----")
_SPACES = ("\u00a0\u202f\u2009\t", "    ")
_MARKS = "\u200c\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"

# A text that stands for "no value" in every kind of column …
BLANKS: Final = ("", "-", "–", "—", "n/a", "#n/a", "na", "nan", "null", "none", "nil", "\\n", "ندارد", "لا يوجد")
# … and those among them that cannot be the name of something.
BLANK_TEXTS: Final = ("", "-", "–", "—", "n/a", "#n/a", "nan", "null", "\\n")


_LONGEST_BLANK = 32


class Decimals(Enum):
    """What marks the decimals of a column; PLAIN needs no more than a cast."""

    PLAIN = "plain"
    POINT = "."
    COMMA = ","


def is_blank(text: str, blanks: tuple[str, ...] = BLANKS) -> str:
    """Tell whether a text stands for no value."""
    return (
        f"CASE WHEN {text} IS NULL THEN true WHEN strlen({text}) > {_LONGEST_BLANK} THEN false"
        f" ELSE lower({trimmed(text)}) IN ({_list(blanks)}) END"
    )


def text_value(text: str, blanks: tuple[str, ...]) -> str:
    """Read a text as it stands, without the spaces around it; null if it stands for no value."""
    # Looking for spaces first costs a fifth of trimming. The trimming is one call: DuckDB computes what occurs
    # twice for every row, also inside a branch that is never taken.
    ends = " OR ".join(f"suffix({text}, {literal(space)})" for space in (" ", *_SPACES[0]))
    names = "|".join(re.escape(blank) for blank in blanks if blank)
    space = rf"[\s{_SPACES[0]}]"
    around = literal(rf"(?i)^{space}*(?:{names})?{space}*$|^{space}+|{space}+$")
    return (
        f"CASE WHEN lower({text}) IN ({_list(blanks)}) THEN NULL WHEN {text} < '!' OR {ends}"
        f" OR prefix({text}, {literal(_SPACES[0][0])})"
        f" THEN nullif(regexp_replace({text}, {around}, '', 'g'), '') ELSE {text} END"
    )


def _list(blanks: tuple[str, ...]) -> str:
    return ", ".join(literal(blank) for blank in blanks)


def trimmed(text: str) -> str:
    """Take away spaces of every kind around a text."""
    return f"trim({text}, {literal(' ' + _SPACES[0])} || chr(13) || chr(10))"


def latin(text: str) -> str:
    """Write Persian and Arabic digits as 0-9, every minus as -, every space as a space; drop invisible marks."""
    old = _DIGITS[0] + _MINUS[0] + _SPACES[0] + _MARKS
    new = _DIGITS[1] + _MINUS[1] + _SPACES[1]
    return f"trim(translate({text}, {literal(old)}, {literal(new)}))"


def fast_number(text: str, sql_type: str) -> str:
    """Read a number that is written as computers write it."""
    if sql_type == "DOUBLE":
        cast = f"TRY_CAST({text} AS DOUBLE)"
        return f"CASE WHEN isfinite({cast}) THEN {cast} END"
    cast = f"TRY_CAST({text} AS {sql_type})"
    if sql_type == "BIGINT":  # a cast would round 2.5
        return f"CASE WHEN TRY_CAST({text} AS DOUBLE) = {cast} THEN {cast} END"
    return cast


def number(text: str, sql_type: str, decimals: Decimals) -> str:
    """Read a number in any notation of `decimals`; null if it is none."""
    if decimals is Decimals.PLAIN:
        return fast_number(text, sql_type)
    slow = fast_number(f"({_canonical(text, decimals)})", sql_type)
    if decimals is Decimals.COMMA:
        return slow
    return f"COALESCE({fast_number(text, sql_type)}, {slow})"


_CURRENCY = "|".join(CURRENCIES)
# What is taken away from around a number, in turn: a leading and a trailing currency, then the two ways
# in which accountants and SAP write -5: (5) and 5-.
_AROUND: Final = (
    (rf"(?i)^([-+(]*)\s*(?:{_CURRENCY})\s*", r"\1"),
    (rf"(?i)\s*(?:{_CURRENCY})\s*([-)]*)$", r"\1"),
    (r"^\((.*)\)$|^([^-]*)-$", r"-\1\2"),
)


def _canonical(text: str, decimals: Decimals) -> str:
    bare = latin(text)
    for pattern, kept in _AROUND:
        bare = f"regexp_replace({bare}, {literal(pattern)}, {literal(kept)})"
    eastern = _ungrouped(f"replace(replace({bare}, '٬', ','), '٫', '.')", Decimals.POINT)
    western = _ungrouped(bare, decimals)
    return f"CASE WHEN regexp_matches({text}, '[٬٫]') THEN {eastern} ELSE {western} END"


def _ungrouped(text: str, decimals: Decimals) -> str:
    point, groups = (r"\.", "[,،'’ ]") if decimals is Decimals.POINT else (",", "[.،'’ ]")
    whole = rf"(?:\d+|\d{{1,3}}(?:{groups}\d{{2,3}})*{groups}\d{{3}})"
    shape = rf"^[-+]?\s*(?:{whole}(?:{point}\d*)?|{point}\d+)$"
    plain = f"regexp_replace({text}, {literal(groups)}, '', 'g')"
    if decimals is Decimals.COMMA:
        plain = f"replace({plain}, ',', '.')"
    return f"CASE WHEN regexp_matches({text}, {literal(shape)}) THEN {plain} END"


def currency(text: str) -> str:
    """Extract the currency word or sign that is written with a number; "" if there is none."""
    word = f"regexp_extract({latin(text)}, {literal(f'(?i){_CURRENCY}')})"
    return f"lower(translate({word}, 'ي', 'ی'))"


# Values that settle what marks the decimals, as counts over one column.
_POINT_SIGNS = r"\.\d{1,2}$|\.\d{4,}$|^[-+(]?0?\.\d|,\d{3}\.\d|,\d{2,3},\d{3}"
_COMMA_SIGNS = r",\d{1,2}$|,\d{4,}$|^[-+(]?0?,\d|\.\d{3},\d|\.\d{3}\.\d{3}"
_UNSETTLED = r"^[-+(]?[1-9]\d{0,2}\.\d{3}\)?$"


def decimals_evidence(text: str) -> str:
    """Count the values that only a decimal point, only a decimal comma, or both could explain."""
    around = literal(rf"(?i)\s*(?:{_CURRENCY})\s*|\s|[-()]+$")
    bare = f"regexp_replace({latin(text)}, {around}, '', 'g')"
    signs = ", ".join(
        f"count(*) FILTER (regexp_matches({bare}, {literal(pattern)}))"
        for pattern in (_POINT_SIGNS, _COMMA_SIGNS, _UNSETTLED)
    )
    return f"[{signs}]"


def decimals_of(point_signs: int, comma_signs: int) -> Decimals | None:
    """Decide from the counts; None when nothing in the column decides."""
    if point_signs == comma_signs == 0:
        return None
    return Decimals.COMMA if comma_signs > point_signs else Decimals.POINT
