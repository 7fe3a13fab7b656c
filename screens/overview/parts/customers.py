"""Retention in customers: where they came and went in a period, how much stays, and where they left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from localization import _
from metrics import MetricError
from screens.overview import findings, parts, pictures
from ui.tables import numbers, titled
from words.texts import attribute_label, plain, unmarked, value_label

if TYPE_CHECKING:
    from view import View


def show(view: View, steps: pd.DataFrame) -> None:
    """Show the bridge of customers, the three lenses, where they left, and all periods side by side."""
    complete = steps[steps["is_complete"]]
    period = parts.one_period(view, complete)
    name = view.period_name(period)
    chosen = complete[complete["period"] == period].iloc[0]
    left, right = st.columns(2, gap="large")
    with left:
        more = titled(_("Where did the customers of {period} come and go?").format(period=name))
        step = pictures.bridge(view, chosen, key="bridge")
        st.caption(_("Click a bar to see its customers."))
        with more:
            numbers(view, steps, definition="bridge", key="bridge", include_open=True)
    with right:
        segment, attribute = _where(view, period)
    if step:
        pictures.people_behind(view, period, step["step"], key="behind_step")
    if segment:
        pictures.people_behind(
            view.among(attribute, (segment,)), period, "lost", key="behind_segment", whose=value_label(segment)
        )
    more = titled(_("Who came and who did not buy again, period by period?"))
    st.text(findings.most_lost(view, steps))
    part = pictures.trend(view, steps, key="trend")
    st.caption(
        _(
            "Above the line: active customers. Below: those of the period before who did not buy again. Click a bar to "
            "see its customers."
        )
    )
    with more:
        numbers(view, steps, definition="bridge", key="trend", include_open=True)
    if part:
        pictures.people_behind(view, pd.Timestamp(part["period"]), part["part"], key="behind_part")


def _where(view: View, period: pd.Timestamp) -> tuple[str | None, str]:
    """Show retention by segment, now and in the period before; returns the picked segment and its attribute."""
    attribute = findings.split_by(view)
    if not attribute:
        more = titled(_("Where did they not buy again?"))
        st.text(_("Load a file of customers with a segment, a region or the like to see where they do not buy again."))
        return None, attribute
    more = titled(_("Where did they not buy again? By {attribute}").format(attribute=plain(attribute_label(attribute))))
    try:
        latest = view.up_to(period).recent(findings.MOMENTS)
        by_segment = latest.fetch("retention", by=(attribute,))
    except MetricError as error:  # a breakdown that is called like a column of the metric
        st.text(str(error))
        return None, attribute
    moments = findings.now_and_before(by_segment, attribute)
    st.text(findings.least_kept(view, moments, attribute))
    segment = pictures.change_by_segment(view, moments, attribute, key="where")
    st.caption(unmarked(findings.where_legend(view, moments)))
    with more, more:
        numbers(latest, by_segment, definition="retention", key="where", by=(attribute,))
    return (str(segment["segment"]), attribute) if segment else (None, attribute)
