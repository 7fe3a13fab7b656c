"""What a reader of the cohorts page chooses besides the filters of every page; kept in the address like those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from localization import _, ngettext
from screens.cohorts.findings import ages
from screens.cohorts.pictures import values_by_size
from screens.cohorts.reading import Reading, reading
from ui import links
from words.texts import attribute_label, value_label

if TYPE_CHECKING:
    import pandas as pd

    from view import View

MOST_VALUES = 4
MOST_PICKED = 20
LEAST_ORDERS = ("1", "2", "3", "4", "5", "10")
WIDTHS = ("2", "3", "4", "6", "12")
# No value of an attribute begins so: it is stripped of what cannot be seen.
REST = "\u2060rest"


@dataclass(frozen=True)
class Choices:
    """Which picture, how its cells are read, which age is looked at, which values and cohorts are compared.

    `pooled` is the mean of all cohorts, by the reader's definition; `against` the value that the first of `values` is
    held against, None for the rest.
    """

    shape: str
    how: Reading
    age: int
    values: tuple[str, ...]
    pooled: pd.DataFrame
    cohorts: tuple[str, ...] = ()
    against: str | None = None


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
        if view.by:
            shapes["difference"] = _("Difference")
        shape = _one_of("shape", _("Picture"), shapes)
        measures = {"customers": _("Customers"), "revenue": _("Sales"), "profit": _("Profit")}
        if not view.info.knows_profit:
            del measures["profit"]
        measure = "customers" if shape == "difference" else _one_of("measure", _("Measure"), measures)
        mode = "exact"
        if measure == "customers":
            modes = {"exact": _("In that period"), "on_or_after": _("In it or later")}
            if shape != "difference":
                modes |= {"bracket": _("Within several periods"), "streak": _("In every period so far")}
            mode = _one_of("mode", _("Kept means: bought"), modes)
        how = reading(measure, mode)
        if measure == "customers" and shape != "difference":
            how = _more(mode)
        means = pooled if how.is_plain else how.averages(view)
        reached = ages(means)
        age = links.pick(
            st.selectbox,
            _("Look at"),
            "age",
            reached,
            reached[0],
            format_func=lambda age: how.age(view, int(age)),
            width=190,
        )
        cohorts = _cohorts(view, shape)
    if shape == "difference":
        one, against = _sides(view, pooled)
        return Choices(shape, how, int(age), (one,), means, against=against)
    return Choices(shape, how, int(age), _values(view, pooled), means, cohorts)


def _more(mode: str) -> Reading:
    """Ask what a definition needs besides its name, and what is changed more rarely, in a box of its own."""
    width, least_orders, bucket_days, mean = "2", "1", "0", "pooled"
    if mode == "bracket":
        width = links.pick(
            st.selectbox, _("How many periods"), "width", WIDTHS, WIDTHS[0], format_func=_number_of_periods, width=130
        )
    with st.popover(_("More"), icon=":material/tune:", type="tertiary", key="more_choices"):
        least_orders = links.pick(
            st.selectbox, _("Orders in a period, at least"), "orders", LEAST_ORDERS, LEAST_ORDERS[0]
        )
        steps = {"0": _("Periods of the calendar"), "30": _("Steps of 30 days"), "90": _("Steps of 90 days")}
        bucket_days = links.pick(
            st.selectbox,
            _("Time since the first purchase counted in"),
            "steps",
            list(steps),
            "0",
            format_func=steps.__getitem__,
        )
        means = {"pooled": _("All customers"), "simple": _("Mean of the cohorts"), "median": _("Cohort in the middle")}
        mean = links.pick(
            st.selectbox, _("All cohorts together"), "mean", list(means), "pooled", format_func=means.__getitem__
        )
    return reading(
        "customers", mode, least_orders=int(least_orders), width=int(width), bucket_days=int(bucket_days), mean=mean
    )


def _number_of_periods(width: str) -> str:
    return ngettext("{n} period", "{n} periods", int(width)).format(n=width)


def _one_of(name: str, label: str, options: dict[str, str]) -> str:
    names = list(options)
    return links.pick(
        st.segmented_control, label, name, names, names[0], format_func=options.__getitem__, required=True
    )


def _sides(view: View, pooled: pd.DataFrame) -> tuple[str, str | None]:
    """Ask which value is held against which other; the rest is offered first."""
    values = values_by_size(view, pooled)
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key="cohort_sides"):
        one = links.pick(
            st.selectbox, attribute_label(view.lens.by), "one", values, values[0], format_func=value_label, width=260
        )
        rest = [REST, *(value for value in values if value != one)]
        against = links.pick(
            st.selectbox,
            _("Against"),
            "against",
            rest,
            REST,
            format_func=lambda value: _("all others") if value == REST else value_label(value),
            width=260,
        )
    return one, None if against == REST else against


def _cohorts(view: View, shape: str) -> tuple[str, ...]:
    """Ask for some cohorts only; none means all that the picture has room for."""
    if shape not in {"heat_map", "curves"}:
        return ()
    names = dict(zip(view.periods["starts_on"].dt.strftime("%Y-%m-%d"), view.periods["name"], strict=True))
    with st.popover(_("Cohorts"), icon=":material/checklist:", type="tertiary", key="cohorts_choice"):
        return links.pick_several(
            _("Only these cohorts"),
            "cohorts",
            list(names)[::-1],
            format_func=names.__getitem__,
            max_selections=MOST_PICKED,
            placeholder=_("All"),
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
