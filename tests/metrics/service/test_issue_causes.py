"""What those who left after a complaint give as the reason: who is held against whom, and the lists behind it."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

from metrics.intervals import newcombe
from metrics.service.issue_causes import issue_cause_members, issue_causes
from tests.metrics.conftest import rows
from tests.metrics.service.conftest import complaints_of, months

END = date(2024, 3, 31)
PERIODS = months("2024-01-01", "2024-04-01", "2024-03-31")
TOLD = complaints_of(
    (0, "2024-01-05 10:00", None, None, "late"),
    (0, "2024-01-06 10:00", None, None, "late"),
    (1, "2024-01-31 23:59", None, None, "late"),
    (2, "2024-01-07 10:00", None, None, "late"),
    (3, "2024-01-08 10:00", None, None, "dear"),
    (4, "2024-02-05 10:00", None, None, "late"),
)
# Who left on which day, and the causes of it.
LEFT = (
    (0, "2024-02-01", "delivery"),
    (1, "2024-02-29", "delivery price"),
    (2, "2024-03-01", "no_answer"),  # complained two months before
    (3, "2024-02-10", "price"),
    (4, "2024-02-25", "price"),  # complained in the month of leaving
    (5, "2024-02-10", "price"),  # never complained
    (6, "2024-01-20", "delivery"),  # of December no complaint is known: in neither group
)


def departures():
    frame = pd.DataFrame(
        [(n, key, day, f"said {n}", 100.0 - n) for n, (key, day, _causes) in enumerate(LEFT)],
        columns=["departure_id", "customer_key", "left_on", "reason", "lost_revenue"],
    )
    table = ibis.memtable(frame).mutate(left_on=ibis._.left_on.cast("date"), lost_profit=ibis.null("float64"))
    month = (table.left_on.year() * 12 + table.left_on.month() - 1).cast("int64")
    named = [(n, cause) for n, (_key, _day, causes) in enumerate(LEFT) for cause in causes.split()]
    return table.mutate(period=month, customer_key=table.customer_key.cast("int32")), ibis.memtable(
        pd.DataFrame(named, columns=["departure_id", "cause"])
    )


def found(metric=issue_causes, *, periods=PERIODS, until=END, **options):
    return metric(TOLD, *departures(), periods, until, **options)


def test_after_a_complaint_of_the_period_before_and_without():
    assert rows(found(), "topic", "cause", "departures", "mentions", "other_departures", "other_mentions") == [
        ("late", "delivery", 2, 2, 4, 0),
        ("late", "price", 2, 1, 4, 3),
        ("late", "no_answer", 2, 0, 4, 1),
        ("dear", "price", 1, 1, 5, 3),
        ("dear", "delivery", 1, 0, 5, 2),
        ("dear", "no_answer", 1, 0, 5, 1),
    ]


def test_the_difference_comes_with_its_interval_and_what_chance_makes():
    """Two of two beside none of four: of fifteen ways to choose two of six, one is as unlike."""
    row = found().to_pandas().iloc[0]
    assert (row["share"], row["other_share"], row["difference"]) == (1, 0, 1)
    assert (row["difference_low"], row["difference_high"]) == pytest.approx(newcombe(2, 2, 0, 4))
    assert row["p_value"] == pytest.approx(1 / 15)
    assert row["adjusted_p"] == pytest.approx(6 / 15)  # of six that were looked at


def test_who_left_in_a_month_that_is_not_whole_waits():
    """As of the end of February nobody is known to have left in March."""
    cut = found(periods=months("2024-01-01", "2024-04-01", "2024-02-29"), until=date(2024, 2, 29))
    assert rows(cut.filter(ibis._.topic == "late"), "other_departures")[0] == (3,)


def test_a_chosen_period_is_that_of_the_complaint():
    february = PERIODS.filter(ibis._.starts_on == ibis.date("2024-02-01"))
    assert rows(found(periods=february, all_periods=PERIODS)) == []
    january = PERIODS.filter(ibis._.starts_on == ibis.date("2024-01-01"))
    chosen = found(periods=january, all_periods=PERIODS)
    assert rows(chosen, "topic", "departures", "other_departures")[0] == ("late", 2, 3)


def test_every_number_is_a_list():
    for row in found().to_pandas().itertuples():
        for has_complained, of, naming in (
            (True, row.departures, row.mentions),
            (False, row.other_departures, row.other_mentions),
        ):
            options = {"topic": row.topic, "has_complained": has_complained}
            assert len(rows(found(issue_cause_members, **options))) == of
            assert len(rows(found(issue_cause_members, cause=row.cause, **options))) == naming
    listed = found(issue_cause_members, topic="late", cause="delivery")
    assert rows(listed, "customer_key", "left_on", "reason") == [
        (0, "2024-02-01", "said 0"),
        (1, "2024-02-29", "said 1"),
    ]
