"""Pictures of the early-warning page, and the lists behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import charts.warning
from localization import _, ngettext
from localization.numbers import format_number, format_percent
from ui.drawing import show
from ui.people import people
from ui.tables import grid, numbers, titled
from view.frame_cache import remembered
from words.texts import attribute_label, of, plain

if TYPE_CHECKING:
    from view import View


def came_true(view: View, steps: pd.DataFrame, *, key: str) -> int | None:
    """Draw whether the chances of the test came true; returns the picked step."""
    rows = _step_rows(view, steps)
    alt = _("Chances said and what came of them: {steps}.").format(
        steps="; ".join(f"{row.said_label} → {row.came_label}" for row in rows.itertuples())
    )
    picked = show(view, charts.warning.came_true, rows, key=key, alt=alt, select="step")
    return None if picked is None else int(picked["chance_step"])


@remembered
def _step_rows(view: View, steps: pd.DataFrame) -> pd.DataFrame:
    return steps[["chance_step", "said", "rate", "low", "high", "customers"]].assign(
        said_label=steps["said"].map(lambda share: format_percent(share, decimals=0)),
        came_label=steps["rate"].map(lambda share: format_percent(share, decimals=0)),
        count_label=steps["customers"].map(view.count),
    )


def people_of_step(view: View, step: int, *, key: str) -> None:
    """List the customers of a step of the test, as many as its mark counts."""
    members = view.people("calibration_members", tenth=step)
    people(
        view,
        _of_test(members),
        heading=_("customers of the test with this chance, once for each day of the test"),
        name="test",
        key=key,
        definition="calibration_members",
    )


@remembered
def _of_test(members: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in members.columns if name not in {"total_revenue", "total_profit", "last_period"}]
    return members[names].sort_values(["chance", "origin"], ascending=[False, True], ignore_index=True)


def first_days(view: View) -> None:
    """Show how many new customers buy a second time in their first ninety days, and who does not."""
    found = view.fetch("first_days", whole_history=True)
    judged = found[found["mature"] > 0]
    more = titled(_("Do new customers buy a second time within 90 days?"))
    if judged.empty:
        st.text(_("No customer's first purchase is 90 days old yet."))
        return
    st.text(said_of_first_days(view, judged))
    cohort = _drawn(view, judged)
    with more:
        numbers(view, found, definition="first_days", key="first_days")
    if cohort is not None:
        members = view.people("first_days_members", cohort=cohort.date())
        heading = _("new customers of {period} who did not buy a second time within 90 days").format(
            period=view.period_name(cohort)
        )
        people(
            view, members, heading=heading, name="first-days", key="people_of_cohort", definition="first_days_members"
        )
    _split(view)
    if view.info.has("contacts"):
        spoken = view.fetch("first_contacts")
        if len(spoken) > 1:
            st.text(said_of_contacts(spoken))


def _split(view: View) -> None:
    """Show how soon they come back, by an attribute, and who spoke to them, in a box that computes when opened."""
    by = view.lens.by or ("channel" if "channel" in view.info.attributes else "")
    name = plain(attribute_label(by)) if by else ""
    title = _("How soon, by {attribute}, and who spoke to them").format(attribute=name) if by else _("How soon")
    box = st.expander(title, key="first_days_by", on_change="rerun", icon=":material/table:")
    if not box.open:
        return
    with box:
        times = view.fetch("second_purchase_times", by=(by,) if by else ())
        numbers(view, times, definition="second_purchase_times", key="second_times", by=(by,) if by else ())
        grid(view, times, key="second_times_grid")
        if by:
            split = view.fetch("repeat_purchase", by=(by,), within_days=90)
            grid(view, split[[by, "mature", "converted", "conversion"]], key="first_days_by_grid")
        if view.info.has("contacts"):
            agents = view.fetch("first_agents")
            if len(agents) > 1:
                numbers(view, agents, definition="first_agents", key="first_agents")
                grid(view, agents, key="first_agents_grid")


@remembered
def said_of_first_days(view: View, judged: pd.DataFrame) -> str:
    """Say how many of the new customers bought again in time, in all and of the newest period that can be judged."""
    mature, converted = int(judged["mature"].sum()), int(judged["converted"].sum())
    newest = judged.iloc[-1]
    return ngettext(
        "Of {n} new customer, {share} bought a second time within 90 days; of those of {period}, {latest} ({part}).",
        "Of {n} new customers, {share} bought a second time within 90 days; of those of {period}, {latest} ({part}).",
        mature,
    ).format(
        n=view.count(mature),
        share=format_percent(converted / mature, decimals=0),
        period=view.period_name(newest["cohort"]),
        latest=format_percent(newest["rate"], decimals=0),
        part=of(view.count(newest["converted"]), view.count(newest["mature"])),
    )


def said_of_contacts(spoken: pd.DataFrame) -> str:
    """Say how many bought a second time of those who were spoken to soon, and of the others."""
    rates = {bool(row.is_contacted): format_percent(row.rate, decimals=0) for row in spoken.itertuples()}
    share = spoken.loc[spoken["is_contacted"], "mature"].sum() / spoken["mature"].sum()
    return _(
        "{share} of the new customers were spoken to within 14 days; {spoken} of them bought a second time, and "
        "{others} of the others. The one goes along with the other; that it brings it about is not said."
    ).format(share=format_percent(share, decimals=0), spoken=rates[True], others=rates[False])


def _drawn(view: View, judged: pd.DataFrame) -> pd.Timestamp | None:
    rows = _cohort_rows(view, judged)
    alt = _("Share of the new customers who bought a second time: {periods}.").format(
        periods="; ".join(f"{row.period_label} {row.rate_label}" for row in rows.itertuples())
    )
    picked = show(view, charts.warning.first_days, rows, key="first_days", alt=alt, select="cohort")
    return None if picked is None else pd.Timestamp(str(picked["cohort"]))


@remembered
def _cohort_rows(view: View, judged: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cohort": judged["cohort"].dt.date.astype(str),
            "period_label": judged["cohort"].map(view.period_name),
            "order": range(len(judged)),
            "rate": judged["rate"],
            "low": judged["low"],
            "high": judged["high"],
            "rate_label": judged["rate"].map(lambda rate: format_percent(rate, decimals=0)),
            "count_label": [
                of(view.count(part), view.count(whole))
                for part, whole in zip(judged["converted"], judged["mature"], strict=True)
            ],
            "median_label": judged["median_days"].map(lambda days: format_number(days, decimals=0)),
        }
    )
