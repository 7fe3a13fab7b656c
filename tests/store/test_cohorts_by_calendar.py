"""Cohorts of Jalali and Hijri data sets, computed a second time from the dates alone.

The second way shares nothing with the first: months come from jdatetime and hijridate, customers are counted in
sets, one by one.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

import hijridate
import jdatetime
import pytest

import metrics
import store
from tests.store.conftest import line, publish

COMPLETE_UP_TO = date(2025, 3, 20)  # the last day of 1403


def jalali_month(day):
    found = jdatetime.date.fromgregorian(date=day)
    return found.year * 12 + found.month - 1


def hijri_month(day):
    found = hijridate.Gregorian.fromdate(day).to_hijri()
    return found.year * 12 + found.month - 1


def triangle_from_the_dates(purchases, month_of):
    """(first month, age) → (customers, of them back at that age), for months that are over."""
    months = defaultdict(set)
    for customer, day in purchases:
        months[customer].add(month_of(day))
    open_from = month_of(COMPLETE_UP_TO + timedelta(1))
    cells = {}
    for first in {min(found) for found in months.values()}:
        cohort = [found for found in months.values() if min(found) == first]
        for month in range(first, open_from):
            cells[first, month - first] = len(cohort), sum(month in found for found in cohort)
    return cells


@pytest.mark.parametrize(("calendar", "month_of"), [("jalali", jalali_month), ("hijri", hijri_month)])
def test_the_triangle_equals_the_one_from_the_dates(calendar, month_of):
    chance = random.Random(1403)  # noqa: S311 - rows of a test, no secret
    purchases = [
        (f"c{chance.randrange(60)}", date(2023, 3, 21) + timedelta(days=chance.randrange(730))) for _ in range(500)
    ]
    publish(
        [line(customer, day.isoformat(), 100) for customer, day in purchases],
        settings={"calendar": calendar, "complete_up_to": COMPLETE_UP_TO},
    )
    snapshot = store.open("shop")
    cells = snapshot.fetch(metrics.cohort_retention(snapshot.activity("month"), snapshot.periods("month")))
    ours = {
        (month_of(row.cohort.date()), int(row.age)): (int(row.customers), int(row.retained))
        for row in cells.itertuples()
    }
    theirs = triangle_from_the_dates(purchases, month_of)
    assert len(theirs) > 100
    assert ours == theirs
