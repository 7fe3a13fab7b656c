"""Signing in and out: what stands in place of every page before it, and who is signed in beside the menu after it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.errors import StreamlitAuthError

import access
import register
from access import roles, trail
from frame import style
from localization import N_, _
from localization.numbers import localize_digits
from ui import door
from ui.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable

# Why the door is closed, and what to do; what a visitor cannot mend is for the administrator.
CLOSED: dict[door.Why, str] = {
    "signed out": N_("Sign in to see this dashboard."),
    "expired": N_("Your sign-in ended on {moment}. Sign in again; what was published and saved is still there."),
    "no end": N_(
        "Your provider did not say until when your sign-in holds (“exp”), so it is not taken. Ask the administrator "
        "to let the provider send an ID token with it."
    ),
    "no role": N_(
        "You are signed in as {name}, and have no role in this dashboard: {reason}. Ask its administrator for one; "
        "they find the rules in access.toml and try them with “cli.py access check”."
    ),
    "rules": N_(
        "You are signed in, but the rules of who may do what cannot be read, so nobody is let in. Ask the "
        "administrator to run “cli.py access check”, which says what is wrong in access.toml."
    ),
    "secrets": N_(
        "The settings of signing in cannot be read, so nobody is let in. Ask the administrator to mend [auth] in "
        "Streamlit's secrets.toml."
    ),
}
_WHO = "who_sits_here"
MAY_TRY = ("signed out", "expired", "no end")


def admit(choose_language: Callable[[], None]) -> None:
    """Go on for whoever may come in; for anybody else show why not, and how to sign in, and end the page there."""
    visitor = door.visitor()
    if st.session_state.get(_WHO, visitor.person) != visitor.person:
        st.session_state.clear()  # what is held was for somebody with other rights
    is_new = _WHO not in st.session_state
    st.session_state[_WHO] = visitor.person
    if visitor.standing is not None and is_new:
        _keep(visitor)
    if visitor.why is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="head"):
        st.html(style.mark(_("Mandegar")), width="content")
        st.space("stretch")
        choose_language()
    st.title(_("Sign in"))
    st.text(_said(visitor))
    if visitor.why in MAY_TRY:
        with st.container(horizontal=True, key="providers"):
            _offer()
    elif visitor.why != "secrets":
        _sign_out()
    st.stop()


def _keep(visitor: door.Visitor) -> None:
    """Keep in the trail that somebody came, or was turned away; who cannot be written down does not come in."""
    with access.acting_as(visitor.person):
        try:
            if visitor.why is None:
                trail.say("sign_in", subject=visitor.person.role)
            else:
                trail.say_done("turned_away", subject=visitor.why)
        except register.RegisterError as error:
            st.error(plain(str(error)), icon=":material/error:")
            st.stop()


def badge() -> None:
    """Show who is signed in, with their role and the way out; nothing where nobody has to sign in."""
    person = access.who()
    if not person.is_signed_in:
        return
    with st.popover(plain(person.name), icon=":material/person:", type="tertiary", key="person"):
        st.text(person.account)
        st.caption(_("Your role: {role}").format(role=_(access.ROLE_NAMES[person.role])))
        if not access.sight().names:
            st.caption(_("Customers have stand-ins in place of their names and numbers."))
        _sign_out()


def _said(visitor: door.Visitor) -> str:
    why: door.Why = visitor.why or "signed out"
    sentence = _(CLOSED[why])
    moment = _moment(visitor.until) if visitor.until is not None else ""
    found = visitor.standing
    reason = roles.explained(found) if found is not None else ""
    return sentence.format(moment=moment, name=visitor.person.name or visitor.person.account, reason=reason)


def _moment(seconds: float) -> str:
    try:
        when = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return ""
    return localize_digits(f"\u2066{when:%Y-%m-%d %H:%M} UTC\u2069")


def _offer() -> None:
    """Offer the providers, each by the name that its part of the secrets has."""
    known = door.providers()
    if not known:
        _say_broken()
    for name in known:
        label = _("Sign in") if len(known) == 1 else _("Sign in with {provider}").format(provider=_called(name))
        if st.button(plain(label), icon=":material/login:", type="primary", key=f"sign_in_{name}"):
            try:
                st.login(None if name == door.DEFAULT_PROVIDER else name)
            except StreamlitAuthError:
                _say_broken()


def _say_broken() -> None:
    why: door.Why = "secrets"
    st.error(_(CLOSED[why]), icon=":material/error:")


def _called(provider: str) -> str:
    return _("the firm's account") if provider == door.DEFAULT_PROVIDER else provider.replace("-", " ").title()


def _sign_out() -> None:
    if st.button(_("Sign out"), icon=":material/logout:", key="sign_out"):
        trail.say_done("sign_out")
        st.logout()
