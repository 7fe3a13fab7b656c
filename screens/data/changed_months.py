"""Check what changes: the numbers of closed months before and after, and the customers behind the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from localization import _
from screens.data import file_findings
from ui import tables
from words.texts import plain, strong

if TYPE_CHECKING:
    from store import Restatement
    from view import View


def rehearsed(view: View, rehearsal: Any, calendar: str) -> None:
    """Show what publishing would do: to the rows, and to closed months."""
    for one in rehearsal.filled:
        st.markdown(f"{strong(plain(one.upload.file_name))} · {file_findings.rows_in_all(one)}")
    if rehearsal.doubt is not None:
        st.warning(plain(str(rehearsal.doubt)), icon=":material/help:")
    if rehearsal.restatement is not None:
        show(view, rehearsal.restatement, calendar, key="restatement")


def show(view: View, restatement: Restatement, calendar: str, *, key: str) -> None:
    """Show which closed months differ, by how much, and through which customers."""
    st.text(file_findings.moves(view, restatement, calendar))
    if restatement.is_quiet:
        return
    tables.grid(view, file_findings.period_table(restatement, calendar), key=f"{key}_periods")
    if restatement.customers.empty:
        return
    people = file_findings.customer_table(restatement, calendar)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_tools"):
        heading = _("Through these customers")
        st.markdown(f"**{view.count(restatement.changed_customers)}** · {heading}")
        tables.downloads_of(view, people, name="changes", key=f"{key}_people", what=heading)
    tables.grid(view, people, key=f"{key}_list")
