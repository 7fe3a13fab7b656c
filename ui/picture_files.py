"""Pictures as files: what was drawn last under a name is kept, and made a PNG when the reader asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from access import trail
from charts.style import let_time_run, time_from_right
from localization import current_language, use_language
from localization.numbers import format_number
from ui import questions
from ui.deferred import later
from words import provenance

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from view import View

_DRAWN = "pictures_drawn"
# How else than by the name of their block the names of its pictures begin.
PICTURES = {
    "retention": ("lenses",),
    "differences": ("difference",),
    "pooled": ("curves",),
    "cells": ("heat_map", "one_age"),
    "pooled_value": ("value_so_far",),
}
MOST = 24


@dataclass(frozen=True)
class Drawn:
    """A picture that is on the page, and what it needs to be drawn again."""

    chart: Callable[..., Any]
    frame: pd.DataFrame
    options: dict[str, Any]
    view: View
    question: str
    times: int
    place: str


def keep(view: View, chart: Callable[..., Any], frame: pd.DataFrame, *, key: str, **options: Any) -> None:
    """Remember what a picture was drawn from, in this reader's session; of many pictures the last ones."""
    drawn: dict[str, Drawn] = st.session_state.setdefault(_DRAWN, {})
    drawn.pop(key, None)
    drawn[key] = Drawn(chart, frame, options, view, *questions.asked(), questions.place())
    while len(drawn) > MOST:
        drawn.pop(next(iter(drawn)))


def offer(view: View, *, key: str, otherwise: str = "") -> None:
    """Offer the pictures of a name as PNG, made when asked for; nothing where none of it was drawn.

    Parameters
    ----------
    view
        What the page looks at.
    key
        Name of the picture, or of the block that it belongs to: the beginning of the picture's name up to a "_".
    otherwise
        Title of a picture over which the page puts no question.

    """
    reader, found = (current_language(), time_from_right()), _drawn_of(view, key)
    for place, one in enumerate(found):
        number = f" {format_number(place + 1)}" if len(found) > 1 else ""
        called = f"{provenance.stem(one.view, f'{key}-{place + 1}' if number else key)}.png"
        st.download_button(
            f"PNG{number}",
            later(
                partial(_told, called, partial(png, one, *reader, title=one.question or otherwise), one.view.dataset)
            ),
            called,
            "image/png",
            key=f"{key}_png{place or ''}",
            icon=":material/image:",
            type="tertiary",
            on_click="ignore",
        )


def _told(name: str, make: Callable[[], bytes], dataset: str) -> bytes:
    """Keep in the trail that a picture is downloaded, and make it; where that cannot be written, it is not given."""
    trail.say("download", dataset=dataset, subject=name)
    return make()


def png(drawn: Drawn, lang: str, from_right: bool, *, title: str) -> bytes:  # as `time_from_right` says it
    """Draw a picture again as a file: light and on white, whatever the theme of the page."""
    from charts import files
    from ui.drawing import specification

    use_language(lang)  # a download is made on a thread of its own
    let_time_run(from_right=from_right)
    spec = specification(drawn.chart, drawn.frame, "light", **drawn.options)
    return files.png(spec, drawn.frame, title=title, foot=provenance.line(drawn.view))


def _drawn_of(view: View, key: str) -> list[Drawn]:
    """Return the pictures of a name on this page and of this version: the last, and those under the same question."""
    drawn: dict[str, Drawn] = st.session_state.get(_DRAWN, {})
    called = (key, *PICTURES.get(key, ()))
    here = (view.dataset, view.info.version, questions.place())
    found = [
        one
        for name, one in drawn.items()
        if any(name == one_of or name.startswith(f"{one_of}_") for one_of in called)
        and (one.view.dataset, one.view.info.version, one.place) == here
    ]
    return [one for one in found if one.times == found[-1].times]
