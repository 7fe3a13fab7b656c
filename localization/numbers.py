"""Numbers, shares and money as people read them, in the digits of their language.

What is undefined (None, NaN, infinity) is shown as a dash, never as 0. In a right-to-left text a minus sign,
a percent sign or a Latin currency would jump to the wrong side of its number; such a run is put between
U+2066 and U+2069, which keep it in its own order wherever it stands. Charts and grids, on the other hand, are
left-to-right in every language, and there a Persian phrase that starts with a number would fall apart; such a
phrase (an amount with its currency, a date) is put between U+2067 and U+2069. Units stand behind a no-break
space.
"""

from __future__ import annotations

import math
import numbers
from functools import cache
from types import MappingProxyType
from typing import Any

from localization.languages import _, current_language, direction

UNDEFINED = "–"
# In one of ten thousand cases, or even less often.
SELDOM = 0.0001
MINUS = "\N{MINUS SIGN}"
_NO_BREAK = "\N{NO-BREAK SPACE}"

_DIGITS = MappingProxyType({"en": "0123456789", "fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩"})
_TO_LOCAL = MappingProxyType({lang: str.maketrans(_DIGITS["en"], digits) for lang, digits in _DIGITS.items()})
_TO_LATIN = str.maketrans(_DIGITS["fa"] + _DIGITS["ar"], _DIGITS["en"] * 2)
_MARKS = dict.fromkeys((0x2060, *range(0x2066, 0x206A)))  # a word joiner parts addresses
_SEPARATORS = str.maketrans(",.", "٬٫")  # the Arabic thousands and decimal separators

_COMPACT_UNITS = MappingProxyType(
    {
        "en": ("", "K", "M", "B", "T"),
        "fa": ("", " هزار", " میلیون", " میلیارد", " تریلیون"),
        "ar": ("", " ألف", " مليون", " مليار", " تريليون"),
    }
)
_RANGES = MappingProxyType({"en": "{low}–{high}", "fa": "{low} تا {high}", "ar": "{low} إلى {high}"})

# What the locale data lack or write too long for a headline: the toman, which has no ISO code, and the rial.
_CURRENCY_NAMES = MappingProxyType(
    {
        "IRT": MappingProxyType({"en": "toman", "fa": "تومان", "ar": "تومان"}),
        "IRR": MappingProxyType({"en": "rial", "fa": "ریال", "ar": "ريال"}),
    }
)


def localize_digits(text: str, lang: str | None = None) -> str:
    """Write the digits 0-9 of a text in the digits of the language."""
    return text.translate(_TO_LOCAL[lang or current_language()])


def latin_digits(text: str) -> str:
    """Write Persian (۰-۹) and Arabic (٠-٩) digits of a text as 0-9; nothing else changes."""
    return text.translate(_TO_LATIN)


def isolate(text: str, lang: str | None = None) -> str:
    """Protect a left-to-right run (an id, a file name, a signed number) inside right-to-left text."""
    if direction(lang) == "ltr" or not text:
        return text
    return f"\N{LEFT-TO-RIGHT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def isolate_phrase(text: str, lang: str | None = None) -> str:
    """Protect a right-to-left phrase that starts with a number where its surroundings are left-to-right."""
    if direction(lang) == "ltr" or not text:
        return text
    return f"\N{RIGHT-TO-LEFT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def without_marks(text: str) -> str:
    """Take the marks that nobody sees out of a text that is not shown among others: a cell of a file."""
    return text.translate(_MARKS)


def format_number(x: Any, lang: str | None = None, decimals: int | None = None) -> str:
    """Show a number with its thousands grouped.

    Without `decimals` a whole number has none, and another one at most two.
    """
    value = _defined(x)
    return UNDEFINED if value is None else _signed(_localized(_plain(value, decimals), lang), lang)


def format_change(x: Any, lang: str | None = None, decimals: int | None = None) -> str:
    """Show a difference with its sign, which stays before the number in every language: +5.6, −24; zero has none."""
    value = _defined(x)
    if value is None:
        return UNDEFINED
    return _signed(_localized(_with_plus(value, _plain(value, decimals)), lang), lang)


def format_compact(x: Any, lang: str | None = None) -> str:
    """Show a number in three significant digits and a unit: 2.6M, ۲٫۶ میلیون."""
    value = _defined(x)
    if value is None:
        return UNDEFINED
    text = _compact(value, lang)
    return isolate_phrase(text, lang) if _NO_BREAK in text else text


def format_percent(x: Any, lang: str | None = None, decimals: int | None = None) -> str:
    """Show a share of one as a percentage: 0.61 is "61 %".

    Without `decimals` it has at most three significant digits, but a share just below (or above) one is never
    rounded to 100 %.
    """
    value = _defined(x)
    return UNDEFINED if value is None else _with_percent_sign(_percentage(value, decimals), lang)


def format_interval(low: Any, high: Any, lang: str | None = None) -> str:
    """Show the two ends of an interval of shares: "58–64 %"."""
    lang = lang or current_language()
    lowest, highest = _defined(low), _defined(high)
    if lowest is None or highest is None:
        return UNDEFINED
    first, last = _percentage(lowest, None), _percentage(highest, None)
    start, end = _signed(_localized(first, lang), lang), _with_percent_sign(last, lang)
    return isolate_phrase(_RANGES[lang].format(low=start, high=end), lang)


def format_money(
    x: Any,
    currency: str | None = None,
    lang: str | None = None,
    *,
    decimals: int | None = None,
    compact: bool = False,
    change: bool = False,
) -> str:
    """Show an amount with its currency: £1,234, ۱٬۲۳۴ ریال.

    Parameters
    ----------
    x
        The amount.
    currency
        ISO 4217 code, or "IRT" for the toman; any other text is shown as it is, and None shows no currency.
    lang
        The language; the one in use if left out.
    decimals
        Digits after the point. Without it: none from 1,000 upwards, for whole amounts and for currencies
        without cents; otherwise the currency's own number.
    compact
        Show three significant digits and a unit, for headlines.
    change
        Show a plus before what is more than nothing.
    """
    lang = lang or current_language()
    value = _defined(x)
    if value is None:
        return UNDEFINED
    symbol, cents = _currency(currency, lang) if currency else ("", 2)
    if decimals is None:
        decimals = 0 if abs(value) >= 1000 or value == int(value) else cents
    if lang != "en":
        if compact:
            amount = _compact(value, lang, change=change)
        else:
            text = _plain(value, decimals)
            amount = _signed(_localized(_with_plus(value, text) if change else text, lang), lang)
        phrase = f"{amount}{_NO_BREAK}{symbol}" if symbol else amount
        return isolate_phrase(phrase, lang) if _NO_BREAK in phrase else phrase
    amount = _compact(abs(value), lang) if compact else _plain(abs(value), decimals)
    sign = "" if not any(digit in amount for digit in "123456789") else MINUS if value < 0 else "+" if change else ""
    if len(symbol) > 3 or symbol.isalpha():
        return f"{sign}{amount}{_NO_BREAK}{symbol}"
    return f"{sign}{symbol}{amount}"


def currency_unit(currency: str | None, lang: str | None = None) -> str:
    """Return how a currency is written beside amounts: £, ریال, toman; "" where none was said."""
    return _currency(currency, lang or current_language())[0] if currency else ""


def currency_decimals(currency: str | None) -> int:
    """Return how many digits follow the point of an amount in a currency; two where none was said."""
    return _currency(currency, "en")[1] if currency else 2


def _defined(x: Any) -> float | None:
    """Return a finite number, or None for None, NaN, NaT, pandas.NA and infinity."""
    if isinstance(x, numbers.Real):  # nearly all there is, those of NumPy with it
        return float(x) if math.isfinite(x) else None
    import pandas as pd  # what its tables hold has it loaded; who asks for words alone does not wait for it

    return None if pd.isna(x) or not math.isfinite(x) else float(x)


def _plain(value: float, decimals: int | None) -> str:
    """Write with grouping commas and a minus sign; a rounded zero has no sign."""
    text = f"{value:,.{2 if decimals is None else decimals}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    if not text.strip("-0.,"):
        return text.removeprefix("-")
    return text.replace("-", MINUS) if value < 0 else text


def _significant(value: float) -> str:
    """Write with at most three significant digits, and never fewer digits than its whole part has."""
    if value == 0:
        return "0"
    decimals = max(2 - math.floor(math.log10(abs(value))), 0)
    text = _plain(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percentage(value: float, decimals: int | None) -> str:
    percent = value * 100
    if decimals is not None:
        return _plain(percent, decimals)
    text = _significant(percent)
    for more in (2, 3, 4):
        if text != "100" or value == 1:
            break
        text = _plain(percent, more).rstrip("0").rstrip(".")
    return text


def _with_percent_sign(text: str, lang: str | None) -> str:
    lang = lang or current_language()
    if lang == "en":
        return f"{text}{_NO_BREAK}%"
    # Unprotected, the sign changes sides with the word before it and with the sign of the number.
    return isolate(f"{_localized(text, lang)}٪", lang)


def _compact(value: float, lang: str | None, *, change: bool = False) -> str:
    units = _COMPACT_UNITS[lang or current_language()]
    step = 0
    scaled = float(value)
    # 999.5 would be rounded to 1,000 of this unit: it is 1 of the next.
    while abs(scaled) >= 999.5 and step < len(units) - 1:
        scaled /= 1000
        step += 1
    text = _significant(scaled)
    return _signed(_localized(_with_plus(value, text) if change else text, lang), lang) + units[step].replace(
        " ", _NO_BREAK
    )


def _localized(text: str, lang: str | None) -> str:
    lang = lang or current_language()
    return text if lang == "en" else localize_digits(text.translate(_SEPARATORS), lang)


def _signed(text: str, lang: str | None) -> str:
    return isolate(text, lang) if text.startswith((MINUS, "+")) else text


def _with_plus(value: float, text: str) -> str:
    return f"+{text}" if value > 0 and any(digit in text for digit in "123456789") else text


@cache
def _currency(code: str, lang: str) -> tuple[str, int]:
    """Return how a currency is shown and how many digits follow its point."""
    from babel.numbers import get_currency_precision, get_currency_symbol

    code = code.strip()
    named = _CURRENCY_NAMES.get(code.upper())
    if named:
        return named[lang], 0
    symbol: str = get_currency_symbol(code.upper(), lang) if len(code) == 3 else code
    if symbol.upper() == code.upper():
        symbol = code
    latin = any(character.isascii() and character.isalpha() for character in symbol)
    return isolate(symbol, lang) if latin else symbol, get_currency_precision(code.upper())


def seldom(chance: float) -> str:
    """Return how often chance alone does something; of what it hardly ever does nobody needs more digits."""
    return format_percent(chance) if chance >= SELDOM else _("less than {share}").format(share=format_percent(SELDOM))
