"""Joining is measured on few rows, its answer compared with the one file's, and every line is there."""

from __future__ import annotations

import pytest

from benchmarks import joining, report


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    joining.write(tmp_path, 3001)
    return tmp_path


def test_joined_and_as_one_file_they_bring_the_same(files):
    read, join = joining.WAYS["read"](files), joining.WAYS["join"](files)
    assert read["revenue"] == join["revenue"] > 100_000
    assert joining.WAYS["recognise"](files)["seconds"] > 0


def test_what_takes_too_long_is_called_missed():
    taken = {"seconds": 1.0, "processor_seconds": 1.0, "peak_bytes": 1.0}
    lines = joining.told({"read": taken, "join": taken | {"seconds": 2.0}, "recognise": taken | {"seconds": 1.01}})
    assert [line.is_met for line in lines] == [None, None, True, True, False]
    assert "MISSED" in report.as_text(lines)
