"""The steps of loading a file, as the analyst meets them: choose, look at what was found, publish."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

import store
from localization import _, direction
from localization.numbers import format_percent
from store.schema import TABLES
from ui import columns, first_start, tables
from ui.cards import cards
from ui.findings import data as findings
from ui.texts import plain, strong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd

    from ui.view import View

A_NEW_ONE = ""
UPLOADER, NAME = "upload", "upload_name"


@dataclass(frozen=True)
class Chosen:
    """A file and the data set that it goes into; `file_id` tells one upload from the next."""

    dataset: str
    is_new: bool
    name: str
    content: bytes
    file_id: str


class Unfinished(Exception):  # noqa: N818 - nothing is wrong, the person has a choice to make first
    """The rest of the steps waits for a choice; the sentence says which."""


@contextmanager
def spoken(*kinds: type[Exception]) -> Iterator[None]:
    """Show an error that a person can mend as its sentence, and go on after the block."""
    try:
        yield
    except Unfinished as wait:
        st.info(plain(str(wait)), icon=":material/edit:")
    except kinds as error:
        st.error(plain(str(error)), icon=":material/error:")


def need(names: Sequence[str]) -> None:
    """Go no further while columns that a table needs are not filled."""
    if names:
        raise Unfinished(_("Choose what fills: {names}.").format(names=", ".join(names)))


def choose(view: View) -> Chosen | None:
    """Ask for a data set and a file; None while either is missing."""
    names = store.datasets()
    default = A_NEW_ONE if view.dataset == first_start.SAMPLE else view.dataset
    into, called = st.columns(2, vertical_alignment="top")
    dataset = into.selectbox(
        _("Into which data set?"),
        [A_NEW_ONE, *names],
        [A_NEW_ONE, *names].index(default),
        key=f"into_{view.dataset}",
        format_func=lambda name: name or _("a new one"),
    )
    if dataset == A_NEW_ONE:
        called.text_input(_("Its name"), key=NAME, placeholder=_("for example shop; the file's name if left empty"))
    file = st.file_uploader(
        _("A table with one row for each order line: CSV, text, Excel, OpenDocument or Parquet; also gzipped"),
        key=UPLOADER,
        on_change=_name_after_file,
    )
    if file is None:
        st.caption(
            _(
                "Needed are three columns: the customer, the day and the sales, or quantity and price. Customers, "
                "departures with their reasons, contracts and more can be added to the same data set afterwards."
            )
        )
        return None
    name = str(st.session_state.get(NAME, "") if dataset == A_NEW_ONE else dataset).strip()
    if not name:
        st.info(_("Give the new data set a name."), icon=":material/edit:")
        return None
    return Chosen(name, dataset == A_NEW_ONE, file.name, file.getvalue(), file.file_id)


def _name_after_file() -> None:
    """Name a new data set after its file, unless it has a name already."""
    file = st.session_state.get(UPLOADER)
    if file is not None and not st.session_state.get(NAME, "").strip():
        stem = re.split(r"[\\/]", file.name)[-1].split(".")[0]
        st.session_state[NAME] = re.sub(r"[^\w \u200c-]+", " ", stem).strip()[:40]


def sheet(sheets: Sequence[str], read: str | None, *, key: str) -> str | None:
    """Ask which sheet of a workbook to read, if there are several."""
    if len(sheets) < 2:
        return None
    names = list(sheets)
    return str(st.selectbox(_("Sheet"), names, names.index(read) if read else 0, key=f"{key}_sheet"))


def table(guess: str, *, key: str) -> str:
    """Ask which table the file fills; needed columns are named beneath."""
    names = list(TABLES)
    chosen = st.selectbox(
        _("The file holds"),
        names,
        names.index(guess),
        key=f"{key}_table",
        format_func=lambda name: _(TABLES[name].label),
    )
    return str(chosen)


def found(
    view: View,
    counts: Mapping[str, int],
    preview: pd.DataFrame,
    rejects: pd.DataFrame,
    rejected_rows: Callable[[], bytes],
    notes: Sequence[str],
    *,
    file_name: str,
    has_anonymous: bool,
) -> None:
    """Show what became of the rows of a file: counts, notes, the first rows, and those set aside."""
    cards(findings.read(**counts, has_anonymous=has_anonymous), key="found")
    for note in notes:
        st.info(plain(note), icon=":material/info:")
    st.markdown(strong(_("The first rows, as they were read")))
    _as_read(preview)
    if not rejects.empty:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(strong(_("Set aside, with the reason; the rest is loaded")))
            st.download_button(
                _("These rows as they stand in the file, to be mended (CSV)"),
                rejected_rows,
                f"{file_name}-rejected.csv",
                "text/csv",
                key="rejected_csv",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
        tables.grid(view, rejects.rename(columns={"value": "written", "reason": "why"}), key="rejects")


def _as_read(preview: pd.DataFrame) -> None:
    """Show rows with every digit that was read, unlike the rounded lists of the other pages."""
    names = ["source_row", *(name for name in preview.columns if name != "source_row")]
    labels = [columns.label(name) for name in names]
    days = {
        label: st.column_config.DateColumn(format="YYYY-MM-DD")
        for label, name in zip(labels, names, strict=True)
        if columns.kind(name) == "day"
    }
    st.dataframe(
        preview[names].set_axis(labels, axis="columns"),
        hide_index=True,
        height=280,
        column_order=labels[::-1] if direction() == "rtl" else labels,
        column_config=days,
        key="preview",
    )


def signature() -> tuple[str, str]:
    """Ask who publishes and what changed, for the history; both may stay empty."""
    signed_in = st.user.to_dict()
    by, about = st.columns(2)
    who = by.text_input(
        _("Your name, for the history"), str(signed_in.get("name") or signed_in.get("email") or ""), key="who"
    )
    note = about.text_input(_("Note, for the history"), key="note", placeholder=_("the file's name if left empty"))
    return who.strip(), note.strip()


@contextmanager
def progress(label: str, done: str) -> Iterator[Callable[[str, float], None]]:
    """Show how far a publication is: give it what the block yields."""
    with st.status(label, expanded=True) as status:
        bar = st.progress(0.0)

        def tell(stage: str, share: float) -> None:
            bar.progress(min(share, 1.0), text=f"{_(stage)} · {format_percent(share, decimals=0)}")

        yield tell
        bar.empty()
        status.update(label=done, state="complete", expanded=False)
