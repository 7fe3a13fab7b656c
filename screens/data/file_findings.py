"""Sentences about a file before it is published, and about what it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localization import N_, _, ngettext
from localization.dates import format_date, format_period
from localization.numbers import format_number, format_percent
from words import columns

if TYPE_CHECKING:
    import pandas as pd

    from store import Restatement
    from store.checks import Quality
    from view import View

ENOUGH_COSTS = 0.8
ALIKE = {
    "same_number": N_("the same number, written in another way"),
    "same_phone": N_("the same telephone number"),
    "same_name": N_("the same name"),
    "near_name": N_("nearly the same name"),
}


def covers(view: View, quality: Quality) -> str:
    """Say which days the rows of a file cover, and of how much of the sales the cost is known."""
    if quality.first_day is None or quality.last_day is None:
        return ""
    span = _("From {first} to {last}.").format(
        first=format_date(quality.first_day, view.calendar), last=format_date(quality.last_day, view.calendar)
    )
    if quality.cost_share is None:
        return span
    if not quality.cost_share:
        said = _(
            "It holds no costs: profit needs a list of products with the cost of a unit, or a margin under Publish."
        )
        return f"{span} {said}"
    if quality.cost_share >= ENOUGH_COSTS:
        costs = _("Costs are known for {share} of the sales.")
    else:
        costs = _(
            "Costs are known for {share} of the sales, too few to speak of profit; a margin can be set under Publish."
        )
    return f"{span} {costs.format(share=format_percent(quality.cost_share))}"


def noticed(view: View, quality: Quality) -> list[tuple[str, str]]:
    """Return what stands out in a file: the name of its list of rows, and the sentence."""
    said = [
        (
            "duplicates",
            quality.duplicates,
            ngettext(
                "{n} row equals an earlier row of the file; it is loaded as it stands.",
                "{n} rows equal earlier rows of the file; they are loaded as they stand.",
                quality.duplicates,
            ),
        ),
        (
            "alike",
            quality.alike,
            ngettext(
                "{n} group of customers looks like one person, by name or number; nobody is merged.",
                "{n} groups of customers look like one person each, by name or number; nobody is merged.",
                quality.alike,
            ),
        ),
        (
            "tenfold",
            quality.tenfold,
            ngettext(
                "{n} line is ten times dearer or cheaper than usual: rials among toman? Nothing is converted.",
                "{n} lines are ten times dearer or cheaper than usual: rials among toman? Nothing is converted.",
                quality.tenfold,
            ),
        ),
        (
            "outliers",
            quality.outliers,
            ngettext(
                "{n} line is far larger than all others.", "{n} lines are far larger than all others.", quality.outliers
            ),
        ),
    ]
    found = [(name, sentence.format(n=format_number(count))) for name, count, sentence in said if count]
    if quality.gaps:
        longest = max(quality.gaps, key=lambda gap: gap[1] - gap[0])
        sentence = ngettext(
            "There is a gap in time without any row, from {first} to {last}.",
            "There are {n} gaps in time without any row, the longest from {first} to {last}.",
            len(quality.gaps),
        ).format(
            n=format_number(len(quality.gaps)),
            first=format_date(longest[0], view.calendar),
            last=format_date(longest[1], view.calendar),
        )
        found.append(("gaps", sentence))
    return found


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return listed rows as a person reads them: headings, and how customers are alike."""
    shown = rows.assign(alike=[_(ALIKE[code]) for code in rows["alike"]]) if "alike" in rows.columns else rows
    return shown.rename(columns={name: columns.label(str(name)) for name in shown.columns})


def rows_in_all(filled: Any) -> str:
    """Say of one file what its rows do to the data set: added, repeated, replaced."""
    upload = filled.upload
    parts = [_("{n} rows added").format(n=format_number(upload.accepted))]
    if upload.repeated:
        parts.append(_("{n} are there already and skipped").format(n=format_number(upload.repeated)))
    if upload.replaced:
        parts.append(_("{n} earlier rows replaced").format(n=format_number(upload.replaced)))
    if upload.rejected:
        parts.append(_("{n} set aside").format(n=format_number(upload.rejected)))
    return " · ".join(parts)


def moves(view: View, restatement: Restatement, calendar: str) -> str:
    """Say which closed periods change and which changes most."""
    if not restatement.is_comparable:
        return _("The two are counted in different calendars; their periods cannot be compared.")
    if restatement.is_quiet:
        return ngettext(
            "No closed month changes: the number of the one closed month stays as it is.",
            "No closed month changes: the numbers of all {n} closed months stay as they are.",
            restatement.closed,
        ).format(n=format_number(restatement.closed))
    periods = restatement.periods
    change = (periods["revenue_after"].fillna(0) - periods["revenue_before"].fillna(0)).abs()
    most = periods.iloc[int(change.to_numpy().argmax())]
    head = ngettext(
        "{n} of {closed} closed months changes.", "{n} of {closed} closed months change.", len(periods)
    ).format(n=format_number(len(periods)), closed=format_number(restatement.closed))
    body = _("Most of all {month}: sales {before} → {after}, customers {customers_before} → {customers_after}.").format(
        month=format_period(most["label"], "month", calendar),
        before=view.money(most["revenue_before"]),
        after=view.money(most["revenue_after"]),
        customers_before=format_number(most["customers_before"]),
        customers_after=format_number(most["customers_after"]),
    )
    return f"{head} {body}"


CHANGES = {"came": N_("comes in"), "went": N_("drops out"), "moved": N_("changes")}


def period_table(restatement: Restatement, calendar: str) -> pd.DataFrame:
    """Name the periods that change; profit is left out where neither version knows it."""
    rows = restatement.periods
    table = rows.assign(period=[format_period(label, "month", calendar) for label in rows["label"]])
    names = ["period"]
    for name in ("customers", "revenue", "profit", "rate"):
        if table[[f"{name}_before", f"{name}_after"]].notna().to_numpy().any():
            names += [f"{name}_before", f"{name}_after"]
    return table[[*names, "changed_customers"]]


def customer_table(restatement: Restatement, calendar: str) -> pd.DataFrame:
    """Name the customers through whom closed periods change, and how."""
    rows = restatement.customers
    table = rows.assign(
        period=[format_period(label, "month", calendar) for label in rows["label"]],
        change=[_(CHANGES[code]) for code in rows["change"]],
    )
    names = ["period", "customer_id", "change", "revenue_before", "revenue_after", "revenue_change"]
    if table[["profit_before", "profit_after"]].notna().to_numpy().any():
        names += ["profit_before", "profit_after"]
    return table[names]
