"""What whoever runs the server is told of it: is it well, figures for Prometheus, and logs, nothing of it personal.

All of it is off unless asked for: `MANDEGAR_FIGURES` is the address to answer at, such as 127.0.0.1:9464, apart from
that of the dashboard; `MANDEGAR_LOGS=json` writes each line of the log as JSON.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from prometheus_client import REGISTRY, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from streamlit import runtime

import register
import store
from store import seeing

if TYPE_CHECKING:
    from collections.abc import Iterator

FIGURES, LOGS = "MANDEGAR_FIGURES", "MANDEGAR_LOGS"
RICH = "STREAMLIT_LOGGER_ENABLE_RICH"
WELL, UNWELL = 200, 503
# Loggers whose lines are fixed sentences; others may have put anything into theirs.
OURS = (
    "access",
    "register",
    "store",
    "ingest",
    "loading",
    "messages",
    "view",
    "words",
    "ui",
    "frame",
    "screens",
    "pages",
    "mandegar",
)
# What serves Streamlit; of what it fails in, it logs the traceback.
SERVER = ("uvicorn", "uvicorn.error")
PAGE_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 4, 8, 16)

_page_seconds = Histogram(
    "mandegar_page_seconds", "Seconds that one run of a page took", ["page"], buckets=PAGE_SECONDS
)
_deeds = Counter("mandegar_deeds", "What was done and kept in the trail, by its kind", ["kind"])
_refusals = Counter(
    "mandegar_refusals", "What was beyond a limit and refused: sessions, uploads, queries, messages", ["limit"]
)
_log = logging.getLogger("mandegar.pages")
_begun = threading.Lock()
_running = threading.local()


class Figures:
    """What is looked up when somebody asks: sessions, and what the engine holds."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield each figure."""
        yield GaugeMetricFamily("mandegar_sessions", "Sessions that are open", value=_sessions())
        databases, memory, spilled = seeing.usage()
        yield GaugeMetricFamily("mandegar_engine_databases", "Databases that are open for reading", value=databases)
        yield GaugeMetricFamily("mandegar_engine_memory_bytes", "Memory that they take", value=memory)
        yield GaugeMetricFamily(
            "mandegar_engine_spilled_bytes", "What they put on the disk for want of it", value=spilled
        )


def _sessions() -> int:
    manager = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
    return manager.num_active_sessions() if manager is not None else 0


def health() -> tuple[int, dict[str, str]]:
    """Say whether the folder of data sets and the register can be read: 200 or 503, and what of each.

    Where the folder cannot be, the register is not asked for: it would begin a new one there.
    """
    home = _state(_read_home)
    found = {"home": home, "register": _state(register.reach) if home == "ok" else "unknown"}
    return (WELL if set(found.values()) == {"ok"} else UNWELL), found


def _state(look: Any) -> str:
    try:
        look()
    except (OSError, register.RegisterError, store.StoreError):
        return "unreadable"
    return "ok"


def _read_home() -> None:
    next(store.home().iterdir(), None)
    store.datasets()


class _Server(ThreadingHTTPServer):
    """Answers each question on a thread of its own."""

    daemon_threads = True

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Log that a question was not answered, such as one whose asker went away."""
        _log.warning("a question to the address of figures was not answered", exc_info=True)


class _Answer(BaseHTTPRequestHandler):
    """Answers /healthz and /metrics, and nothing else."""

    def do_GET(self) -> None:
        """Answer."""
        path = self.path.partition("?")[0]
        if path == "/healthz":
            status, said = health()
            self._send(status, "application/json", json.dumps(said).encode())
        elif path == "/metrics":
            self._send(WELL, CONTENT_TYPE_LATEST, generate_latest(REGISTRY))
        else:
            self._send(404, "text/plain", b"")

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_said: Any) -> None:
        """Say nothing of each question."""


def begin() -> None:
    """Do what the environment asks for, once in a process."""
    if not _begun.acquire(blocking=False):
        return
    if os.environ.get(LOGS, "").lower() == "json":
        write_logs_as_json()
    address = os.environ.get(FIGURES, "").strip()
    if address:
        REGISTRY.register(Figures())
        try:
            serve(address)
        except (OSError, ValueError, OverflowError) as error:
            _log.error(
                "MANDEGAR_FIGURES cannot be answered at: write host:port of this machine. %s", type(error).__name__
            )


def serve(address: str) -> ThreadingHTTPServer:
    """Answer at an address (host:port) from a thread of its own; returns the server."""
    host, _colon, port = address.rpartition(":")
    server = _Server((host.strip("[]") or "127.0.0.1", int(port)), _Answer)
    threading.Thread(target=server.serve_forever, name="figures", daemon=True).start()
    return server


def keep_trail(kind: str, **said: Any) -> None:
    """Write the trail to the register, and count what was done."""
    register.record(kind, **said)
    _deeds.labels(kind).inc()


def count_refusal(limit: str) -> None:
    """Count what was refused because of a limit: sessions, uploads, queries."""
    _refusals.labels(limit).inc()


def page_begins(name: str) -> None:
    """Note which page this run is of."""
    _running.page = name


@contextmanager
def timed() -> Iterator[None]:
    """Time one run of a page, whichever it turns out to be."""
    _running.page, start = "", time.perf_counter()
    try:
        yield
    finally:
        if _running.page:
            seconds = time.perf_counter() - start
            _page_seconds.labels(_running.page).observe(seconds)
            _log.info("page", extra={"page": _running.page, "seconds": round(seconds, 3)})


class WithoutPeople(logging.Formatter):
    """A line of the log as JSON, without anything that was put into it.

    Of a message stays the fixed text, of an error its kind and the places in the program that it went through: values,
    among them names and numbers of customers, stand in neither.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
        }
        if record.name.partition(".")[0] in OURS:
            line["message"] = str(record.msg)
        line |= {name: vars(record)[name] for name in ("page", "seconds") if name in vars(record)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            steps = traceback.extract_tb(record.exc_info[2])
            line["stack"] = [f"{os.path.relpath(step.filename)}:{step.lineno} {step.name}" for step in steps]
        return json.dumps(line, ensure_ascii=False)


def write_logs_as_json() -> None:
    """Let every logger of the process write so to standard error; Streamlit's and its server's have handlers."""
    from streamlit import config
    from streamlit import logger as streamlit_logger

    # It prints what a page fails in, in its own way; the command line reads all settings anew, those of here as well.
    os.environ[RICH] = "false"
    config.set_option("logger.enableRich", False)

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutPeople())

    def set_up(logger: logging.Logger) -> None:
        logger.handlers[:] = [handler]

    streamlit_logger.setup_formatter = set_up
    for logger in streamlit_logger._loggers.values():  # noqa: SLF001 - it has no other way
        set_up(logger)
    for name in SERVER:
        set_up(logging.getLogger(name))
        logging.getLogger(name).propagate = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
