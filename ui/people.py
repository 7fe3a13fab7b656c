"""The list of customers behind a number, as long as the number; kept under a name if wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

import access
import register
from access import trail
from localization import _
from ui import customer_file, tables, take_on
from view.frame_cache import remembered
from words.texts import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from view import View


@dataclass(frozen=True)
class Rest:
    """A list of which only the first customers are at hand: how many there are, and what returns all of them."""

    count: int
    all: Callable[[], pd.DataFrame]


def people(
    view: View,
    members: pd.DataFrame,
    *,
    heading: str,
    name: str,
    key: str,
    definition: str = "",
    about: pd.Timestamp | None = None,
    cause: str = "",
    rest: Rest | None = None,
) -> None:
    """Show customers under a heading that counts them, searchable, for download and to be kept.

    Parameters
    ----------
    view
        What the page looks at.
    members
        As `View.people` returns it: one row per customer.
    heading
        Who they are; their number is put before it.
    name
        Short name for the downloaded file.
    key
        Name of the list on its page.
    definition
        Name of the metric that lists them, kept with a saved list.
    about
        First day of the period that the list is about: whoever of a saved list buys after it has come back.
    cause
        Code of the cause that the list is about, for an action on it.
    rest
        Where `members` are only the first of a long list: how all of them are had.

    """
    count = rest.count if rest else len(members)

    def everybody() -> pd.DataFrame:
        return rest.all() if rest else members

    st.markdown(f"**{view.count(count)}** · {heading}")
    if members.empty or not is_written(view, count, name=name, key=key):
        return
    sought = ""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}_tools"):
        sought = st.text_input(
            _("Search"),
            key=f"{key}_search",
            placeholder=_("Name or number"),
            label_visibility="collapsed",
            icon=":material/search:",
            width=260,
        )
        said = heading.replace("\\", "")
        tables.downloads_of(view, everybody, name=name, key=key, what=f"{view.count(count)} · {said}")
        if "customer_id" in members.columns:
            take_on.offer(view, everybody, take_on.About(said, cause, definition), key=key)
        if "customer_id" in members.columns and access.may("lists"):
            _keep(view, everybody, heading, definition, _last_day(view, about), key=key)
    if sought:
        grid(view, _matching(_filled(everybody()), sought), key=f"{key}_list")
    else:
        grid(view, _filled(members), key=f"{key}_list", of=count)


def grid(view: View, members: pd.DataFrame, *, key: str, of: int = 0) -> None:
    """Show customers as a grid, the first `of` so many; a click on a name or a number opens that customer's file."""
    is_known = "customer_id" in members.columns
    picked = tables.grid(view, members, key=key, doors=("name", "customer_id") if is_known else (), of=of)
    if picked:
        customer_file.go(str(members.iloc[picked[0]]["customer_id"]))


def is_written(view: View, customers: int, *, name: str, key: str) -> bool:
    """Write in the trail that somebody sees customers, once; where that cannot be, say so in place of them.

    Parameters
    ----------
    view
        What the page looks at.
    customers
        How many are seen.
    name
        Short name of the list.
    key
        What tells it from others of the session.

    """
    if access.who() == access.MACHINE:
        return True
    seen: set[tuple[object, ...]] = st.session_state.setdefault("seen_people", set())
    this = (view.looks_at, key, customers)
    if this not in seen:
        try:
            trail.say("see_people", dataset=view.dataset, subject=name, customers=customers)
        except register.RegisterError as error:
            st.error(unmarked(str(error)), icon=":material/error:")
            return False
        seen.add(this)
    return True


def _keep(
    view: View, everybody: Callable[[], pd.DataFrame], heading: str, definition: str, since: date | None, *, key: str
) -> None:
    """Offer to keep the list under a name."""
    look: dict[str, Any] = {"icon": ":material/bookmark_add:", "type": "tertiary", "on_change": "rerun"}
    with st.popover(_("Save this list"), key=f"{key}_keep", **look) as box:
        if not box.open or since is None:
            return
        from store import StoreError, lists, named

        name = st.text_input(_("Name of the list"), key=f"{key}_keep_name", max_chars=named.LONGEST)
        st.caption(_("Everybody who works with this data set finds it under Retention, “Saved lists and views”."))
        if st.button(_("Save"), key=f"{key}_keep_save", icon=":material/bookmark_add:"):
            try:
                kept = lists.save(
                    view.dataset,
                    name=name,
                    heading=heading.replace("\\", ""),
                    definition=definition,
                    version=view.info.version,
                    since=since,
                    customers=tuple(everybody()["customer_id"].astype(str)),
                )
            except StoreError as error:
                st.warning(unmarked(str(error)))
            else:
                st.text(_("Saved: “{name}”, {n} customers.").format(name=kept.name, n=view.count(len(kept.customers))))


def _last_day(view: View, about: pd.Timestamp | None) -> date | None:
    """Return the last day of the period that a list is about, else the last day of the data."""
    if about is not None:
        ends = view.periods.loc[view.periods["starts_on"] == about, "ends_on"]
        if len(ends):
            day: date = ends.iloc[0].date()
            return day
    return view.info.complete_up_to


@remembered
def _filled(members: pd.DataFrame) -> pd.DataFrame:
    """Leave out what nobody has a value for: it is no help in finding anybody."""
    return members.dropna(axis=1, how="all")


def _matching(members: pd.DataFrame, sought: str) -> pd.DataFrame:
    """Return the rows whose name or number contains the text, whatever the spelling of letters and digits."""
    from localization.text import normalise

    wanted = normalise(sought)
    if not wanted:
        return members
    names = [name for name in ("name", "customer_id") if name in members.columns]
    hits = [any(wanted in normalise(str(row[name])) for name in names) for row in members[names].to_dict("records")]
    return members[hits]
