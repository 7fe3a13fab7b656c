"""Pictures under test are checked against the schema of Vega-Lite, which pages leave out."""

from __future__ import annotations

import pytest
from altair.utils import schemapi


@pytest.fixture(autouse=True)
def _checked():
    with schemapi.debug_mode(arg=True):
        yield
