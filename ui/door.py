"""Who sits before the page: without sign-in, whoever comes from beyond this machine may only look."""

from __future__ import annotations

import ipaddress

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

import access

FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "X-Forwarded-Host")


def person() -> access.Person:
    """Return who acts in this session; nobody in a thread of the server that belongs to no session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return access.NOBODY if runtime.exists() else access.MACHINE
    headers = st.context.headers
    is_here = is_loopback(str(st.get_option("server.address") or "")) and not any(name in headers for name in FORWARDED)
    return access.MACHINE if is_here and is_loopback(_host(headers.get("Host") or "localhost")) else access.VIEWER


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


def watch() -> None:
    """Let whatever is done in this process from now on ask who sits before the page."""
    access.resolve_with(person)
