"""What was just published, said on the page where one lands: how much is there, and what is new of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import store
from localization import _
from localization.dates import format_date
from localization.numbers import format_change, format_money, format_number
from ui import links
from words.texts import plain

if TYPE_CHECKING:
    from store import Version

ARRIVED = "just_published"


def expect(dataset: str, version: int) -> None:
    """Let the next page say what was published."""
    st.session_state[ARRIVED] = (dataset, version, "")


def tell(dataset: str, info: Version, page: str) -> None:
    """Say what was just published, until another page or data set is opened."""
    said, version, where = st.session_state.get(ARRIVED, ("", 0, ""))
    if not said:
        return
    if (said, version) != (dataset, info.version) or where not in {"", page}:
        st.session_state.pop(ARRIVED)
        return
    st.session_state[ARRIVED] = (dataset, version, page)
    st.success(plain(sentence(dataset, info, _before(dataset, info))), icon=":material/publish:")
    if info.based_on:
        st.page_link(
            "pages/data.py",
            label=_("Which closed months changed"),
            icon=":material/difference:",
            query_params={**links.address(), "about": "history"},
        )


def sentence(dataset: str, info: Version, before: Version | None) -> str:
    """Say how much a version holds, or what it has more than the one before."""
    settings = info.settings
    until = format_date(info.complete_up_to, settings.calendar)
    counts = info.counts
    if before is None:
        return _("“{dataset}” is published: {orders} orders and {customers} customers, complete to {day}.").format(
            dataset=dataset,
            orders=format_number(counts["orders"]),
            customers=format_number(counts["customers"]),
            day=until,
        )
    more = {name: counts[name] - before.counts.get(name, 0) for name in ("orders", "customers", "revenue")}
    text = _("Version {version} of “{dataset}” is published: {orders} orders, {customers} customers, {sales} of sales.")
    text = text.format(
        version=format_number(info.version),
        dataset=dataset,
        orders=format_change(more["orders"], decimals=0),
        customers=format_change(more["customers"], decimals=0),
        sales=format_money(more["revenue"], settings.currency, compact=True, change=True),
    )
    if before.complete_up_to == info.complete_up_to:
        reaches = _("It is complete to {day}, as before.").format(day=until)
    else:
        was = format_date(before.complete_up_to, settings.calendar)
        reaches = _("It is complete to {day}; before, to {was}.").format(day=until, was=was)
    return f"{text} {reaches}"


def _before(dataset: str, info: Version) -> Version | None:
    known = {one.version: one for one in store.versions(dataset)}
    return known.get(info.based_on) if info.based_on else None
