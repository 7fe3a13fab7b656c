"""What the tests of every room share."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

from localization import current_language, use_language
from tests import once

# What takes longest begins first, so that nothing long is left for one worker when the others are done.
LONGEST = (
    "tests/browser/test_every_page.py",
    "tests/spark/",
    "tests/browser/",
    "tests/store/test_crashes.py",
    "tests/store/test_kill.py",
    "tests/pages/",
    "tests/store/",
)


# As the running dashboard has it (frame/preload.py): a query is a hundred thousand objects, none of them garbage.
gc.set_threshold(20_000, 50, 100)


class ByFile(LoadFileScheduling):
    """The tests of one file stay together, as they share what is dear to set up; those of Spark share its session."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/spark" if nodeid.startswith("tests/spark/") else super()._split_scope(nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config, log):
    """Share the files out among the workers; not asked where there are none."""
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the tests that take longest before all others, each kind in its own order."""
    items.sort(key=lambda item: next((at for at, of in enumerate(LONGEST) if item.nodeid.startswith(of)), len(LONGEST)))


@pytest.fixture(autouse=True)
def _told_for_one_test(monkeypatch):
    """Who was told to write the trail, say who acts or follow a version, as a page tells it, is told for one test."""
    from access import rights, scopes, trail
    from store import following

    monkeypatch.setattr(trail, "_writers", [])
    monkeypatch.setattr(scopes, "_finders", [])
    monkeypatch.setattr(following, "_followers", [])
    monkeypatch.setattr(rights, "_resolvers", rights._resolvers[:])


@pytest.fixture(autouse=True)
def _language_as_before():
    """A test that speaks another language leaves it to no other test."""
    before = current_language()
    yield
    use_language(before)


@pytest.fixture(scope="session", autouse=True)
def _shared_by_workers(tmp_path_factory, request):
    """The folder above those of the workers is that of the run; a query that one of them wrote the others read."""
    base = tmp_path_factory.getbasetemp()
    of_run = base.parent if hasattr(request.config, "workerinput") else base
    once.is_in(of_run)
    queries = of_run / "queries"
    queries.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_QUERIES", str(queries))
        yield


@pytest.fixture(scope="session", autouse=True)
def _pages_are_waited_for_at_rest():
    """AppTest looks a thousand times a second whether a page is done, and takes from it the time that this needs."""
    runner = sys.modules.get("streamlit.testing.v1.local_script_runner")
    if runner is None:  # no test of this session opens a page
        yield
        return
    in_turns = runner.require_widgets_deltas

    def wait(opened, timeout=3):
        opened._script_thread.join(timeout)
        in_turns(opened, 0 if opened._script_thread.is_alive() else 1)

    from frame import preload

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "require_widgets_deltas", wait)
        # A thread that collects each minute would do so in the middle of a test that looks at just that.
        patch.setattr(preload, "_keep_collecting", lambda: None)
        yield


@pytest.fixture(autouse=True)
def _nothing_follows_a_version(monkeypatch):
    """What follows a version that a page or a command published takes a while, and has tests of its own."""
    nothing = {"found": 0, "sent": 0, "failed": []}
    monkeypatch.setattr("terminal.load._follow", lambda _dataset, _version: nothing)
    if "streamlit.testing.v1.local_script_runner" in sys.modules:
        from frame import after_publishing

        monkeypatch.setattr(after_publishing, "_follow", lambda _dataset, _version: None)


@pytest.fixture(scope="session")
def published_sample(_shared_by_workers) -> Path:
    """A folder with the sample data set, published once for all workers; copy it, never write to it."""

    from sample_data import loading

    return once.sample(loading.publish)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of the public data sets: MANDEGAR_TEST_DATA, else shared/data beside the checkout.

    Where it is absent the test is skipped, loudly; with REQUIRE_DATA set it fails.
    """
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("MANDEGAR_TEST_DATA") or beside)
    if (folder / "online_retail" / "online_retail.csv.gz").exists():
        return folder
    message = f"THE PUBLIC DATA SETS ARE ABSENT: {folder} holds none; set MANDEGAR_TEST_DATA to their folder"
    if os.environ.get("REQUIRE_DATA"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def pango() -> None:
    """WeasyPrint with Pango; skipped, loudly, on a machine without Pango, failed where REQUIRE_BROWSER is set."""
    try:
        import weasyprint  # noqa: F401 - it loads the library
    except OSError:
        message = "NO PANGO ON THIS MACHINE: briefs as PDF were not tested"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
