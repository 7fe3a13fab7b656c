"""What the segments page says of customers and departures alone: who left most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from localization.numbers import format_percent
from metrics import MetricError
from metrics.intervals import differ
from ui import cells, columns, links, printing
from ui.cards import finding
from ui.tables import numbers, titled
from ui.texts import attribute_label, plain, value_label

if TYPE_CHECKING:
    import pandas as pd

    from ui.view import View

PREFERRED = ("segment", "contract", "plan", "tier")


def section(view: View) -> bool:
    """Show which segment left most; returns False where nothing is known to say it."""
    known = list(view.info.attributes)
    if not known or not view.info.has("departures"):
        return False
    answer = st.container()
    usual = view.lens.by or next((name for name in PREFERRED if name in known), known[0])
    by = view.lens.by or links.pick(
        st.selectbox, _("Segments by"), "split", known, usual, format_func=attribute_label, width=260
    )
    try:
        left = view.fetch("share_left", by=(by,))
    except MetricError as error:  # an attribute that is called like a column of the metric
        st.text(str(error))
        return False
    with answer:
        finding(left_most(left, by))
        st.caption(would_light_up())
    more = titled(_("Who left? By {attribute}").format(attribute=plain(attribute_label(by))))
    with more:
        numbers(view, left, definition="share_left", key="share_left", by=(by,))
    _table(view, left, by)
    return True


def left_most(left: pd.DataFrame, by: str) -> str:
    """Say which segment left most and which least, and whether chance may make the difference."""
    most, least = left.iloc[0], left.iloc[-1]
    said = _("{most} left most: {most_rate} of them; {least} least: {least_rate}.").format(
        most=value_label(most[by]),
        most_rate=format_percent(most["rate"]),
        least=value_label(least[by]),
        least_rate=format_percent(least["rate"]),
    )
    counts = (most["left"], most["customers"], least["left"], least["customers"])
    if differ(*(int(number) for number in counts)):
        return said
    return f"{said} {_('The difference could be chance.')}"


def would_light_up() -> str:
    """Say what is missing where the data set has customers and departures and no orders."""
    return _(
        "Of all customers on record, whenever they left. A file of orders would add what each segment earns and how "
        "well it is kept."
    )


def _table(view: View, left: pd.DataFrame, by: str) -> None:
    names = [by, "rate", "low", "left", "customers"]
    shown = left[names].assign(**{by: left[by].map(value_label), "low": left["rate"]})
    rows, settings = cells.sheet(view, shown)
    labels = columns.headings(view, shown.columns)
    settings["column_config"][labels["rate"]] = {"label": _("Share who left")}
    settings["column_config"][labels["low"]] = st.column_config.ProgressColumn(
        "", format=" ", min_value=0.0, max_value=1.0, width="medium"
    )
    st.dataframe(rows, key="left_grid", **settings)
    printing.twin(view, shown.drop(columns="low"), key="left_grid")
