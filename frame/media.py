"""Files that a page hands out, downloads above all, go to the person alone for whose page they were made.

Streamlit gives them to whoever knows their address, which is long and cannot be guessed, but stands in histories and in
the logs of a proxy. Where people sign in, a file is there for those with the cookie of somebody whose open session has
it, and as long as they may come in and see what they saw when it was made; for everybody else there is no such file.
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

from frame import operation
from store import folders
from ui import door

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    import access

COOKIE = "_streamlit_user"
# Of so many files that were made at a click it is known whose they are; the oldest are made again at the next click.
MOST_KNOWN = 10_000
# The sessions that a file was made in, each with who sat before it then and what versions were there.
_made: OrderedDict[str, set[tuple[str, access.Person, int]]] = OrderedDict()
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
        if asked is not None and (person := _sits_in(asked["session_id"])) is not None:
            note(PurePosixPath(address).stem, asked["session_id"], person)
        return address

    manager.execute_deferred = made


def note(file: str, session: str, person: access.Person) -> None:
    """Note that a file was made in somebody's session; one of the same content may be several people's."""
    with _lock:
        _made.setdefault(file, set()).add((session, person, folders.renewed()))
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


def who_asks(scope: Scope) -> door.Visitor | None:
    """Return whoever has the cookie with which something is asked for; None without one that is ours."""
    said = starlette_websocket._get_signed_cookie_with_chunks(HTTPConnection(scope).cookies, COOKIE)  # noqa: SLF001 - it has no other way
    return door.signed_in(json.loads(said)) if said else None


def _may_have(scope: Scope, file: str) -> bool:
    try:
        if door.sign_in() is None:
            return True
        visitor = who_asks(scope)
    except Exception:  # noqa: BLE001 - whatever is wrong with settings or cookie, nobody is told of a file
        return False
    return visitor is not None and visitor.why is None and visitor.person in _whose(file)


def _whose(file: str) -> set[access.Person]:
    """Return the people whose open sessions have a file, each with the rights for which it was made."""
    server: Any = runtime.get_instance() if runtime.exists() else None
    if server is None:
        return set()
    by_session = server._media_file_mgr._files_by_session_and_coord  # noqa: SLF001 - it has no other way
    with _lock:
        made, renewed = [*_made.get(file, ())], folders.renewed()
    drawn = (_sits_in(session) for session, files in [*by_session.items()] if file in {*files.values()})
    then = (who for session, who, versions in made if versions == renewed and _sits_in(session) is not None)
    return {one for one in (*drawn, *then) if one is not None}


def _sits_in(session: str) -> access.Person | None:
    """Return who sits before an open session; None where there is none."""
    server: Any = runtime.get_instance()
    found = server._session_mgr.get_session_info(session)  # noqa: SLF001 - it has no other way
    return None if found is None else door.signed_in(found.session._user_info).person  # noqa: SLF001 - it has no other way
