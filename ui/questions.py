"""The questions that a page puts over its pictures: headings on the screen, titles in the files."""

from __future__ import annotations

import streamlit as st

from words.texts import plain

_ASKED, _TIMES = "question_asked", "questions_asked"


def ask(question: str) -> None:
    """Show a question as a heading; the pictures below it carry it as their title."""
    st.subheader(question, width="stretch")
    note(question.replace("\\", ""))


def of(part: str) -> None:
    """Show whom the next picture is about, of several under one question."""
    st.markdown(f"**{plain(part)}**")
    where, question, times, _before = st.session_state.get(_ASKED, ("", "", 0, ""))
    st.session_state[_ASKED] = (where, question, times, part)


def note(question: str) -> None:
    """Let the pictures that follow carry a title that the page shows in another way: the name of a tab."""
    times = st.session_state.get(_TIMES, 0) + 1
    st.session_state[_TIMES] = times
    st.session_state[_ASKED] = (place(), question, times, "")


def asked() -> tuple[str, int]:
    """Return the question that was asked last on this page, and which one of all it was; "" and 0 where none was."""
    where, question, times, part = st.session_state.get(_ASKED, ("", "", 0, ""))
    if where != place():
        return "", 0
    return f"{question} · {part}" if part else question, times


def place() -> str:
    """Return the address of the page, without what is chosen on it."""
    return str(st.context.url or "").split("?")[0]
