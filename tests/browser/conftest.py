"""A real server and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

import store
from tests import once

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Milliseconds: what a page takes is measured elsewhere, and a busy machine is no fault of the page.
PATIENCE = 180_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# A page that has not begun is at rest as well: one that is ready shows something, and no place of what is to come.
READY = (
    '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
    ':has([data-testid="stElementContainer"]):not(:has([data-testid="stSkeleton"], [data-testid="stAppSkeleton"]))'
)


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium; skipped, loudly, where there is none, failed where REQUIRE_BROWSER is set."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        message = "NO CHROMIUM ON THIS MACHINE: the browser tests were not run"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def published_sample(published_sample):
    """The sample as a server leaves it that published it: what readers ask first is answered and kept."""

    def make(home):
        from messages import new_version

        shutil.copytree(published_sample, home)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MANDEGAR_HOME", str(home))
            new_version.keep(new_version.look(store.open("sample")))

    return once.made("answered", make)


@contextmanager
def serving(home: Path, *flags: str):
    """Start the dashboard on a free port over the data sets of `home`; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)),
            *("--server.address", "127.0.0.1", "--client.showErrorDetails", "full", "--server.fileWatcherType", "none"),
            *flags,
        ],
        cwd=ROOT,
        env={**os.environ, "MANDEGAR_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        given_up = time.monotonic() + PATIENCE / 1000
        while True:
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310 - our own server
                    break
            except OSError:
                if time.monotonic() > given_up:
                    pytest.fail("the dashboard did not start")
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def dashboard(published_sample, tmp_path_factory):
    """Address of a running dashboard with the sample data, shared by tests that change nothing."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(published_sample, home)
    with serving(home) as address:
        yield address


@pytest.fixture
def page(chromium):
    """A fresh browser window; collects every address it asks for."""
    context = chromium.new_context(
        viewport={"width": 1400, "height": 1800}, locale="en-US", color_scheme="light", accept_downloads=True
    )
    window = context.new_page()
    window.set_default_timeout(PATIENCE)
    window.asked = []
    window.on("request", lambda request: window.asked.append(request.url))
    yield window
    context.close()


def settle(page):
    """Wait until the page has nothing left to do."""
    page.wait_for_selector(READY)
    page.wait_for_timeout(700)
    page.wait_for_selector(READY)


def visit(page, address):
    page.goto(address)
    settle(page)
    return page


def says(place, words):
    """Fail unless a place says these words, now or when the run that a press began has come to them."""
    from playwright.sync_api import expect

    expect(place).to_contain_text(words, timeout=PATIENCE)


def becomes(page, find, wanted):
    """Fail unless `find` returns what is wanted, now or when the run that a press began has come to it."""
    given_up = time.monotonic() + PATIENCE / 1000
    while (found := find()) != wanted and time.monotonic() < given_up:
        page.wait_for_timeout(200)
    assert found == wanted


def errors_on(page):
    """Texts of tracebacks and error boxes on the page."""
    return page.locator('[data-testid="stException"]').all_inner_texts()
