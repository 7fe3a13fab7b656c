"""What every picture shares: colours by meaning, inks of the two themes, the mirror, and the finish.

Nothing here looks at data. A text that depends on data is a column of the frame; a limit or a position that
depends on data is a Vega expression.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, cast

import altair as alt

from localization import current_language, direction

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


_from_right: ContextVar[bool] = ContextVar("time_from_right", default=False)


def let_time_run(*, from_right: bool) -> None:
    """Choose for this thread on which side of a time axis the past lies: left unless the reader wants it otherwise."""
    _from_right.set(from_right)


def time_from_right() -> bool:
    """Whether the reader wants time to run from right to left."""
    return _from_right.get()


def mirrored() -> bool:
    """Whether the reader's language runs from right to left."""
    return direction() == "rtl"


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
