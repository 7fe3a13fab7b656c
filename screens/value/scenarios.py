"""What if more customers stayed: points of retention for all or for a segment, and scenarios kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

import access
from localization import _
from localization.numbers import format_number
from screens.value import findings, pictures
from store import StoreError, named, views
from ui import links
from ui.tables import numbers, titled
from view import values_of
from words.texts import attribute_label, plain, unmarked, value_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from view import View

PAGE, POINTS, OF, ALL = "value", "points", "points_of", ""
CONTRACTS = "point_of_contract_retention"
# The language is the reader's own; who a customer is may not be seen by everybody who sees a scenario.
NO_PART = ("lang", "version", links.CUSTOMER)


def section(view: View, by: str) -> None:
    """Ask for points and for whom, say what they are worth, and keep or open scenarios."""
    more = titled(view.in_money(_("What is one point of retention worth?")))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="scenario_choices"):
        points = pictures.points(key=POINTS)
        whom = _whom(view, by)
    metric, asked = _asked(view, points)
    chosen = _of(view, by, whom)
    worth = chosen.fetch(metric, **asked)
    st.text(findings.worth_of_points(chosen, worth, points, asked["window_days"], of_contracts=metric == CONTRACTS))
    with st.expander(_("More about this"), key="more_about_points"):
        st.text(findings.worth_in_the_long_run(chosen, worth))
        st.text(findings.the_claim(worth))
    with more:
        by_whom = (by,) if by and not whom else ()
        numbers(chosen, None, definition=metric, key="points_worth", by=by_whom, **asked)
    _kept(view, by, points, whom)


def _asked(view: View, points: float) -> tuple[str, dict[str, Any]]:
    """Return the metric that says it, of purchases or, where there are none, of contracts; and what it is asked."""
    asked: dict[str, Any] = {"window_days": findings.window_days(view), "points": points}
    settings = view.info.settings
    if not view.info.has("orders"):
        margin = 1.0 if settings.margin is None else settings.margin
        return CONTRACTS, asked | {"margin": margin, "grace_days": settings.contract_grace_days}
    return "point_of_retention", asked | {"measure": "profit" if view.info.knows_profit else "revenue"}


def _whom(view: View, by: str) -> str:
    """Ask whose retention is to rise: everybody's, or that of one segment; kept in the address."""
    values = [value for value in values_of(view.dataset, view.info.version, by) if value] if by else []
    if not values:
        return ALL
    return links.pick(
        st.selectbox,
        _("Of whom, by {attribute}").format(attribute=attribute_label(by)),
        OF,
        [ALL, *values],
        ALL,
        format_func=lambda value: value_label(value) if value else _("all of them"),
        width=260,
    )


def _of(view: View, by: str, whom: str) -> View:
    return view.among(by, (whom,)) if by and whom else view


def _kept(view: View, by: str, points: float, whom: str) -> None:
    """Show the scenarios that were kept, each a link with what it is worth on these data, and keep this one."""
    box = st.expander(_("Kept scenarios"), key="scenarios_box", on_change="rerun", icon=":material/bookmark:")
    if not box.open:
        return
    found = [one for one in views.saved(view.dataset) if one.page == PAGE and POINTS in one.address]
    with box:
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.page_link(
                    f"pages/{PAGE}.py",
                    label=plain(one.name),
                    icon=":material/bookmark:",
                    query_params={**one.address, **{k: v for k, v in links.address().items() if k == "lang"}},
                )
                st.caption(unmarked(_said(view, by, one.address)))
        if not access.may("lists"):
            return
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            name = st.text_input(_("Keep this scenario as"), key="scenario_name", max_chars=named.LONGEST)
            if not st.button(_("Keep"), key="scenario_keep", icon=":material/bookmark_add:"):
                return
        address = {k: v for k, v in links.whole_address().items() if k not in NO_PART}
        address |= {POINTS: f"{points:g}"} | ({OF: whom} if whom else {})
        try:
            views.save(view.dataset, name=name, page=PAGE, address=address)
        except StoreError as error:
            st.warning(unmarked(str(error)))
        else:
            st.rerun()


def _said(view: View, by: str, address: Mapping[str, str]) -> str:
    """Say what a kept scenario is worth on the data that are looked at, through the reader's own filters."""
    try:
        points = min(max(float(address[POINTS]), 0.0), float(pictures.MOST_POINTS))
    except ValueError:
        return _("It says no number of points.")
    whom = address.get(OF, ALL)
    known = values_of(view.dataset, view.info.version, by) if by else []
    if whom and whom not in known:
        return _("It is of a segment that these data do not have.")
    chosen = _of(view, by, whom)
    metric, asked = _asked(view, points)
    worth = chosen.fetch(metric, **asked)
    who = value_label(whom) if whom else _("all of them")
    if worth.empty or worth["money_year"].isna().iloc[0]:
        return _("{points} points for {who}: nothing can be said.").format(points=format_number(points), who=who)
    return _("{points} points for {who}: {year} in the next {days} days, {lifetime} over the lifetime.").format(
        points=format_number(points),
        who=who,
        year=chosen.money(worth["money_year"].iloc[0]),
        days=view.count(findings.window_days(view)),
        lifetime=chosen.money(worth["money_lifetime"].iloc[0]),
    )
