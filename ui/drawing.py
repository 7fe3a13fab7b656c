"""Drawing: each picture's specification is built once, then only its rows travel."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from charts.spec import vega_lite
from charts.style import let_time_run, time_from_right
from localization import current_language, use_language
from ui import links, picture_files
from view.frame_cache import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from view import View


@contextmanager
def at_least(pixels: int, *, key: str) -> Iterator[None]:
    """Give a picture at least so much width; where the screen has less, it scrolls sideways in its own frame."""
    st.html(f"<style>.st-key-{key}_frame {{overflow-x: auto}} .st-key-{key}_wide {{min-width: {pixels}px}}</style>")
    with st.container(key=f"{key}_frame"), st.container(key=f"{key}_wide"):
        yield


def show(
    view: View,
    chart: Callable[..., Any],
    frame: pd.DataFrame,
    *,
    key: str,
    alt: str,
    select: str | None = None,
    **options: Any,
) -> dict[str, Any] | None:
    """Draw a frame with a chart function; returns the picked mark's fields, or None.

    Parameters
    ----------
    view
        Gives the theme.
    chart
        Function of the charts room.
    frame
        Its rows, with every text that varies with the data already written.
    key
        Name of the picture on its page.
    alt
        The finding in words, for those who cannot see the picture.
    select
        Name of the chart's click selection, if it has one.
    options
        Options of the chart function.

    """
    picture_files.keep(view, chart, frame, key=key, **options)
    spec = specification(chart, frame, view.theme, **options)
    rows = _as_arrow(frame)
    if select is None:
        st.vega_lite_chart(rows, spec, key=key, alt=alt, width="stretch")
        return None
    mark, fields = links.Mark.of(key), _fields(spec, select)
    mark.follow(_picked(st.session_state.get(mark.widget), select))
    event = st.vega_lite_chart(
        rows,
        _with_mark(spec, select, _drawn(mark.first, frame, fields)),
        key=mark.widget,
        alt=alt,
        width="stretch",
        on_select="rerun",
        selection_mode=select,
    )
    return _drawn(mark.picked(_picked(event, select)), frame, fields)


def _picked(event: Any, select: str) -> dict[str, Any] | None:
    """Return the fields of the mark that a picture says is picked."""
    marks = event["selection"].get(select) if event else None
    return dict(marks[0]) if marks else None


def _fields(spec: dict[str, Any], select: str) -> list[str]:
    """Return the columns that tell the marks of a picture apart."""
    return next(list(param["select"]["fields"]) for param in spec["params"] if param["name"] == select)


def _drawn(mark: dict[str, Any] | None, frame: pd.DataFrame, fields: list[str]) -> dict[str, Any] | None:
    """Return a mark that the picture has; None for any other, as an address may name what is of no picture."""
    if mark is None or not set(fields) <= mark.keys():
        return None
    rows = frame
    for name in fields:
        rows = rows[rows[name].isna() if mark[name] is None else rows[name] == mark[name]]
    return mark if len(rows) else None


def _with_mark(spec: dict[str, Any], select: str, mark: dict[str, Any] | None) -> dict[str, Any]:
    """Return a specification that shows a mark as picked from the start."""
    if mark is None:
        return spec
    return {
        **spec,
        "params": [
            {**param, "value": [mark]} if param["name"] == select else param for param in spec.get("params", ())
        ],
    }


def specification(chart: Callable[..., Any], frame: pd.DataFrame, theme: str, **options: Any) -> dict[str, Any]:
    """Return a picture's specification for this reader; it knows the names of the frame's columns, not its rows."""
    reader = (current_language(), time_from_right())
    return _spec(chart, reader, theme, tuple(frame.columns), tuple(sorted(options.items())))


@remembered
def _as_arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


@lru_cache(maxsize=300)
def _spec(
    chart: Callable[..., Any],
    reader: tuple[str, bool],
    theme: str,
    columns: tuple[str, ...],
    options: tuple[tuple[str, Any], ...],
) -> dict[str, Any]:
    """Build a specification from the names of the columns alone, once for each language and theme."""
    lang, from_right = reader
    use_language(lang)
    let_time_run(from_right=from_right)
    return vega_lite(chart(pd.DataFrame(columns=list(columns)), theme=theme, **dict(options)))
