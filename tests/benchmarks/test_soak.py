"""What the soak says of what it saw: a wrong number, a failure and a growth are each found."""

from __future__ import annotations

import pytest

from benchmarks import soak
from tests.waiting import to_its_end


def watched(**last):
    """Fifteen minutes of a server; what it held in the last three where that was something else."""
    usual = {"resident": 400_000_000, "files": 90, "threads": 20, "beside": 1000}
    return [(60.0 * minute, *(usual | (last if minute >= 13 else {})).values()) for minute in range(16)]


def found(**more):
    return soak.Found(versions=[(0.0, "10", "25")], runs=3, compared=1, seconds=[0.1, 0.2, 0.3], **more)


@pytest.mark.parametrize(
    ("last", "is_well"),
    [
        ({}, True),
        ({"resident": 419_000_000}, True),
        ({"resident": 421_000_000}, False),
        ({"files": 99}, False),
        ({"threads": 29}, False),
    ],
)
def test_what_grows_after_it_has_settled_is_told(last, is_well):
    said = soak.summary(found(watched=watched(**last)), 15)
    assert (said["is_judged"], said["is_well"]) == (True, is_well)


def test_of_a_short_run_growth_is_said_and_not_judged():
    grown = [(moment, 500_000_000, 300, 90, 1000) for moment in (180.0, 240.0)]
    said = soak.summary(found(watched=[*watched()[:3], *grown]), 5)
    assert (said["is_judged"], said["is_well"], said["files"][1]) == (False, True, 300)


def test_a_moment_that_takes_more_is_no_growth():
    seen = watched()
    seen[-1] = (900.0, 600_000_000, 300, 90, 1000)
    assert soak.summary(found(watched=seen), 15)["is_well"]


def test_a_failure_is_told():
    assert not soak.summary(found(watched=watched(), failures=["PageError: data"]), 15)["is_well"]


def test_a_reply_must_hold_the_numbers_of_one_version(monkeypatch):
    async def at_once(_seconds):
        """Wait for nothing."""

    monkeypatch.setattr(soak.asyncio, "sleep", at_once)
    versions = [(0.0, "10", "25"), (1.0, "12", "31")]
    for said, wrong in ((b"10 customers, 25 lines", 0), (b"12 and 31", 0), (b"10 and 31", 1), (b"nothing", 1)):
        seen = soak.Found(versions=versions)
        to_its_end(soak._compare(said, versions, seen))
        assert len(seen.failures) == wrong, said


def test_a_version_that_is_noted_a_little_later_counts(monkeypatch):
    seen = soak.Found(versions=[(0.0, "10", "25")])

    async def noted(_seconds):
        seen.versions.append((1.0, "12", "31"))

    monkeypatch.setattr(soak.asyncio, "sleep", noted)
    to_its_end(soak._compare(b"12 and 31", [(0.0, "10", "25")], seen))
    assert seen.failures == []


def test_a_version_counts_however_long_its_publisher_goes_on(monkeypatch):
    seen, waited = soak.Found(versions=[(0.0, "10", "25")], is_publishing=True), []

    async def noted(_seconds):
        waited.append(1)
        if len(waited) == 2 * soak.SOON_SECONDS:
            seen.versions.append((1.0, "12", "31"))
            seen.is_publishing = False

    monkeypatch.setattr(soak.asyncio, "sleep", noted)
    to_its_end(soak._compare(b"12 and 31", [(0.0, "10", "25")], seen))
    assert seen.failures == []


def test_the_file_is_cut_into_most_of_it_and_equal_parts(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("InvoiceNo,CustomerID\n" + "".join(f"{n},{n}\n" for n in range(60)))
    parts = list(soak._parts(path, tmp_path, 4))
    assert [len(part.read_text().splitlines()) - 1 for part in parts] == [54, 2, 2, 2]
    assert "".join(part.read_text().partition("\n")[2] for part in parts).count("\n") == 60
