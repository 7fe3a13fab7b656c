"""What a reader of the cohorts page chooses besides the filters of every page; kept in the address like those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from ui import links
from ui.findings.cohorts import Reading, ages, reading
from ui.pictures.cohorts import values_by_size
from ui.texts import age_name, attribute_label, value_label

if TYPE_CHECKING:
    import pandas as pd

    from ui.view import View

MOST_VALUES = 4


@dataclass(frozen=True)
class Choices:
    """Which picture, how its cells are read, which age is looked at, and which values are compared."""

    shape: str
    how: Reading
    age: int
    values: tuple[str, ...]


def ask(view: View, pooled: pd.DataFrame) -> Choices:
    """Show the controls and return what they say.

    Parameters
    ----------
    view
        What the page looks at; profit is offered only where costs are known.
    pooled
        `pooled_retention`: it knows which ages are reached and how large each value of the breakdown is.

    """
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key="cohort_choices"):
        shapes = {"heat_map": _("Heat map"), "curves": _("Curves"), "one_age": _("One age over time")}
        shape = _one_of("shape", _("Picture"), shapes)
        measures = {"customers": _("Customers"), "revenue": _("Sales"), "profit": _("Profit")}
        if not view.info.knows_profit:
            del measures["profit"]
        measure = _one_of("measure", _("Measure"), measures)
        mode = "exact"
        if measure == "customers":
            mode = _one_of("mode", _("Kept if they buy"), {"exact": _("Then"), "on_or_after": _("Then or later")})
        reached = ages(pooled)
        age = links.pick(
            st.selectbox,
            _("Look at"),
            "age",
            reached,
            reached[0],
            format_func=lambda age: age_name(view.lens.grain, int(age)),
            width=130,
        )
    return Choices(shape, reading(measure, mode), int(age), _values(view, pooled))


def _one_of(name: str, label: str, options: dict[str, str]) -> str:
    names = list(options)
    return links.pick(
        st.segmented_control, label, name, names, names[0], format_func=options.__getitem__, required=True
    )


def _values(view: View, pooled: pd.DataFrame) -> tuple[str, ...]:
    """Return the values to compare: the picked ones, else the largest; none without a breakdown."""
    if not view.by:
        return ()
    largest_first = values_by_size(view, pooled)
    picked = links.pick_several(
        attribute_label(view.lens.by),
        "values",
        largest_first,
        format_func=value_label,
        max_selections=MOST_VALUES,
        placeholder=_("The {n} largest").format(n=view.count(min(MOST_VALUES, len(largest_first)))),
    )
    return picked or tuple(largest_first[:MOST_VALUES])
