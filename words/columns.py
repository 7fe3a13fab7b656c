"""How result columns are shown: their headings with units, and what a file holds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import current_language
from localization.numbers import currency_decimals
from metrics.headings import COLUMNS, Kind, kind, label
from words import own_values, result_words
from words.texts import each

if TYPE_CHECKING:
    from view import View

__all__ = ["COLUMNS", "HIDDEN", "Kind", "excel_formats", "headings", "kind", "label", "readable"]

# Excel's own marks of a number's digits and language.
EXCEL_DIGITS = {"fa": "[$-3000429]", "ar": "[$-2000401]"}
# Of a share "0.6081" is 60.81 %; of a mean or a ratio two digits are read.
SHARE_DECIMALS, NUMBER_DECIMALS, FINE_DECIMALS = 4, 2, 8
HIDDEN = ("customer_key", "departure_id")


def readable(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as a file holds it: translated headings, periods by name; numbers stay numbers.

    Days stay days in a Gregorian data set; in another calendar they are written in it, as no spreadsheet would.
    """
    shown = frame.drop(columns=[name for name in HIDDEN if name in frame.columns])
    cents = currency_decimals(view.info.settings.currency)
    written = {}
    for name in shown.columns:
        if pd.api.types.is_numeric_dtype(shown[name]) and not pd.api.types.is_bool_dtype(shown[name]):
            written[name] = _rounded(shown[name], kind(name), cents)
            continue
        if not pd.api.types.is_datetime64_any_dtype(shown[name]):
            if pd.api.types.is_bool_dtype(shown[name]):
                continue
            if said := result_words.spoken(name, among=shown.columns) | own_values.of_column(view.dataset, name):
                values = each(shown[name], lambda code, said=said: said.get(code, code))
                written[name] = pd.Series(values, index=shown.index, dtype=shown[name].dtype)
            continue
        if kind(name) == "period":
            written[name] = shown[name].map(view.period_name, na_action="ignore")
        elif view.calendar != "gregorian":
            written[name] = shown[name].map(view.plain_day, na_action="ignore")
    return shown.assign(**written).rename(columns=headings(view, shown.columns))


def _rounded(values: pd.Series, kind: Kind, cents: int) -> pd.Series:
    """Round numbers to what a person reads of them; what is nearly nothing or nearly all does not become it."""
    if kind == "count":
        return values.round().astype("Int64")
    if pd.api.types.is_integer_dtype(values):
        return values
    if kind == "money":
        return values.round(cents) + 0.0  # no −0
    digits = SHARE_DECIMALS if kind == "share" else NUMBER_DECIMALS
    few = values.round(digits) + 0.0
    is_told_apart = (few == values) | ~few.isin([0, 1])
    return few.where(is_told_apart, values.round(FINE_DECIMALS))


def excel_formats(view: View, names: pd.Index) -> dict[str, str]:
    """Return the number format of every heading in an Excel file, in the reader's digits."""
    digits = EXCEL_DIGITS.get(current_language(), "")
    shapes = {"share": "0.0%", "money": "#,##0", "number": "#,##0.0", "times": "#,##0.00", "count": "#,##0"}
    labels = headings(view, names)
    return {labels[str(name)]: digits + shapes[kind(str(name))] for name in names if kind(str(name)) in shapes}


def headings(view: View, names: pd.Index) -> dict[str, str]:
    """Return the heading of every column, money with its unit; two of one label keep their own names apart."""
    labels: dict[str, str] = {}
    for name in names:
        heading = label(str(name), among=map(str, names))
        if kind(str(name)) == "money" and view.currency:
            heading = f"{heading} ({view.currency})"
        labels[str(name)] = heading if heading not in labels.values() else f"{heading} ({name})"
    return labels
