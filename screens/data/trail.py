"""Who did what: the newest of the trail, for administrators."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import register
from localization import _, ngettext
from localization.numbers import format_number
from store import downloads
from ui.deferred import later

if TYPE_CHECKING:
    from view import View

SHOWN = 300


def trail(view: View) -> None:
    """Show what people did, the newest first, with all of it as a file."""
    found = register.trail(most=SHOWN)
    text = ngettext("The newest {n} entry.", "The newest {n} entries.", len(found))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(text.format(n=format_number(len(found))), width="content")
        st.download_button(
            _("All of it (CSV)"),
            later(_csv),
            "who-did-what.csv",
            "text/csv",
            key="trail_csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
    if found:
        st.dataframe(_rows(view, found), hide_index=True, width="stretch", key="trail_grid")


def _rows(view: View, found: list[register.Event]) -> pd.DataFrame:
    rows = [
        (
            f"{view.day(pd.Timestamp(one.at).tz_localize(None))} {one.at:%H:%M} UTC",
            one.who or one.role,
            _(register.KINDS.get(one.kind, one.kind)),
            one.dataset,
            one.subject,
            json.dumps(one.detail, ensure_ascii=False) if one.detail else "",
        )
        for one in found
    ]
    return pd.DataFrame(rows, columns=[_("When"), _("Who"), _("What"), _("Data set"), _("Of it"), _("Further")])


def _csv() -> bytes:
    rows = [
        (one.at.isoformat(), one.who, one.role, one.kind, one.dataset, one.subject, json.dumps(one.detail))
        for one in register.trail(most=None)
    ]
    return downloads.csv_bytes(
        pd.DataFrame(rows, columns=["at", "who", "role", "kind", "dataset", "subject", "detail"])
    )
