"""Marks and texts that several pictures share: names at the ends of lines, values at bars, tooltips, legends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from charts import axes, style

if TYPE_CHECKING:
    import pandas as pd

LABEL_HEIGHT = 15
# Pixels of a name inside the plot; Vega ends a longer one with "…", and the tooltip has it whole.
NAME_LIMIT = 150
MOST_END_LABELS = 12


def tips(**titles: str) -> list[alt.Tooltip]:
    """Tooltip rows from text columns of the frame: column name → translated title."""
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in titles.items()]


def words(column: str) -> Any:
    """Text of a mark from a column, isolated as the labels of the axes are; nothing where it is null."""
    text = axes.isolated(f"datum.{column}")
    if style.mirrored():
        # A text put together from isolated parts has no first letter: its parts run as the reader reads.
        text = f"test(regexp('^[\u2066-\u2068]'), datum.{column}) ? '\u2067' + datum.{column} + '\u2069' : {text}"
    return alt.value(alt.expr(f"isValid(datum.{column}) ? ({text}) : ''"))


def named(labels: dict[str, str]) -> str:
    """Vega expression that shows a code of a legend by its translated name."""
    pairs = ", ".join(f"'{code}': '{_escaped(label)}'" for code, label in labels.items())
    return f"({{{pairs}}})[datum.value]"


def meanings(colours: dict[str, str], labels: dict[str, str]) -> dict[str, Any]:
    """Colour scale and legend of codes with a meaning each: pass to `alt.Color` as keywords."""
    return {
        "scale": alt.Scale(domain=list(colours), range=list(colours.values())),
        "legend": alt.Legend(
            title=None,
            orient="top",
            labelExpr=named(labels),
            direction="horizontal",
            labelLimit=220,
            symbolStrokeWidth=0,
            symbolOpacity=1,
        ),
    }


LETTER = 6  # pixels that a letter of a small name takes


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def occasions(frame: pd.DataFrame, across: alt.X, theme: style.Theme) -> tuple[alt.Chart, ...]:
    """Faint rules over a time axis where the column `occasion_label` names what begins, and the names above.

    The column may be absent, and is null but on one row of each period in which something begins. A name that would
    touch the one before it, as on a phone, is not written; its rule stays.
    """
    if "occasion_label" not in frame:  # of its rows nothing is known here: they travel later
        return ()
    base = alt.Chart(frame).transform_filter("isValid(datum.occasion_label)").encode(x=across)
    colour = style.ink(theme).muted
    rules = base.mark_rule(color=colour, opacity=0.5, strokeDash=[2, 3], aria=False)
    between = "abs(scale('x', datum.period_label) - scale('x', datum.place_before))"
    touches = f"{between} < {LETTER / 2} * (length(datum.occasion_label) + length(datum.name_before)) + {LETTER}"
    names = (
        base.transform_window(
            place_before="lag(period_label)", name_before="lag(occasion_label)", sort=[alt.SortField("order")]
        )
        .mark_text(baseline="bottom", dy=-3, fontSize=11, color=colour)
        .encode(
            y=alt.value(0),
            text=words("occasion_label"),
            opacity=alt.condition(f"isValid(datum.place_before) && {touches}", alt.value(0), alt.value(1)),
        )
    )
    return rules, names


def on_shade(shaded: str, field: str, theme: style.Theme) -> Any:
    """Colour of a number on its cell: dark or white, whichever reads better on the shade behind it."""
    dark = f"luminance(scale('color', datum.{field})) < 0.18"
    return (
        alt.when(f"!({shaded})")
        .then(alt.value(style.ink(theme).text))
        .when(dark)
        .then(alt.value("#FFFFFF"))
        .otherwise(alt.value("#0B0D12"))
    )


def open_halves(chart: alt.Chart, group: str) -> tuple[alt.Chart, alt.Chart]:
    """Split a line over time into its complete part and the way to its open periods."""
    following = chart.transform_window(
        following_complete="lead(is_complete)",
        sort=[alt.SortField("order")],
        groupby=[group],
    )
    complete = chart.transform_filter("datum.is_complete")
    still_open = following.transform_filter("!datum.is_complete || datum.following_complete === false")
    return complete, still_open


def end_labels(
    chart: alt.Chart,
    group: str,
    *,
    order: str,
    value: str,
    label: str,
    theme: style.Theme,
    colour: Any = None,
    room: int = axes.NAME_WIDTH,
) -> alt.Chart:
    """Name each line at its last point; names that would touch are moved apart, never over the plot's edge.

    `chart` must give x and y. Lines are told apart by `group`, their last point is found by `order`;
    `colour` is a value or condition for the names, `room` the pixels that the scale along the page leaves for them.
    """
    turned = order == "order" and style.time_from_right()  # other lines run over ages and days
    named_in = alt.value(style.ink(theme).text) if colour is None else colour
    later = range(1, MOST_END_LABELS)
    placed = f"scale('y', datum.{value})"
    # Each name stays at least one line above every lower one, and one line below the top for each higher one.
    pushed = ", ".join(
        f"isValid(datum.below_{k}) ? scale('y', datum.below_{k}) - {k * LABEL_HEIGHT} : 1e6" for k in later
    )
    y = f"max(min({placed}, {pushed}), (datum.from_top - 1) * {LABEL_HEIGHT})"
    named_ends: alt.Chart = (
        chart.transform_filter(f"isValid(datum.{value})")
        .transform_window(from_end="row_number()", sort=[alt.SortField(order, "descending")], groupby=[group])
        .transform_filter("datum.from_end === 1")
        .transform_window(
            window=[
                alt.WindowFieldDef(op="row_number", field="", **_as("from_top")),
                *(alt.WindowFieldDef(op="lead", field=value, param=k, **_as(f"below_{k}")) for k in later),
            ],
            sort=[alt.SortField(value, "descending")],
        )
        .mark_text(
            align="right" if turned else "left",
            dx=-8 if turned else 8,
            baseline="middle",
            fontSize=12,
            limit=room + 20,
        )
        .encode(y=alt.value(alt.expr(y)), text=words(label), color=named_in)
    )
    return named_ends


def _as(column: str) -> dict[str, Any]:
    return {"as": column}  # a word of Python's own, so it cannot be a plain keyword


def bar_values(base: alt.Chart, value: str, label: str, theme: style.Theme, *, gap: int = 6) -> alt.Chart:
    """Texts just beyond the ends of horizontal bars; beside the zero line where a bar points backwards."""
    texts: alt.Chart = (
        base.transform_filter(f"isValid(datum.{value})")
        .transform_calculate(**{f"{value}_end": f"max(0, datum.{value})"})
        .mark_text(
            align="right" if style.mirrored() else "left",
            dx=-gap if style.mirrored() else gap,
            baseline="middle",
            fontSize=12,
            color=style.ink(theme).text,
        )
        .encode(x=alt.X(f"{value}_end:Q"), text=words(label))
    )
    return texts
