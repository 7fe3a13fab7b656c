"""A picture as a file: a specification, its rows, a title and a foot, drawn without a browser."""

from __future__ import annotations

import json
import re
import textwrap
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charts.style import INKS, mirrored

if TYPE_CHECKING:
    import pandas as pd

FONTS = Path(__file__).resolve().parent.parent / "static"
FONT = "Vazirmatn"
WIDTH = 960
SCALE = 2
MARGIN, TITLE_SIZE, FOOT_SIZE, LEADING = 24, 18, 11, 1.55
# Mean width of a letter in sizes of its font, a little too wide rather than too narrow.
LETTER = 0.56
END = "\u2069"
_MARKS = dict.fromkeys(range(0x2066, 0x206A))


def png(spec: dict[str, Any], frame: pd.DataFrame, *, title: str, foot: str) -> bytes:
    """Return a picture as PNG at twice its size, on white, with a title above and a foot below it.

    Parameters
    ----------
    spec
        As `charts.spec.vega_lite` returns it, for the light theme.
    frame
        Its rows.
    title
        What the picture answers.
    foot
        What it was made from.

    """
    drawn = drawing(spec, frame)
    head = dict(re.findall(r' (width|height)="([\d.]+)"', drawn[: drawn.index(">")]))
    width, height = float(head["width"]), float(head["height"])
    whole = max(width + 2 * MARGIN, WIDTH / 2)
    inside = whole - 2 * MARGIN
    above, top = _lines(title, MARGIN, TITLE_SIZE, inside, INKS["light"].text, weight="bold")
    below, bottom = _lines(foot, top + 12 + height + 14, FOOT_SIZE, inside, INKS["light"].muted)
    start = (whole - width) / 2
    placed = drawn.replace("<svg", f'<svg x="{start:.0f}" y="{top + 12:.0f}"', 1)
    total = bottom + MARGIN / 2
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole:.0f}" height="{total:.0f}">'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{above}{placed}{below}</svg>'
    )
    made: bytes = _converter().svg_to_png(svg, scale=SCALE)
    return made


def bare_png(spec: dict[str, Any], frame: pd.DataFrame, *, width: int) -> bytes:
    """Return a picture alone as PNG at twice its size, on white, so wide in all."""
    made: bytes = _converter().svg_to_png(drawing(spec, frame, width), scale=SCALE)
    return made


def drawing(spec: dict[str, Any], frame: pd.DataFrame, width: int = WIDTH - 2 * MARGIN) -> str:
    """Return the picture alone as SVG; a specification without a width takes this one in all."""
    rows = json.loads(frame.to_json(orient="records", date_format="iso", double_precision=15))
    whole = {**spec, "data": {"name": "frame"}, "datasets": {"frame": rows}, "background": "#FFFFFF"}
    if "width" not in spec:
        whole |= {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
    whole["config"] = {"font": FONT, **spec.get("config", {})}
    svg: str = _converter().vegalite_to_svg(whole)
    return svg


def _lines(text: str, top: float, size: int, width: float, colour: str, *, weight: str = "normal") -> tuple[str, float]:
    """Return a text broken into lines, as SVG, at the side where reading starts; and where it ends."""
    lines = broken(text, max(int(width / (size * LETTER)), 12))
    x, anchor, mark = (MARGIN + width, "end", "\u2067") if mirrored() else (MARGIN, "start", "\u2066")
    written = "".join(
        f'<text x="{x:.0f}" y="{top + size + place * size * LEADING:.1f}" text-anchor="{anchor}" font-family="{FONT}" '
        f'font-size="{size}" font-weight="{weight}" fill="{colour}">{mark}{escape(line)}{END}</text>'
        for place, line in enumerate(lines)
    )
    return written, top + len(lines) * size * LEADING


def broken(text: str, longest: int) -> list[str]:
    """Break a text into lines, between its parts (" · ") where they fit a line, else between words."""
    lines: list[str] = []
    for part in text.split(" · "):
        if lines and len(lines[-1]) + 3 + len(part) <= longest:
            lines[-1] += f" · {part}"
        elif len(part) <= longest:
            lines.append(part)
        else:  # a mark whose other half stands on the next line would turn the order of both
            lines += textwrap.wrap(part.translate(_MARKS), longest)
    return lines


@cache
def _converter() -> Any:
    """Return the converter, which knows the font of the pages from now on; it takes a second to load."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
