"""Slow answers, kept for the session until their question changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Answer = TypeVar("Answer")


def kept(name: str, question: Hashable, answer: Callable[[], Answer]) -> Answer:
    """Return the answer to a question; asked again only when the question of this name is another one.

    Only the last answer of each name is kept, so a large one is let go with the next question.
    """
    place = f"kept_{name}"
    held = st.session_state.get(place)
    if held is None or held[0] != question:
        st.session_state.pop(place, None)
        held = (question, answer())
        st.session_state[place] = held
    found: Answer = held[1]
    return found


def is_kept(name: str, question: Hashable) -> bool:
    """Tell whether the answer to this very question is held."""
    held = st.session_state.get(f"kept_{name}")
    return held is not None and held[0] == question


def let_go(prefixes: tuple[str, ...], still: list[str]) -> None:
    """Drop held answers whose name begins so and belongs to none of those that are still there."""
    keep = tuple(f"kept_{prefix}{one}" for prefix in prefixes for one in still)
    starts = tuple(f"kept_{prefix}" for prefix in prefixes)
    for place in [name for name in st.session_state if str(name).startswith(starts)]:
        if not str(place).startswith(keep):
            del st.session_state[place]
