"""How result columns are called and shown: one name for one concept, on every table of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from localization import N_, _, current_language

if TYPE_CHECKING:
    from ui.view import View

Kind = Literal["count", "share", "money", "number", "day", "period", "flag", "text"]

COLUMNS: dict[str, tuple[str, Kind]] = {
    "cohort": (N_("Cohort"), "period"),
    "period": (N_("Period"), "period"),
    "age": (N_("Age (periods)"), "count"),
    "customers": (N_("Customers"), "count"),
    "cohorts": (N_("Cohorts"), "count"),
    "retained": (N_("Kept"), "count"),
    "rate": (N_("Retention"), "share"),
    "low": (N_("Interval from"), "share"),
    "high": (N_("Interval to"), "share"),
    "interval": (N_("95 % interval"), "text"),
    "is_peak": (N_("Peak"), "flag"),
    "is_cut": (N_("End of the top list"), "flag"),
    "reaches_80": (N_("Reaches 80 %"), "flag"),
    "below_zero": (N_("Customers below zero"), "count"),
    "tied_outside": (N_("Tied outside the list"), "count"),
    "retained_on_or_after": (N_("Kept, then or later"), "count"),
    "on_or_after_rate": (N_("Retention, then or later"), "share"),
    "revenue": (N_("Sales"), "money"),
    "cost": (N_("Cost"), "money"),
    "profit": (N_("Profit"), "money"),
    "is_complete": (N_("Complete"), "flag"),
    "start": (N_("At the start"), "count"),
    "lost": (N_("Lost"), "count"),
    "new": (N_("New"), "count"),
    "won_back": (N_("Won back"), "count"),
    "end": (N_("At the end"), "count"),
    "quick_ratio": (N_("Quick ratio"), "number"),
    "start_revenue": (N_("Sales at the start"), "money"),
    "kept_revenue": (N_("Sales kept"), "money"),
    "lost_revenue": (N_("Sales lost"), "money"),
    "sales_adjusted": (N_("Sales-adjusted retention"), "share"),
    "start_profit": (N_("Profit at the start"), "money"),
    "kept_profit": (N_("Profit kept"), "money"),
    "lost_profit": (N_("Profit lost"), "money"),
    "profit_adjusted": (N_("Profit-adjusted retention"), "share"),
    "grr": (N_("Gross revenue retention"), "share"),
    "nrr": (N_("Net revenue retention"), "share"),
    "active": (N_("Active"), "count"),
    "margin": (N_("Margin"), "share"),
    "profit_per_customer": (N_("Profit per customer"), "money"),
    "loss_makers": (N_("Loss-makers"), "count"),
    "loss": (N_("Their loss"), "money"),
    "rank": (N_("Rank"), "count"),
    "customer_id": (N_("Customer number"), "text"),
    "name": (N_("Name"), "text"),
    "segment": (N_("Segment"), "text"),
    "role": (N_("Side"), "text"),
    "region": (N_("Region"), "text"),
    "channel": (N_("Channel"), "text"),
    "value": (N_("Value"), "money"),
    "orders": (N_("Orders"), "count"),
    "last_period": (N_("Last active"), "period"),
    "last_day": (N_("Last order"), "day"),
    "tied_at_cut": (N_("Tied at the cut"), "flag"),
    "in_sales_list": (N_("On the sales list"), "flag"),
    "in_profit_list": (N_("On the profit list"), "flag"),
    "change": (N_("Change"), "text"),
    "fate": (N_("What became of them"), "text"),
    "value_before": (N_("Value before"), "money"),
    "value_now": (N_("Value now"), "money"),
    "rank_before": (N_("Rank before"), "count"),
    "rank_now": (N_("Rank now"), "count"),
    "cause": (N_("Cause"), "text"),
    "mentions": (N_("Mentions"), "count"),
    "departed": (N_("Customers lost"), "number"),
    "share": (N_("Share"), "share"),
    "lapsed": (N_("Silent customers"), "count"),
    "customer_share": (N_("Share of customers"), "share"),
    "value_share": (N_("Share of the total"), "share"),
    "is_kept": (N_("Kept"), "flag"),
    "status": (N_("Status"), "text"),
    "reason": (N_("In their words"), "text"),
    "competitor": (N_("Competitor"), "text"),
    "left_on": (N_("Left on"), "day"),
    "listed": (N_("On the list"), "count"),
    "total_revenue": (N_("Sales in all"), "money"),
    "total_profit": (N_("Profit in all"), "money"),
    "owner": (N_("Owner"), "text"),
    "first_revenue": (N_("Sales in the first period"), "money"),
    "first_profit": (N_("Profit in the first period"), "money"),
    "revenue_rate": (N_("Share of the first sales"), "share"),
    "shrunk": (N_("Shrunk"), "money"),
    "grown": (N_("Grown"), "money"),
    "kept": (N_("Kept"), "money"),
    "kept_share": (N_("Share of the kept"), "share"),
    "won_back_share": (N_("Share of the won back"), "share"),
    "new_share": (N_("Share of the new"), "share"),
    "before": (N_("Period before"), "money"),
    "now": (N_("This period"), "money"),
    "revenue_before": (N_("Sales before"), "money"),
    "profit_before": (N_("Profit before"), "money"),
    "revenue_now": (N_("Their sales now"), "money"),
    "state": (N_("State of life"), "text"),
    "lens": (N_("Measured by"), "text"),
    "part": (N_("Numerator"), "number"),
    "whole": (N_("Denominator"), "number"),
    "rate_before": (N_("Retention before"), "share"),
    "change_low": (N_("Change from"), "share"),
    "change_high": (N_("Change to"), "share"),
    "effective": (N_("Effective customers"), "number"),
    "is_real": (N_("Real change"), "flag"),
    "adjusted": (N_("Adjusted retention"), "share"),
    "gap": (N_("Gap"), "share"),
    "base_share": (N_("Share of the base"), "share"),
    "explains": (N_("Share of the gap"), "share"),
    "explained": (N_("Explained so far"), "share"),
    "shortcut": (N_("Shortcut from totals"), "share"),
    "overstated": (N_("Overstated by"), "share"),
    "first_day": (N_("First purchase"), "day"),
    "second_day": (N_("Second purchase"), "day"),
    "came_back": (N_("Came back"), "flag"),
    "orders_since": (N_("Orders since"), "count"),
    "revenue_since": (N_("Sales since"), "money"),
    "industry": (N_("Industry"), "text"),
    "target": (N_("Target"), "share"),
    "profit_rate": (N_("Share of the first profit"), "share"),
    "left_in": (N_("Left in"), "period"),
    "departures": (N_("Customers lost in all"), "count"),
    "overall_share": (N_("Share in all segments"), "share"),
    "lift": (N_("Times the overall share"), "number"),
    "ordered_on": (N_("Day of the order"), "day"),
    "order_id": (N_("Order number"), "text"),
    "product": (N_("Product"), "text"),
    "category": (N_("Category"), "text"),
    "quantity": (N_("Quantity"), "number"),
    "joined_on": (N_("Joined on"), "day"),
    "acquisition_cost": (N_("Cost of winning"), "money"),
    "referred_by": (N_("Referred by"), "text"),
    "club_joined_on": (N_("Joined the club on"), "day"),
    "wallet": (N_("Spends with everybody"), "money"),
    "source": (N_("Source"), "text"),
    "starts_on": (N_("Starts on"), "day"),
    "ends_on": (N_("Ends on"), "day"),
    "contract_id": (N_("Contract number"), "text"),
    "amount": (N_("Amount"), "money"),
    "cancelled_on": (N_("Cancelled on"), "day"),
    "contacted_on": (N_("Day of the contact"), "day"),
    "direction": (N_("Direction"), "text"),
    "answered": (N_("Answered"), "flag"),
    "opened_at": (N_("Opened"), "day"),
    "replied_at": (N_("Replied"), "day"),
    "closed_at": (N_("Closed"), "day"),
    "topic": (N_("Topic"), "text"),
    "detail": (N_("Details"), "text"),
    "visited_on": (N_("Day of the visit"), "day"),
    "answered_on": (N_("Day of the answer"), "day"),
    "score": (N_("Score"), "number"),
    "comment": (N_("Comment"), "text"),
    "incurred_on": (N_("Day of the cost"), "day"),
    "kind": (N_("Kind"), "text"),
    "month": (N_("Month"), "day"),
    "index": (N_("Price index"), "number"),
    "source_row": (N_("Line of the file"), "count"),
    "line": (N_("Line of the file"), "count"),
    "column": (N_("Column"), "text"),
    "written": (N_("What is written there"), "text"),
    "why": (N_("Why it was set aside"), "text"),
    "file_name": (N_("File"), "text"),
    "table": (N_("Table"), "text"),
    "loaded_on": (N_("Loaded on"), "text"),
    "rows_read": (N_("Rows read"), "count"),
    "accepted": (N_("Accepted"), "count"),
    "rejected": (N_("Set aside"), "count"),
    "skipped": (N_("Skipped"), "count"),
    "line_kind": (N_("Order lines"), "text"),
    "lines": (N_("How many"), "count"),
    "customers_before": (N_("Customers before"), "count"),
    "customers_after": (N_("Customers after"), "count"),
    "revenue_before": (N_("Sales before"), "money"),
    "revenue_after": (N_("Sales after"), "money"),
    "revenue_change": (N_("Change of sales"), "money"),
    "profit_before": (N_("Profit before"), "money"),
    "profit_after": (N_("Profit after"), "money"),
    "rate_before": (N_("Retention before"), "share"),
    "rate_after": (N_("Retention after"), "share"),
    "changed_customers": (N_("Customers behind it"), "count"),
    "alike": (N_("How they look alike"), "text"),
    "group": (N_("Group"), "count"),
    "line_share": (N_("Share of the lines"), "share"),
    "revenue_share": (N_("Share of the sales"), "share"),
    "consequence": (N_("What becomes of them"), "text"),
    "window_days": (N_("Days of silence"), "count"),
    "reached": (N_("Silences that long"), "count"),
    "returned": (N_("Returned"), "count"),
    "still_silent": (N_("Still silent"), "count"),
    "back_rate": (N_("Share that came back"), "share"),
    "return_rate": (N_("Return within the next 30 days"), "share"),
    "ever_rate": (N_("Return ever"), "share"),
    "delay_days": (N_("Noticed late by (days)"), "count"),
    "lost_after_days": (N_("Lost after (days)"), "count"),
    "is_short": (N_("History too short"), "flag"),
    "percentile": (N_("Share of the gaps"), "share"),
    "pooled_days": (N_("All ended gaps (days)"), "number"),
    "weighted_days": (N_("Every customer the same (days)"), "number"),
    "survival_days": (N_("Open gaps counted (days)"), "number"),
    "open_gaps": (N_("Open gaps"), "count"),
    "ended_gaps": (N_("Ended gaps"), "count"),
    "silent_days": (N_("Days silent"), "count"),
    "returned_on": (N_("Returned on"), "day"),
    "day": (N_("Days since the start"), "count"),
    "at_risk": (N_("At risk"), "count"),
    "events": (N_("Lost on the day"), "count"),
    "survival": (N_("Still here"), "share"),
    "restricted_mean": (N_("Mean days so far"), "number"),
    "restricted_low": (N_("Mean days from"), "number"),
    "restricted_high": (N_("Mean days to"), "number"),
    "median_days": (N_("Half are gone after (days)"), "count"),
    "left_out": (N_("Left out"), "count"),
    "started_on": (N_("Customer since"), "day"),
    "lost_on": (N_("Lost on"), "day"),
    "days": (N_("Days as a customer"), "count"),
    "is_lost": (N_("Lost"), "flag"),
    "other": (N_("Compared with"), "text"),
    "observed": (N_("Lost in fact"), "count"),
    "expected": (N_("Lost if all were alike"), "number"),
    "variance": (N_("Variance"), "number"),
    "chi_square": (N_("Chi-square"), "number"),
    "p_value": (N_("By chance alone"), "share"),
    "adjusted_p": (N_("By chance, so many looked at"), "share"),
    "incidence": (N_("Have left for it"), "share"),
    "is_covered": (N_("Data reach back far enough"), "flag"),
}
# Excel's own marks of a number's digits and language.
EXCEL_DIGITS = {"fa": "[$-3000429]", "ar": "[$-2000401]"}
HIDDEN = ("customer_key", "departure_id")


def label(name: str) -> str:
    """Return a column's name in the reader's language; an analyst's own attribute is shown as it is called."""
    known = COLUMNS.get(name)
    return _(known[0]) if known else name.replace("_", " ").capitalize()


def kind(name: str) -> Kind:
    """Return what a column holds; unknown columns are text."""
    known = COLUMNS.get(name)
    return known[1] if known else "text"


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
