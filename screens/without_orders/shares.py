"""Who left, as customers and departures alone tell it, and what they paid in a month where that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from localization.numbers import format_percent
from metrics import MetricError
from metrics.intervals import differ
from ui import cells, links, printing
from ui.tables import numbers, titled
from words import behaviour, columns
from words.texts import attribute_label, plain, value_label

if TYPE_CHECKING:
    import pandas as pd

    from view import View


def is_known(view: View) -> bool:
    """Tell whether there are customers with something to break them down by, and departures."""
    return bool(view.info.attributes) and view.info.has("departures")


def by_attribute(view: View) -> tuple[str, pd.DataFrame] | None:
    """Ask by which attribute, and return it with `share_left` by it; None where that cannot be said."""
    known = list(view.info.attributes)
    usual = view.lens.by or behaviour.most_telling(known)
    by = view.lens.by or links.pick(
        st.selectbox, _("Segments by"), "split", known, usual, format_func=attribute_label, width=260
    )
    try:
        return by, view.fetch("share_left", by=(by,))
    except MetricError as error:  # an attribute that is called like a column of the metric
        st.text(str(error))
        return None


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


def table(view: View, left: pd.DataFrame, by: str) -> None:
    """Show which segment left most, with its monthly charges where they are known."""
    with titled(_("Who left? By {attribute}").format(attribute=plain(attribute_label(by)))):
        numbers(view, left, definition="share_left", key="share_left", by=(by,))
    money = ["lost_charge", "charge_rate"] if view.info.knows_charges else []
    names = [by, "rate", "low", "left", "customers", *money]
    shown = left[names].assign(**{by: left[by].map(value_label), "low": left["rate"]})
    rows, settings = cells.sheet(view, shown)
    labels = columns.headings(view, shown.columns)
    settings["column_config"][labels["rate"]] = {"label": _("Share who left")}
    settings["column_config"][labels["low"]] = st.column_config.ProgressColumn(
        "", format=" ", min_value=0.0, max_value=1.0, width="medium"
    )
    st.dataframe(rows, key="left_grid", **settings)
    printing.twin(view, shown.drop(columns="low"), key="left_grid")
