"""Who sits before the page.

With `[auth]` in Streamlit's secrets whoever signed in and has a role; without it the user of this machine, and whoever
comes from beyond it may only look.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st
from streamlit import config, runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

import access
import register
import store
from access import roles, scopes, sessions, trail
from store import identity, seeing

if TYPE_CHECKING:
    from collections.abc import Callable

FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "X-Forwarded-Host")
DEFAULT_PROVIDER = "default"

FRESH_SECONDS = 1.0
_lately = threading.local()

# Why somebody stands before a closed door, None where it is open.
Why = Literal["signed out", "expired", "ended", "unused", "no end", "no role", "rules", "secrets"]


@dataclass(frozen=True)
class Visitor:
    """Whoever sits before the page: the person, why the door is closed to them if it is, and what came of their claims.

    `until` is the moment, in seconds since 1970, at which their sign-in ends or ended; None for who need not sign in.
    `given_at` is when their token was given, `claims` what it says.
    """

    person: access.Person
    why: Why | None = None
    standing: roles.Standing | None = None
    until: float | None = None
    given_at: float = 0.0
    claims: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_over(self) -> bool:
        """Tell whether they are no longer let in as who they were: their sign-in has ended, or a rule has changed."""
        if self.until is None:
            return False
        return signed_in(self.claims).person != self.person


def person() -> access.Person:
    """Return who acts in this session; nobody in a thread of the server that belongs to no session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return access.NOBODY if runtime.exists() else access.MACHINE
    return visitor().person


def visitor() -> Visitor:
    """Return who sits before the page of this session, and whether they may come in.

    It is looked at on every run, and asked dozens of times in each: within a second a session has the same answer.
    """
    session, now_ = get_script_run_ctx(suppress_warning=True), time.monotonic()
    if getattr(_lately, "session", None) is not session or now_ - _lately.at > FRESH_SECONDS:
        _lately.session, _lately.at, _lately.visitor = session, now_, _looked_at()
    found: Visitor = _lately.visitor
    return found


def _looked_at() -> Visitor:
    settings = sign_in()
    if settings is None:
        return Visitor(access.MACHINE if _is_here() else access.VIEWER)
    if not settings:
        return Visitor(access.NOBODY, "secrets")
    claims = st.user.to_dict()
    return signed_in(claims) if claims.get("is_logged_in") else Visitor(access.NOBODY, "signed out")


def signed_in(claims: dict[str, Any]) -> Visitor:
    """Return whoever signed in with a token that says so, as they may come in at this moment."""
    until = claims.get("exp")
    if isinstance(until, bool) or not isinstance(until, int | float):
        return Visitor(access.NOBODY, "no end")
    if until <= time.time():
        return Visitor(access.NOBODY, "expired", until=until)
    account, given_at = roles.account_of(claims), sessions.given_at(claims)
    if sessions.was_ended(store.home(), account, given_at):
        return Visitor(access.NOBODY, "ended", until=until)
    try:
        rules = roles.rules_of(store.home() / roles.FILE)
        longest = roles.idle_seconds(store.home() / roles.FILE)
    except roles.AccessError:
        return Visitor(access.NOBODY, "rules", until=until)
    if longest is not None and sessions.is_unused(account, given_at, longest, time.time()):
        return Visitor(access.NOBODY, "unused", until=until)
    found = roles.standing(rules, claims)
    return Visitor(found.person, None if found.rule else "no role", found, until, given_at, claims)


def now() -> Visitor:
    """Return whoever acts at this moment, be it named (`access.acting_as`) or the visitor of this session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return Visitor(access.who())
    return visitor()


def sign_in() -> dict[str, Any] | None:
    """Return the settings of signing in; None where nobody has to, and none where they cannot be read.

    A file of secrets that is there and cannot be read may have held them: then the door stays closed.
    """
    if st.secrets.load_if_toml_exists():
        found = st.secrets.get("auth")
        if found is None:
            return None
        return found.to_dict() if hasattr(found, "to_dict") else dict(found)
    is_there = any(Path(path).exists() for path in config.get_option("secrets.files") or ())
    return {} if is_there else None


def providers() -> list[str]:
    """Name the providers that are set up to sign in with, as `st.login` wants them."""
    settings = sign_in() or {}
    named = [name for name, one in settings.items() if isinstance(one, dict) and "client_id" in one]
    return ([DEFAULT_PROVIDER] if "client_id" in settings else []) + named


def _is_here() -> bool:
    headers = st.context.headers
    is_local = is_loopback(str(st.get_option("server.address") or "")) and not any(one in headers for one in FORWARDED)
    return is_local and is_loopback(_host(headers.get("Host") or "localhost"))


def is_loopback(name: str) -> bool:
    """Tell whether a host's name or address is this machine's own, which nobody reaches from elsewhere."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _host(header: str) -> str:
    """Return the host of a Host header without its port."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].lower()


def watch(keep_trail: Callable[..., None] = register.record) -> None:
    """Let whatever is done in this process from now on ask who sits before the page, and a server keep the trail."""
    access.resolve_with(person)
    scopes.find_with(seeing.customers)
    scopes.identify_with(identity.identity)
    if runtime.exists():
        trail.write_with(keep_trail)
