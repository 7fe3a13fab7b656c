"""Pictures of the cohorts page: their rows labelled for the reader, then drawn; and the people behind a cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import charts.cohorts
from localization import _
from localization.numbers import format_compact, format_interval, format_percent
from screens.cohorts.findings import (
    FEW_CUSTOMERS,
    LEAST_CUSTOMERS,
    MOST_AGES,
    MOST_COHORTS,
    MOST_COHORTS_APART,
    extremes,
    readable,
)
from screens.cohorts.reading import EXACT, Reading
from ui.drawing import at_least, show
from view import values_of
from view.frame_cache import remembered
from words.texts import each, each_row, of, value_label, why_open

if TYPE_CHECKING:
    from view import View

NARROWEST_CELL = 21
NARROWEST_MONEY = 58
BESIDE_CELLS = 170
HALF_A_PAGE = 470
# Days after which hardly anybody returns, where the data set's own window is not settled.
SILENCE_DAYS = 180


@dataclass(frozen=True)
class Group:
    """Customers who are drawn together: all of them, or those who carry one value of the reader's breakdown."""

    title: str
    key: str
    view: View
    cells: pd.DataFrame
    pooled: pd.DataFrame


def values_by_size(view: View, pooled: pd.DataFrame) -> list[str]:
    """Return the values of the reader's breakdown, the one with most customers first."""
    attribute = view.lens.by
    counted = pooled[pooled["age"] == 1].sort_values("customers", ascending=False)[attribute].tolist()
    return [
        *counted,
        *(value for value in values_of(view.dataset, view.info.version, attribute) if value not in counted),
    ]


def newest(view: View, shape: str) -> View:
    """Return the same view of only those cohorts that pictures beside each other have room for, the newest ones."""
    most = MOST_COHORTS_APART if shape == "heat_map" else MOST_COHORTS
    starts = view.periods["starts_on"]
    if view.lens.since is not None:
        starts = starts[starts >= pd.Timestamp(view.lens.since)]
    if view.lens.until is not None:
        starts = starts[starts <= pd.Timestamp(view.lens.until)]
    if len(starts) <= most:
        return view
    return replace(view, lens=replace(view.lens, since=starts.iloc[-most].date()))


def groups(
    view: View, cells: pd.DataFrame, pooled: pd.DataFrame, values: tuple[str, ...], cohorts: tuple[str, ...] = ()
) -> list[Group]:
    """Return what is drawn apart: one group without a breakdown, else one for each value that has customers.

    A picture holds the newest cohorts, or those that the reader picked, and their first ages; what it leaves out is
    in the table and the download.
    """
    return [
        Group(
            value_label(value) if view.lens.by else "",
            f"value_{values.index(value)}" if view.lens.by else "all",
            view.among(view.lens.by, (value,)) if view.lens.by else view,
            *frames,
        )
        for value, *frames in _apart(cells, pooled, view.lens.by, values, cohorts)
    ]


@remembered
def _apart(
    cells: pd.DataFrame, pooled: pd.DataFrame, attribute: str, values: tuple[str, ...], cohorts: tuple[str, ...]
) -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """Return the cells and the means of each value that has any; those of all under the empty text."""
    if cohorts:
        cells = cells[cells["cohort"].isin(pd.to_datetime(list(cohorts)))]
    cells = _newest(cells)
    if not attribute:
        return [] if cells.empty else [("", cells, pooled)]
    of_value = {str(value): rows for value, rows in cells.groupby(attribute, sort=False)}
    means = {str(value): rows for value, rows in pooled.groupby(attribute, sort=False)}
    return [(value, of_value[value], means.get(value, pooled.iloc[:0])) for value in values if value in of_value]


@remembered
def deepest(cells: pd.DataFrame, how: Reading) -> float:
    """Return the share with the deepest colour: the largest after age 0, of all the triangles that are compared."""
    rates = cells.loc[(cells["age"] > 0) & cells["is_complete"], how.rate].dropna()
    return float(rates.max()) if len(rates) else 1.0


def triangle(group: Group, how: Reading, deepest_rate: float, *, key: str) -> dict[str, Any] | None:
    """Draw cohorts by age as a heat map, the mean of all on top; returns the picked cell."""
    view = group.view
    rows = _triangle_rows(view, group.cells, group.pooled, how, deepest_rate)
    with at_least(_narrowest(group, how), key=key):
        return show(
            view,
            charts.cohorts.triangle,
            rows,
            key=key,
            alt=_named(
                group, _("Cohorts by the period of their first purchase and by age; each cell says how many came back.")
            ),
            select="cell",
            measure=how.measure,
            currency=view.currency,
            grain=_steps(view, how),
        )


def curves(group: Group, how: Reading, age: int, *, key: str) -> None:
    """Draw each cohort's retention by age, the mean of all in bold; the best and the worst at one age are named."""
    view, at_age = group.view, readable(group.cells, how, age)
    named = {cohort["cohort"] for cohort in extremes(at_age, how)[:2]} if len(at_age) > 1 else set()
    lines = group.cells[group.cells["age"] > 0]
    rows = _lines(view, lines, how).assign(
        cohort_label=each(lines["cohort"], view.period_name),
        emphasis=["highlighted" if cohort in named else "other" for cohort in lines["cohort"]],
        hue=0,
        is_complete=lines["is_complete"],
    )
    mean = _lines(view, group.pooled, how).assign(
        cohort_label=_("All cohorts"), emphasis="pooled", hue=0, is_complete=True
    )
    alt = _named(group, _("Retention by age: a line for each group, the mean of all in bold."))
    _draw_curves(view, pd.concat([rows, mean], ignore_index=True), how, key=key, alt=alt)


def curves_by_value(view: View, pooled: pd.DataFrame, values: tuple[str, ...], how: Reading, *, key: str) -> None:
    """Draw the mean retention by age of some values of the reader's breakdown."""
    pooled = pooled[pooled[view.lens.by].isin(values)]
    rows = _lines(view, pooled, how).assign(
        cohort_label=pooled[view.lens.by].map(value_label),
        emphasis="highlighted",
        hue=pooled[view.lens.by].map(values.index),
        is_complete=True,
    )
    alt = _("Retention by age: a line for each group, the mean of all in bold.")
    _draw_curves(view, rows, how, key=key, alt=alt)


def highest(groups_drawn: list[Group], how: Reading, age: int) -> float:
    """Return the highest share that any of the pictures of one age must hold: beside each other they share a scale."""
    columns = [how.rate, "high"] if how.rate == "rate" and how.mean == "pooled" else [how.rate]
    drawn = pd.concat([group.cells.loc[group.cells["age"] == age, columns] for group in groups_drawn])
    tops = drawn.max().dropna()
    return float(tops.max()) if len(tops) else 1.0


def one_age(group: Group, how: Reading, age: int, top: float, *, key: str) -> dict[str, Any] | None:
    """Draw one age's retention, cohort after cohort, on a scale up to `top`; returns the picked cohort's cell."""
    view, cells = group.view, group.cells
    chosen = cells[(cells["age"] == age) & cells[how.rate].notna()].reset_index(drop=True)
    has_interval = how.rate == "rate"
    rows = pd.DataFrame(
        {
            "cohort": chosen["cohort"].dt.strftime("%Y-%m-%d"),
            "period_label": each(chosen["cohort"], view.period_name),
            "order": range(len(chosen)),
            "age": chosen["age"],
            "rate": chosen[how.rate],
            "low": chosen["low"] if has_interval else None,
            "high": chosen["high"] if has_interval else None,
            "is_complete": chosen["is_complete"],
            "interval_label": intervals(chosen, how),
            "count_label": counts(view, chosen, how),
            "state_label": _states(view, chosen, how),
            "top": top,
        }
    )
    return show(
        view,
        charts.cohorts.one_age,
        rows,
        key=key,
        alt=_named(group, _("Retention at one age, cohort after cohort.")),
        select="cell",
        measure=how.measure,
    )


def places(drawn: list[Group], shape: str, how: Reading) -> list[Any]:
    """Return a place for the picture of each group: two beside each other while a heat map's numbers have room."""
    is_wide = shape == "heat_map" and any(_narrowest(group, how) > HALF_A_PAGE for group in drawn)
    if len(drawn) == 1 or is_wide:
        return [st.container() for _group in drawn]
    pairs = [st.columns(2, gap="large") for _pair in drawn[::2]]
    return [place for pair in pairs for place in pair][: len(drawn)]


@remembered
def _triangle_rows(
    view: View, cells: pd.DataFrame, pooled: pd.DataFrame, how: Reading, deepest_rate: float
) -> pd.DataFrame:
    """Write what stands in each cell and in its tooltip, the means of all cohorts first."""
    pooled = pooled[pooled["age"] < MOST_AGES]
    taken_together = _taken_together(how)
    means = {
        "cohort": [None] * len(pooled),
        "cohort_label": [_("All cohorts")] * len(pooled),
        "row_order": [1] * len(pooled),
        "size_label": [None] * len(pooled),
        "is_complete": [True] * len(pooled),
        "is_few": pooled["customers"] < FEW_CUSTOMERS,
        "state_label": each(pooled["cohorts"], lambda n: taken_together.format(n=view.count(n))),
        **_labels(view, pooled, how),
    }
    order = {cohort: place for place, cohort in enumerate(sorted(cells["cohort"].unique()), start=2)}
    cohorts = {
        "cohort": each(cells["cohort"], "{:%Y-%m-%d}".format),
        "cohort_label": each(cells["cohort"], view.period_name),
        "row_order": cells["cohort"].map(order),
        "size_label": each(cells["customers"], view.count),
        "is_complete": cells["is_complete"],
        "is_few": cells["customers"] < FEW_CUSTOMERS,
        "state_label": _states(view, cells, how),
        **_labels(view, cells, how),
    }
    withheld = (cells["customers"] < LEAST_CUSTOMERS) & (cells["age"] > 0)
    cohorts["rate"] = cohorts["rate"].mask(withheld)
    for column, said in (
        ("rate_label", _("< {n}").format(n=view.count(LEAST_CUSTOMERS))),
        ("interval_label", _("no share of fewer than five customers")),
    ):
        cohorts[column] = [said if hidden else text for hidden, text in zip(withheld, cohorts[column], strict=True)]
    return pd.DataFrame({name: [*means[name], *cohorts[name]] for name in cohorts} | {"deepest": deepest_rate})


def _taken_together(how: Reading) -> str:
    texts = {
        "pooled": _("mean of {n} cohorts, the large ones weigh more"),
        "simple": _("mean of {n} cohorts, each counting alike"),
        "median": _("the middle one of {n} cohorts"),
    }
    return texts[how.mean]


def _labels(view: View, rows: pd.DataFrame, how: Reading) -> dict[str, Any]:
    """Return a cell's number, its tooltip and its count; where the period is not over, they may still grow."""
    rates = rows[how.rate]
    if how.is_money:
        amounts = [
            f"{format_compact(amount)}\n{_short_percent(rate)}"
            for amount, rate in zip(rows[how.part], rates, strict=True)
        ]
        tips = [
            _("{money}, {rate} of the first period").format(money=view.money(amount), rate=format_percent(rate))
            for amount, rate in zip(rows[how.part], rates, strict=True)
        ]
    else:
        amounts, tips = each(rates, _short_percent), intervals(rows, how)
    return {
        "age": rows["age"],
        "rate": rates,
        "rate_label": amounts,
        "interval_label": tips,
        "count_label": counts(view, rows, EXACT if how.is_money else how),
    }


def _short_percent(rate: float) -> str:
    """Return a share as short as a cell needs it: whole percents, unless that would make it none or all."""
    return format_percent(rate, decimals=0 if rate == 0 or rate >= 1 or 0.01 <= rate < 0.99 else 1)


def _lines(view: View, rows: pd.DataFrame, how: Reading) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "age": rows["age"],
            "rate": rows[how.rate],
            "rate_label": each(rows[how.rate], format_percent),
            "count_label": counts(view, rows, how),
        }
    )


def _named(group: Group, alt: str) -> str:
    """Say of which value of a breakdown a picture is, for those who cannot see the heading above it."""
    return f"{group.title}: {alt}" if group.title else alt


def _draw_curves(view: View, rows: pd.DataFrame, how: Reading, *, key: str, alt: str) -> None:
    show(
        view,
        charts.cohorts.curves,
        rows,
        key=key,
        alt=alt,
        measure=how.measure,
        grain=_steps(view, how),
    )


def _steps(view: View, how: Reading) -> str:
    """Return what the ages of the axis are counted in."""
    return f"{how.bucket_days} days" if how.bucket_days else view.lens.grain


def counts(view: View, rows: pd.DataFrame, how: Reading) -> list[str]:
    """Return what each rate is a share of: "96 of 417"."""
    write = view.money if how.is_money else view.count
    return [of(*both) for both in zip(each(rows[how.part], write), each(rows[how.whole], write), strict=True)]


def intervals(rows: pd.DataFrame, how: Reading) -> list[str]:
    """Return each rate with its interval, which only the exact one has."""
    rates = each(rows[how.rate], format_percent)
    if how.rate != "rate" or how.mean != "pooled":
        return rates
    limits = each_row(format_interval, rows["low"], rows["high"])
    return [f"{rate} ({limit})" for rate, limit in zip(rates, limits, strict=True)]


def _states(view: View, cells: pd.DataFrame, how: Reading) -> list[str]:
    """Say of each cell whether its period is complete, else until when it stays open; and whether it may still rise."""
    if how.bucket_days:
        return [_("complete") if done else _("some customers are too young for it") for done in cells["is_complete"]]
    place = {start: number for number, start in enumerate(view.periods["starts_on"])}
    reached = [
        min(place[cohort] + age + (how.width - 1 if age else 0), len(place) - 1)
        for cohort, age in zip(cells["cohort"], cells["age"].tolist(), strict=True)
    ]
    states = {both: _state(view, how, *both) for both in set(zip(reached, cells["is_complete"], strict=True))}
    return [states[both] for both in zip(reached, cells["is_complete"], strict=True)]


def _state(view: View, how: Reading, number: int, done: bool) -> str:
    if done and not how.is_on_or_after:
        return _("complete")
    period = view.periods.iloc[number]
    if not done:
        return why_open(view, period["starts_on"])
    if view.info.complete_up_to is not None:
        since = (pd.Timestamp(view.info.complete_up_to) - period["ends_on"]).days
        if since < (view.info.settings.inactive_after_days or SILENCE_DAYS):
            return _("complete, may still rise as customers return")
    return _("complete")


def _newest(cells: pd.DataFrame) -> pd.DataFrame:
    cohorts = cells["cohort"].drop_duplicates().nlargest(MOST_COHORTS)
    return cells[cells["cohort"].isin(cohorts) & (cells["age"] < MOST_AGES)]


def _narrowest(group: Group, how: Reading) -> int:
    """Return the width in pixels below which the numbers of a triangle would not fit into its cells."""
    cell = NARROWEST_MONEY if how.is_money else NARROWEST_CELL
    return BESIDE_CELLS + cell * int(group.cells["age"].max() + 1)
