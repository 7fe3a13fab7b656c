"""The picture of a brief as a file, drawn without a browser."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from charts import files
from charts.spec import vega_lite

if TYPE_CHECKING:
    from messages.brief import Picture

# Narrow, so that its letters can still be read when a phone shows it at two thirds.
WIDE = 480


def png(picture: Picture) -> bytes:
    """Return a picture as PNG on white; its title and what it shows in words stand beside it."""
    return files.bare_png(vega_lite(picture.chart(picture.rows.head(0))), picture.rows, width=WIDE)


def as_source(drawn: bytes) -> str:
    """Return a PNG as the source of an image inside an HTML file."""
    return f"data:image/png;base64,{b64encode(drawn).decode()}"
