"""How result columns are shown: their headings with units, and what a file holds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import current_language
from metrics.headings import COLUMNS, Kind, kind, label
from ui import own_values, result_words

if TYPE_CHECKING:
    from ui.view import View

__all__ = ["COLUMNS", "HIDDEN", "Kind", "excel_formats", "headings", "kind", "label", "readable"]

# Excel's own marks of a number's digits and language.
EXCEL_DIGITS = {"fa": "[$-3000429]", "ar": "[$-2000401]"}
HIDDEN = ("customer_key", "departure_id")


def readable(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as a file holds it: translated headings, periods by name; numbers stay numbers.

    Days stay days in a Gregorian data set; in another calendar they are written in it, as no spreadsheet would.
    """
    shown = frame.drop(columns=[name for name in HIDDEN if name in frame.columns])
    written = {}
    for name in shown.columns:
        if not pd.api.types.is_datetime64_any_dtype(shown[name]):
            said = result_words.spoken(name, among=shown.columns) | own_values.of_column(view.dataset, name)
            if said:
                written[name] = shown[name].map(lambda code, said=said: said.get(code, code), na_action="ignore")
            continue
        if kind(name) == "period":
            written[name] = shown[name].map(view.period_name, na_action="ignore")
        elif view.calendar != "gregorian":
            written[name] = shown[name].map(view.plain_day, na_action="ignore")
    return shown.assign(**written).rename(columns=headings(view, shown.columns))


def excel_formats(view: View, names: pd.Index) -> dict[str, str]:
    """Return the number format of every heading in an Excel file, in the reader's digits."""
    digits = EXCEL_DIGITS.get(current_language(), "")
    shapes = {"share": "0.0%", "money": "#,##0", "number": "#,##0.0", "count": "#,##0"}
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
