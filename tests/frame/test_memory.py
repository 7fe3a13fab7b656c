"""What was freed between what is still in use goes back to the system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from frame import memory

ROOT = Path(__file__).parents[2]
PROGRAM = """
from pathlib import Path
from frame import memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

memory.share()
pieces = [bytearray(b"x" * 50_000) for _ in range(4000)]
kept = pieces[::100]
del pieces
before = resident()
memory.give_back()
print(before - resident(), len(kept))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's own calls")
def test_what_is_free_in_the_midst_goes_back():
    ran = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    given_back, kept = map(int, ran.stdout.split())
    assert kept == 40
    assert given_back > 100_000_000  # of two hundred megabytes


def test_another_c_library_is_let_be(monkeypatch):
    asked = []

    def absent(name):
        asked.append(name)
        raise OSError

    monkeypatch.setattr(memory.ctypes, "CDLL", absent)
    memory.share()
    memory.give_back()
    assert len(asked) == 2
