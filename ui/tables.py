"""The table twin of a picture: rows, downloads, definition and query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import streamlit as st

from access import trail
from localization import _, direction
from localization.numbers import without_marks
from metrics.glossary import GLOSSARY
from store import downloads
from ui import cells, links, picture_files, printing, questions
from ui.deferred import later
from words import columns, provenance
from words.texts import plain, unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from view import View

SHOWN = 1000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def numbers(
    view: View, frame: pd.DataFrame | None, *, definition: str, key: str, by: tuple[str, ...] = (), **options: Any
) -> None:
    """Offer the numbers behind a picture: the table, CSV, Excel, the definition with its query.

    Parameters
    ----------
    view
        What the page looks at.
    frame
        Rows with the metric's own column names; None asks for them when the table or a download is wanted, where
        the page itself did not need all of them.
    definition
        Name of the metric in the glossary.
    key
        Name of the block on its page.
    by, options
        What the metric was asked with, for the query.

    """

    def rows() -> pd.DataFrame:
        return view.fetch(definition, by=by, **options) if frame is None else frame

    with st.popover(_("Table, files, definition"), icon=":material/more_horiz:", type="tertiary", key=f"quiet_{key}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_numbers"):
            downloads_of(view, rows, name=definition, key=key)
            picture_files.offer(view, key=key, otherwise=_(GLOSSARY[definition].title))
        table = st.expander(_("The numbers as a table"), key=f"{key}_table", on_change="rerun", icon=":material/table:")
        if table.open:
            with table:
                grid(view, rows(), key=f"{key}_grid")
        meaning = st.expander(_("Definition"), key=f"{key}_definition", on_change="rerun", icon=":material/info:")
        if meaning.open:
            with meaning:
                _meaning(view, definition, by=by, **options)


def titled(question: str) -> DeltaGenerator:
    """Write the question that pictures answer, their title in files too; returns the end of its line, for `numbers`."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        questions.ask(question)
        return st.container(width="content")


def grid(
    view: View,
    frame: pd.DataFrame,
    *,
    key: str,
    height: int | Literal["auto"] = "auto",
    picked_by: str = "",
    doors: tuple[str, ...] = (),
    of: int = 0,
) -> list[int]:
    """Show a frame as a sortable, searchable grid; returns the picked row numbers where rows can be picked.

    Parameters
    ----------
    view
        What the page looks at.
    frame
        Rows with a metric's own column names.
    key
        Name of the grid on its page.
    height
        In pixels.
    picked_by
        Column that tells the rows apart, for the address; without one no row can be picked.
    doors
        Columns whose cells are doors: a click on one picks its row, once.
    of
        How many rows there are, where the frame holds only the first of them.

    """
    there = max(of, len(frame))
    table, settings = cells.sheet(view, frame if len(frame) <= SHOWN else frame.head(SHOWN))
    settings |= {"height": height, "key": key}
    if there > SHOWN:
        st.caption(
            _("The first {shown} of {all} rows; the download holds all of them.").format(
                shown=view.count(SHOWN), all=view.count(there)
            )
        )
    if through := [name for name in doors if name in frame.columns]:
        event = st.dataframe(table, on_select="rerun", selection_mode="single-cell", **settings)
        st.caption(_("Click a name or a number to open the customer’s file."))
        printing.twin(view, frame, key=key, rows=there)
        labels = columns.headings(view, frame.columns)
        open_at = {labels[name] for name in through}
        return [row for row, label in event.selection.get("cells", ()) if label in open_at and row < len(frame)][:1]
    if not picked_by:
        st.dataframe(table, **settings)
        printing.twin(view, frame, key=key, rows=there)
        return []
    event = st.dataframe(table, on_select="rerun", selection_mode="single-row", **settings)
    printing.twin(view, frame, key=key, rows=there)
    rows = [row for row in event.selection.rows if row < len(frame)]
    mark = links.Mark.of(key).picked({picked_by: str(frame.iloc[rows[0]][picked_by])} if rows else None)
    if mark is None:
        return []
    return [int(row) for row in np.flatnonzero(frame[picked_by].astype(str) == mark.get(picked_by))[:1]]


def downloads_of(
    view: View, frame: pd.DataFrame | Callable[[], pd.DataFrame], *, name: str, key: str, what: str = ""
) -> None:
    """Offer a frame, or what returns it, as CSV and as Excel; the file is made when it is asked for.

    Both say what they are: the Excel file on a second sheet; a CSV has no place for it, so a file beside it does.

    Parameters
    ----------
    view
        What the page looks at.
    frame
        Rows with the metric's own column names, or what returns them.
    name
        Name of the metric in the glossary, or another short one for the file's name.
    key
        Name of the block on its page.
    what
        What the rows are, in words, where the metric's title does not say it.

    """
    stem = provenance.stem(view, name)

    def rows() -> pd.DataFrame:
        return columns.readable(view, frame() if callable(frame) else frame)

    def csv() -> bytes:
        found = rows()
        trail.say("download", dataset=view.dataset, subject=f"{stem}.csv", rows=len(found))
        return downloads.csv_bytes(found)

    def described() -> bytes:
        found = rows()
        return downloads.csv_description(
            f"{stem}.csv", found, facts=provenance.plain_facts(view) | {"metric": name}, about=_about(view, name, what)
        )

    def xlsx() -> bytes:
        found = frame() if callable(frame) else frame
        trail.say("download", dataset=view.dataset, subject=f"{stem}.xlsx", rows=len(found))
        return downloads.xlsx_bytes(
            columns.readable(view, found),
            _(GLOSSARY[name].title) if name in GLOSSARY else name,
            right_to_left=direction() == "rtl",
            formats=columns.excel_formats(view, found.columns),
            about=_about(view, name, what),
            about_sheet=_("About these numbers"),
        )

    look: dict[str, Any] = {"icon": ":material/download:", "type": "tertiary", "on_click": "ignore"}
    st.download_button("CSV", later(csv), f"{stem}.csv", "text/csv", key=f"{key}_csv", **look)
    st.download_button(
        _("About the CSV"),
        later(described),
        f"{stem}.csv-metadata.json",
        "application/csvm+json",
        key=f"{key}_json",
        help=_("A file beside the CSV that says what it is: data set, version, filters, and what each column holds."),
        **look,
    )
    st.download_button("Excel", later(xlsx), f"{stem}.xlsx", EXCEL, key=f"{key}_xlsx", **look)


def explain(
    view: View,
    definition: str,
    *,
    key: str,
    by: tuple[str, ...] = (),
    passport: Callable[[], Iterable[str]] | None = None,
    **options: object,
) -> None:
    """Offer a metric's definition, formula, source, data version and query.

    Parameters
    ----------
    view
        What the page looks at.
    definition
        Name of the metric in the glossary.
    key
        Name of the block on its page.
    by, options
        What the metric was asked with, for the query.
    passport
        Gives what is to be said of one number: numerator and denominator, interval, period, change. Asked for when
        the reader opens it.

    """
    look: dict[str, Any] = {"icon": ":material/info:", "type": "tertiary", "on_change": "rerun"}
    with (
        st.container(key=f"quiet_{key}_definition", width="content"),
        st.popover(_("Definition"), key=f"{key}_definition", **look) as box,
    ):
        if box.open:
            _meaning(view, definition, by=by, passport=passport, **options)


def _meaning(
    view: View,
    definition: str,
    *,
    by: tuple[str, ...] = (),
    passport: Callable[[], Iterable[str]] | None = None,
    **options: object,
) -> None:
    entry = GLOSSARY[definition]
    st.markdown(f"**{_(entry.title)}**")
    st.markdown(_(entry.definition))
    if entry.formula:
        st.code(_(entry.formula), language=None, wrap_lines=True)
    if entry.source:
        st.caption(unmarked(_("Source: {source}").format(source=_(entry.source))))
    for line in passport() if passport else ():
        st.text(line)
    st.caption(plain(provenance.line(view)))
    st.code(view.sql(definition, by=by, **options), language="sql", wrap_lines=True)


def _about(view: View, name: str, what: str) -> dict[str, str]:
    entry, about = GLOSSARY.get(name), {}
    if what:
        about[_("What it is")] = what
    about |= provenance.facts(view)
    if entry is not None:
        about |= {_("Table"): _(entry.title), _("Definition"): _(entry.definition)}
    return {label: without_marks(text) for label, text in about.items()}
