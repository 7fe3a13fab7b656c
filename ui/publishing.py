"""What publishing from a page has in common: errors as sentences, how far the work is, and a way to stop it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from localization.numbers import format_percent
from ui.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Unfinished(Exception):  # noqa: N818 - nothing is wrong, the person has a choice to make first
    """The rest of the steps waits for a choice; the sentence says which."""


@contextmanager
def spoken(*kinds: type[Exception]) -> Iterator[None]:
    """Show an error that a person can mend as its sentence, and go on after the block."""
    try:
        yield
    except Unfinished as wait:
        if str(wait):
            st.info(plain(str(wait)), icon=":material/edit:")
    except kinds as error:
        st.error(plain(str(error)), icon=":material/error:")


@contextmanager
def progress(label: str, done: str, *, key: str = "") -> Iterator[Callable[[str, float], None]]:
    """Show how far the work is, and a way to stop it: give it what the block yields.

    A click on the button runs the page anew; the stage at hand is the last, and nothing of it is kept.
    """
    with st.status(label, expanded=True) as status:
        bar = st.progress(0.0)
        place = st.empty()
        place.button(_("Cancel"), icon=":material/close:", key=f"cancel{key}")

        def tell(stage: str, share: float) -> None:
            bar.progress(min(share, 1.0), text=f"{_(stage)} · {format_percent(share, decimals=0)}")

        yield tell
        bar.empty()
        place.empty()
        status.update(label=done, state="complete", expanded=False)
