"""Calendars to subscribe to: each has a secret address of its own, which the dashboard's server answers.

A calendar program signs in nowhere, so the address says who reads. What they may see is looked up at each reading, by
the rules of access.toml and what their provider said of them when the address was made. Whoever comes with a wrong
address, a revoked one, or without the right is answered alike, and after the same time; so is everybody where a
calendar cannot be made, and the log says why.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import access
import register
import store
from access import roles
from frame import first_start
from localization import use_language
from ui import door

if TYPE_CHECKING:
    from starlette.requests import Request

PLACE = "calendar"
_log = logging.getLogger(__name__)
AHEAD_DAYS = 62
REFUSED_SECONDS = 0.3
HEADERS = {"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


def path(secret: str) -> str:
    """Return the path of an address on this server."""
    return f"/{PLACE}/{secret}.ics"


def routes() -> list[Route]:
    """Return what the server answers besides the pages."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return [Route(f"{'/' if base else ''}{base}/{PLACE}/{{secret}}.ics", read, methods=["GET"])]


async def read(request: Request) -> Response:
    """Answer a calendar program."""
    began = time.monotonic()
    body = await run_in_threadpool(calendar, request.path_params["secret"])
    if body is None:
        await asyncio.sleep(max(0.0, began + REFUSED_SECONDS - time.monotonic()))
        return PlainTextResponse("There is no such calendar.", 404, {**HEADERS, "Cache-Control": "no-store"})
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": tag}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def calendar(secret: str) -> bytes | None:
    """Return the calendar behind a secret; None where there is none, or whoever it is for may not see it any more."""
    from messages import calendar_file, follow_ups

    if not first_start.is_home_there():  # a register would be begun in its place
        return None
    try:
        found = register.calendar_by(secret)
        person = reader(found) if found else access.NOBODY
        if found is None or "download" not in person.rights:
            return None
        use_language(found.lang)
        with access.acting_as(person):
            snapshot = store.open(found.dataset)
            address = os.environ.get("MANDEGAR_ADDRESS", "")
            due = follow_ups.due(snapshot, AHEAD_DAYS, owner=found.owner or None, address=address)
            register.say_read(secret, rows=len(due))
            made_at = snapshot.info.published_at.replace(tzinfo=UTC)
            return calendar_file.calendar(found.dataset, due, made_at=made_at)
    except (register.RegisterError, store.StoreError):
        return None
    except Exception:  # noqa: BLE001 - whatever it is, whoever asks learns nothing by it
        _log.exception("A calendar could not be made")
        return None


def reader(found: register.Calendar) -> access.Person:
    """Return who reads with an address, with the rights that they have at this moment."""
    settings = door.sign_in()
    if settings is None:  # nobody signs in here; an address of somebody who did ended with that
        return access.NOBODY if found.claims else access.MACHINE
    if not found.claims or not settings:
        return access.NOBODY
    try:
        return roles.standing(roles.rules_of(store.home() / roles.FILE), found.claims).person
    except roles.AccessError:
        return access.NOBODY


def claims_of_visitor() -> dict[str, Any]:
    """Return what the provider says of whoever sits here, as far as rules ask for it; nothing where nobody signs in."""
    if not access.who().is_signed_in:
        return {}
    said = st.user.to_dict()
    asked = {name for rule in roles.rules_of(store.home() / roles.FILE) for name in rule.asked}
    known = {"email", "email_verified", "preferred_username", "sub", "name", *asked}
    return {name: value for name, value in said.items() if name in known}
