"""Scales and axes: shares, amounts, periods and categories, on the side where the reader looks for them."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

from charts import style
from localization import _
from localization.numbers import format_compact, format_number, format_percent

# Room at the right for the names of lines: of cohorts and lenses, and of causes, which have longer ones.
NAME_WIDTH = 88
LONG_NAME_WIDTH = 136


# Ticks are round numbers, so few digits are written; where an axis spans a narrow range, as many as tell them apart.
TICK = ",.7~r"


def isolated(expression: str) -> str:
    """Wrap the text of a Vega expression so that its own first letter decides its direction.

    Without it a picture, which runs left to right in every language, tears Persian words and numbers apart.
    """
    return f"'\u2068' + ({expression}) + '\u2069'"


def along(*, reverse: bool = False, **scale: Any) -> alt.Scale:
    """Return a horizontal scale; with `reverse` it starts at the side where reading starts."""
    return alt.Scale(reverse=True, **scale) if reverse and style.mirrored() else alt.Scale(**scale)


def bars_along(room: int) -> alt.Scale:
    """Horizontal scale of bars from zero, with `room` pixels left free for the texts beyond their ends."""
    span: list[Any] = [alt.expr("width"), room] if style.mirrored() else [0, alt.expr(f"max(width - {room}, 20)")]
    return alt.Scale(zero=True, nice=True, range=span)


def reading_side() -> Literal["left", "right"]:
    """Side of the plot where a line of text starts."""
    return "right" if style.mirrored() else "left"


def percent_axis(title: str, **axis: Any) -> alt.Axis:
    """Axis of a share or rate, labelled "61 %"."""
    # format() follows the locale of the chart, so the digits are the reader's
    before, after = format_percent(0.05).split(format_number(5))
    label = f"'{before}' + format(datum.value * 100, '{TICK}') + '{after}'"
    return alt.Axis(title=title, labelExpr=label, **{"tickCount": 5, **axis})


def points_axis(title: str) -> alt.Axis:
    """Axis of a difference of two shares, in percentage points: −5, 0, +5."""
    sign = "(datum.value > 0 ? '+' : '')"
    label = f"'\u2066' + {sign} + format(datum.value * 100, '{TICK}') + '\u2069'"
    return alt.Axis(title=title, labelExpr=label, tickCount=5)


def amount_axis(title: str, *, across: bool = False, **axis: Any) -> alt.Axis:
    """Axis of money or of counts, in thousands, millions and billions as the reader's language says them.

    `across` the page, the wider the plot the more ticks.
    """
    ticks: Any = alt.expr("max(2, floor(width / 100))") if across else 5
    # a minus sign stays at the left of its digits beside Persian and Arabic words too
    label = f"'\u2066' + format(datum.value, '{TICK}') + '\u2069'"
    for size in (1_000, 1_000_000, 1_000_000_000):
        before, after = format_compact(5 * size).split(format_number(5))
        scaled = f"'{before}\u2066' + format(datum.value / {size}, '{TICK}') + '\u2069{after}'"
        label = f"abs(datum.value) >= {size} ? {scaled} : ({label})"
    return alt.Axis(title=title, labelExpr=isolated(label), **{"tickCount": ticks, **axis})


def beside_names(room: int = NAME_WIDTH) -> list[Any]:
    """Range of a horizontal scale that leaves room at the right for the names of lines."""
    return [0, alt.expr(f"max(width - {room}, 20)")]


def age_title(grain: str) -> str:
    """Return what an axis of ages is counted in: periods of a grain, or steps of "30 days"."""
    titles = {
        "week": _("Weeks since the first purchase"),
        "month": _("Months since the first purchase"),
        "quarter": _("Quarters since the first purchase"),
        "half": _("Half-years since the first purchase"),
        "year": _("Years since the first purchase"),
    }
    if grain.endswith(" days"):
        return _("Steps of {n} days since the first purchase").format(n=format_number(int(grain.split(maxsplit=1)[0])))
    return titles.get(grain, _("Age in periods"))


def age_axis(grain: str, **axis: Any) -> alt.Axis:
    """Axis on which every age has a place of its own, in the reader's digits."""
    # an ordinal axis writes its values as they are; format() follows the locale of the chart
    digits = "format(datum.value, 'd')"
    return alt.Axis(title=age_title(grain), labelAngle=0, labelExpr=digits, labelOverlap="parity", **axis)


def period_x(title: str | None = None, *, named_lines: bool = False, room: int = NAME_WIDTH) -> alt.X:
    """Periods in the order of the column `order`, left to right in every language unless the reader turned time."""
    from_right = style.time_from_right()
    scale = alt.Scale(reverse=True) if from_right else alt.Undefined
    if named_lines:
        span: list[Any] = [alt.expr("width"), room] if from_right else beside_names(room)
        scale = alt.Scale(type="point", padding=0.5, range=span)
    return alt.X(
        "period_label:O",
        scale=scale,
        sort=alt.EncodingSortField(field="order", op="min"),
        title=title,
        axis=alt.Axis(
            labelAngle=0,
            labelOverlap="parity",
            labelSeparation=8,
            # Beside the names of lines there is room for half a label; at the edge of the picture there is not.
            labelBound=False if named_lines else 24,
            grid=False,
            labelExpr=isolated("datum.label"),
        ),
    )


def category_y(field: str, order: str, **axis: Any) -> alt.Y:
    """Categories from top to bottom in the order of a column, named at the side where reading starts."""
    return alt.Y(
        field,
        sort=alt.EncodingSortField(field=order, op="min"),
        title=None,
        axis=alt.Axis(
            orient=reading_side(),
            labelExpr=isolated("datum.label"),
            **{"ticks": False, "domain": False, "grid": False, "labelLimit": 180, "labelPadding": 6, **axis},
        ),
    )


def headings(*, longest: int = 10, above: bool = False) -> dict[str, Any]:
    """Labels of a category axis; a long one stands in two lines.

    It is broken after its first word, after two where the first is short. `above` the plot, the one line of a short
    label stands as low as the second line of a long one.
    """
    whole = isolated("datum.label")
    broken = isolated("replace(datum.label, regexp('^(\\\\S{1,3} \\\\S+|\\\\S+) '), '$1\u2069\\n\u2068')")
    is_long = f"length(datum.label) > {longest} && indexof(datum.label, ' ') > 0"
    short = f"['', {whole}]" if above else whole
    return {
        "labelExpr": f"{is_long} ? split({broken}, '\\n') : {short}",
        "labelAngle": 0,
        "labelOverlap": False,
        "labelPadding": 20 if above else 8,
        "labelLimit": alt.expr(f"max(bandwidth('x') * {1 if above else 1.3}, 24)"),
        "ticks": False,
        "grid": False,
    }
