"""Files that a page hands out, downloads above all, go to the person alone for whose page they were made.

Streamlit gives them to whoever knows their address, which is long and cannot be guessed, but stands in histories and in
the logs of a proxy. Where people sign in, a file is there for those with the cookie of somebody whose open session has
it; for everybody else there is no such file.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from streamlit import runtime
from streamlit.web.server.starlette import starlette_websocket

from access.roles import account_of
from frame import operation
from ui import door

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "_streamlit_user"
# Of so many files that were made at a click it is known whose they are; the oldest are made again at the next click.
MOST_KNOWN = 10_000
_made: OrderedDict[str, set[str]] = OrderedDict()
_lock = threading.Lock()


def watch() -> None:
    """Note from now on in which session a file is made at a click: Streamlit keeps it without saying whose it is."""
    # A page that is tried without a server has no files to note; a file of which nothing is noted is nobody's.
    manager: Any = getattr(runtime.get_instance(), "_media_file_mgr", None) if runtime.exists() else None
    if manager is None or "execute_deferred" in vars(manager):
        return
    make = manager.execute_deferred

    def made(button: str) -> str:
        asked = manager._deferred_callables.get(button)  # noqa: SLF001 - it has no other way
        address: str = make(button)
        if asked is not None:
            note(PurePosixPath(address).stem, asked["session_id"])
        return address

    manager.execute_deferred = made


def note(file: str, session: str) -> None:
    """Note that a file was made in a session; one of the same content may be several people's."""
    with _lock:
        _made.setdefault(file, set()).add(session)
        _made.move_to_end(file)
        while len(_made) > MOST_KNOWN:
            _made.popitem(last=False)


class Theirs:
    """Stands before the server, and knows no file of somebody else's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer that there is no such file, or pass the request on."""
        if scope["type"] == "http" and (file := _file_of(str(scope.get("path", "")))) and not _may_have(scope, file):
            operation.count_refusal("files")
            await PlainTextResponse("File not found", 404)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _file_of(path: str) -> str:
    """Return the identifier of the file that an address names; empty where it names none."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    before, media, name = path.partition("/media/")
    return PurePosixPath(name).stem if media and before.strip("/") == base else ""


def _may_have(scope: Scope, file: str) -> bool:
    try:
        if door.sign_in() is None:
            return True
        said = starlette_websocket._get_signed_cookie_with_chunks(HTTPConnection(scope).cookies, COOKIE)  # noqa: SLF001 - it has no other way
        who = account_of(json.loads(said)) if said else ""
    except Exception:  # noqa: BLE001 - whatever is wrong with settings or cookie, nobody is told of a file
        return False
    return bool(who) and who in _whose(file)


def _whose(file: str) -> set[str]:
    """Return the accounts of the people whose open sessions have a file."""
    server: Any = runtime.get_instance() if runtime.exists() else None
    if server is None:
        return set()
    by_session = server._media_file_mgr._files_by_session_and_coord  # noqa: SLF001 - it has no other way
    with _lock:
        made = {*_made.get(file, ())}
    sessions = {session for session, files in [*by_session.items()] if file in {*files.values()}} | made
    found = (server._session_mgr.get_session_info(session) for session in sessions)  # noqa: SLF001 - it has no other way
    return {account_of(one.session._user_info) for one in found if one is not None}  # noqa: SLF001 - it has no other way
