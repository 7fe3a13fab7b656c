"""How many sessions and files the server takes: what is beyond that is refused before it costs anything.

`MANDEGAR_SESSIONS` are the pages that may be open at once in this process. Whoever asks for one more is told so, with
status 503; a page that waits to come back, as its connection was lost, is let in when there is room. Where people sign
in, `MANDEGAR_SESSIONS_EACH` are those of one of them, or of one address before signing in: nobody takes all.
`MANDEGAR_UPLOAD_FILES` and `MANDEGAR_UPLOAD_MB` are what one person may send within ten minutes; the next file is
refused with status 429, and the page says why. What only a developer's menu sends is not taken.
"""

from __future__ import annotations

import html
import math
import time
from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from streamlit.proto.BackMsg_pb2 import BackMsg

from frame import media, operation, sending
from localization import N_, _, current_language, direction, match_language, use_language
from localization.numbers import format_number
from store.limits import limit
from ui import door

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSIONS, USUAL_SESSIONS = "MANDEGAR_SESSIONS", 200
SESSIONS_EACH, USUAL_SESSIONS_EACH = "MANDEGAR_SESSIONS_EACH", 40
UPLOAD_FILES, USUAL_UPLOAD_FILES = "MANDEGAR_UPLOAD_FILES", 200
UPLOAD_MB, USUAL_UPLOAD_MB = "MANDEGAR_UPLOAD_MB", 4096
WINDOW_SECONDS = 600
FULL, TOO_MANY = 503, 429
ALL_TAKEN = N_(
    "As many people look at this dashboard as it takes at once. This page asks again in half a minute; nothing "
    "that was published or saved is lost."
)
ALL_THEIRS = N_(
    "You have as many pages of this dashboard open as one person may. Close some of them; this page asks again in half "
    "a minute, and nothing that was published or saved is lost."
)
# After so many seconds a page that was refused asks again.
AGAIN_SECONDS = 30
MEGABYTE = 1024 * 1024
FOR_DEVELOPERS = ("clear_cache", "set_run_on_save", "load_git_info")
STREAM, UPLOAD = "/_stcore/stream", "/_stcore/upload_file/"
# What a browser may ask for as a page and is none.
NO_PAGES = ("/_stcore/", "/calendar/", "/oauth2callback", "/auth/", "/media/", "/app/static/")
_PAGE = """<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8"><title>Mandegar</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="{again}">
<style>body{{font:1rem/1.6 sans-serif;max-width:36rem;margin:20vh auto;padding:0 1rem}}</style></head>
<body><p>{text}</p></body></html>"""


class Sent:
    """What was sent to the server within the last ten minutes, by whom."""

    def __init__(self) -> None:
        self._by: defaultdict[str, deque[list[float]]] = defaultdict(deque)

    def has_room(self, who: str, announced: int, now: float) -> bool:
        """Tell whether somebody may send one more file, of at least so many bytes."""
        self._forget(now)
        files = self._by.get(who, ())
        return (
            len(files) + 1 <= limit(UPLOAD_FILES, USUAL_UPLOAD_FILES)
            and sum(one[1] for one in files) + announced <= limit(UPLOAD_MB, USUAL_UPLOAD_MB) * MEGABYTE
        )

    def begin(self, who: str, now: float) -> list[float]:
        """Note that a file begins to come; returns its moment and its bytes so far, to be counted on."""
        self._by[who].append(file := [now, 0])
        return file

    def _forget(self, now: float) -> None:
        for who, files in [*self._by.items()]:
            while files and files[0][0] <= now - WINDOW_SECONDS:
                files.popleft()
            if not files:
                del self._by[who]


class Limits:
    """Stands before the server; on its one thread, so nothing here needs a lock."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: Counter[str] = Counter()
        self._sent = Sent()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is too much, and pass the rest on."""
        path = str(scope.get("path", ""))
        if scope["type"] == "websocket" and path.endswith(STREAM):
            await self._session(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "PUT" and UPLOAD in path:
            await self._upload(scope, receive, send)
        elif scope["type"] == "http" and _is_page(scope, path) and (why := self._full_for(_whose(scope))):
            operation.count_refusal("sessions")
            await _said_full(scope, why)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _full_for(self, who: str) -> str:
        """Say why somebody gets no further page; empty where they get one."""
        if self._open.total() >= limit(SESSIONS, USUAL_SESSIONS):
            return ALL_TAKEN
        return ALL_THEIRS if who and self._open[who] >= limit(SESSIONS_EACH, USUAL_SESSIONS_EACH) else ""

    async def _session(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = _whose(scope)
        if why := self._full_for(who):
            operation.count_refusal("sessions")
            await receive()
            if "websocket.http.response" in scope.get("extensions", {}):
                await _said_full(scope, why)(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1013})
            return

        async def taken() -> Message:
            while _is_for_developers(message := await receive()):
                operation.count_refusal("messages")
            return message

        self._open[who] += 1
        try:
            await self._app(scope, taken, send)
        finally:
            self._open -= Counter((who,))

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = str(scope["path"]).partition(UPLOAD)[2].partition("/")[0]
        who, now = sending.sender(session), time.monotonic()
        if who is None:  # the server refuses it by itself
            await self._app(scope, receive, send)
            return
        announced = HTTPConnection(scope).headers.get("content-length", "0")
        if not self._sent.has_room(who, int(announced) if announced.isdecimal() else 0, now):
            operation.count_refusal("uploads")
            sending.refuse(session)
            response = PlainTextResponse(too_much(), TOO_MANY, {"Retry-After": str(WINDOW_SECONDS)})
            await response(scope, receive, send)
            return
        file = self._sent.begin(who, now)

        async def counted() -> Message:
            message = await receive()
            file[1] += len(message.get("body", b""))
            return message

        await self._app(scope, counted, send)


def middleware() -> list[Middleware]:
    """Return what stands before the server."""
    return [Middleware(Limits), Middleware(media.Theirs)]


def too_much() -> str:
    """Say how much one person may send."""
    files, megabytes = limit(UPLOAD_FILES, USUAL_UPLOAD_FILES), limit(UPLOAD_MB, USUAL_UPLOAD_MB)
    if math.inf in {files, megabytes}:
        return _("The last file was not taken: you sent as much within ten minutes as is allowed. Send it again later.")
    text = _(
        "The last file was not taken: within ten minutes one person may send {files} files and {megabytes} MB. Send it "
        "again later, or put several into one archive."
    )
    return text.format(files=format_number(files), megabytes=format_number(megabytes))


def _is_for_developers(message: Message) -> bool:
    """Tell messages that only a developer's menu sends: whoever has a page could empty the caches of everybody."""
    content = message.get("bytes")
    if not content or st.get_option("client.toolbarMode") == "developer":
        return False
    asked = BackMsg()
    try:
        asked.ParseFromString(content)
    except DecodeError:
        return False  # the server closes the session by itself
    return asked.WhichOneof("type") in FOR_DEVELOPERS


def _is_page(scope: Scope, path: str) -> bool:
    accepted = HTTPConnection(scope).headers.get("accept", "")
    return scope["method"] in {"GET", "HEAD"} and "text/html" in accepted and not any(one in path for one in NO_PAGES)


def _whose(scope: Scope) -> str:
    """Return whose pages one more counts to: an account's, or an address's before signing in.

    Where nobody signs in it is nobody's: behind a proxy everybody would have the same address.
    """
    try:
        if door.sign_in() is None:
            return ""
        visitor = media.who_asks(scope)
    except Exception:  # noqa: BLE001 - whatever is wrong with settings or cookie, it is nobody's account
        visitor = None
    account = visitor.person.account if visitor is not None else ""
    return account or str((scope.get("client") or ("unknown",))[0])


def _said_full(scope: Scope, why: str) -> Response:
    before = current_language()
    use_language(match_language(HTTPConnection(scope).headers.get("accept-language", "").partition(",")[0]))
    page = _PAGE.format(
        lang=current_language(), direction=direction(), again=AGAIN_SECONDS, text=html.escape(_(why), quote=False)
    )
    use_language(before)
    return HTMLResponse(page, FULL, {"Retry-After": str(AGAIN_SECONDS), "Cache-Control": "no-store"})
