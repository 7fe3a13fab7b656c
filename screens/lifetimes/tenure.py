"""How long customers stay, where a list of them says for how long and who has left, and no day is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from metrics import MetricError
from screens.lifetimes import findings, pictures
from ui import links
from ui.cards import finding
from ui.tables import numbers, titled
from words import behaviour
from words.texts import attribute_label, plain, unmarked

if TYPE_CHECKING:
    from view import View


def section(view: View) -> None:
    """Show the curve of all customers, and of each segment."""
    whole = view.fetch("tenure_survival")
    says = findings.how_long(view, whole)
    finding(says)
    st.caption(
        unmarked(
            _(
                "From the months that the list states of each and who has left, as if it held all who ever came. A "
                "file of orders, or of contracts with their first days, would tell when they left and whether it gets "
                "better."
            )
        )
    )
    known = list(view.info.attributes)
    left, right = st.columns(2, gap="large") if known else (st.container(), None)
    with left:
        with titled(_("How long do they stay?")):
            numbers(view, whole, definition="tenure_survival", key="tenure")
        if whole["day"].notna().any():
            pictures.curves(view, whole, "", alt=says, key="tenure", origin="joining")
    if right is None:
        return
    with right:
        usual = view.lens.by or behaviour.most_telling(known)
        more = titled(_("Which segment stays longer?"))
        by = view.lens.by or links.pick(
            st.selectbox, _("Segments by"), "split", known, usual, format_func=attribute_label, width=260
        )
        try:
            parts = view.fetch("tenure_survival", by=(by,))
        except MetricError as error:  # an attribute that is called like a column of the metric
            st.text(str(error))
            return
        said = findings.by_segment(view, parts, by)
        if parts["day"].notna().any():
            pictures.curves(view, parts, by, alt=said, key=f"tenure_{by}", origin="joining")
        st.caption(unmarked(f"{plain(attribute_label(by))}: {said}"))
        with more:
            numbers(view, parts, definition="tenure_survival", key="tenure_parts", by=(by,))
