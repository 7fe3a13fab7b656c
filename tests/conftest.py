"""What the tests of every room share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


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
