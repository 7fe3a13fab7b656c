"""Lists that were kept under a name: opened again, they say who has come back since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import access
import store
from frame import saved_views
from frame.page import labels
from localization import _, ngettext
from localization.numbers import format_number, format_percent
from metrics.glossary import GLOSSARY
from metrics.people import who
from metrics.periods.purchases_since import bought_since
from store import lists
from ui import links, people, tables
from ui.spoken import spoken
from view.shared import shared
from words.texts import of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from view import View


def show(view: View, _steps: pd.DataFrame) -> None:
    """Show the saved views, the saved lists, and what has become of the customers on one of the lists."""
    saved_views.show(view.dataset, labels(), deletable=True)
    found = {one.name: one for one in lists.saved(view.dataset)}
    if not found:
        st.text(
            _(
                "No list was saved yet. Open the customers behind any number, here or on another page, and choose "
                "“Save this list”; it can be opened here later, to see who has come back."
            )
        )
        return
    name = links.pick(st.selectbox, _("Which list?"), "saved_list", list(found), next(iter(found)), width=420)
    kept = found[name]
    now = _now(view.dataset, view.info.version, view.lens.grain, kept.customers, kept.since)
    st.text(kept.heading)
    st.caption(_origin(view, kept))
    st.text(came_back(view, kept, now))
    if not people.is_written(view, len(now), name="saved-list", key=f"saved_{name}"):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="saved_tools"):
        tables.downloads_of(view, now, name="saved-list", key="saved", what=f"{kept.name}: {kept.heading}")
        if access.may("lists"):
            st.button(
                _("Delete this list"),
                key="saved_delete",
                type="tertiary",
                icon=":material/delete:",
                on_click=spoken(lists.delete),
                args=(view.dataset, kept.name),
            )
    filled = now.dropna(axis=1, how="all")  # what nobody has a value for is no help in finding anybody
    people.grid(view, filled, key="saved_list_grid")


def came_back(view: View, kept: lists.SavedList, now: pd.DataFrame) -> str:
    """Say how many of a list have bought since, and how many are no longer in the data."""
    back = now[now["came_back"]]
    text = ngettext(
        "{count} has bought since {day}: {rate}, for {sales}.",
        "{count} have bought since {day}: {rate}, for {sales}.",
        len(now),
    ).format(
        count=of(view.count(len(back)), view.count(len(now))),
        day=view.day(kept.since),
        rate=format_percent(len(back) / len(now) if len(now) else None),
        sales=view.money(float(back["revenue_since"].sum())),
    )
    missing = len(kept.customers) - len(now)
    if not missing:
        return text
    gone = ngettext(
        "{n} customer of the list is not in this version of the data.",
        "{n} customers of the list are not in this version of the data.",
        missing,
    )
    return f"{text} {gone.format(n=view.count(missing))}"


def _origin(view: View, kept: lists.SavedList) -> str:
    entry = GLOSSARY.get(kept.definition)
    text = _("Saved on {day} from version {version}.").format(
        day=view.day(kept.saved_on), version=format_number(kept.version)
    )
    return f"{text} {_(entry.definition)}" if entry else text


@shared(20)
def _now(dataset: str, version: int, grain: str, customers: tuple[str, ...], since: date) -> pd.DataFrame:
    snapshot = store.open(dataset, version)
    all_of = store.Tables(snapshot, grain)
    members = bought_since(all_of.purchase_days, all_of.customers, customers, since)
    return snapshot.fetch(who(members, all_of.customers, all_of.totals, all_of.periods))
