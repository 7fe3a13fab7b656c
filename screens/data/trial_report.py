"""What became of a file's rows when it was tried out: counts, how they were read, what stands out or is set aside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from localization import _, direction
from screens.data import file_findings, findings
from store import downloads
from ui import tables
from ui.cards import cards
from ui.deferred import later
from words import columns
from words.provenance import safe
from words.texts import plain, strong

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from view import View

REPORTED = ("rows_read", "accepted", "rejected", "skipped", "anonymous")
MOST_AT_ONCE = 7  # rows that are seen without rolling


def found(
    view: View, trial: Any, *, file_name: str, key: str, is_short: bool, left_out: Callable[[], pd.DataFrame]
) -> None:
    """Show what became of the rows of a file.

    Parameters
    ----------
    view
        What the page looks at.
    trial
        As `loading.try_out` returns it.
    file_name
        What the file is called, for downloads.
    key
        Name of the block on its page.
    is_short
        Whether the first rows are shown on demand only.
    left_out
        Gives the rows that the choice of rows leaves out; asked at a click.

    """
    report = trial.report
    counts = {name: getattr(report, name) for name in REPORTED}
    cards(findings.read(**counts, has_anonymous=report.table == "orders"), key=f"{key}_found")
    if covered := file_findings.covers(view, trial.quality):
        st.text(covered)
    for note in report.notes:
        st.info(plain(note), icon=":material/info:")
    _noticed(view, trial.quality, file_name=file_name, key=key)
    if not trial.rejects.empty:
        _set_aside(view, trial, file_name=file_name, key=key)
    if report.mapping.only and report.skipped:
        _download(
            _("The rows left out by the choice of rows (CSV)"),
            lambda: downloads.csv_bytes(left_out()),
            f"{safe(file_name)}-left-out.csv",
            key=f"{key}_left_out_csv",
        )
    with st.expander(
        _("The first rows, as they were read"), key=f"{key}_rows", expanded=not (is_short or report.rejected)
    ):
        _as_read(trial.preview, key=f"{key}_preview")
    if report.evidence:
        with st.expander(_("How the values were read"), key=f"{key}_evidence"):
            for one in report.evidence:
                st.text(one.sentence)


def _noticed(view: View, quality: Any, *, file_name: str, key: str) -> None:
    """Say what stands out, each with its rows for download."""
    for name, sentence in file_findings.noticed(view, quality):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_{name}"):
            st.text(f"• {sentence}", width="content")
            if name in quality.lists:
                _download(
                    _("The list (CSV)"),
                    partial(_listed, quality.lists[name]),
                    f"{safe(file_name)}-{name}.csv",
                    key=f"{key}_{name}_csv",
                )


def _listed(rows: pd.DataFrame) -> bytes:
    return downloads.csv_bytes(file_findings.in_words(rows))


def _set_aside(view: View, trial: Any, *, file_name: str, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(strong(_("Set aside, with the reason; the rest is loaded")))
        _download(
            _("These rows as they stand in the file (CSV): mend them and drop them here"),
            lambda: downloads.csv_bytes(trial.rejected_rows),
            f"{safe(file_name)}-rejected.csv",
            key=f"{key}_rejected_csv",
        )
    tables.grid(view, trial.rejects.rename(columns={"value": "written", "reason": "why"}), key=f"{key}_rejects")


def _download(label: str, content: Callable[[], bytes], name: str, *, key: str) -> None:
    st.download_button(
        label, later(content), name, "text/csv", key=key, icon=":material/download:", type="tertiary", on_click="ignore"
    )


def _as_read(preview: pd.DataFrame, *, key: str) -> None:
    """Show rows with every digit that was read, unlike the rounded lists of the other pages."""
    names = ["source_row", *(name for name in preview.columns if name != "source_row")]
    labels = [columns.label(name) for name in names]
    days = {
        label: st.column_config.DateColumn(format="YYYY-MM-DD")
        for label, name in zip(labels, names, strict=True)
        if columns.kind(name) == "day"
    }
    shown = preview[names]
    if "status" in names:  # what was read as cancelled is kept by this word, whatever the file calls it
        shown = shown.assign(status=shown["status"].replace("cancelled", _("Cancelled")))
    st.dataframe(
        shown.set_axis(labels, axis="columns"),
        hide_index=True,
        height=280 if len(shown) > MOST_AT_ONCE else "content",
        column_order=labels[::-1] if direction() == "rtl" else labels,
        column_config=days,
        key=key,
    )
