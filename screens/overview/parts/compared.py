"""The overview compared: with the same period last year, with a target, and with what industries report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import N_, _
from localization.grains import PERIODS_IN_A_YEAR
from screens.overview import industry, parts, targets
from screens.overview import lens_findings as findings
from screens.overview import life_pictures as pictures
from ui import links, passport
from ui.people import people
from ui.tables import grid, numbers, titled
from words.texts import plain, value_label

if TYPE_CHECKING:
    import pandas as pd

    from view import View

WHO = {"": N_("nobody"), "kept": N_("the kept"), "lost": N_("those who did not buy again")}


def show(view: View, steps: pd.DataFrame) -> None:
    """Show retention against last year, against targets and against industries."""
    period = parts.one_period(view, steps[steps["is_complete"]])
    titled(_("Who of the same period last year is still here?"))
    _since_last_year(view, period)
    titled(_("Is the target reached?"))
    _against_target(view, period)
    titled(_("What do industries report?"))
    st.text(
        _(
            "For orientation only. These are yearly rates of customers as a secondary source quotes them; how they "
            "were measured is not known. Compare them with your own by years, and never take them for a target."
        )
    )
    box = st.expander(_("Yearly retention by industry"), key="industry", on_change="rerun", icon=":material/table:")
    if box.open:
        with box:
            grid(view, industry.table(), key="industry_grid")
            st.caption(_("Source: {source}").format(source=industry.SOURCE))


def _since_last_year(view: View, period: pd.Timestamp) -> None:
    apart = PERIODS_IN_A_YEAR[view.lens.grain]
    rows = view.fetch("like_for_like", apart=apart)
    found = rows[rows["period"] == period]
    then = passport.earlier(view, period, apart)
    st.text(findings.since_last_year(view, found.iloc[0] if len(found) else None, then))
    if rows.empty:
        return
    lines = {_("Customers"): rows.assign(part=rows["retained"].map(view.count), whole=rows["start"].map(view.count))}
    pictures.rates(
        view, lines, None, key="last_year", alt=_("Share of the customers of the same period last year, over time.")
    )
    numbers(view, rows, definition="like_for_like", key="last_year", apart=apart)
    if found.empty:
        return
    who = links.pick(
        st.segmented_control,
        _("Show"),
        "last_year_who",
        list(WHO),
        "",
        format_func=lambda name: _(WHO[name]),
        required=True,
    )
    if who:
        members = view.people(
            "like_for_like_members", last_order=True, period=period.date(), apart=apart, status=who
        ).drop(columns="status")
        headings = {
            "kept": _("customers of {then} who bought in {period} too"),
            "lost": _("customers of {then} who did not buy in {period}"),
        }
        people(
            view,
            members,
            heading=headings[who].format(then=then, period=view.period_name(period)),
            name=f"{who}-since-last-year-{period.date()}",
            key="behind_last_year",
            definition="like_for_like_members",
            about=period,
        )


def _against_target(view: View, period: pd.Timestamp) -> None:
    by = view.by
    kept = view.fetch("retention", by=by) if by else view.fetch("retention")
    value = ""
    if by:
        values = sorted(kept[by[0]].unique())
        value = links.pick(st.selectbox, _("Segment"), "target_of", values, values[0], format_func=value_label)
        kept = kept[kept[by[0]] == value]
    wanted = targets.of(view, by[0] if by else "", value)
    own = kept[kept["start"] > 0]
    if own.empty:
        st.text(_("There was nobody to keep, so no rate can be told."))
    else:
        st.text(targets.reached(view, own, period, wanted, value_label(value) if by else ""))
        label = plain(value_label(value)) if by else _("Customers")
        lines = {label: own.assign(part=own["retained"].map(view.count), whole=own["start"].map(view.count))}
        alt = _("Retention over time and the target as a dashed line.")
        pictures.rates(view, lines, wanted, key="target", alt=alt)
        numbers(view, kept, definition="retention", key="target", by=by)
    targets.edit(view, by[0] if by else "", value, wanted)
