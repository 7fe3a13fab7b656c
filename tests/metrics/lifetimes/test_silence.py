"""After how many silent days a customer is lost: the worked examples of the metrics reference, and the lists behind."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import metrics
from tests.metrics.conftest import rows

UNTIL = date(2024, 9, 1)
# Gaps between purchases, and days since the last one.
REFERENCE = {
    1: ([30, 32, 28, 31, 29], 45),
    2: ([60, 65], 20),
    3: ([10, 12, 11, 9, 10, 11, 12, 10], 40),
    4: ([], 100),
}
CUSTOMERS = ibis.memtable({"customer_key": [1, 2, 3, 4], "side": ["a", "a", "b", "b"]})


def gaps_of(histories, until=UNTIL):
    bought = []
    for customer, (gaps, since) in histories.items():
        day = until - timedelta(days=since + sum(gaps))
        bought.append((customer, day))
        for gap in gaps:
            day += timedelta(days=gap)
            bought.append((customer, day))
    frame = pd.DataFrame(bought, columns=["customer_key", "day"])
    return metrics.purchase_gaps(ibis.memtable(frame).mutate(day=ibis._.day.cast("date")))


@pytest.fixture
def gaps():
    return gaps_of(REFERENCE)


def reference_curve(gaps, **options):
    found = metrics.return_curve(gaps, CUSTOMERS, UNTIL, least_at_risk=1, windows=(40,), **options)
    return found.to_pandas().set_index("window_days")


def test_a_gap_is_open_after_the_last_purchase(gaps):
    assert rows(gaps.filter(ibis._.customer_key == 2).order_by("day"), "day", "gap_days") == [
        ("2024-04-09", 60),
        ("2024-06-08", 65),
        ("2024-08-12", None),
    ]


def test_reference_probabilities_of_return(gaps):
    found = reference_curve(gaps)
    assert found.loc[[30, 40, 60, 65], "return_rate"].round(4).tolist() == [0.5238, 0.6667, 0.5, 0]
    assert found["lost_after_days"].unique().tolist() == [65]
    assert found["is_short"].unique().tolist() == [False]
    assert found.loc[65, "delay_days"] == 36


def test_reference_percentiles(gaps):
    found = metrics.gap_percentiles(gaps, CUSTOMERS, UNTIL)
    assert rows(found, "percentile", "pooled_days", "weighted_days", "survival_days", "ended_gaps", "open_gaps") == [
        (0.5, 12, 30, 29, 15, 4),
        (0.9, 48.8, 65, 65, 15, 4),
        (0.95, 61.5, 65, None, 15, 4),
    ]


def test_a_purchase_after_the_end_of_the_data_does_not_end_a_gap(gaps):
    """On 10 August customer 2 had been silent since 8 June: 63 days, not yet the 65 that it became."""
    found = metrics.returned_members(gaps, date(2024, 8, 10), 31)
    assert rows(found, "customer_key", "last_day", "returned_on", "silent_days") == [
        (1, "2024-03-20", "2024-04-21", 32),
        (2, "2024-04-09", "2024-06-08", 60),
    ]
    assert rows(metrics.silent_members(gaps, date(2024, 8, 10), date(2024, 6, 9)), "customer_key", "silent_days") == [
        (4, 78),
        (2, 63),
    ]


def test_where_the_probability_rises_again_a_shorter_silence_is_proposed_and_the_history_called_short():
    """Forty buy every ten days and stop 100 days before the end; forty more return after 60 to 99 days."""
    histories = {key: ([10, 10, 10], 100) for key in range(40)}
    histories |= {100 + key: ([10, 60 + key], 5) for key in range(40)}
    found = metrics.return_curve(gaps_of(histories), CUSTOMERS, UNTIL, windows=()).to_pandas()
    assert found["is_short"].all()
    assert found["lost_after_days"].iloc[0] == 10


def test_where_everybody_returns_the_longest_gap_is_proposed():
    histories = {key: ([10, 20, 30, 40, 50], 0) for key in range(30)}
    found = metrics.return_curve(gaps_of(histories), CUSTOMERS, UNTIL, windows=()).to_pandas()
    assert found["is_short"].all()
    assert found["lost_after_days"].iloc[0] == 50


def test_one_customer_who_bought_once():
    found = metrics.return_curve(gaps_of({1: ([], 12)}), CUSTOMERS, UNTIL)
    assert rows(found, "window_days", "reached", "returned", "lost_after_days", "is_short") == [(12, 1, 0, None, True)]


@pytest.mark.parametrize(
    ("before", "is_silent"),
    [("2024-03-22", True), ("2024-03-20", False), ("2024-03-26", True)],
    ids=["six Gregorian months", "six Jalali months", "180 days"],
)
def test_six_months_depend_on_the_calendar(before, is_silent):
    """The data end on 22 September 2024, 1 Mehr 1403; the last purchase was on 21 March."""
    gaps = gaps_of({1: ([30], 185)}, date(2024, 9, 22))
    found = rows(metrics.silent_members(gaps, date(2024, 9, 22), date.fromisoformat(before)), "last_day", "silent_days")
    assert found == ([("2024-03-21", 185)] if is_silent else [])


def test_retention_by_window_of_the_last_complete_period(history):
    """Of the last complete month, June: at its start and at its end, who had bought within so many days."""
    history.complete_up_to = "2024-06-30"
    history.add("steady", "2024-01-01", "2024-03-01", "2024-05-15", "2024-06-20")
    history.add("silent", "2024-05-20")  # 11 days at the start, 41 at the end
    history.add("edge", "2024-05-02")  # 29 days at the start, 59 at the end
    history.add("past", "2024-05-01", "2024-06-25")  # 30 days at the start: gone already, if 30 days are the limit
    gaps = metrics.purchase_gaps(history.purchase_days)
    found = metrics.window_retention(gaps, history.customers, history.periods(), windows=(30, 60, 180))
    assert rows(found, "window_days", "period", "start", "retained", "rate", "lost", "is_covered") == [
        (30, "2024-06-01", 3, 1, 0.3333, 2, True),
        (60, "2024-06-01", 4, 4, 1, 0, True),
        (180, "2024-06-01", 4, 4, None, 0, False),
    ]
    behind = metrics.window_members(gaps, history.periods(), 30)
    assert rows(behind.filter(~ibis._.is_kept), "customer_key", "silent_days") == [
        (history.key("edge"), 59),
        (history.key("silent"), 41),
    ]


@pytest.mark.parametrize(
    ("window", "is_covered"), [(152, True), (153, False)], ids=["the data begin just so long before", "a day too few"]
)
def test_a_window_is_covered_when_the_data_reach_that_far_back(history, window, is_covered):
    """From 1 January to 1 June 2024 are 152 days."""
    history.complete_up_to = "2024-06-30"
    history.add("ann", "2024-01-01", "2024-06-20")
    gaps = metrics.purchase_gaps(history.purchase_days)
    found = metrics.window_retention(gaps, history.customers, history.periods(), windows=(window,))
    assert rows(found, "is_covered") == [(is_covered,)]


@pytest.mark.parametrize(
    ("day", "at_start"),
    [("2024-05-31", 0), ("2024-06-01", 16), ("2024-06-02", 16)],
    ids=["bought on the day before the period", "on its first day", "on its second day"],
)
def test_silence_at_the_start_of_a_period_ends_with_a_purchase_before_it(history, day, at_start):
    """Silent from 15 May; a purchase on the first day ends the silence in the period, not before it."""
    history.complete_up_to = "2024-06-30"
    history.add("old", "2023-01-01").add("ann", "2024-05-15", day)
    gaps = metrics.purchase_gaps(history.purchase_days)
    starts = {
        limit: metrics.window_retention(gaps, history.customers, history.periods(), windows=(limit,))
        for limit in (at_start, at_start + 1)
    }
    assert [rows(found, "start") for found in starts.values()] == [[(0,)], [(1,)]]


days = st.integers(0, 200).map(lambda after: date(2024, 1, 1) + timedelta(days=after))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 4), days), min_size=1, max_size=20), st.integers(1, 100))
def test_for_any_history_the_lists_are_as_long_as_the_numbers(lines, window):
    frame = pd.DataFrame(sorted(set(lines)), columns=["customer_key", "day"])
    until = max(frame["day"])
    gaps = metrics.purchase_gaps(ibis.memtable(frame).mutate(day=ibis._.day.cast("date")))
    gaps = ibis.memtable(gaps.to_pyarrow())
    found = metrics.return_curve(gaps, CUSTOMERS, until, windows=(window,)).to_pandas().set_index("window_days")
    returned = metrics.returned_members(gaps, until, window).to_pandas()
    silent = metrics.silent_members(gaps, until, until - timedelta(days=window - 1)).to_pandas()
    if window in found.index:
        row = found.loc[window]
        assert (row["returned"], row["still_silent"]) == (len(returned), len(silent))
        assert row["reached"] == row["returned"] + row["still_silent"]
    else:
        assert returned.empty
        assert silent.empty
    parts = metrics.return_curve(gaps, CUSTOMERS, until, windows=(window,), by=("side",)).to_pandas()
    assert parts.loc[parts["window_days"] == window, "reached"].sum() == len(returned) + len(silent)
