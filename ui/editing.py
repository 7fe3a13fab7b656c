"""Forms on what others may change meanwhile: what was seen when the form was opened counts, not what is there now."""

from __future__ import annotations

import streamlit as st

from localization import _


def seen(key: str, revision: int, first_widget: str) -> int:
    """Return the revision that the reader saw when a form was opened, and say so where it is no longer the newest.

    Parameters
    ----------
    key
        Name of the form.
    revision
        What is there now.
    first_widget
        Key of a widget of the form, with `{seen}` in it: as long as nobody has seen it, the form is opened anew.

    """
    base: int = st.session_state.get(f"{key}_seen", revision)
    if first_widget.format(seen=base) not in st.session_state:
        base = revision
    st.session_state[f"{key}_seen"] = base
    if base != revision:
        st.warning(_("Somebody else changed this since you opened it; what you see below is from before."))
        if st.button(_("Show what is there now"), key=f"{key}_renew", icon=":material/refresh:"):
            st.session_state[f"{key}_seen"] = revision
            st.rerun()
    return base


def kept(key: str) -> None:
    """Let a form be opened anew, once what the reader changed is kept."""
    st.session_state.pop(f"{key}_seen", None)
