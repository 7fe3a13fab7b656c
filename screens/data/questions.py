"""What a file leaves open and only a person knows: day or month first, the decimal mark, a value for all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from ingest.questions import WORD_MARK
from localization import N_, _
from words.texts import plain, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screens.data.mapping import Parts

# Which part of a mapping an answer goes to.
PARTS = {
    "date_order": "date_order",
    "decimal_mark": "decimal_mark",
    "constant": "constants",
    "computed": "computed",
    "choice": "answers",
    "words": "answers",
}
OPTIONS = {
    "dmy": N_("day first: 3/4 is the 3rd of April"),
    "mdy": N_("month first: 3/4 is the 4th of March"),
    "ymd": N_("year first"),
    ".": N_("the point is the decimal mark: 1.5"),
    ",": N_("the comma is the decimal mark: 1,5"),
    "as_written": N_("as the days are written"),
}


def answers(parts: Parts, *, key: str) -> Parts:
    """Put what was answered so far into a mapping."""
    answered = {part: dict(texts) for part, texts in parts.items()}
    for question in _asked(key).values():
        answer = st.session_state.get(_place(question, key))
        if question.kind == "words" and answer is not None:
            # What is not ticked is kept as well: a word of a later file is neither, and asked about.
            answer = WORD_MARK.join([*answer, *(f"-{word}" for word in question.options if word not in answer)])
        if answer:
            answered.setdefault(PARTS[question.kind], {})[question.column] = str(answer)
    return answered


def ask(questions: Iterable[Any], *, key: str) -> None:
    """Ask what a file leaves open; an answer is read by `answers` in the next run, and the question stays."""
    asked = _asked(key)
    for question in questions:
        asked.setdefault((question.kind, question.column), question)
    st.session_state[f"{key}_asked"] = asked
    for question in asked.values():
        place = _place(question, key)
        with st.container(border=True, key=f"{place}_box"):
            st.markdown(f":material/help: {plain(question.sentence)}")
            _answer(question, place)


def _answer(question: Any, place: str) -> None:
    """Offer the answers: words to tick, a list to choose from or to type into, a choice of few, or a free text."""
    label, options = _("Your answer"), list(question.options)
    if question.kind == "words":
        assumed = [word for word in question.assumed.split(WORD_MARK) if word in options]
        st.pills(
            label,
            options,
            selection_mode="multi",
            default=assumed,
            format_func=unmarked,
            key=place,
            label_visibility="collapsed",
        )
    elif question.may_be_typed:
        st.selectbox(
            label,
            options,
            options.index(question.assumed),
            format_func=lambda option: _(OPTIONS[option]) if option in OPTIONS else option,
            key=place,
            accept_new_options=True,
            label_visibility="collapsed",
            width=260,
        )
    elif options:
        meanings = dict(zip(options, question.labels, strict=False))
        st.radio(
            label,
            options,
            index=options.index(question.assumed),
            format_func=lambda option: unmarked(
                meanings.get(option) or (_(OPTIONS[option]) if option in OPTIONS else option)
            ),
            key=place,
            horizontal=True,
            label_visibility="collapsed",
        )
    else:
        st.text_input(label, question.assumed, key=place, label_visibility="collapsed", width=260)


def _asked(key: str) -> dict[tuple[str, str], Any]:
    asked: dict[tuple[str, str], Any] = st.session_state.get(f"{key}_asked", {})
    return asked


def _place(question: Any, key: str) -> str:
    return f"{key}_answer_{question.kind}_{question.column}"
