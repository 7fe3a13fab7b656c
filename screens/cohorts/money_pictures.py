"""Picture of what a customer has brought so far: its rows labelled for the reader, then drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import charts.cohort_money
from localization import _
from ui.drawing import show
from words.texts import each, value_label

if TYPE_CHECKING:
    from view import View

MOST_COHORTS = 60
MOST_AGES = 60
MOST_VALUES = 4
COLUMNS = {"revenue": "revenue_per_customer", "profit": "profit_per_customer"}


def so_far(
    view: View,
    value: pd.DataFrame,
    pooled: pd.DataFrame,
    measure: str,
    *,
    named: tuple[pd.Timestamp, ...] = (),
    cost: float | None = None,
    alt: str,
    key: str,
) -> None:
    """Draw what each cohort has brought for every customer won, all together in bold; or a line for each value.

    Parameters
    ----------
    view
        What the page looks at; with a breakdown, the largest values are drawn and no cohorts.
    value, pooled
        `cohort_value` and `pooled_value`.
    measure
        revenue or profit.
    named
        Cohorts whose lines are named.
    cost
        What winning a customer cost, where a rule is wanted.
    alt
        The finding in words.
    key
        Name of the picture on its page.

    """
    if view.by:
        attribute = view.lens.by
        largest = pooled[pooled["age"] == 0].nlargest(MOST_VALUES, "customers")[attribute].tolist()
        lines = pooled[pooled[attribute].isin(largest)]
        rows = _lines(view, lines, measure).assign(
            cohort_label=lines[attribute].map(value_label),
            emphasis="highlighted",
            hue=lines[attribute].map(largest.index),
        )
    else:
        newest = value["cohort"].drop_duplicates().nlargest(MOST_COHORTS)
        cohorts = value[value["cohort"].isin(newest)]
        rows = pd.concat(
            [
                _lines(view, cohorts, measure).assign(
                    cohort_label=each(cohorts["cohort"], view.period_name),
                    emphasis=["highlighted" if cohort in named else "other" for cohort in cohorts["cohort"]],
                    hue=0,
                ),
                _lines(view, pooled, measure).assign(cohort_label=_("All cohorts"), emphasis="pooled", hue=0),
            ],
            ignore_index=True,
        )
    rows = rows[rows["age"] < MOST_AGES].reset_index(drop=True)
    told = None if cost is None else _("Winning a customer cost {money}").format(money=view.money(cost))
    first = rows.index == 0
    rows = rows.assign(
        cost=pd.Series(cost, index=rows.index, dtype="float64").where(first),
        cost_label=pd.Series(told, index=rows.index, dtype="object").where(first, None),
    )
    show(
        view,
        charts.cohort_money.so_far,
        rows,
        key=key,
        alt=alt,
        measure=measure,
        currency=view.currency,
        grain=view.lens.grain,
    )


def _lines(view: View, rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    amounts = rows[COLUMNS[measure]].astype("float64")
    return pd.DataFrame(
        {
            "age": rows["age"],
            "value": amounts,
            "value_label": each(amounts, view.money),
            "count_label": each(rows["customers"], view.count),
        }
    )
