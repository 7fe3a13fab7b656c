"""What a page cannot show: of a version what is wrong, and the way back to the newest whole one; else the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import access
import store
from localization import _
from localization.numbers import format_number
from store import folders, integrity
from ui import links
from words.texts import plain

if TYPE_CHECKING:
    import register


def speak(error: store.Damaged, *, key: str = "damage") -> None:
    """Say what is wrong with a version, and offer the newest whole one: as the current one, or to be looked at."""
    with st.container(key=key):
        st.error(plain(str(error)), icon=":material/broken_image:")
        whole = integrity.newest_whole(error.dataset, error.version)
        if whole is None or not _is_current(error) or not access.may("undo"):
            return
        label = _("Go back to version {version}").format(version=format_number(whole))
        if st.button(label, icon=":material/history:", key=f"{key}_undo"):
            store.point_to(error.dataset, whole)
            links.forget(["version"])
            st.cache_resource.clear()
            st.rerun()


def speak_of(error: register.RegisterError | store.StoreError) -> None:
    """Say why the register or a data set cannot be read or written; what the page shows without it stays."""
    with st.container(key="register_error"):
        st.error(plain(str(error)), icon=":material/error:")


def newest_whole(error: store.Damaged) -> store.Version | None:
    """Return the newest version that can be read in place of one that cannot; None where none can."""
    whole = integrity.newest_whole(error.dataset, error.version)
    return None if whole is None else store.open(error.dataset, whole).info


def _is_current(error: store.Damaged) -> bool:
    return error.version is None or error.version == folders.named_current(error.dataset)
