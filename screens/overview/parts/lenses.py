"""The overview through its lenses: the gap between customers and money kept, gross and net, and the shortcut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from localization import _
from localization.numbers import format_percent
from screens.overview import lens_findings as findings
from screens.overview import life_findings, parts
from screens.overview import life_pictures as pictures
from ui import passport
from ui.tables import explain, numbers, titled
from words import change_words

if TYPE_CHECKING:
    from view import View


def show(view: View, steps: pd.DataFrame) -> None:
    """Show why customers and money kept differ, gross beside net, and what the shortcut would say."""
    complete = steps[steps["is_complete"]]
    period = parts.one_period(view, complete)
    changed = passport.changes(view, period)
    left, right = st.columns(2, gap="large")
    with left:
        titled(_("Which customers explain the gap?"))
        _gaps(view, period)
    with right:
        titled(_("How is each kind of retention, and has it really changed?"))
        _table(view, changed)
    titled(_("How much of the sales stays, without and with the growth of the kept?"))
    _gross_and_net(view)
    more = titled(_("What would the shortcut from totals say?"))
    rows = view.fetch("count_shortcut")
    st.text(findings.shortcut(view, rows[rows["period"] == period].iloc[0]))
    with more:
        numbers(view, rows, definition="count_shortcut", key="shortcut")


def _gaps(view: View, period: pd.Timestamp) -> None:
    for measure in ("profit", "revenue") if view.info.knows_profit else ("revenue",):
        found = view.fetch("retention_gap", whole_history=True, measure=measure, period=period.date())
        row = found.iloc[0] if len(found) else None
        st.markdown(f"**{_(life_findings.MEASURES[measure])}**")
        st.text(findings.gap(view, row, measure) or _("There was nobody to keep, so there is no gap."))
        if row is not None and not pd.isna(row["customers"]) and row["customers"]:
            pictures.people_who_explain(view, period, measure, key=f"gap_{measure}")
        explain(view, "retention_gap", key=f"gap_{measure}", measure=measure, period=period.date())


def _table(view: View, changed: dict[str, pd.Series]) -> None:
    """Show the five lenses of one period, one line each, with what stands behind each number."""
    known = [changed[lens] for lens in change_words.LENSES if lens in changed]
    if not known:
        st.text(_("There was nobody to keep, so no rate can be told."))
        return
    against = passport.earlier(view, known[0]["period"], passport.apart(view))
    for row in known:
        st.markdown(f"**{_(change_words.LENSES[row['lens']])}** {format_percent(row['rate'])}")
        st.caption(f"{change_words.fraction(view, row)} · {change_words.interval(row)}")
        verdict = change_words.verdict(row, against)
        change = "" if pd.isna(row["rate_change"]) else f"{change_words.change_text(row)} · "
        st.caption(f"{change}{verdict}")
    explain(
        view,
        "retention_change",
        key="lens_table",
        passport=lambda: [line for row in known for line in passport.lines(view, row)],
        apart=passport.apart(view),
        period=known[0]["period"].date(),
    )


def _gross_and_net(view: View) -> None:
    rates = view.fetch("retention_change", apart=passport.apart(view))
    lines = {}
    for lens in ("gross", "net"):
        rows = rates[rates["lens"] == lens]
        written = {name: rows[name].map(view.money) for name in ("part", "whole")}
        lines[_("Gross") if lens == "gross" else _("Net")] = rows.assign(**written)
    pictures.rates(
        view, lines, None, key="gross_net", alt=_("Gross and net revenue retention over time, with their intervals.")
    )
    st.caption(
        _(
            "Gross: what a kept customer brings now counts up to what they brought before. Net: it counts in full, so "
            "growth can hide losses. Lines: 95 % intervals. Neither counts the new or the won back."
        )
    )
    numbers(view, rates, definition="retention_change", key="gross_net", apart=passport.apart(view))
