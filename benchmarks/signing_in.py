"""What signing in and rights add: to a rerun, to a new session, and to the first of whoever is held to other customers.

Two servers on one folder, one of which asks for signing in; a signed cookie stands for what the provider said. Their
reruns and sessions take turns, so that whatever else the machine does meets both alike.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING, Any

from streamlit.web.server.starlette import starlette_app_utils
from websockets.sync.client import connect

from benchmarks.orders import REGIONS
from benchmarks.reruns import PAGES, PATIENCE_SECONDS, rerun, server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

SECRET = "0123456789abcdef" * 2
ACCOUNT = "ann@firm.example"
RULES = f'[[rule]]\nrole = "admin"\nemail = "{ACCOUNT}"\n'
SECRETS = """[auth]
redirect_uri = "{origin}/oauth2callback"
cookie_secret = "{secret}"
client_id = "mandegar"
client_secret = "none"
server_metadata_url = "http://127.0.0.1:1/.well-known/openid-configuration"
"""
# A rerun is short and varies: so many for each new session.
RERUNS_EACH = 3


def measure(home: Path, dataset: str, sessions: int) -> dict[str, float]:
    """Measure on the data set that lies in a folder, with so many new sessions of either kind.

    Returns
    -------
    rerun, rerun_signed_in, session, session_signed_in (medians of seconds of the first page, warm, without and with
    signing in), rerun_adds, session_adds (medians of the differences of pairs), scope (median of the seconds that
    opening the data set takes for the first who is held to certain customers).

    """
    home.mkdir(exist_ok=True)
    rules, secrets = home / "access.toml", home / "secrets.toml"
    rules.write_text(RULES, encoding="utf-8")
    secrets.touch(mode=0o600)
    try:
        with server(home) as (port, _process), server(home, "--secrets.files", str(secrets)) as (other, _other):
            secrets.write_text(SECRETS.format(origin=_origin(other), secret=SECRET), encoding="utf-8")
            doors = {port: None, other: cookie(_origin(other))}
            found = _in_turns(doors, sessions)
        return found | {"scope": scopes(home, dataset)}
    finally:
        rules.unlink()
        secrets.unlink()


def _in_turns(doors: dict[int, str | None], sessions: int) -> dict[str, float]:
    page, names = PAGES[0], ("", "_signed_in")
    seconds: dict[str, list[float]] = {f"{what}{name}": [] for what in ("rerun", "session") for name in names}
    for port, signed in doors.items():
        with session(port, signed) as warming:
            rerun(warming, page, "", must_say=ACCOUNT if signed else "")
    for _pair in range(sessions):
        for (port, signed), name in zip(doors.items(), names, strict=True):
            with session(port, signed) as fresh:
                seconds[f"session{name}"].append(rerun(fresh, page, "")[0])
    (port, _none), (other, signed) = doors.items()
    with session(port, None) as without, session(other, signed) as signed_in:
        for open_one in (without, signed_in):
            rerun(open_one, page, "")
        for _pair in range(RERUNS_EACH * sessions):
            for open_one, name in zip((without, signed_in), names, strict=True):
                seconds[f"rerun{name}"].append(rerun(open_one, page, "")[0])
    adds = {
        f"{what}_adds": median(
            after - before for before, after in zip(seconds[what], seconds[f"{what}_signed_in"], strict=True)
        )
        for what in ("rerun", "session")
    }
    return {name: median(found) for name, found in seconds.items()} | adds


def scopes(home: Path, dataset: str) -> float:
    """Return the median seconds of opening a data set as the first of each scope; others have opened it before.

    As a server does while one reads a page, what the next is made of is made ready before, and not counted.
    """
    import access
    import store
    from store import seeing

    os.environ["MANDEGAR_HOME"] = str(home)
    known = [one.lower() for one in REGIONS]
    held = [regions for many in (1, 2) for regions in itertools.combinations(known, many)]
    path = store.open(dataset).path
    seconds = []
    for regions in held:
        seeing.make_ready(path)
        person = access.Person("agent", access.ROLES["agent"], held_to=(("region", regions),))
        with access.acting_as(person):
            start = time.perf_counter()
            store.open(dataset)
            seconds.append(time.perf_counter() - start)
    return median(seconds[1:])  # the first writes the queries


def cookie(origin: str, **said: Any) -> str:
    """Return what the browser of somebody who signed in sends, with the token of its websocket."""
    claims = {"email": ACCOUNT, "name": "Ann", "sub": "1", "iat": time.time(), "exp": time.time() + 36_000} | said
    content = json.dumps({"origin": origin, "is_logged_in": True} | claims)
    return starlette_app_utils.create_signed_value(SECRET, "_streamlit_user", content).decode("latin-1")


@contextmanager
def session(port: int, signed: str | None) -> Iterator[ClientConnection]:
    """Open a page's websocket as a browser does, with the cookie of who signed in."""
    token = starlette_app_utils.generate_xsrf_token_string()
    cookies = f"_streamlit_xsrf={token}" + (f"; _streamlit_user={signed}" if signed else "")
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=["streamlit", token],  # type: ignore[list-item]
        origin=_origin(port),  # type: ignore[arg-type]
        additional_headers={"Cookie": cookies},
        max_size=None,
        open_timeout=PATIENCE_SECONDS,
    ) as opened:
        yield opened


def _origin(port: int) -> str:
    return f"http://127.0.0.1:{port}"
