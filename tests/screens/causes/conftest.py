"""A view that needs no data set, and English sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

import store
from localization import use_language
from view import Lens, View


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("en")


MONTHS = pd.date_range("2024-01-01", periods=5, freq="MS")


class Typed(View):
    """A view whose periods need no data set: five months, all of them complete."""

    @property
    def periods(self):
        return pd.DataFrame(
            {"period": range(5), "starts_on": MONTHS, "name": MONTHS.strftime("%Y-%m"), "is_complete": True}
        )

    def period_name(self, starts_on):
        return pd.Timestamp(starts_on).strftime("%Y-%m")


@pytest.fixture
def view():
    info = store.Version(
        version=1,
        published_at=datetime(2024, 6, 1, tzinfo=UTC),
        who="",
        note="",
        complete_up_to=date(2024, 5, 31),
        settings=store.Settings(currency="EUR"),
        uploads=(),
        counts={"orders_rows": 9, "departures_rows": 10, "profit_known": 1},
    )
    return Typed("shop", info, Lens("month"), "light")
