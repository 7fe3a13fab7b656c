"""What every picture shares: colours by meaning, inks of the two themes, axes, end labels and the mirror.

Nothing here looks at data. A text that depends on data is a column of the frame; a limit or a position that
depends on data is a Vega expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

import altair as alt

from localization import current_language, direction
from localization.numbers import format_compact, format_number, format_percent

Theme = Literal["light", "dark"]

# Okabe-Ito, one meaning each, safe for colour-blind eyes.
KEPT = "#0072B2"
LOST = "#D55E00"
WON_BACK = "#E69F00"
NEW = "#009E73"
CONTEXT = "#7F7F7F"

OPEN_OPACITY = 0.5
OPEN_DASH = [3, 3]
OPEN = "!datum.is_complete"

DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩"}
LABEL_HEIGHT = 15
MOST_END_LABELS = 12
NAME_WIDTH = 88


@dataclass(frozen=True)
class Ink:
    """The colours of one theme: without a meaning of their own, of words about the kept, of rates."""

    text: str
    muted: str
    grid: str
    surface: str
    kept: str
    blank: str
    rates: tuple[str, ...]
    less_or_more: tuple[str, ...]


INKS: dict[str, Ink] = {
    "light": Ink(
        text="#31333F",
        muted="#5F6673",
        grid="#E3E6EB",
        surface="#FFFFFF",
        kept=KEPT,
        blank="#DADDE2",
        rates=("#EAF3FA", "#B9D9EE", "#7DB8DC", "#3A8FC4", "#0072B2", "#00446B"),
        less_or_more=("#0072B2", "#EEF0F2", "#D55E00"),
    ),
    "dark": Ink(
        text="#F2F3F5",
        muted="#A9B0BC",
        grid="#33373F",
        surface="#171614",
        kept="#5BB1E6",
        blank="#3C414B",
        rates=("#10283A", "#0B4468", "#00659E", "#2F8FC8", "#74B9E2", "#C9E5F7"),
        less_or_more=("#2F8FC8", "#2A2E36", "#E8742A"),
    ),
}


def ink(theme: Theme) -> Ink:
    """Return the inks of a theme."""
    return INKS[theme]


def mirrored() -> bool:
    """Whether the reader's language runs from right to left."""
    return direction() == "rtl"


def along(*, reverse: bool = False, **scale: Any) -> alt.Scale:
    """Return a horizontal scale; with `reverse` it starts at the side where reading starts."""
    return alt.Scale(reverse=True, **scale) if reverse and mirrored() else alt.Scale(**scale)


def bars_along(room: int) -> alt.Scale:
    """Horizontal scale of bars from zero, with `room` pixels left free for the texts beyond their ends."""
    span: list[Any] = [alt.expr("width"), room] if mirrored() else [0, alt.expr(f"max(width - {room}, 20)")]
    return alt.Scale(zero=True, nice=True, range=span)


def reading_side() -> Literal["left", "right"]:
    """Side of the plot where a line of text starts."""
    return "right" if mirrored() else "left"


# ---- axes ----------------------------------------------------------------------------------------------


def isolated(expression: str) -> str:
    """Wrap the text of a Vega expression so that its own first letter decides its direction.

    Without it a picture, which runs left to right in every language, tears Persian words and numbers apart.
    """
    return f"'\u2068' + ({expression}) + '\u2069'"


def percent_axis(title: str, **axis: Any) -> alt.Axis:
    """Axis of a share or rate, labelled "61 %"."""
    # format() follows the locale of the chart, so the digits are the reader's
    before, after = format_percent(0.05).split(format_number(5))
    label = f"'{before}' + format(datum.value * 100, ',.3~r') + '{after}'"
    return alt.Axis(title=title, labelExpr=label, **{"tickCount": 5, **axis})


def amount_axis(title: str, *, across: bool = False, **axis: Any) -> alt.Axis:
    """Axis of money or of counts, in thousands, millions and billions as the reader's language says them.

    `across` the page, the wider the plot the more ticks.
    """
    ticks: Any = alt.expr("max(2, floor(width / 100))") if across else 5
    # a minus sign stays at the left of its digits beside Persian and Arabic words too
    label = "'\u2066' + format(datum.value, ',.3~r') + '\u2069'"
    for size in (1_000, 1_000_000, 1_000_000_000):
        before, after = format_compact(5 * size).split(format_number(5))
        scaled = f"'{before}\u2066' + format(datum.value / {size}, ',.3~r') + '\u2069{after}'"
        label = f"abs(datum.value) >= {size} ? {scaled} : ({label})"
    return alt.Axis(title=title, labelExpr=isolated(label), **{"tickCount": ticks, **axis})


def beside_names() -> list[Any]:
    """Range of a horizontal scale that leaves room at the right for the names of lines."""
    return [0, alt.expr(f"max(width - {NAME_WIDTH}, 20)")]


def period_x(title: str | None = None, *, named_lines: bool = False) -> alt.X:
    """Periods in the order of the column `order`, left to right in every language, as time axes run."""
    scale = alt.Scale(type="point", padding=0.5, range=beside_names()) if named_lines else alt.Undefined
    return alt.X(
        "period_label:O",
        scale=scale,
        sort=alt.EncodingSortField(field="order", op="min"),
        title=title,
        axis=alt.Axis(
            labelAngle=0, labelOverlap="parity", labelSeparation=8, grid=False, labelExpr=isolated("datum.label")
        ),
    )


def headings(*, longest: int = 10, above: bool = False) -> dict[str, Any]:
    """Labels of a category axis; a long one stands in two lines, broken after its first word.

    `above` the plot, the one line of a short label stands as low as the second line of a long one.
    """
    whole = isolated("datum.label")
    broken = isolated("replace(datum.label, ' ', '\u2069\\n\u2068')")
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


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


# ---- marks ---------------------------------------------------------------------------------------------


def on_shade(shaded: str, field: str, theme: Theme) -> Any:
    """Colour of a number on its cell: dark or white, whichever reads better on the shade behind it."""
    dark = f"luminance(scale('color', datum.{field})) < 0.18"
    return (
        alt.when(f"!({shaded})")
        .then(alt.value(ink(theme).text))
        .when(dark)
        .then(alt.value("#FFFFFF"))
        .otherwise(alt.value("#0B0D12"))
    )


def words(column: str) -> Any:
    """Text of a mark from a column, isolated as the labels of the axes are; nothing where it is null."""
    text = isolated(f"datum.{column}")
    if mirrored():
        # A text put together from isolated parts has no first letter: its parts run as the reader reads.
        text = f"test(regexp('^[\u2066-\u2068]'), datum.{column}) ? '\u2067' + datum.{column} + '\u2069' : {text}"
    return alt.value(alt.expr(f"isValid(datum.{column}) ? ({text}) : ''"))


def tips(**titles: str) -> list[alt.Tooltip]:
    """Tooltip rows from text columns of the frame: column name → translated title."""
    return [alt.Tooltip(f"{column}:N", title=title) for column, title in titles.items()]


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
    theme: Theme,
    colour: Any = None,
) -> alt.Chart:
    """Name each line at its last point; names that would touch are moved apart, never over the plot's edge.

    `chart` must give x and y. Lines are told apart by `group`, their last point is found by `order`;
    `colour` is a value or condition for the names.
    """
    named_in = alt.value(ink(theme).text) if colour is None else colour
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
        .mark_text(align="left", dx=8, baseline="middle", fontSize=12, limit=NAME_WIDTH + 20)
        .encode(y=alt.value(alt.expr(y)), text=words(label), color=named_in)
    )
    return named_ends


def _as(column: str) -> dict[str, Any]:
    return {"as": column}  # a word of Python's own, so it cannot be a plain keyword


def bar_values(base: alt.Chart, value: str, label: str, theme: Theme) -> alt.Chart:
    """Texts just beyond the ends of horizontal bars; beside the zero line where a bar points backwards."""
    texts: alt.Chart = (
        base.transform_filter(f"isValid(datum.{value})")
        .transform_calculate(**{f"{value}_end": f"max(0, datum.{value})"})
        .mark_text(
            align="right" if mirrored() else "left",
            dx=-6 if mirrored() else 6,
            baseline="middle",
            fontSize=12,
            color=ink(theme).text,
        )
        .encode(x=alt.X(f"{value}_end:Q"), text=words(label))
    )
    return texts


# ---- the whole picture ---------------------------------------------------------------------------------


def picture(
    *layers: alt.Chart | alt.LayerChart,
    height: float | alt.Step,
    theme: Theme,
    step: int | None = None,
    two_scales: bool = False,
) -> alt.LayerChart:
    """Lay marks over each other and give them their theme and the reader's numerals.

    The width is left to the page unless `step` gives each column its own; fonts always are.
    `two_scales` gives each layer its own horizontal scale.
    """
    colours = ink(theme)
    options: dict[str, Any] = {}
    digits = DIGITS.get(current_language())
    if digits:
        options["locale"] = alt.Locale(
            number=alt.NumberLocale(
                decimal="٫",
                thousands="٬",
                grouping=[3],
                currency=["", ""],
                numerals=list(digits),
                percent="٪",
                minus="−",
            )
        )
    # A little air, because browsers draw texts a few pixels wider than Vega measures them.
    air = {"left": 2, "top": 6, "right": 8, "bottom": 8}
    chart = cast("alt.LayerChart", alt.layer(*layers).properties(height=height, padding=air))
    if step:
        chart = chart.properties(width=alt.Step(step))
    if two_scales:
        chart = chart.resolve_scale(x="independent")
    finished: alt.LayerChart = chart.configure(
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=colours.muted,
            titleColor=colours.muted,
            gridColor=colours.grid,
            domainColor=colours.grid,
            tickColor=colours.grid,
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            titlePadding=10,
            labelPadding=8,
            labelFlush=False,
            labelBound=False,
        ),
        legend=alt.LegendConfig(
            labelColor=colours.text,
            titleColor=colours.muted,
            labelFontSize=12,
            titleFontSize=12,
        ),
        **options,
    )
    return finished
