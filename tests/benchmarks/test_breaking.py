"""Whatever breaks a deed off, nothing is lost; a few kills and disks here, fifty and twenty by hand."""

from __future__ import annotations

import pytest

from benchmarks import breaking

KILLS, DISKS = 2, 2
# Publishing and the register have kills of their own in tests/store and tests/register.
DEEDS = ("undo", "forget")


@pytest.fixture(autouse=True)
def _somewhere(monkeypatch, tmp_path):
    """Whatever the deeds use is taken back."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    monkeypatch.setattr(breaking, "WHOLE_RUNS", 1)


@pytest.mark.parametrize("deed", DEEDS)
def test_killed_it_is_done_or_not_done(deed, tmp_path):
    found = breaking.kills(deed, tmp_path / "killed", KILLS)
    assert found["killed"] == KILLS
    assert sum(found.get(state, 0) for state in ("before", "after", "some", "unfinished")) == KILLS


def test_a_full_disk_at_any_place_loses_nothing(tmp_path):
    found = breaking.disks(tmp_path / "disks", DISKS)
    assert found["full"] == DISKS


def test_what_is_lost_is_said(tmp_path):
    """So that the checks above can fail."""
    breaking.use(tmp_path / "home")
    breaking.publish("first")
    breaking.need_whole()
    from store import folders

    breaking._let_go()
    path = folders.version_file(breaking.DATASET, 1)
    path.write_bytes(path.read_bytes()[:-4096])
    with pytest.raises(breaking.LostError, match="damaged"):
        breaking.need_whole()
