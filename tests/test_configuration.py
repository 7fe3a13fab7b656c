"""The committed configuration: closed by default, and sessions that start at once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def server() -> dict[str, object]:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]


def test_no_watcher_walks_the_modules_for_each_new_session(server):
    assert server["fileWatcherType"] == "none"


def test_it_listens_on_this_machine_alone(server):
    assert server["address"] == "localhost"


def other_address() -> str:
    """Return an address of this machine that is not loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks the routes which address would be used
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def answers(address: str, port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(2)
        return door.connect_ex((address, port)) == 0


def test_a_server_started_as_readme_says_answers_from_nowhere_else(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    home = {**os.environ, "MANDEGAR_HOME": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        try:
            until = time.monotonic() + 60
            while not answers("localhost", port) and started.poll() is None and time.monotonic() < until:
                time.sleep(0.2)
            assert answers("localhost", port)
            if (elsewhere := other_address()) != "127.0.0.1":
                assert not answers(elsewhere, port)
        finally:
            started.terminate()
