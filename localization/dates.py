"""Dates and periods as people read them: month names, digits and calendars of three languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from localization.calendars import parts_of
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
        # Names of two words are held together by an underscore here, by a no-break space on the screen.
        (
            "hijri",
            "en",
        ): "Muharram Safar Rabi_I Rabi_II Jumada_I Jumada_II Rajab Shaban Ramadan Shawwal Dhu_al-Qadah Dhu_al-Hijjah",
        (
            "hijri",
            "fa",
        ): "محرم صفر ربیع‌الاول ربیع‌الثانی جمادی‌الاول جمادی‌الثانی رجب شعبان رمضان شوال ذی‌القعده ذی‌الحجه",
        (
            "hijri",
            "ar",
        ): "محرم صفر ربيع_الأول ربيع_الآخر جمادى_الأولى جمادى_الآخرة رجب شعبان رمضان شوال ذو_القعدة ذو_الحجة",
    }
)
_MONTH_NAMES = MappingProxyType(
    {key: tuple(name.replace("_", "\N{NO-BREAK SPACE}") for name in names.split(" ")) for key, names in _MONTHS.items()}
)
_ORDINALS = MappingProxyType(
    {
        "en": ("1", "2", "3", "4"),
        "fa": ("اول", "دوم", "سوم", "چهارم"),
        "ar": ("الأول", "الثاني", "الثالث", "الرابع"),
    }
)
_QUARTERS = MappingProxyType({"en": "Q{n} {year}", "fa": "سه‌ماههٔ {n} {year}", "ar": "الربع {n}، {year}"})
_HALVES = MappingProxyType({"en": "H{n} {year}", "fa": "نیمهٔ {n} {year}", "ar": "النصف {n}، {year}"})
_WEEKS = MappingProxyType({"en": "Week {n}, {year}", "fa": "هفتهٔ {n}، {year}", "ar": "الأسبوع {n}، {year}"})
# A year of the books that spans two of the calendar says so.
_FISCAL_YEARS = MappingProxyType({"en": "FY {year}", "fa": "سال مالی {year}", "ar": "السنة المالية {year}"})


def month_names(calendar: str, lang: str | None = None) -> tuple[str, ...]:
    """Return the twelve month names of a calendar; for Gregorian months in English the short ones."""
    return _MONTH_NAMES[calendar, lang or current_language()]


def format_date(d: date | None, calendar: str, lang: str | None = None) -> str:
    """Show a Gregorian date in the given calendar: 30 Nov 2011, ۹ آذر ۱۳۹۰ (between direction marks)."""
    lang = lang or current_language()
    if d is None or d != d:  # noqa: PLR0124 - pandas' NaT, which alone differs from itself
        return UNDEFINED
    year, month, day = (d.year, d.month, d.day) if calendar == "gregorian" else parts_of(d, calendar)
    shown = f"{day} {month_names(calendar, lang)[month - 1]} {year}"
    return isolate_phrase(localize_digits(shown, lang), lang)


def plain_date(d: date, calendar: str, lang: str | None = None) -> str:
    """Show a day in figures, as tables and files do: 2011-11-30, ۱۳۹۰/۰۹/۰۹."""
    lang = lang or current_language()
    year, month, day = (d.year, d.month, d.day) if calendar == "gregorian" else parts_of(d, calendar)
    sign = "-" if lang == "en" else "/"  # a hyphen would let the parts change places in Arabic digits
    return localize_digits(f"{year}{sign}{month:02}{sign}{day:02}", lang)


def format_period(label: str, grain: str, calendar: str, lang: str | None = None) -> str:
    """Show a label of `calendar_periods`: 2011-03 is "Mar 2011", 1403-Q1 is "سه‌ماههٔ اول ۱۴۰۳".

    Part of a fiscal year that spans two calendar years names both: 2024/25 is "FY 2024/25".
    """
    lang = lang or current_language()
    year, _dash, part = label.partition("-")
    if "/" in year:
        year = _FISCAL_YEARS[lang].format(year=year)
    if grain == "month":
        shown = f"{month_names(calendar, lang)[int(part) - 1]} {year}"
    elif grain == "quarter":
        shown = _QUARTERS[lang].format(n=_ORDINALS[lang][int(part.removeprefix("Q")) - 1], year=year)
    elif grain == "half":
        shown = _HALVES[lang].format(n=_ORDINALS[lang][int(part.removeprefix("H")) - 1], year=year)
    elif grain == "week":
        shown = _WEEKS[lang].format(n=int(part.removeprefix("W")), year=year)
    else:
        shown = year
    return localize_digits(shown, lang)
