"""What stands behind one rate: numerator and denominator, interval, period, and whether its change is real."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from localization import N_, _
from localization.grains import PERIODS_IN_A_YEAR
from localization.numbers import format_percent
from ui import links
from ui.tables import explain
from words import change_words, prices
from words.texts import why_open

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ui.cards import Card
    from view import View

BEFORE, LAST_YEAR = "before", "year"
AGAINST = {BEFORE: N_("The period before"), LAST_YEAR: N_("The same period last year")}
CALENDARS = {"gregorian": N_("Gregorian calendar"), "jalali": N_("Jalali calendar"), "hijri": N_("Hijri calendar")}


def compared_with() -> str:
    """Return what changes are measured against: the period before, or the same one last year."""
    return links.remembered("compare", list(AGAINST), BEFORE)


def apart(view: View) -> int:
    """Return how many periods lie between the two that are compared."""
    return 1 if compared_with() == BEFORE else PERIODS_IN_A_YEAR[view.lens.grain]


def earlier(view: View, period: pd.Timestamp, periods_apart: int) -> str:
    """Name the period so many before another one; a dash where the data do not reach back that far."""
    rows = view.periods.sort_values("period")
    number = rows.loc[rows["starts_on"] == period, "period"]
    found = rows.loc[rows["period"] == number.iloc[0] - periods_apart, "name"] if len(number) else number
    return str(found.iloc[0]) if len(found) else "–"


def changes(view: View, period: pd.Timestamp) -> dict[str, pd.Series]:
    """Return every rate of one period that is defined, with its change, by lens."""
    rows = view.fetch("retention_change", whole_history=True, apart=apart(view), period=period.date())
    return {str(row["lens"]): row for _number, row in rows[rows["rate"].notna()].iterrows()}


def lines(view: View, change: pd.Series) -> Iterator[str]:
    """Say of one rate where it comes from and how far it can be trusted (a row of `retention_change`)."""
    period = change["period"]
    rate = format_percent(change["rate"])
    yield f"{_(change_words.LENSES[change['lens']])}: {rate} = {change_words.fraction(view, change)}"
    yield _("95 % interval: {interval}").format(interval=change_words.interval(change))
    yield of_period(view, period)
    if view.priced:
        yield prices.said(view)
    yield meaning(view, period)
    against = earlier(view, period, apart(view))
    if pd.isna(change["rate_before"]):
        yield _("Change: there is no period to compare with.")
        return
    yield _("Change since {period} ({before}): {change}; {verdict}.").format(
        period=against,
        before=format_percent(change["rate_before"]),
        change=change_words.change_text(change),
        verdict=change_words.verdict(change, against),
    )


def of_period(view: View, period: pd.Timestamp) -> str:
    """Say which days a period covers, in which calendar, and whether it is complete."""
    (row,) = view.periods[view.periods["starts_on"] == period].to_dict("records")
    state = _("complete") if row["is_complete"] else why_open(view, period)
    return _("Period: {period}, {first} to {last}, {calendar}, {state}.").format(
        period=row["name"],
        first=view.day(row["starts_on"]),
        last=view.day(row["ends_on"]),
        calendar=_(CALENDARS[view.calendar]),
        state=state,
    )


def meaning(view: View, period: pd.Timestamp) -> str:
    """Say what kept means from one period to the next, and that the others are not called lost for it."""
    return _(
        "Kept: bought in {before} and again in {period}. Who did not buy again is not yet called lost; that takes a "
        "silence as long as Lifetimes says, or the end of a contract."
    ).format(before=earlier(view, period, 1), period=view.period_name(period))


def offer(view: View, period: pd.Timestamp) -> Callable[[Card], None]:
    """Return what shows the passport of a card's rate; it is worked out when the reader opens it."""

    def show(card: Card) -> None:
        explain(
            view,
            "retention_change",
            key=f"passport_{card.lens}",
            passport=lambda: lines(view, changes(view, period)[card.lens]),
            apart=apart(view),
            period=period.date(),
        )

    return show


def choose() -> None:
    """Let the reader choose what all changes of the page are measured against."""
    links.pick(
        st.segmented_control,
        _("Compare with"),
        "compare",
        list(AGAINST),
        BEFORE,
        format_func=lambda name: _(AGAINST[name]),
        required=True,
    )
