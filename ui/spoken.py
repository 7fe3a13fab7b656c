"""What a button does before its page runs again, where nothing yet could say what went wrong: the page says it then.

Streamlit calls what `on_click` and `on_change` name outside of the page's script, and would show an error there as a
traceback. Whatever reaches the store or the register from there goes through `spoken`.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import streamlit as st

import register
import store
from words.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
_UNDONE = "what_was_not_done"


def spoken(act: Callable[Given, object]) -> Callable[Given, None]:
    """Return what does the same, and leaves the reason to be told where it cannot be done."""

    @wraps(act)
    def done(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            act(*args, **kwargs)
        except (register.RegisterError, store.StoreError) as error:
            st.session_state[_UNDONE] = str(error)

    return done


def tell() -> None:
    """Say, once, why what was asked for before this run was not done."""
    if reason := st.session_state.pop(_UNDONE, ""):
        st.error(plain(reason), icon=":material/error:")
