"""Dates and periods as people read them: month names, digits and calendars of three languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from localization.calendars import to_jalali
from localization.languages import current_language
from localization.numbers import UNDEFINED, isolate_phrase, localize_digits

if TYPE_CHECKING:
    from datetime import date

_MONTHS = MappingProxyType(
    {
        ("gregorian", "en"): "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        ("gregorian", "fa"): "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
        ("gregorian", "ar"): "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        (
            "jalali",
            "en",
        ): "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
        ("jalali", "fa"): "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
        ("jalali", "ar"): "فروردين أرديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن إسفند",
    }
)
_MONTH_NAMES = MappingProxyType({key: tuple(names.split()) for key, names in _MONTHS.items()})
_QUARTERS = MappingProxyType({"en": "Q{n} {year}", "fa": "سه‌ماههٔ {n} {year}", "ar": "الربع {n}، {year}"})
_WEEKS = MappingProxyType({"en": "Week {n}, {year}", "fa": "هفتهٔ {n}، {year}", "ar": "الأسبوع {n}، {year}"})


def month_names(calendar: str, lang: str | None = None) -> tuple[str, ...]:
    """Return the twelve month names of a calendar; for Gregorian months in English the short ones."""
    return _MONTH_NAMES[calendar, lang or current_language()]


def format_date(d: date | None, calendar: str, lang: str | None = None) -> str:
    """Show a Gregorian date in the given calendar: 30 Nov 2011, ۹ آذر ۱۳۹۰ (between direction marks)."""
    lang = lang or current_language()
    if d is None or d != d:  # noqa: PLR0124 - pandas' NaT, which alone differs from itself
        return UNDEFINED
    year, month, day = to_jalali(d) if calendar == "jalali" else (d.year, d.month, d.day)
    shown = f"{day} {month_names(calendar, lang)[month - 1]} {year}"
    return isolate_phrase(localize_digits(shown, lang), lang)


def format_period(label: str, grain: str, calendar: str, lang: str | None = None) -> str:
    """Show a label of `calendar_periods`: 2011-03 is "Mar 2011", 1403-Q1 is "سه‌ماههٔ ۱ ۱۴۰۳"."""
    lang = lang or current_language()
    year, _dash, part = label.partition("-")
    if grain == "month":
        shown = f"{month_names(calendar, lang)[int(part) - 1]} {year}"
    elif grain == "quarter":
        shown = _QUARTERS[lang].format(n=part.removeprefix("Q"), year=year)
    elif grain == "week":
        shown = _WEEKS[lang].format(n=int(part.removeprefix("W")), year=year)
    else:
        shown = year
    return localize_digits(shown, lang)
