"""The reader's own calendar of follow-ups, under an address to subscribe to: made, shown once, revoked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

import access
import register
from access import roles
from frame import subscribing
from localization import _
from ui import clock
from view import values_of
from words.texts import plain, unmarked

if TYPE_CHECKING:
    from view import View

EVERYBODY = ""
_MADE = "calendar_made"


def offer(view: View) -> None:
    """Offer whoever has an account here, or sits at the machine, an address for their calendar program."""
    person = access.who()
    if not person.is_signed_in and person.role != access.MACHINE.role:
        return
    with st.popover(_("Subscribe"), icon=":material/calendar_add_on:", type="tertiary", key="subscribe"):
        st.text(_("Your calendar program can show whom to speak to, and look for changes by itself."))
        try:
            _about(view, person.account)
        except (register.RegisterError, roles.AccessError) as error:
            st.warning(unmarked(str(error)), icon=":material/warning:")


def _about(view: View, account: str) -> None:
    found = register.calendar_of(view.dataset, account)
    made = st.session_state.get(_MADE)
    if found and made and made[0] == view.dataset:
        _show(made[1])
    elif found:
        text = _("You have an address since {moment}. It was shown once; if it is lost, make another one.")
        st.text(text.format(moment=clock.moment(found.made_at, view.calendar)))
    owner = EVERYBODY
    if "owner" in view.info.attributes:
        owner = st.selectbox(
            _("Whose customers"),
            [EVERYBODY, *(one for one in values_of(view.dataset, view.info.version, "owner") if one)],
            format_func=lambda name: plain(name) if name else _("everybody's"),
            key="calendar_owner",
        )
    label = _("Make another address") if found else _("Make an address")
    if st.button(label, key="calendar_make", icon=":material/link:", type="secondary" if found else "primary"):
        secret = register.make_calendar(view.dataset, account, subscribing.claims_of_visitor(), owner=owner)
        st.session_state[_MADE] = (view.dataset, secret)
        st.rerun()
    if found and st.button(_("Revoke the address"), key="calendar_revoke", icon=":material/link_off:", type="tertiary"):
        register.revoke_calendar(view.dataset, account)
        st.session_state.pop(_MADE, None)
        st.rerun()


def _show(secret: str) -> None:
    whole = f"{_base()}{subscribing.path(secret)}"
    st.caption(_("Your address, shown this once. Whoever has it reads what you may see: pass it to nobody."))
    st.code(whole, language=None, wrap_lines=True)
    place = urlsplit(whole)
    st.link_button(_("Open in the calendar of this device"), f"webcal://{place.netloc}{place.path}")


def _base() -> str:
    """Return where readers find the dashboard: as whoever runs it says, else as this page was opened."""
    said = os.environ.get("MANDEGAR_ADDRESS", "").rstrip("/")
    if said:
        return said
    here = urlsplit(str(st.context.url or ""))
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{here.scheme}://{here.netloc}{'/' if path else ''}{path}"
