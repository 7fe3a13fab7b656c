"""Views kept under a name: a click opens the same page with the same filters on today's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import access
from localization import _
from store import StoreError, named, views
from ui import links
from ui.spoken import spoken
from words.texts import plain, unmarked

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGE = "lang"
# The language is the reader's own; who a customer is may not be seen by everybody who sees the view.
NO_PART = frozenset({LANGUAGE, links.CUSTOMER})


def offer(dataset: str, page: str, labels: Mapping[str, str]) -> None:
    """Show the data set's saved views, each a link, and offer to save this one.

    Parameters
    ----------
    dataset, page
        What is looked at, and on which page.
    labels
        Names of the pages there are, in the reader's language.

    """
    show(dataset, labels)
    if not access.may("lists"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input(_("Save this view as"), key="view_name", max_chars=named.LONGEST)
        if not st.button(_("Save"), key="view_save", icon=":material/bookmark_add:"):
            return
    try:
        kept = views.save(dataset, name=name, page=page, address=_of_everybody(links.whole_address()))
    except StoreError as error:
        st.warning(unmarked(str(error)))
    else:
        st.text(_("Saved: “{name}”. Everybody who works with this data set finds it here.").format(name=kept.name))


def show(dataset: str, labels: Mapping[str, str], *, deletable: bool = False) -> int:
    """Show the saved views of a data set, each a link; returns how many there are."""
    found = [one for one in views.saved(dataset) if one.page in labels]
    if found:
        st.caption(_("Saved views"))
    for place, one in enumerate(found):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(
                f"pages/{one.page}.py",
                label=f"{plain(one.name)} · {labels[one.page]}",
                icon=":material/bookmark:",
                query_params={**one.address, **_language()},
            )
            if deletable and access.may("lists"):
                st.button(
                    _("Delete"),
                    key=f"view_delete_{place}",
                    type="tertiary",
                    icon=":material/delete:",
                    on_click=spoken(views.delete),
                    args=(dataset, one.name),
                )
    return len(found)


def _of_everybody(address: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in address.items() if name not in NO_PART}


def _language() -> dict[str, str]:
    return {name: value for name, value in links.address().items() if name == LANGUAGE}
