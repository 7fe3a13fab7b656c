"""What is counted while publishing: booking, costs, the calendar, and the facts of every grain."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

import metrics
import store
from store.facts import GRAINS, propose_complete_up_to
from tests.store.conftest import line, plain, publish, read


def counts():
    return store.open("shop").info.counts


def test_anonymous_lines_are_counted_apart_and_belong_to_nobody():
    publish([line("ann", "2024-01-05", 100), line(None, "2024-01-06", 70), line(None, "2024-01-07", -20)])
    found = counts()
    assert (found["anonymous_lines"], found["anonymous_revenue"]) == (2, 50)
    assert (found["customers"], found["revenue"], found["orders"]) == (1, 100, 1)
    assert read("purchase_days", "customer_key", "revenue") == [(1, 100)]


def test_unmatched_returns_are_counted_apart():
    publish([line("ann", "2024-01-05", -30), line("ann", "2024-02-05", 100), line("ann", "2024-02-06", -10)])
    found = counts()
    assert (found["unmatched_lines"], found["unmatched_revenue"]) == (1, -30)
    assert (found["return_lines"], found["return_revenue"]) == (1, -10)
    assert read("purchase_days", "day", "revenue") == [("2024-02-05", 90)]


def test_cancelled_lines_are_counted_apart():
    publish([line("ann", "2024-01-05", 100, status="paid"), line("ann", "2024-01-05", 40, status="cancelled")])
    assert (counts()["cancelled_lines"], counts()["cancelled_revenue"], counts()["revenue"]) == (1, 40, 100)


def whole_months():
    snapshot = store.open("shop")
    months = snapshot.fetch(snapshot.periods("month").order_by("period"))
    return [row.label for row in months.itertuples() if row.is_complete]


@pytest.mark.parametrize(("first", "whole"), [(4, True), (5, False), (17, False)])
def test_data_that_begin_within_a_month_do_not_cover_it(first, whole):
    """Of a shop that sells on every day, three silent days are a holiday, four are days that were not loaded."""
    days = [date(2024, 1, first) + timedelta(days=ahead) for ahead in range(111 - first)]
    publish([line("ann", str(day), order_id=str(day)) for day in days])
    assert whole_months() == [*(["2024-01"] if whole else []), "2024-02", "2024-03"]
    snapshot = store.open("shop")
    months = (snapshot.activity("month"), snapshot.periods("month"))
    kept, listed = (snapshot.fetch(metrics.retention(*months, include_open=each)) for each in (False, True))
    february = [] if not whole else ["2024-02"]
    assert [str(period)[:7] for period in kept["period"]] == [*february, "2024-03"]
    marked = {str(row.period)[:7]: row.is_complete for row in listed.itertuples()}
    assert marked == {"2024-02": whole, "2024-03": True, "2024-04": False}
    cohorts = snapshot.fetch(metrics.cohort_retention(*months))
    assert list(cohorts["age"]) == [0, 1, 2]


def test_a_shop_that_sells_once_a_week_may_begin_late_in_a_month():
    days = [date(2024, 1, 13) + timedelta(weeks=ahead) for ahead in range(12)]
    publish([line("ann", str(day), order_id=str(day)) for day in days])
    assert whole_months() == ["2024-01", "2024-02", "2024-03"]


def test_what_a_data_set_lacks_is_known():
    publish([line("ann", "2024-01-05")])
    info = store.open("shop").info
    assert info.has("orders")
    assert info.has("customers")
    assert not info.has("departures")


def test_without_costs_profit_is_unknown_everywhere_never_zero():
    publish([line("ann", "2024-01-05"), line("ann", "2024-02-05")])
    assert not store.open("shop").info.knows_profit
    assert read("orders", "profit") == [(None,), (None,)]
    assert read("activity_year", "revenue", "profit", "previous_profit") == [(200, None, None)]
    snapshot = store.open("shop")
    kept = snapshot.fetch(metrics.retention(snapshot.activity("month"), snapshot.periods("month")))
    assert kept["profit_adjusted"].isna().all()


def test_with_most_costs_known_the_rest_earn_the_same_margin():
    """80 of 100 known, at 60 a hundred: the others are taken to cost 60 a hundred as well."""
    publish([line("ann", "2024-01-05", 80, cost=48), line("bob", "2024-01-05", 20, cost=None)])
    assert store.open("shop").info.knows_profit
    assert counts()["cost_share"] == 0.8
    assert read("orders", "revenue", "profit") == [(20, 8), (80, 32)]


def test_with_too_few_costs_known_no_profit_is_shown():
    publish([line("ann", "2024-01-05", 79, cost=40), line("bob", "2024-01-05", 21, cost=None)])
    assert counts()["cost_share"] == 0.79
    assert read("orders", "profit") == [(None,), (None,)]


def test_a_return_without_a_cost_gives_back_its_margin():
    """All sales have a cost; the credit note has none, and yet takes its share of the profit back."""
    publish([line("ann", "2024-01-05", 100, cost=60), line("ann", "2024-01-09", -50, cost=None)])
    assert read("purchase_days", "revenue", "profit") == [(50, 20)]


def test_a_later_file_with_costs_makes_profit_known():
    publish([line("ann", "2024-01-05", 10)])
    assert not store.open("shop").info.knows_profit
    publish([line("ann", "2024-02-05", 90, cost=45)])
    assert read("orders", "revenue", "profit") == [(10, 5), (90, 45)]


def test_money_is_exact():
    publish([line("ann", "2024-01-05", "0.10", cost="0.0001") for _ in range(30)])
    assert read("purchase_days", "revenue", "profit") == [(3, 2.997)]


@pytest.mark.parametrize(
    ("calendar", "last", "proposed"),
    [
        ("gregorian", "2024-03-31", "2024-03-31"),
        ("gregorian", "2024-03-28", "2024-03-31"),
        ("gregorian", "2024-03-27", "2024-03-27"),
        ("gregorian", "2024-02-26", "2024-02-29"),
        ("jalali", "2024-03-16", "2024-03-19"),
        ("jalali", "2024-03-15", "2024-03-15"),
        ("jalali", "2024-03-28", "2024-03-28"),
    ],
    ids=[
        "the month's end",
        "three days before",
        "four days before",
        "in a leap February",
        "three days before Nowruz",
        "four days before Nowruz",
        "the Gregorian month's end is nothing to a Jalali calendar",
    ],
)
def test_complete_up_to_is_the_months_end_within_three_days(calendar, last, proposed):
    settings = store.Settings(calendar=calendar)
    assert propose_complete_up_to(date.fromisoformat(last), settings) == date.fromisoformat(proposed)


def test_complete_up_to_is_proposed_from_the_last_order_until_it_is_set():
    publish([line("ann", "2024-01-05"), line("bob", "2024-03-29")])
    assert store.open("shop").info.complete_up_to == date(2024, 3, 31)
    assert store.open("shop").settings.complete_up_to is None


def test_complete_up_to_as_set_decides_which_periods_are_complete():
    set_by_hand = {"complete_up_to": date(2024, 3, 10)}
    publish([line("ann", "2024-01-05"), line("ann", "2024-03-31")], settings=set_by_hand)
    snapshot = store.open("shop")
    assert snapshot.info.complete_up_to == snapshot.settings.complete_up_to == date(2024, 3, 10)
    assert [row[1:] for row in read("periods", "grain", "label", "is_complete") if row[0] == "month"] == [
        ("2024-01", True),
        ("2024-02", True),
        ("2024-03", False),
    ]


def test_complete_beyond_the_last_order_makes_silent_periods_count():
    publish([line("ann", "2024-01-05")], settings={"complete_up_to": date(2024, 3, 31)})
    snapshot = store.open("shop")
    bridge = snapshot.fetch(metrics.bridge(snapshot.activity("month"), snapshot.periods("month")))
    assert bridge["lost"].tolist() == [1, 0]


def test_calendar_is_switched_by_a_version_of_settings_alone():
    """20 and 21 March 2025 are one Gregorian month and two Jalali ones."""
    publish([line("ann", "2025-03-20"), line("ann", "2025-03-21")])
    publish(settings={"calendar": "jalali", "currency": "IRR"})
    assert read("activity_month", "period", "orders", version=1) == [(2025 * 12 + 2, 2)]
    assert read("activity_month", "period", "orders") == [(1403 * 12 + 11, 1), (1404 * 12, 1)]
    labels = [row[1] for row in read("periods", "grain", "label") if row[0] == "month"]
    assert labels == ["1403-12", "1404-01"]
    assert store.undo("shop") == 1
    assert store.open("shop").settings.calendar == "gregorian"


def test_settings_stay_from_version_to_version():
    chosen = {
        "currency": "تومان",
        "calendar": "jalali",
        "week_start": "sunday",
        "fiscal_year_start": 7,
        "complete_up_to": date(2024, 6, 1),
    }
    publish([line("ann", "2024-01-05")], settings=chosen)
    publish([line("ann", "2024-02-05")])
    assert store.open("shop").settings == store.Settings(**chosen)


def test_data_set_of_settings_alone_has_no_rows_and_still_opens():
    publish(settings={"currency": "GBP"})
    snapshot = store.open("shop")
    assert snapshot.info.complete_up_to is None
    assert snapshot.fetch(snapshot.orders).empty
    assert snapshot.fetch(metrics.cohort_retention(snapshot.activity("month"), snapshot.periods("month"))).empty


@pytest.mark.parametrize(
    "settings",
    [{}, {"fiscal_year_start": 4}, {"calendar": "jalali", "fiscal_year_start": 7}],
    ids=["gregorian", "fiscal year from April", "jalali fiscal year from Mehr"],
)
def test_facts_rolled_up_from_months_equal_those_from_purchase_days(settings):
    chance = random.Random(7)  # noqa: S311 - rows of a test, no secret
    lines = [
        line(
            f"c{chance.randrange(25):02}",
            (date(2022, 11, 1) + timedelta(days=chance.randrange(800))).isoformat(),
            chance.choice([-20, 0, 5, 10, 30, 80]),
            order_id=chance.choice([None, str(number // 2)]),
            cost=chance.randrange(10),
        )
        for number in range(400)
    ]
    publish(lines, settings=settings)
    snapshot = store.open("shop")
    keys = ["customer_key", "period"]
    for grain in ("quarter", "half", "year"):
        stored = snapshot.fetch(snapshot.activity(grain).order_by(keys))
        straight = snapshot.fetch(metrics.activity(snapshot.purchase_days, snapshot.days, grain).order_by(keys))
        assert len(stored) > 25
        assert stored.equals(straight[stored.columns])


def test_activity_of_every_grain_adds_up_to_the_sales_of_known_customers():
    publish(
        [
            line("ann", "2024-01-30", 100, order_id="1"),
            line("ann", "2024-02-02", -30, order_id="1"),
            line("bob", "2024-02-02", 50, order_id="2"),
            line(None, "2024-02-02", 7),
        ]
    )
    for grain in GRAINS:
        assert sum(plain(row[0]) for row in read(f"activity_{grain}", "revenue")) == 120


@pytest.mark.parametrize(
    ("calendar", "day"), [("hijri", "1923-05-01"), ("hijri", "2099-05-01"), ("jalali", "2150-01-01")]
)
def test_days_beyond_a_calendar_are_refused_with_a_sentence(calendar, day):
    with pytest.raises(store.StoreError, match=f"The data hold days from .*{day}.* choose another calendar"):
        publish([line("ann", "2024-01-05"), line("bob", day)], settings={"calendar": calendar})


def test_the_first_days_of_a_calendar_are_counted():
    publish([line("ann", "1924-08-01")], settings={"calendar": "hijri"})
    assert read("activity_month", "period", "orders") == [(1343 * 12, 1)]
