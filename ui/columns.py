"""How result columns are shown: their headings with units, and what a file holds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import current_language
from metrics.headings import COLUMNS, Kind, kind, label

if TYPE_CHECKING:
    from ui.view import View

__all__ = ["COLUMNS", "HIDDEN", "Kind", "excel_formats", "headings", "kind", "label", "readable"]

# Excel's own marks of a number's digits and language.
EXCEL_DIGITS = {"fa": "[$-3000429]", "ar": "[$-2000401]"    "revenue_so_far": (N_("Sales so far"), "money"),
    "profit_so_far": (N_("Profit so far"), "money"),
    "revenue_per_customer": (N_("Sales per customer"), "money"),
    "payback_age": (N_("Paid back at age"), "count"),
    "last_age": (N_("Last complete age"), "count"),
    "value_to_cost": (N_("Profit as a multiple of the cost"), "number"),
    "item": (N_("Product or category"), "text"),
    "buyers": (N_("Buyers"), "count"),
    "rebought": (N_("Bought it again"), "count"),
    "came_back": (N_("Bought anything again"), "count"),
    "buyer_rate": (N_("Retention of its buyers"), "share"),
    "buyer_low": (N_("Its interval from"), "share"),
    "buyer_high": (N_("Its interval to"), "share"),
    "switched": (N_("Switched to something else"), "count"),
    "switched_rate": (N_("Share that switched"), "share"),
    "simple_rate": (N_("Mean of the cohorts"), "share"),
    "median_rate": (N_("Cohort in the middle"), "share"),
    "other_customers": (N_("Customers of the other side"), "count"),
    "other_retained": (N_("Kept of the other side"), "count"),
    "other_rate": (N_("Retention of the other side"), "share"),
    "difference": (N_("Difference"), "share"),
    "difference_low": (N_("Difference from"), "share"),
    "difference_high": (N_("Difference to"), "share"),
    "is_real": (N_("Real"), "flag"),
}
HIDDEN = ("customer_key", "departure_id")


def readable(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as a file holds it: translated headings, periods by name; numbers stay numbers.

    Days stay days in a Gregorian data set; in another calendar they are written in it, as no spreadsheet would.
    """
    shown = frame.drop(columns=[name for name in HIDDEN if name in frame.columns])
    written = {}
    for name in shown.columns:
        if not pd.api.types.is_datetime64_any_dtype(shown[name]):
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
        heading = label(str(name))
        if kind(str(name)) == "money" and view.currency:
            heading = f"{heading} ({view.currency})"
        labels[str(name)] = heading if heading not in labels.values() else f"{heading} ({name})"
    return labels
