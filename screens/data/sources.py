"""Reading from a source that the server names, beside the uploader: a folder by its name, a database by one SELECT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from localization import _
from words.texts import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

READ = "read_sources"
SHOWN_COLUMNS = 8
EXAMPLE = "SELECT customer_id, ordered_on, revenue FROM orders"


@dataclass(frozen=True)
class ReadSource:
    """What was read from a source; its rows are kept for the session, so that what is checked is what is published."""

    name: str
    file: Any
    file_id: str


def read() -> tuple[ReadSource, ...]:
    """Return what was read and not removed again."""
    found: tuple[ReadSource, ...] = st.session_state.get(READ, ())
    return found


def ask(known: Sequence[Any], doors: Any) -> None:
    """Offer the sources by name and read the chosen one at a click.

    Parameters
    ----------
    known
        As `loading.named_sources` returns them.
    doors
        The module `loading`.

    """
    is_database = {one.name: one.is_database for one in known}
    name = st.selectbox(
        _("Or read from a source"),
        list(is_database),
        key="source_name",
        help=_("Folders and databases that whoever runs this server has named. Nothing in them can be changed."),
    )
    query = ""
    if is_database[name]:
        query = st.text_area(
            _("What to read: one SELECT"),
            key=f"source_query_{name}",
            placeholder=EXAMPLE,
            height=104,
        )
    if not st.button(_("Read it now"), icon=":material/database:", key="read_source"):
        return
    with st.spinner(_("Reading the source"), show_time=True):
        source = doors.read_named(name, query, seconds=doors.PAGE_SECONDS)
    one = ReadSource(name, doors.Found(source), f"source_{source.sha256[:16]}")
    st.session_state[READ] = (*(old for old in read() if old.file_id != one.file_id), one)


def show() -> None:
    """List what was read, each with a way to remove it."""
    for one in read():
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"read_{one.file_id}"):
            columns = one.file.source.columns
            said = _("Read from {name}, with the columns {columns}").format(
                name=f"**{plain(one.name)}**",
                columns=plain(", ".join(columns[:SHOWN_COLUMNS])) + (" …" if len(columns) > SHOWN_COLUMNS else ""),
            )
            st.markdown(said, width="content")
            st.button(
                _("Remove"),
                icon=":material/close:",
                type="tertiary",
                key=f"remove_{one.file_id}",
                on_click=_remove,
                args=(one.file_id,),
            )


def _remove(file_id: str) -> None:
    st.session_state[READ] = tuple(one for one in read() if one.file_id != file_id)


def let_go() -> None:
    """Forget what was read: it is published."""
    st.session_state.pop(READ, None)
