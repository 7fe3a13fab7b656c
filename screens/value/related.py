"""What do buyers of one thing buy next, more often than others do?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from localization.numbers import format_number, format_percent
from metrics import MetricError
from metrics.value.related import LEAST, WITHIN_DAYS
from ui.tables import grid, numbers
from view.frame_cache import remembered
from words import own_values
from words.texts import unmarked

if TYPE_CHECKING:
    import pandas as pd

    from view import View

COLUMNS = (
    *("item", "next_item", "customers", "bought_next", "next_share", "share_low", "share_high", "usual_share"),
    *("difference", "difference_low", "difference_high", "ratio", "adjusted_p"),
)


def section(view: View) -> None:
    """Show which things go together, once the reader opens it: each pair of things is looked at."""
    box = st.expander(_("What do buyers buy next?"), key="related_box", on_change="rerun", icon=":material/join_inner:")
    if not box.open:
        return
    with box:
        try:
            found = view.fetch("related_products")
        except MetricError as error:
            st.text(str(error))
            return
        st.text(said(view, found))
        related = found[found["is_related"]]
        if related.empty:
            return
        st.caption(
            unmarked(
                _(
                    "It is an association: whoever buys the one may be another kind of customer, and an offer of the "
                    "other need not do what the one seems to do."
                )
            )
        )
        grid(view, shown(related), key="related_grid")
        numbers(view, found, definition="related_products", key="related")


@remembered
def shown(related: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs as their table: things by the reader's words."""
    named = {name: [own_values.said(str(one)) for one in related[name]] for name in ("item", "next_item")}
    return related.assign(**named)[[*COLUMNS]].reset_index(drop=True)


@remembered
def said(view: View, found: pd.DataFrame) -> str:
    """Say which pair moves the most customers, beside how usual the second thing is; or that none can be told."""
    related = found[found["is_related"]]
    if related.empty:
        return _(
            "Nothing is bought next by buyers of another thing more often than chance would have it; only things with "
            "{n} buyers or more are looked at."
        ).format(n=format_number(LEAST))
    row = related.iloc[0]
    return _(
        "Of {n} customers who bought “{first}”, {share} ({low} to {high}) bought “{next}” within {days} days; of those "
        "who began with something else {usual}."
    ).format(
        n=view.count(row["customers"]),
        first=own_values.said(str(row["item"])),
        next=own_values.said(str(row["next_item"])),
        share=format_percent(row["next_share"], decimals=0),
        low=format_percent(row["share_low"], decimals=0),
        high=format_percent(row["share_high"], decimals=0),
        usual=format_percent(row["usual_share"], decimals=0),
        days=format_number(WITHIN_DAYS),
    )
