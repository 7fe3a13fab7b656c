"""Signing in and out: what stands in place of every page before it, and who is signed in beside the menu after it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.errors import StreamlitAuthError

import access
import register
import store
from access import roles, sessions, trail
from frame import style
from localization import N_, _
from localization.numbers import localize_digits
from store import folders
from ui import door
from words.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable

# Why the door is closed, and what to do; what a visitor cannot mend is for the administrator.
CLOSED: dict[door.Why, str] = {
    "signed out": N_("Sign in to see this dashboard."),
    "expired": N_("Your sign-in ended on {moment}. Sign in again; what was published and saved is still there."),
    "ended": N_("Your session was ended by an administrator. Sign in again."),
    "unused": N_("Nobody used your session for a while, so it ended. Sign in again; what was saved is still there."),
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
# Providers send everybody back to the first page: the browser's tab remembers which one was asked for.
_ASKED_FOR = """<script>
addEventListener("pagehide", () => {
  if (!document.querySelector(".st-key-providers")) return;
  try { sessionStorage.setItem("mandegar_asked_for", location.pathname + location.search); } catch {}
});
</script>"""
_GO_THERE = """<script>
try {
  const place = sessionStorage.getItem("mandegar_asked_for");
  sessionStorage.removeItem("mandegar_asked_for");
  if (place && place.startsWith("/") && place !== location.pathname + location.search) {
    location.replace(new URL(location.origin + place).href);
  }
} catch {}
</script>"""
_WHO, _RENEWED = "who_sits_here", "versions_renewed"
MAY_TRY = ("signed out", "expired", "ended", "unused", "no end")


def admit(choose_language: Callable[[], None]) -> None:
    """Go on for whoever may come in; for anybody else show why not, and how to sign in, and end the page there."""
    visitor = door.visitor()
    if st.session_state.get(_WHO, visitor.person) != visitor.person:
        st.session_state.clear()  # what is held was for somebody with other rights
    renewed = folders.renewed()
    if st.session_state.get(_RENEWED, renewed) != renewed:
        st.session_state.clear()  # what is held may name a customer who was forgotten since
    st.session_state[_RENEWED] = renewed
    is_new = _WHO not in st.session_state
    st.session_state[_WHO] = visitor.person
    if visitor.standing is not None and is_new:
        _keep(visitor)
    if visitor.why is None:
        if visitor.standing is not None:
            _run(_GO_THERE)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="head"):
        st.html(style.mark(_("Mandegar")), width="content")
        st.space("stretch")
        choose_language()
    st.title(_("Sign in"))
    st.text(_said(visitor))
    if visitor.why in MAY_TRY:
        _run(_ASKED_FOR)
        with st.container(horizontal=True, key="providers"):
            _offer()
    elif visitor.why != "secrets":
        _sign_out()
    st.stop()


def _run(script: str) -> None:
    with st.container(key="script_of_signing_in"):
        st.html(script, unsafe_allow_javascript=True)


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
        if person.held_to:
            held_to = plain(roles.held_in_words(person.held_to))
            st.caption(_("You see the customers alone with {held_to}.").format(held_to=held_to))
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
        visitor = door.visitor()
        if visitor.person.is_signed_in and visitor.until is not None:
            with suppress(OSError, ValueError, TypeError):  # the cookie goes all the same
                sessions.end_one(store.home(), visitor.person.account, visitor.given_at, visitor.until)
        st.logout()
