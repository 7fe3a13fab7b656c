"""The overview by life cycle: new, growing, steady, shrinking, won back, lost; and who buys a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from localization import N_, _
from localization.numbers import format_number
from screens.overview import life_findings as findings
from screens.overview import life_pictures as pictures
from screens.overview import parts
from ui import links
from ui.people import people
from ui.tables import numbers, titled

if TYPE_CHECKING:
    from view import View

IN = {"customers": N_("Customers"), "money": N_("Sales")}
TOLERANCES = ("5", "10", "20", "30")
WITHIN_DAYS = ("30", "60", "90", "180")
SECOND = {"": N_("nobody"), "late": N_("those who did not"), "soon": N_("those who did")}


def show(view: View, steps: pd.DataFrame) -> None:
    """Show the states of life; `steps` are those of the customer bridge."""
    complete = steps[steps["is_complete"]]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="life_choices"):
        period = parts.one_period(view, complete)
        measure = links.pick(
            st.segmented_control,
            _("Measured in"),
            "life_in",
            list(IN),
            "customers",
            format_func=lambda name: _(IN[name]),
            required=True,
        )
        percent = links.pick(
            st.segmented_control,
            _("Steady within"),
            "steady",
            TOLERANCES,
            "10",
            format_func=lambda text: findings.plus_or_minus(int(text) / 100),
            required=True,
        )
    tolerance = int(percent) / 100
    states = view.fetch("lifecycle", tolerance=tolerance, include_open=True)
    counts = complete[complete["period"] == period].iloc[0]
    more = titled(_("In which state of life are the customers?"))
    st.text(findings.states_now(view, states[states["period"] == period], counts))
    picked = pictures.states(view, states, measure, key="life_states")
    st.caption(findings.meaning_of_steady(tolerance))
    with more:
        numbers(view, states, definition="lifecycle", key="life", tolerance=tolerance, include_open=True)
    if picked:
        pictures.people_of_state(
            view, pd.Timestamp(picked["period"]), picked["part"], tolerance, key="behind_life_state"
        )
    _second_purchase(view)


def _second_purchase(view: View) -> None:
    more = titled(_("Do new buyers buy a second time?"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="second_choices"):
        days = int(
            links.pick(
                st.segmented_control,
                _("Within days"),
                "second_within",
                WITHIN_DAYS,
                "60",
                format_func=lambda text: format_number(int(text)),
                required=True,
            )
        )
        whom = links.pick(
            st.segmented_control,
            _("Show"),
            "second_who",
            list(SECOND),
            "",
            format_func=lambda name: _(SECOND[name]),
            required=True,
        )
    repeat = view.fetch("repeat_purchase", within_days=days)
    if repeat.empty or not repeat["customers"].iloc[0]:
        st.text(_("Nobody has bought yet."))
        return
    st.text(findings.second_purchase(view, repeat.iloc[0], days))
    with more:
        numbers(view, repeat, definition="repeat_purchase", key="second", within_days=days)
    if whom:
        members = view.people("repeat_members", last_order=True, within_days=days, converted=whom == "soon")
        headings = {
            "late": _("who did not buy again within {n} days of the first purchase"),
            "soon": _("who bought again within {n} days of the first purchase"),
        }
        people(
            view,
            members,
            heading=headings[whom].format(n=format_number(days)),
            name=f"second-{whom}",
            key="behind_second",
            definition="repeat_members",
        )
