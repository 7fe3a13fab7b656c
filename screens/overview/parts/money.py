"""The overview in money: the bridge from one period's amount to the next, and from whom each period's came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from localization import _
from screens.overview import life_findings as findings
from screens.overview import life_pictures as pictures
from screens.overview import parts, real_terms
from ui import links
from ui.tables import numbers, titled
from words.texts import period_before

if TYPE_CHECKING:
    from view import View


def show(view: View, steps: pd.DataFrame) -> None:
    """Show how the money of a period came about; `steps` are those of the customer bridge."""
    complete = steps[steps["is_complete"]]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="money_choices"):
        period = parts.one_period(view, complete)
        measure = "revenue"
        if view.info.knows_profit:
            measure = links.pick(
                st.segmented_control,
                _("Measured in"),
                "money_of",
                list(findings.MEASURES),
                measure,
                format_func=lambda name: _(findings.MEASURES[name]),
                required=True,
            )
    moved = view.fetch("revenue_bridge", measure=measure, include_open=True)
    row = moved[moved["period"] == period].iloc[0]
    counts = complete[complete["period"] == period].iloc[0]
    st.text(findings.money_moved(view, row, counts, measure))
    names = {"before": period_before(view, period), "period": view.period_name(period)}
    asked: dict[str, Any] = {"measure": measure, "include_open": True}
    more = titled(view.in_money(_("How did the money of {before} become that of {period}?").format(**names)))
    step = pictures.money_bridge(view, row, key="money_bridge")
    with more:
        numbers(view, moved, definition="revenue_bridge", key="money_bridge", **asked)
    st.caption(_("Shrunk and grown are customers kept who brought less or more. Click a bar to see its customers."))
    more = titled(view.in_money(_("From whom does each period's money come?")))
    part = pictures.sources(view, moved, key="money_sources")
    st.caption(_("Click a part of a bar to see its customers."))
    with more:
        numbers(view, moved, definition="revenue_bridge", key="money_sources", **asked)
    real_terms.section(view)
    if step:
        pictures.people_of_step(view, period, step["step"], measure, key="behind_money_step")
    if part:
        pictures.people_of_step(view, pd.Timestamp(part["period"]), part["part"], measure, key="behind_money_part")
