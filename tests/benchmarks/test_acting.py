"""The benchmark of acting runs to its end on a small firm, and names every page and question."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import acting

ROOT = Path(__file__).parents[2]


def test_every_page_and_question_is_measured_and_held_against_its_budget():
    asked = ["--rows", "2000", "--actions", "200", "--repeats", "1"]
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.acting", *asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "2,000 orders, 200 actions" in run.stdout, run.stderr
    lines = run.stdout.splitlines()
    for page in acting.PAGES:
        for cache in ("cold", "warm"):
            (line,) = [one for one in lines if one.startswith(f"page {page}, {cache} cache")]
            assert f"≤ {1000 * acting.PAGE_SECONDS[cache]:.0f} ms" in line
            assert "met" in line or "MISSED" in line
    for question in acting.asked():
        assert any(one.startswith(question) for one in lines)
    assert run.returncode == any("MISSED" in one for one in lines)
