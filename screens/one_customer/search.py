"""Searching a customer by name or number, and the file that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import access
import store
from localization import _, ngettext
from localization.numbers import without_marks
from store import names
from ui import customer_file, links, people
from view.shared import shared
from words.texts import unmarked

if TYPE_CHECKING:
    import pandas as pd

    from view import View

SOUGHT = "sought"
LONGEST = 120


def opened() -> str:
    """Return the number of the customer whose file the address opens; empty where it names none."""
    return str(st.query_params.get(links.CUSTOMER, ""))


@shared(100)
def _found(dataset: str, version: int, text: str) -> pd.DataFrame:
    return names.find(store.open(dataset, version), text)


def ask() -> str:
    """Ask for a name or a number; typed anew for each file, as what was sought for the last one is answered."""
    text = st.text_input(
        _("Search"),
        key=f"{SOUGHT}_{opened()}",
        placeholder=_("Name or number"),
        label_visibility="collapsed",
        icon=":material/person_search:",
        width=320,
    )
    return text[:LONGEST]


def results(view: View, text: str) -> None:
    """List who is found by a text; nothing without one."""
    if not without_marks(text).strip():
        return
    found = _found(view.dataset, view.info.version, text)
    st.text(sentence(view, found))
    if not access.sight().names:
        st.caption(_("You see stand-ins in place of who customers are, so nobody is found by a name."))
    if found.empty or not people.is_written(view, len(found), name="customer-search", key=f"search_{text}"):
        return
    shown = found.drop(columns="score").dropna(axis=1, how="all")
    people.grid(view, shown, key=f"found_{opened()}")


def sentence(view: View, found: pd.DataFrame) -> str:
    """Say how many were found."""
    if found.empty:
        return _("Nobody has such a name or number, not even nearly. Try a part of it, or fewer letters.")
    text = ngettext(
        "{n} customer has such a name or number.",
        "{n} customers have such a name or number, the likest first.",
        len(found),
    )
    if len(found) == names.MOST:
        text = _("The {n} customers whose name or number is most like it:")
    return text.format(n=view.count(len(found)))


def unknown(view: View, customer_id: str) -> None:
    """Say that the address names a customer whom this version does not know."""
    st.warning(
        unmarked(
            _("There is no customer “{customer}” in version {version} of “{dataset}”. Search them by name or number.")
        ).format(customer=unmarked(customer_id), version=view.count(view.info.version), dataset=unmarked(view.dataset)),
        icon=":material/person_off:",
    )


def facts(view: View, customer_id: str) -> dict[str, object]:
    """Return what the data say of the customer; empty where they are not known."""
    return customer_file.facts(view.dataset, view.info.version, customer_id)
