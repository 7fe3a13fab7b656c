"""The people behind a picked cell of the cohorts page, or behind the mean of all cohorts at an age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from localization import _
from screens.cohorts.findings import cell_heading
from ui import links
from ui.people import people
from words.texts import plain

if TYPE_CHECKING:
    from screens.cohorts.pictures import Group
    from screens.cohorts.reading import Reading


def people_of_cell(group: Group, picked: dict[str, Any] | None, how: Reading, *, key: str) -> None:
    """Show who stands behind a picked cell: those kept and those not, each list as long as its number."""
    view, cell = group.view, picked_cell(group.cells, picked)
    if cell is None:
        cell = picked_mean(group.pooled, picked)
    if cell is None:
        return
    heading = cell_heading(view, cell, how)
    st.subheader(f"{plain(group.title)} · {heading}" if group.title else heading)
    cohort, age = cell["cohort"].date() if "cohort" in cell else None, int(cell["age"])
    members = how.people(view, cohort, age)
    kept, others = links.tabs(
        {"kept": _("Kept"), "lost": _("Not kept") if how.asks_more else _("Did not buy again")}, key=f"{key}_tabs"
    )
    name = f"cohort-{cohort or 'all'}-{age}"
    if kept.open:
        with kept:
            came = members[members["is_kept"]].drop(columns="is_kept")
            people(view, came, heading=_("kept"), name=f"{name}-kept", key=f"{key}_kept")
    if others.open:
        with others:
            gone = members[~members["is_kept"]].drop(columns=["is_kept", "orders", "revenue", "profit"])
            heading = _("not kept") if how.asks_more else _("did not buy again")
            people(view, gone, heading=heading, name=f"{name}-not-kept", key=f"{key}_lost")


def picked_cell(cells: pd.DataFrame, picked: dict[str, Any] | None) -> pd.Series | None:
    """Return the row of a picked cell; None for the means, and for a cell that another filter has removed."""
    if not picked or not picked.get("cohort"):
        return None
    found = cells[(cells["cohort"] == pd.Timestamp(picked["cohort"])) & (cells["age"] == int(picked["age"]))]
    return found.iloc[0] if len(found) else None


def picked_mean(pooled: pd.DataFrame, picked: dict[str, Any] | None) -> pd.Series | None:
    """Return the row of a picked mean of all cohorts; None for a cell of one cohort."""
    if not picked or picked.get("cohort") or picked.get("age") is None:
        return None
    found = pooled[pooled["age"] == int(picked["age"])]
    return found.iloc[0] if len(found) else None
