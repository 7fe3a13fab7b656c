"""What a rerun of each page costs a real server, measured as a browser sees it, over its websocket.

From the moment the rerun is asked for until the server says that the script has finished; everything that it draws
has been sent by then. The session is the server's only one. *Warm*: nothing has changed since the run before.
*Cold*: before each run the server is told to clear its caches (what "Clear caches" in Streamlit's menu does), so every
number on the page is queried anew; code, the drawings' specifications and the text of queries stay.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from types import MappingProxyType
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from websockets.sync.client import ClientConnection

ROOT = Path(__file__).resolve().parent.parent
# What the menu lists first comes up at the plain address.
PAGES = ("overview", "retention", "cohorts", "survival", "segments", "value", "top_customers", "churn_causes", "data")
VIEWS = {"as it opens": "", "by week and region": "grain=week&by=region"}
PATIENCE_SECONDS = 120


class PageError(Exception):
    """A page did not run to its end."""


def measure(
    home: Path, runs: int, pages: tuple[str, ...] = PAGES, views: Mapping[str, str] = MappingProxyType(VIEWS)
) -> dict[tuple[str, str], dict[str, float]]:
    """Rerun some pages in some views of them, each a query of the address by its name, cold and warm.

    Returns
    -------
    For each (page, view): cold_median, cold_p95, warm_median, warm_p95 (seconds), cold_work (seconds of the server's
    processors, the mean of the cold reruns), sent_bytes (of one rerun).

    """
    found = {}
    with server(home) as (port, process):
        for page in pages:
            for view, query in views.items():
                with _session(port) as session:
                    rerun(session, page, query)  # imports, specifications and texts of queries
                    before = processor_seconds(process)
                    cold = [rerun(session, page, query, cold=True)[0] for _run in range(runs)]
                    work = (processor_seconds(process) - before) / runs
                    warm = [rerun(session, page, query) for _run in range(runs)]
                found[page, view] = {
                    "cold_median": median(cold),
                    "cold_p95": _p95(cold),
                    "cold_work": work,
                    "warm_median": median(seconds for seconds, _sent in warm),
                    "warm_p95": _p95([seconds for seconds, _sent in warm]),
                    "sent_bytes": median(sent for _seconds, sent in warm),
                }
    return found


def processor_seconds(process: int) -> float:
    """Return how long the processors have worked for a process so far; nan where the system does not say."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]


@contextmanager
def server(home: Path, *flags: str) -> Iterator[tuple[int, int]]:
    """Start the dashboard on a free port; yields the port once it answers, and the number of the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true", *flags]
    options += ["--client.toolbarMode", "developer"]  # who may clear caches
    environment = os.environ | {"MANDEGAR_HOME": str(home), "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full"}
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603 - our own dashboard
            [sys.executable, "-m", "streamlit", "run", "dashboard.py", *options],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _answers(running, port):
                said.seek(0)
                raise PageError(f"the dashboard did not start: {said.read().decode(errors='replace')[-2000:]}")
            yield port, running.pid
        finally:
            running.terminate()
            running.wait(timeout=30)


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return True
        except OSError:
            time.sleep(0.2)
    return False


@contextmanager
def _session(port: int) -> Iterator[ClientConnection]:
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        open_timeout=PATIENCE_SECONDS,
    ) as session:
        yield session


def rerun(
    session: ClientConnection, page: str, query: str, *, cold: bool = False, must_say: str = ""
) -> tuple[float, int]:
    """Ask for a rerun and wait for its end; returns the seconds and the bytes sent.

    PageError where the page does not say what it must.
    """
    if cold:
        session.send(BackMsg(clear_cache=True).SerializeToString())
    start = time.perf_counter()
    session.send(request(page, query).SerializeToString())
    sent, is_said = 0, not must_say
    while True:
        message = session.recv(timeout=PATIENCE_SECONDS)
        sent += len(message)
        is_said = is_said or must_say.encode() in bytes(message)
        if ended(page, bytes(message)):
            if not is_said:
                raise PageError(f"{page}: does not say {must_say}")
            return time.perf_counter() - start, sent


def request(page: str, query: str, locale: str = "en-US") -> BackMsg:
    """Return what a browser sends to have a page run."""
    asked = BackMsg()
    asked.rerun_script.page_name = "" if page == PAGES[0] else page
    asked.rerun_script.query_string = query
    asked.rerun_script.context_info.locale = locale
    asked.rerun_script.context_info.timezone = "UTC"
    asked.rerun_script.context_info.url = "http://127.0.0.1/"
    return asked


def ended(page: str, sent: bytes) -> bool:
    """Tell whether a message says that the run has finished; PageError where the page has failed."""
    message = ForwardMsg()
    message.ParseFromString(sent)
    kind = message.WhichOneof("type")
    if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
        failure = message.delta.new_element.exception
        raise PageError(f"{page}: {failure.type}: {failure.message}")
    if kind in {"page_not_found", "auth_redirect"}:
        raise PageError(f"{page}: {kind}")
    return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
