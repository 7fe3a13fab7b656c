"""Cells of a grid: the reader sees a text of the page's language, the number or the day behind it sorts.

Streamlit's own number formats would follow the browser's language, not the page's, and know no Jalali day.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from localization import current_language, direction
from localization.numbers import format_number, format_percent
from view.frame_cache import remembered
from words import columns, own_values, result_words
from words.texts import each

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas.io.formats.style import Styler

    from view import View

# Written by the browser in English alone: its printf knows no other digits.
BY_BROWSER = frozenset({"money", "number", "times", "count"})
# One decimal is read of a number; of a column in which none reaches one, three; of times two, as sentences have them.
USUAL, FINE, OF_TIMES = 1, 3, 2


def sheet(view: View, frame: pd.DataFrame) -> tuple[Styler, dict[str, Any]]:
    """Return what `st.dataframe` shows of a frame with a metric's column names, and how.

    Headings are translated, undefined cells hold a dash, and columns start where reading starts.
    """
    shown, texts, settings = _parts(view, frame)
    return _written(shown, texts), dict(settings)


def written(view: View, frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the rows of a frame as texts, as its grid shows them, in the order of reading."""
    shown, texts, _settings = _parts(view, frame)
    names = [str(name) for name in frame.columns if name not in columns.HIDDEN]
    in_columns = [
        texts.get(place) or each(shown.iloc[:, place], _in_english(columns.kind(name), shown.iloc[:, place]))
        for place, name in enumerate(names)
    ]
    return [str(label) for label in shown.columns], [
        [text or "–" for text in row] for row in zip(*in_columns, strict=True)
    ]


def _in_english(kind: columns.Kind, values: pd.Series) -> Callable[[Any], str]:
    return partial(_as_in_english, kind, _decimals(kind, values))


def _as_in_english(kind: columns.Kind, decimals: int, value: Any) -> str:
    """Write a cell that the browser writes: a number by its printf, a mark for what is so, a dash for nothing."""
    if pd.isna(value) or value == "":
        return "–"
    if isinstance(value, bool | np.bool_):
        return "✓" if value else "✗"
    if kind in BY_BROWSER and isinstance(value, int | float | np.number):
        return format(float(value), f",.{decimals}f")
    return str(value)


@remembered
def _parts(view: View, frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, list[str]], dict[str, Any]]:
    shown = frame.drop(columns=[name for name in columns.HIDDEN if name in frame.columns])
    labels = columns.headings(view, shown.columns)
    texts: dict[int, list[str]] = {}
    config: dict[str, Any] = {}
    for place, name in enumerate(shown.columns):
        kind = columns.kind(name)
        is_number = pd.api.types.is_numeric_dtype(shown[name]) and not pd.api.types.is_bool_dtype(shown[name])
        if kind in BY_BROWSER and is_number and current_language() == "en":
            shape = "%,d" if kind == "count" else f"%,.{_decimals(kind, shown[name])}f"
            config[labels[name]] = st.column_config.NumberColumn(format=shape)
            continue
        is_text = not is_number and not pd.api.types.is_datetime64_any_dtype(shown[name])
        is_said = is_text and not pd.api.types.is_bool_dtype(shown[name])
        said = _said(view, name, shown.columns) if is_said else {}
        write = partial(_named, said) if said else _writer(view, kind, shown[name], is_number=is_number)
        if write is not None:
            texts[place] = each(shown[name], write)
    order = list(labels.values())
    settings: dict[str, Any] = {
        "hide_index": True,
        "column_config": config,
        "column_order": order[::-1] if direction() == "rtl" else order,
        "placeholder": "–",
    }
    return shown.rename(columns=labels), texts, settings


def _said(view: View, name: str, among: pd.Index) -> dict[str, str]:
    """Return what the codes of a column, or the values of our own sample, are called."""
    return result_words.spoken(name, among=among) | own_values.of_column(view.dataset, name)


def _named(said: dict[str, str], code: Any) -> str:
    return "" if pd.isna(code) else said.get(code, str(code))


def _writer(view: View, kind: columns.Kind, values: pd.Series, *, is_number: bool) -> Callable[..., str] | None:
    """Return what writes a cell; None where Streamlit shows it as it should be."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return view.period_name if kind == "period" else view.plain_day
    if not is_number:
        return None
    writers: dict[str, Callable[..., str]] = {
        "share": format_percent,
        "money": view.count,
        **dict.fromkeys(("number", "times"), partial(format_number, decimals=_decimals(kind, values))),
        "count": view.count,
    }
    return writers.get(kind)


def _decimals(kind: columns.Kind, values: pd.Series) -> int:
    """Return how many decimals tell the numbers of a column apart."""
    if kind == "times":
        return OF_TIMES
    if kind != "number" or not pd.api.types.is_numeric_dtype(values):
        return 0
    largest = values.abs().max()
    return FINE if 0 < largest < 1 else USUAL


def _written(frame: pd.DataFrame, texts: dict[int, list[str]]) -> Styler:
    """Lay texts over the cells of some columns.

    Streamlit takes displayed texts from a pandas Styler alone. Its two steps are answered here, as its own take
    a third of a second for a thousand rows, whether a column has texts or not.
    """
    styler = frame.style
    body = [
        [{"id": f"row{row}_col{place}", "display_value": text} for row, text in enumerate(column)]
        for place, column in texts.items()
    ]
    vars(styler).update(_compute=lambda: styler, _translate=lambda *_options: {"cellstyle": [], "body": body})
    return styler
