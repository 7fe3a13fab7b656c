"""What a forecast from contracts is made from, by hand: amounts of a month, ages, and what was not known yet."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

import metrics
from tests.metrics.conftest import rows

END, ORIGIN = date(2024, 12, 31), date(2023, 12, 31)
MONTH = 30.436875
CONTRACTS = [
    # Runs on since 2023-01-01 for 100 a month.
    (1, "2023-01-01", None, "100", "month", None),
    # Two years, each a contract of 365 days or 366; the second is known at the end alone.
    (2, "2023-01-01", "2023-12-31", "1200", "year", None),
    (2, "2024-01-01", "2024-12-31", "2400", "year", None),
    # Was to run on, and is cancelled after the origin: covered up to the day before.
    (3, "2023-07-01", None, "50", "month", "2024-04-01"),
    # Ended before the origin, and came back after it for one month.
    (4, "2022-01-01", "2022-12-31", "10", "month", None),
    (4, "2024-06-01", "2024-06-30", "10", "month", None),
    # Began after the origin.
    (5, "2024-11-01", None, "30", "month", None),
    # Nobody knows what it costs: no time is stated, and it has no end.
    (6, "2023-01-01", None, "99", None, None),
    # Has not begun.
    (7, "2025-02-01", None, "1", "month", None),
]


def table(lines):
    names = ["customer_key", "starts_on", "ends_on", "amount", "amount_period", "cancelled_on"]
    found = ibis.memtable(pd.DataFrame(lines, columns=names).astype(dict.fromkeys(names[1:], "string")))
    days = {name: found[name].cast("date") for name in ("starts_on", "ends_on", "cancelled_on")}
    return found.mutate(amount=found.amount.cast("decimal(18, 4)"), **days)


@pytest.fixture
def contracts():
    return table(CONTRACTS)


def test_each_customer_as_of_the_end_and_as_of_the_origin(contracts):
    found = metrics.contract_history(contracts, END, ORIGIN).to_pandas().set_index("customer_key")
    assert list(found.index) == [1, 2, 3, 4, 5, 6]
    ages = {1: (24, 12), 2: (24, 12), 3: (None, 6), 4: (None, None), 5: (2, None), 6: (24, 12)}
    for key, (now, then) in ages.items():
        row = found.loc[key]
        assert (None if pd.isna(row["age_months"]) else row["age_months"]) == now, key
        assert (None if pd.isna(row["then_age_months"]) else row["then_age_months"]) == then, key
    assert found["monthly"].fillna(-1).tolist() == pytest.approx([100, 200, 0, 0, 30, -1])
    # Who was no customer yet has no money then; who had left by then paid nothing.
    assert found["then_monthly"].fillna(-1).tolist() == pytest.approx([100, 100, 50, 0, -1, -1])
    assert found["was_known"].tolist() == [True, True, True, True, False, True]
    # 2024 has 366 days, of which the last 365 count for what was brought lately.
    came = [100 * 366 / MONTH, 200 * 366 / MONTH, 50 * 91 / MONTH, 10 * 30 / MONTH, 30 * 61 / MONTH, 0]
    assert found["came_revenue"].tolist() == pytest.approx(came)
    assert found["last_revenue"].tolist()[:2] == pytest.approx([100 * 365 / MONTH, 200 * 365 / MONTH])


def test_covers_that_ended_and_those_that_go_on(contracts):
    now = metrics.cover_lengths(contracts, END)
    # 24 months: 1, 2 and 6; 9 months: 3 (275 days); 12 and 1: 4; 2 months: 5.
    assert rows(now) == [(1, 1, 0), (2, 0, 1), (9, 1, 0), (12, 1, 0), (24, 0, 3)]
    then = metrics.cover_lengths(contracts, ORIGIN)
    # The cancellation of 3 and the second contract of 2 are not known yet.
    assert rows(then) == [(6, 0, 1), (12, 1, 3)]


@pytest.mark.parametrize(("grace", "ended"), [(29, 1), (30, 0)])
def test_a_cover_ends_when_its_grace_is_over(grace, ended):
    """The last day is 30 days before the day that is asked of: with a grace of 30 it may still be carried on."""
    contracts = table([(1, "2024-01-01", "2024-12-01", "1", "month", None)])
    found = metrics.cover_lengths(contracts, END, grace)
    assert rows(found) == [(11, ended, 1 - ended)]
