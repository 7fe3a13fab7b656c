"""Bad and malicious files: each is loaded right or refused with a sentence, in bounded time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ingest.reading import hostile

ROOT = Path(__file__).parents[3]
NAMES = sorted(hostile.files())
LONGEST_SECONDS = 30
MOST_BYTES = 2_000_000_000


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for name, content in hostile.files().items():
        (folder / name).write_bytes(content)
    run = subprocess.run(
        [sys.executable, "-m", "tests.ingest.reading.hostile", str(folder)],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path_factory.mktemp("private"))},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {line.get("name", "peak"): line for line in lines}


def test_there_are_many():
    assert len(NAMES) >= 150


@pytest.mark.parametrize("name", NAMES)
def test_it_ends_in_a_load_or_a_sentence(outcomes, name):
    found = outcomes[name]
    assert found["outcome"] in {"loaded", "refused"}, found["said"]
    assert found["seconds"] < LONGEST_SECONDS
    assert found["counts_add_up"]
    if found["outcome"] == "refused":
        assert name in found["said"]
        assert found["said"].count("\n") == 0
        assert "Traceback" not in found["said"]


def test_memory_stays_within_bounds(outcomes):
    assert outcomes["peak"]["peak_bytes"] < MOST_BYTES


def test_names_and_values_are_kept_as_text(outcomes):
    loaded = {name for name in NAMES if outcomes[name]["outcome"] == "loaded"}
    assert {f"value_{name}.csv" for name in hostile.TEXTS} <= loaded
    assert {f"value_{name}.jsonl" for name in hostile.TEXTS} <= loaded
