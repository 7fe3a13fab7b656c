"""What the overview says first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import N_, _, ngettext
from localization.numbers import format_percent
from metrics.glossary import GLOSSARY
from screens.overview.headlines import verdict
from view.frame_cache import remembered
from words.texts import of, period_before, value_label

if TYPE_CHECKING:
    from view import View

MOMENTS = 2  # the last complete period and the one before
LEAST_TO_RANK = 10
MOST_SEGMENTS = 12
GOT = {
    "better": N_(
        "Retention got better: in {period}, {rate} of the customers of the period before bought again; in {then} it "
        "was {rate_then}."
    ),
    "worse": N_(
        "Retention got worse: in {period}, {rate} of the customers of the period before bought again; in {then} it "
        "was {rate_then}."
    ),
    "unclear": N_(
        "No clear change: in {period}, {rate} of the customers of the period before bought again; in {then} it was "
        "{rate_then}, which could be chance."
    ),
}


def kept_again(view: View, kept: pd.DataFrame, change: pd.Series | None, then: str) -> str:
    """Say whether retention got better in the last complete period, in one sentence; or why nothing can be said.

    Parameters
    ----------
    view
        What the page looks at.
    kept
        `retention`, the open period included.
    change
        The row of `retention_change` of the customers in that period, if there is one.
    then
        Name of the period that it is compared with.

    """
    complete = kept[kept["is_complete"]]
    if complete.empty:
        return _(
            "Retention needs two complete periods, and there are fewer. Choose a finer period or load a longer history."
        )
    last = complete.iloc[-1]
    names = {"period": view.period_name(last["period"]), "before": period_before(view, last["period"]), "then": then}
    if last["start"] == 0:
        return _("Nobody bought in {before}, so nobody could buy again in {period}.").format(**names)
    if last["lost"] == 0:
        return ngettext(
            "In {period} the one customer of {before} bought again.",
            "In {period} all {n} customers of {before} bought again.",
            int(last["start"]),
        ).format(n=view.count(last["start"]), **names)
    if last["retained"] == 0:
        return ngettext(
            "In {period} the one customer of {before} did not buy again; {sales} of sales in {before}.",
            "In {period} the {n} customers of {before} did not buy again, not one of them; {sales} "
            "of sales in {before}.",
            int(last["start"]),
        ).format(n=view.count(last["start"]), sales=view.money(last["lost_revenue"]), **names)
    names["rate"] = format_percent(last["rate"])
    if change is None or pd.isna(change["rate_before"]):
        return _(
            "In {period}, {rate} of the customers of {before} bought again; there is nothing earlier to compare."
        ).format(**names)
    names["rate_then"] = format_percent(change["rate_before"])
    return _(GOT[verdict(change)]).format(**names)


@remembered
def now_and_before(kept: pd.DataFrame, attribute: str) -> pd.DataFrame:
    """Return retention by segment in the last complete period and in the one before, marked by `moment`.

    Segments without a customer to keep in the last one have nothing to show and are left out.
    """
    complete = kept[kept["is_complete"] & (kept["start"] > 0)]
    last = complete["period"].max()
    before = complete.loc[complete["period"] < last, "period"].max()
    two = complete[complete["period"].isin([last, before])]
    two = two[two[attribute].isin(two.loc[two["period"] == last, attribute])]
    return two.assign(moment=two["period"].map({before: "before", last: "now"}))


@remembered
def least_kept(view: View, moments: pd.DataFrame, attribute: str) -> str:
    """Say which segment kept least in the last complete period, and how that changed (from `now_and_before`)."""
    now = moments[moments["moment"] == "now"]
    enough = now[now["start"] >= LEAST_TO_RANK]
    if len(enough) < 2:
        return ""
    worst = enough.sort_values(["rate", "lost"], ascending=[True, False]).iloc[0]
    texts = {
        "segment": value_label(worst[attribute]),
        "rate": format_percent(worst["rate"]),
        "count": of(view.count(worst["retained"]), view.count(worst["start"])),
    }
    earlier = moments[(moments["moment"] == "before") & (moments[attribute] == worst[attribute])]
    if earlier.empty:
        return _("Least kept: {segment} with {rate} ({count}).").format(**texts)
    before = earlier.iloc[0]
    return _("Least kept: {segment} with {rate} ({count}), after {before} ({before_count}).").format(
        before=format_percent(before["rate"]),
        before_count=of(view.count(before["retained"]), view.count(before["start"])),
        **texts,
    )


@remembered
def most_lost(view: View, steps: pd.DataFrame) -> str:
    """Say in which complete period most customers were lost (from `bridge`)."""
    complete = steps[steps["is_complete"]]
    if len(complete) < 2 or not complete["lost"].max():
        return ""
    worst = complete.sort_values("lost", kind="stable").iloc[-1]
    return _(
        "Of the complete periods, most did not buy again in {period}: {n}. Click its bar below zero to see who they "
        "were."
    ).format(period=view.period_name(worst["period"]), n=of(view.count(worst["lost"]), view.count(worst["start"])))


def split_by(view: View) -> str:
    """Return the attribute that shows where customers are lost: the reader's breakdown, else the first there is."""
    own = GLOSSARY["retention"].columns
    return view.lens.by or next((name for name in view.info.attributes if name not in own), "")


@remembered
def three_lenses(view: View, kept: pd.DataFrame) -> str:
    """Say how the three lines of the lenses differ, and which of them are missing."""
    if view.info.knows_profit:
        text = _("Sales and profit above customers: those who do not buy again are small. Below: they are large.")
    else:
        text = _(
            "Sales above customers: those who do not buy again are small. Below: they are large. Profit needs costs."
        )
    return text if kept["is_complete"].all() else " ".join((text, _("Dashed: the data do not cover it in full.")))


def largest_lost(view: View, step: pd.Series) -> str:
    """Say what the table of the largest lost customers lists."""
    if view.info.knows_profit:
        text = _("The largest of {n} customers by their profit in {before}; the first card opens all of them.")
    else:
        text = _("The largest of {n} customers by their sales in {before}; the first card opens all of them.")
    return text.format(n=view.count(step["lost"]), before=period_before(view, step["period"]))


@remembered
def where_legend(view: View, moments: pd.DataFrame) -> str:
    """Say how to read the change by segment, and what it leaves out (from `now_and_before`)."""
    there = int((moments["moment"] == "now").sum())
    text = _("The lines are 95 % intervals. Click a dot to see who of the segment did not buy again.")
    if there <= MOST_SEGMENTS:
        return text
    some = _("Drawn are the {n} of {all} where most did not buy again; the table holds all.")
    return f"{text} {some.format(n=view.count(MOST_SEGMENTS), all=view.count(there))}"
