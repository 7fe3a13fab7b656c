"""The list of customers behind a number, as long as the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from ui import tables

if TYPE_CHECKING:
    import pandas as pd

    from ui.view import View


def people(view: View, members: pd.DataFrame, *, heading: str, name: str, key: str) -> None:
    """Show customers under a heading that counts them, searchable and for download.

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

    """
    st.markdown(f"**{view.count(len(members))}** · {heading}")
    if members.empty:
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
        tables.downloads_of(view, members, name=name, key=key)
    filled = members.dropna(axis=1, how="all")  # what nobody has a value for is no help in finding anybody
    tables.grid(view, _matching(filled, sought), key=f"{key}_list")


def _matching(members: pd.DataFrame, sought: str) -> pd.DataFrame:
    """Return the rows whose name or number contains the text, whatever the spelling of letters and digits."""
    from localization.text import normalise

    wanted = normalise(sought)
    if not wanted:
        return members
    names = [name for name in ("name", "customer_id") if name in members.columns]
    hits = [any(wanted in normalise(str(row[name])) for name in names) for row in members[names].to_dict("records")]
    return members[hits]
