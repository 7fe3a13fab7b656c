"""What goes with leaving, whether anybody said so or not: a part of the churn-causes page that computes when opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from localization.numbers import format_number, format_percent
from metrics import MetricError
from metrics.causes.drivers import allowed
from screens.causes import held, together
from ui.people import people
from ui.tables import grid, numbers
from words.result_words import spoken
from words.texts import attribute_label, unmarked, value_label

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

    from view import View

MOST_SAID = 3


def section(view: View) -> None:
    """Show every value of attributes and service that goes with leaving, in a box that is closed at first."""
    box = st.expander(
        _("What goes with leaving, said or not"), key="drivers", on_change="rerun", icon=":material/search:"
    )
    if not box.open:
        return
    with box:
        asked = tuple(view.info.attributes)
        try:
            found = view.fetch("drivers", attributes=asked)
        except MetricError as error:
            st.text(str(error))
            return
        for text in said(found):
            st.text(text)
        refused = [attribute_label(name) for name in asked if name not in allowed(asked)]
        if refused:
            st.caption(
                unmarked(
                    _("Not looked at, as it may tell of the leaving itself: {names}.").format(
                        names=_(", ").join(refused)
                    )
                )
            )
        st.caption(_("Attributes are as of today: one that was given after somebody left would explain it by itself."))
        if found.empty:
            return
        numbers(view, found, definition="drivers", key="drivers_all", attributes=asked)
        grid(view, _named(found), key="drivers_grid")
        real = found[found["is_driver"]]
        if not real.empty:
            _behind(view, real)
        held.section(view, found, asked)
        together.section(view, asked)


def _behind(view: View, real: pd.DataFrame) -> None:
    """List who left with the value that is picked."""
    places = list(range(len(real)))
    place = st.selectbox(
        _("Who is behind it"), places, format_func=lambda at: name_of(real.iloc[at]), key="drivers_picked"
    )
    row = real.iloc[place]
    chosen = {"feature": row["feature"], "trait": row["trait"], "has_left": True}
    members = view.people("driver_members", within_range=True, **chosen)
    people(view, members, heading=_("times that a customer with it left"), name="driver", key="driver_people")


def name_of(row: Any) -> str:
    """Name a value of a feature: "Region: Istanbul", "Complaint: Left open"."""
    feature, trait = str(row["feature"]), str(row["trait"])
    names = {"complaint": _("Complaint"), "wait": _("Longest wait")}
    return f"{names.get(feature) or attribute_label(feature)}: {spoken(feature).get(trait) or value_label(trait)}"


def said(found: pd.DataFrame) -> list[str]:
    """Say which values go with leaving most, and which only seem to."""
    said_of = _("{name}: {share} left, of the others {other}; {n} more than would have, like the others.")
    sentences = [
        said_of.format(
            name=name_of(row),
            share=format_percent(row["rate"]),
            other=format_percent(row["other_rate"]),
            n=format_number(row["excess"], decimals=0),
        )
        for row in found[found["is_driver"] & (found["excess"] > 0)].head(MOST_SAID).to_dict("records")
    ]
    if not sentences:
        sentences.append(_("Nothing that was looked at goes with leaving by more than chance."))
    gone = [name_of(row) for row in found[found["vanishes"]].to_dict("records")]
    if gone:
        sentences.append(
            _("Seems to, but all but disappears among customers who are alike: {names}.").format(
                names=_(", ").join(gone)
            )
        )
    return sentences


def _named(found: pd.DataFrame) -> pd.DataFrame:
    names = [name_of(row).split(": ", 1) for row in found[["feature", "trait"]].to_dict("records")]
    return found.assign(feature=[first for first, _rest in names], trait=[rest for _first, rest in names])
