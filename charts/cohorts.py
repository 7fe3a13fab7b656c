"""Pictures of the cohorts page: the triangle, the curves and one age over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from charts import axes, marks, style
from charts.cohort_lines import cohort_lines
from localization import _

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["customers", "revenue", "profit"]

# Money can exceed what the cohort began with; beyond this share the colour says no more, the number does.
STRONGEST_SHADE = 1.5
SIZE_COLUMN = 66
ROW_HEIGHT = 24
TWO_LINES = 38
LINE_HEIGHT = 14
SHARE_WIDTH = 36
MONEY_WIDTH = 48


def _share_title(measure: Measure) -> str:
    titles = {
        "revenue": _("Share of the first period's sales"),
        "profit": _("Share of the first period's profit"),
    }
    return titles.get(measure, _("Customers kept"))


def _measure_title(measure: Measure, currency: str) -> str:
    if measure == "customers":
        return _("Customers kept")
    title = _("Sales kept") if measure == "revenue" else _("Profit kept")
    return f"{title} ({currency})" if currency else title


def _age_x(grain: str) -> alt.X:
    return alt.X(
        "age:O",
        scale=axes.along(reverse=True, paddingInner=0, paddingOuter=0),
        axis=axes.age_axis(grain, orient="top", ticks=False, domain=False, grid=False),
    )


def triangle(
    frame: pd.DataFrame,
    *,
    measure: Measure = "customers",
    currency: str = "",
    grain: str = "",
    step: int | None = None,
    theme: style.Theme = "light",
) -> alt.LayerChart:
    """Heat map of cohorts by age with the numbers in the cells.

    Age 0 is grey, outside the colour scale, as is a share that is not defined. A cell that is not reached has no
    row (or a null rate_label) and stays blank; an open one is at half strength with a dashed outline; a true
    zero is bold. Mirrored for right-to-left readers: the age axis is reversed, cohorts and sizes stand at the
    right.

    A click selects `cohort` and `age` under the name "cell". The row of pooled means has no cohort.

    Parameters
    ----------
    frame
        Columns: cohort (text key; null for pooled means), cohort_label, row_order (1 on top: the pooled
        means, then the cohorts), age, rate (share of age 0), deepest (the rate that has the deepest colour,
        the same for all triangles that are compared), is_complete, is_few (grey and slanted: too few customers for
        the share to say much), rate_label (in the cell; in two lines for
        money), size_label (customers of the cohort, beside it), and for the tooltip interval_label, count_label,
        state_label.
    measure
        What the rate is a share of.
    currency
        Name of the currency, for the title of a money measure.
    grain
        week, month, quarter or year: what the ages are counted in.
    step
        Width of a column in pixels, for a picture that scrolls sideways; None fills the width it is given.
    theme
        Inks of the light or the dark theme.
    """
    colours = style.ink(theme)
    cell = alt.selection_point(name="cell", fields=["cohort", "age"], on="click", toggle=False, empty=False)
    deepest = f"min(max(datum.deepest, 0.001), {STRONGEST_SHADE})"
    shade = f"datum.age > 0 ? min(datum.rate, {STRONGEST_SHADE}) / {deepest} : null"
    in_two_lines = measure != "customers"
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.rate_label)")
        .transform_calculate(shade=shade)
        .encode(x=_age_x(grain), y=axes.category_y("cohort_label:N", "row_order", labelPadding=SIZE_COLUMN))
    )
    filled = alt.Color(
        "shade:Q",
        scale=alt.Scale(domain=[0, 1], clamp=True, range=list(colours.rates), interpolate="rgb"),
        legend=None,
    )
    cells = (
        base.mark_rect(
            cursor="pointer",
            invalid="show",
            strokeDash=alt.expr(f"datum.is_complete ? [1, 0] : {style.OPEN_DASH}"),
        )
        .encode(
            color=alt.condition(
                "datum.age === 0 || !isValid(datum.rate) || datum.is_few", alt.value(colours.blank), filled
            ),
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(style.OPEN_OPACITY)),
            stroke=alt.condition(cell | style.OPEN, alt.value(colours.text), alt.value(colours.surface)),
            strokeWidth=alt.condition(cell, alt.value(2.5), alt.value(1)),
            tooltip=marks.tips(
                cohort_label=_("Cohort"),
                interval_label=_measure_title(measure, currency),
                count_label=_("Customers"),
                state_label=_("State"),
            ),
        )
        .add_params(cell)
        .properties(name="cells")
    )
    # Narrow cells show the share alone, without its sign; very narrow ones keep their numbers for the tooltip.
    whole = f"bandwidth('x') >= {MONEY_WIDTH if in_two_lines else SHARE_WIDTH}"
    bare = "replace(split(datum.rate_label, '\\n')[0], regexp('[\\\\s%٪\u2066-\u2069]', 'g'), '')"
    letters = "(bandwidth('x') >= 36 ? 12 : bandwidth('x') >= 22 ? 11 : 9)"
    fits = f"length({bare}) * {letters} * 0.58 <= bandwidth('x') - 2"
    numbers = base.mark_text(
        baseline="middle",
        lineBreak="\n",
        lineHeight=LINE_HEIGHT,
        dy=alt.expr(f"{whole} ? -{LINE_HEIGHT / 2} : 0") if in_two_lines else 0,
        limit=alt.expr("bandwidth('x') - 2"),
        fontSize=alt.expr(letters),
        fontWeight=alt.expr("datum.rate === 0 || !isValid(datum.cohort) ? 'bold' : 'normal'"),
        fontStyle=alt.expr("datum.is_few && datum.age > 0 ? 'italic' : 'normal'"),
        opacity=alt.expr("bandwidth('x') < 15 ? 0 : 1"),
    ).encode(
        text=alt.value(alt.expr(f"{whole} ? datum.rate_label : {fits} ? {bare} : ''")),
        color=marks.on_shade(
            "datum.age > 0 && isValid(datum.rate) && datum.is_complete && !datum.is_few", "shade", theme
        ),
    )
    beside: dict[str, Any] = {
        "align": "left" if style.mirrored() else "right",
        "fontSize": 12,
        "color": colours.muted,
    }
    at = alt.value(alt.expr("width + 8" if style.mirrored() else "-8"))
    sizes = base.transform_filter("datum.age === 0").mark_text(**beside).encode(x=at, text=marks.words("size_label"))
    size_title = (
        alt.Chart(frame)
        .transform_aggregate(rows="count()")
        .mark_text(**beside, baseline="bottom")
        .encode(x=at, y=alt.value(-8), text=alt.value(_("Customers")))
    )
    return style.picture(
        cells,
        numbers,
        sizes,
        size_title,
        height=alt.Step(TWO_LINES if in_two_lines else ROW_HEIGHT),
        step=step,
        theme=theme,
    )


def curves(
    frame: pd.DataFrame, *, measure: Measure = "customers", grain: str = "", theme: style.Theme = "light"
) -> alt.LayerChart:
    """Retention curve of each cohort in grey, with the pooled mean in bold. Age runs left to right.

    Age 0 is left out: it is 100 % by definition. Hovering brings a cohort forward. Open ages are not drawn.

    `measure` and `grain` say what the axes count.

    Columns: cohort_label, emphasis (pooled, highlighted, other; at most 12 highlighted), hue (0 to 3: tells
    highlighted lines apart), age, rate, is_complete, and for the tooltip rate_label, count_label.
    """
    drawn = alt.Chart(frame).transform_filter("isValid(datum.rate) && datum.is_complete && datum.age > 0")
    height = alt.Y("rate:Q", axis=axes.percent_axis(_share_title(measure)), scale=alt.Scale(zero=True))
    layers = cohort_lines(drawn, height, "rate", _("Retention"), grain=grain, theme=theme)
    return style.picture(*layers, height=320, theme=theme)


def one_age(frame: pd.DataFrame, *, measure: Measure = "customers", theme: style.Theme = "light") -> alt.LayerChart:
    """One age's retention across cohorts, with its interval as a band. Time runs left to right.

    A click selects `cohort` and `age` under the name "cell". Open cohorts are dashed at half strength.

    `measure` says what the rate is a share of; money has no interval.

    Columns: cohort (text key), period_label (name of the cohort), order, age, rate, low, high, is_complete, top (the
    highest share that the scale holds), and for the tooltip interval_label, count_label, state_label.
    """
    colours = style.ink(theme)
    cell = alt.selection_point(name="cell", fields=["cohort", "age"], on="click", toggle=False, empty=False)
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.rate)")
        .transform_calculate(line="'line'")
        .encode(x=axes.period_x(_("Cohort")))
    )
    rate = alt.Y("rate:Q", axis=axes.percent_axis(_share_title(measure)), scale=alt.Scale(zero=True))
    # Pictures beside each other have one scale, or they would be compared wrongly.
    reach = alt.Chart(frame).mark_point(opacity=0).encode(y=alt.Y("top:Q"))
    band = (
        base.transform_filter("datum.is_complete")
        .mark_area(color=style.KEPT, opacity=0.18)
        .encode(y=alt.Y("low:Q"), y2="high:Q")
    )
    complete, still_open = marks.open_halves(base.encode(y=rate), "line")
    points = (
        base.mark_point(filled=True, color=style.KEPT, opacity=1, cursor="pointer")
        .encode(
            y=rate,
            size=alt.condition(cell, alt.value(170), alt.value(60)),
            stroke=alt.condition(cell, alt.value(colours.text), alt.value(None)),
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(style.OPEN_OPACITY)),
            tooltip=marks.tips(
                period_label=_("Cohort"),
                interval_label=_("Retention"),
                count_label=_("Customers"),
                state_label=_("State"),
            ),
        )
        .add_params(cell)
        .properties(name="points")
    )
    return style.picture(
        complete.mark_line(color=style.KEPT, strokeWidth=2.5),
        still_open.mark_line(color=style.KEPT, strokeWidth=2.5, strokeDash=style.OPEN_DASH, opacity=style.OPEN_OPACITY),
        band,
        points,
        reach,
        height=280,
        theme=theme,
    )
