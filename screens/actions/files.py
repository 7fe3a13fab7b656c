"""Tasks as a file for another program, and the file of what came of them back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import access
import register
from access import trail
from localization import _, ngettext
from register import exchange
from store import downloads
from ui.deferred import later
from words.texts import unmarked

if TYPE_CHECKING:
    from view import View


def show(view: View) -> None:
    """Offer the open tasks as CSV and Excel, and take back a file with what came of them."""
    st.text(
        _(
            "Another program can do the calling: give it this file, and send it back with the column `result` filled "
            "in. Who is left alone to compare is not in it."
        )
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, file_name, make in (("CSV", "tasks.csv", _csv), ("Excel", "tasks.xlsx", _xlsx)):
            st.download_button(
                label,
                later(partial(make, view.dataset, f"{view.dataset}-{file_name}")),
                file_name=f"{view.dataset}-{file_name}",
                key=f"tasks_{label}",
                icon=":material/download:",
            )
    results = _(", ").join(f"{code} ({_(label)})" for code, label in register.OUTCOMES.items())
    st.caption(unmarked(_("What can stand under `result`: {results}.").format(results=results)))
    if not access.may("act"):
        return
    given = st.file_uploader(_("The file with what came of them"), type=["csv", "xlsx", "txt"], key="outcomes")
    if given is not None and st.button(_("Write it down"), key="outcomes_go", type="primary"):
        try:
            changed = exchange.take_back(given.getvalue(), given.name)
        except register.RegisterError as error:
            st.warning(unmarked(str(error)))
        else:
            text = ngettext("{n} task was changed.", "{n} tasks were changed.", changed)
            st.success(text.format(n=view.count(changed)))


def _frame(dataset: str, name: str) -> pd.DataFrame:
    found = pd.DataFrame(exchange.rows(dataset), columns=list(exchange.COLUMNS))
    trail.say("download", dataset=dataset, subject=name, rows=len(found))
    return found


def _csv(dataset: str, name: str) -> bytes:
    return downloads.csv_bytes(_frame(dataset, name))


def _xlsx(dataset: str, name: str) -> bytes:
    return downloads.xlsx_bytes(_frame(dataset, name), "tasks")
