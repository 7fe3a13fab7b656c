"""A grid on paper: the browser prints only the rows of it that are in sight, so a short one is written out in full."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from ui import cells
from view.frame_cache import remembered

if TYPE_CHECKING:
    import pandas as pd

    from view import View

MOST_ROWS = 60


def twin(view: View, frame: pd.DataFrame, *, key: str, rows: int = 0) -> None:
    """Put a plain table below a grid, seen only on paper; of a long grid say there that the download holds all rows.

    Parameters
    ----------
    view
        Says how amounts and days are written.
    frame
        The rows of the grid.
    key
        Name of the grid on its page.
    rows
        How many rows there are, where the grid holds the first of them alone.

    """
    there = max(rows, len(frame))
    if there <= MOST_ROWS:
        st.html(_table(view, frame))
        return
    with st.container(key=f"paper_{key}"):
        note = _("On paper stand only the rows in sight: there are {n}, and the download holds all of them.")
        st.caption(note.format(n=view.count(there)))


@remembered
def _table(view: View, frame: pd.DataFrame) -> str:
    headings, rows = cells.written(view, frame)
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table class="on-paper"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
