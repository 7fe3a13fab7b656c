import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from localization import use_language
from localization.numbers import (
    format_change,
    format_compact,
    format_interval,
    format_money,
    format_number,
    format_percent,
    isolate,
    latin_digits,
    localize_digits,
)

LTR, RTL, POP, NBSP = "\u2066", "\u2067", "\u2069", "\u00a0"
UNDEFINED = [None, math.nan, math.inf, -math.inf, pd.NA, pd.NaT, np.float64("nan"), Decimal("NaN")]


def ltr(text):
    return f"{LTR}{text}{POP}"


def rtl(text):
    return f"{RTL}{text}{POP}"


@pytest.mark.parametrize("x", UNDEFINED, ids=repr)
def test_what_is_undefined_is_a_dash_and_never_zero(x):
    assert [
        format_number(x),
        format_compact(x),
        format_percent(x),
        format_money(x, "GBP"),
        format_interval(x, 0.5),
        format_interval(0.5, x),
    ] == ["–"] * 6


def test_text_is_not_a_number():
    with pytest.raises(TypeError):
        format_number("12")


@pytest.mark.parametrize(
    ("x", "en", "fa", "ar"),
    [
        (0, "0", "۰", "٠"),
        (1234567, "1,234,567", "۱٬۲۳۴٬۵۶۷", "١٬٢٣٤٬٥٦٧"),
        (np.int64(89), "89", "۸۹", "٨٩"),
        (Decimal("1234.5000"), "1,234.5", "۱٬۲۳۴٫۵", "١٬٢٣٤٫٥"),
        (-12.344, "−12.34", ltr("−۱۲٫۳۴"), ltr("−١٢٫٣٤")),
        (-0.001, "0", "۰", "٠"),
    ],
)
def test_numbers(x, en, fa, ar):
    assert (format_number(x, "en"), format_number(x, "fa"), format_number(x, "ar")) == (en, fa, ar)


def test_decimals_are_kept_when_asked_for():
    assert format_number(3, "en", decimals=2) == "3.00"
    assert format_number(2.345, "fa", decimals=1) == "۲٫۳"
    assert format_number(1999.6, "en", decimals=0) == "2,000"


def test_the_language_in_use_is_the_default():
    use_language("fa")
    assert format_number(12) == "۱۲"
    assert format_number(12, "en") == "12"
    assert format_percent(0.61) == ltr("۶۱٪")


@pytest.mark.parametrize(
    ("x", "en", "fa", "ar"),
    [
        (950, "950", "۹۵۰", "٩٥٠"),
        (2_600_000, "2.6M", rtl(f"۲٫۶{NBSP}میلیون"), rtl(f"٢٫٦{NBSP}مليون")),
        (12_345, "12.3K", rtl(f"۱۲٫۳{NBSP}هزار"), rtl(f"١٢٫٣{NBSP}ألف")),
        (999_700, "1M", rtl(f"۱{NBSP}میلیون"), rtl(f"١{NBSP}مليون")),  # not 1,000K
        (-7.5e9, "−7.5B", rtl(f"{ltr('−۷٫۵')}{NBSP}میلیارد"), rtl(f"{ltr('−٧٫٥')}{NBSP}مليار")),
        (2.5e15, "2,500T", rtl(f"۲٬۵۰۰{NBSP}تریلیون"), rtl(f"٢٬٥٠٠{NBSP}تريليون")),
    ],
)
def test_compact(x, en, fa, ar):
    assert (format_compact(x, "en"), format_compact(x, "fa"), format_compact(x, "ar")) == (en, fa, ar)


@pytest.mark.parametrize(
    ("x", "en", "fa", "ar"),
    [
        (0.61, f"61{NBSP}%", ltr("۶۱٪"), ltr("٦١٪")),
        (0.6123, f"61.2{NBSP}%", ltr("۶۱٫۲٪"), ltr("٦١٫٢٪")),
        (0, f"0{NBSP}%", ltr("۰٪"), ltr("٠٪")),
        (1, f"100{NBSP}%", ltr("۱۰۰٪"), ltr("١٠٠٪")),
        (1.234, f"123{NBSP}%", ltr("۱۲۳٪"), ltr("١٢٣٪")),
        (0.00123, f"0.123{NBSP}%", ltr("۰٫۱۲۳٪"), ltr("٠٫١٢٣٪")),
        (-0.021, f"−2.1{NBSP}%", ltr("−۲٫۱٪"), ltr("−٢٫١٪")),
    ],
)
def test_percentages(x, en, fa, ar):
    assert (format_percent(x, "en"), format_percent(x, "fa"), format_percent(x, "ar")) == (en, fa, ar)


def test_one_customer_lost_of_ten_thousand_is_not_100_percent():
    assert format_percent(9_999 / 10_000, "en") == f"99.99{NBSP}%"
    assert format_percent(0.9995, "en") == f"99.95{NBSP}%"


def test_decimals_of_a_percentage_can_be_fixed():
    assert [format_percent(x, "en", decimals=1) for x in (0.5, 0.6666)] == [f"50.0{NBSP}%", f"66.7{NBSP}%"]


def test_intervals():
    assert format_interval(0.58, 0.643, "en") == f"58–64.3{NBSP}%"
    assert format_interval(0.58, 0.643, "fa") == rtl(f"۵۸ تا {ltr('۶۴٫۳٪')}")
    assert format_interval(0.58, 0.643, "ar") == rtl(f"٥٨ إلى {ltr('٦٤٫٣٪')}")
    assert format_interval(-0.02, 0.01, "fa") == rtl(f"{ltr('−۲')} تا {ltr('۱٪')}")


@pytest.mark.parametrize(
    ("x", "currency", "en", "fa", "ar"),
    [
        (1234.56, "GBP", "£1,235", rtl(f"۱٬۲۳۵{NBSP}£"), rtl(f"١٬٢٣٥{NBSP}{ltr('UK£')}")),
        (12.5, "GBP", "£12.50", rtl(f"۱۲٫۵۰{NBSP}£"), rtl(f"١٢٫٥٠{NBSP}{ltr('UK£')}")),
        (-80, "USD", "−$80", rtl(f"{ltr('−۸۰')}{NBSP}$"), rtl(f"{ltr('−٨٠')}{NBSP}{ltr('US$')}")),
        (9.9, "SAR", f"9.90{NBSP}SAR", rtl(f"۹٫۹۰{NBSP}{ltr('SAR')}"), rtl(f"٩٫٩٠{NBSP}ر.س.\u200f")),
        (125000, "IRR", f"125,000{NBSP}rial", rtl(f"۱۲۵٬۰۰۰{NBSP}ریال"), rtl(f"١٢٥٬٠٠٠{NBSP}ريال")),
        (12.4, "IRT", f"12{NBSP}toman", rtl(f"۱۲{NBSP}تومان"), rtl(f"١٢{NBSP}تومان")),
        (5, None, "5", "۵", "٥"),
        (5, "سکه", f"5{NBSP}سکه", rtl(f"۵{NBSP}سکه"), rtl(f"٥{NBSP}سکه")),
        (5, "loyalty points", f"5{NBSP}loyalty points", rtl(f"۵{NBSP}{ltr('loyalty points')}"), None),
    ],
)
def test_money(x, currency, en, fa, ar):
    assert format_money(x, currency, "en") == en
    assert format_money(x, currency, "fa") == fa
    assert ar is None or format_money(x, currency, "ar") == ar


def test_compact_money_for_headlines():
    assert format_money(-2_610_000, "GBP", "en", compact=True) == "−£2.61M"
    assert format_money(2_610_000, "IRR", "fa", compact=True) == rtl(f"۲٫۶۱{NBSP}میلیون{NBSP}ریال")


def test_a_loss_of_less_than_a_cent_is_not_minus_zero():
    assert format_money(-0.001, "GBP", "en") == "£0.00"


def test_digits_there_and_back():
    assert localize_digits("2011-W05", "fa") == "۲۰۱۱-W۰۵"
    assert localize_digits("0123456789", "ar") == "٠١٢٣٤٥٦٧٨٩"
    assert localize_digits("0123", "en") == "0123"
    assert latin_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 5") == "0123456789 0123456789 5"
    assert latin_digits("۱٬۲۳۴٫۵") == "1٬234٫5"  # separators are the reader's business


def test_latin_runs_are_isolated_in_right_to_left_text_alone():
    assert isolate("A-17", "fa") == ltr("A-17")
    assert isolate("A-17", "en") == "A-17"
    assert isolate("", "fa") == ""


@pytest.mark.parametrize(
    ("x", "decimals", "en", "fa", "ar"),
    [
        (5.56, 1, "+5.6", ltr("+۵٫۶"), ltr("+٥٫٦")),
        (-24, 0, "−24", ltr("−۲۴"), ltr("−٢٤")),
        (0.04, 1, "0.0", "۰٫۰", "٠٫٠"),
        (0, 0, "0", "۰", "٠"),
        (float("nan"), 1, "–", "–", "–"),
    ],
)
def test_the_sign_of_a_change_stays_before_its_number(x, decimals, en, fa, ar):
    assert [format_change(x, lang, decimals) for lang in ("en", "fa", "ar")] == [en, fa, ar]


def test_money_gained_has_a_plus_where_it_is_a_change():
    assert format_money(1234, "EUR", "en", change=True) == "+€1,234"
    assert format_money(-1234, "EUR", "en", change=True) == format_money(-1234, "EUR", "en")
    assert format_money(0, "EUR", "en", change=True) == "€0"
    assert format_money(2_600_000, "IRT", "fa", compact=True, change=True) == rtl(
        f"{ltr('+۲٫۶')}{NBSP}میلیون{NBSP}تومان"
    )
