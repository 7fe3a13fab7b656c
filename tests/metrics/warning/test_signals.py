"""The five signs, each against the customer's own past: the published answers, and days at the edge."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

import metrics
from metrics.chance import binomial_lower, poisson_upper
from metrics.warning.landmark import complaints_at, contacts_at, contracts_at, visits_at
from metrics.warning.signals import baskets_at
from tests.metrics.conftest import rows

END = date(2024, 12, 31)
KINDS = {
    "contacts": {"customer_key": "int32", "contacted_on": "date", "direction": "string", "answered": "boolean"},
    "complaints": {
        "customer_key": "int32",
        "opened_at": "timestamp",
        "replied_at": "timestamp",
        "closed_at": "timestamp",
    },
    "visits": {"customer_key": "int32", "visited_on": "date"},
    "contracts": {"customer_key": "int32", "starts_on": "date", "ends_on": "date", "cancelled_on": "date"},
}


def table(name, *lines):
    """A loaded table of lines typed by hand; days as text."""
    kinds = KINDS[name]
    columns = {column: [line[place] if place < len(line) else None for line in lines] for place, column in
               enumerate(kinds)}  # fmt: skip
    typed = {
        column: pd.to_datetime(pd.Series(values, dtype="object")) if kinds[column] in {"date", "timestamp"} else values
        for column, values in columns.items()
    }
    frame = pd.DataFrame(typed)
    found = ibis.memtable(frame, schema={n: "timestamp" if k == "date" else k for n, k in kinds.items()})
    return found.mutate(**{column: found[column].cast(kind) for column, kind in kinds.items()})


def days_before(*back):
    return [(pd.Timestamp(END) - pd.Timedelta(days=days)).date().isoformat() for days in back]


@pytest.mark.parametrize(
    ("count", "trials", "share", "expected"),
    [
        (5, 57, 91 / 455, 0.0186),
        (1, 13, 90 / 450, 0.2336),
        (2, 22, 28 / 112, 0.0606),
        (0, 4, 0.5, 0.0625),
        (4, 4, 0.5, 1),
    ],
    ids=["a weekly buyer", "a monthly buyer", "logins", "none of four", "all of four"],
)
def test_so_few_by_chance(count, trials, share, expected):
    found = binomial_lower(ibis.literal(count), ibis.literal(trials), ibis.literal(share)).execute()
    assert found == pytest.approx(expected, abs=5e-5)


def test_the_same_by_another_way_of_computing():
    from scipy.stats import binom, poisson

    for count, trials, share in ((0, 3, 0.2), (7, 40, 0.2), (20, 160, 0.2), (25, 160, 0.2), (60, 300, 0.25)):
        found = binomial_lower(ibis.literal(count), ibis.literal(trials), ibis.literal(share)).execute()
        assert found == pytest.approx(binom.cdf(count, trials, share), abs=0.005 if count > 20 else 1e-9)
    for count, mean in ((1, 0.1), (2, 0.5), (9, 4.0), (20, 9.0)):
        found = poisson_upper(ibis.literal(count), ibis.literal(mean)).execute()
        assert found == pytest.approx(poisson.sf(count - 1, mean), abs=1e-9)
    assert poisson_upper(ibis.literal(0), ibis.literal(0.3)).execute() == 1


def test_two_complaints_of_who_has_one_in_two_years():
    assert poisson_upper(ibis.literal(2), ibis.literal(0.5 * 90 / 365.25)).execute() == pytest.approx(0.0070, abs=5e-5)


def baskets(history, amounts):
    back = [10 * place for place in reversed(range(len(amounts)))]
    history.add("ann", *days_before(*back), revenue=amounts)
    return rows(baskets_at(history.purchase_days, END), "recent_basket", "base_basket", "basket_ratio", "basket_z")


def test_smaller_baskets(history):
    found = baskets(history, [100, 110, 90, 105, 95, 100, 60, 65, 70])
    assert found[0][:3] == (65, 100, 0.65)
    assert found[0][3] == pytest.approx(-10.1, abs=0.05)


def test_seven_baskets_are_no_past(history):
    assert baskets(history, [100, 110, 90, 105, 60, 65, 70]) == []


def test_a_past_that_does_not_vary_has_a_tenth_for_its_spread(history):
    found = baskets(history, [100] * 5 + [90] * 3)
    assert found[0][2:] == (0.9, pytest.approx(-1.8249, abs=1e-3))  # ln 0.9 ÷ (0.1 ÷ √3)


def test_prices_are_told_from_the_growth_of_all(history):
    for number in range(40):
        history.add(f"peer {number}", *days_before(*range(70, -1, -10)), revenue=[100] * 5 + [130] * 3)
    history.add("ann", *days_before(*range(80, -1, -10)), revenue=[100, 110, 90, 105, 95, 100, 60, 65, 70])
    found = baskets_at(history.purchase_days, END).filter(ibis._.customer_key == history.key("ann"))
    assert rows(found, "price_growth", "basket_ratio") == [(1.3, 0.5)]


def test_a_fall_of_all_baskets_excuses_nobody(history):
    for number in range(40):
        history.add(f"peer {number}", *days_before(*range(70, -1, -10)), revenue=[100] * 5 + [50] * 3)
    assert set(rows(baskets_at(history.purchase_days, END), "price_growth", "basket_ratio")) == {(1, 0.5)}


def test_contacts_without_an_answer():
    ours = [(1, day, "outbound", answered) for day, answered in zip(days_before(90, 70, 50, 30, 20, 7, 6),
            [True, True, False, False, False, False, False], strict=True)]  # fmt: skip
    hers = [
        (2, days_before(40)[0], "inbound"),
        (2, days_before(45)[0], "out", False),
        (2, days_before(20)[0], "", False),
    ]
    told = table("contacts", *ours, *hers, (3, "2025-01-01", "outbound", True))
    found = rows(
        contacts_at(told, END).order_by("customer_key"), "customer_key", "sent", "answers", "unanswered", "answer_rate"
    )
    # Of eight ours that count two were answered; the one of six days ago may still be, that of next year is not known.
    assert found == [(1, 6, 2, 4, round((2 + 2 / 4) / 8, 4)), (2, 2, 0, 1, round((2 / 4) / 4, 4))]


@pytest.mark.parametrize(("rate", "expected"), [(0.6, 0.0256), (0.1, 0.6561)])
def test_four_unanswered(rate, expected):
    assert (1 - rate) ** 4 == pytest.approx(expected)


def test_open_complaints():
    told = table(
        "complaints",
        (1, "2024-12-31 10:00"),
        (1, "2024-12-30 10:00"),
        (2, "2024-11-01 10:00", "2024-11-02", "2024-11-03"),
        (2, "2024-10-02 10:00", None, "2025-01-01"),
        (3, "2025-01-01 10:00"),
        (3, "2023-10-03 23:00", "2023-10-04", "2023-10-05"),
    )
    found = rows(complaints_at(told, END), "customer_key", "complaints_90", "complaints_before", "open_complaints")
    # 3 October 2024 is the first of the last 90 days; a complaint of the last day has its day to be answered.
    assert sorted(found) == [(1, 2, 0, 1), (2, 1, 1, 1), (3, 0, 1, 0)]


def test_nobody_knows_what_is_open_where_no_file_says():
    told = table("complaints", (1, "2024-12-01 10:00"))
    assert rows(complaints_at(told, END), "open_complaints") == [(None,)]


def test_visits_end_where_their_table_ends():
    lately = days_before(*range(40, 124, 4))
    told = table("visits", (2, days_before(10)[0]), *((1, day) for day in [*lately, days_before(12)[0]]))
    found = {row[0]: row[1:] for row in rows(visits_at(told, END))}
    # The last visit of anybody is of ten days before the end: the 28 days go back from there.
    assert found[1] == (1, 21, 83)
    assert found[2] == (1, 0, 83)


def test_an_end_that_is_news_of_a_later_day_is_not_known():
    fixed = table("contracts", (1, "2024-01-01", "2025-01-31"), (2, "2025-01-01", "2025-12-31"))
    assert rows(contracts_at(fixed, END), "customer_key", "covered_days", "ends_in_days") == [(1, 365, 31)]
    runs_on = table("contracts", (1, "2024-01-01", "2025-01-31"), (2, "2024-06-01", None))
    assert sorted(rows(contracts_at(runs_on, END), "customer_key", "ends_in_days")) == [(1, None), (2, None)]
    cancelled = table(
        "contracts", (1, "2024-01-01", "2025-01-31", "2025-01-10"), (2, "2024-01-01", "2025-01-31", "2024-12-31")
    )
    assert rows(contracts_at(cancelled, END), "customer_key", "ends_in_days") == [(1, 31)]


def test_levels():
    known = pd.DataFrame(
        {
            "p_silence": [0.5, 0.2, 0.05, 0.5],
            "p_fewer": [None, None, None, 0.0186],
            "basket_ratio": [None, 0.65, 0.5, 0.9],
            "basket_z": [None, -10.1, -3.0, -5.0],
            "products_before": [0, 8, 8, 8],
            "products_90": [0, 8, 8, 4],
            "days_90": [1, 1, 1, 1],
            "p_complaints": [1.0, 0.08, 0.007, 1.0],
            "complaints_90": [0, 1, 2, 0],
            "open_complaints": [0, 0, 0, 1],
            "p_unanswered": [None, 0.08, 0.0256, 0.0256],
            "unanswered": [0, 2, 4, 2],
            "p_visits": [None, 0.0606, 0.04, 0.04],
            "visits_28": [0, 2, 1, 6],
            "visits_before": [0, 20, 20, 20],
            "visit_span_days": [84, 84, 84, 84],
        }
    )
    kinds = dict.fromkeys(known, "float64")
    signs = ibis.memtable(known.astype("float64"), schema=kinds)
    signs = signs.mutate(**{name: signs[name].nullif(float("nan")) for name in known})
    names = (
        "buys_less",
        "buys_smaller",
        "complains",
        "no_answer",
        "visits_less",
        "signals",
        "signals_high",
        "signals_known",
    )
    assert rows(metrics.customer_signals(signs), *names) == [
        ("none", None, "none", None, None, 0, 0, 2),
        ("watch", "watch", "watch", "watch", "watch", 5, 0, 5),
        ("high", "high", "high", "high", "high", 5, 5, 5),
        ("high", "watch", "high", "watch", "watch", 5, 2, 5),
    ]  # fmt: skip
