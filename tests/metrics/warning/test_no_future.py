"""What is told of a day is the same whether the data end there or go on: nothing looks ahead."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import ibis
import pandas as pd
import pytest

import metrics
from metrics.lifetimes.rhythm import rhythm_model
from tests.metrics.conftest import History
from tests.metrics.warning.test_signals import table

FIRST, CUT, LAST = date(2023, 1, 1), date(2024, 3, 31), date(2024, 9, 30)
SIDES = ("products", "contacts", "complaints", "visits", "contracts")


def world(*, until):
    """Two years of thirty customers, as somebody would have loaded them on a day: later news is left out."""
    chance = random.Random(7)  # noqa: S311 - a seed, nothing secret
    history, told = History(complete_up_to=until.isoformat()), {name: [] for name in SIDES[1:]}

    def day():
        return FIRST + timedelta(days=chance.randint(0, (LAST - FIRST).days))

    def known(moment):
        return moment if moment is not None and moment <= until else None

    for key in range(30):
        name = f"c{key:02}"
        history.add(name, FIRST.isoformat(), order=f"{name}-first")
        bought = sorted({day() for _ in range(12)})
        for number, on in enumerate(bought):
            back, share = on + timedelta(days=chance.randint(1, 120)), chance.choice([1, 0.4])
            amount, is_returned = chance.randint(20, 200), chance.random() < 0.3
            if on <= until:
                history.add(name, on.isoformat(), revenue=amount, order=f"{name}-{number}")
            if is_returned and back <= until:
                history.add(
                    name, back.isoformat(), revenue=-amount * share, order=chance.choice([f"{name}-{number}", None])
                )
            elif is_returned:
                chance.choice([1, None])
        for _ in range(4):
            on, answered = day(), chance.choice([True, False])
            told["contacts"] += [(key, on.isoformat(), "outbound", answered)] if on <= until else []
        on = day()
        closed = known(on + timedelta(days=chance.randint(1, 90)))
        told["complaints"] += [(key, on.isoformat(), None, closed and closed.isoformat())] if on <= until else []
        told["visits"] += [(key, on.isoformat()) for on in (day() for _ in range(20)) if on <= until]
        starts = day()
        cancelled = known(starts + timedelta(days=chance.randint(10, 300))) if chance.random() < 0.4 else None
        ends = starts + timedelta(days=364)
        row = (key, starts.isoformat(), ends.isoformat(), cancelled and cancelled.isoformat())
        told["contracts"] += [row] if starts <= until else []
    return history, {name: table(name, *lines) for name, lines in told.items()}


def asked(history, told, as_of):
    orders = history.orders.mutate(product=ibis._.order_id, category=ibis.null("string"))
    bought = metrics.known_purchase_days(orders, metrics.purchase_days(orders), as_of)
    bought = ibis.memtable(bought.to_pyarrow())
    gaps = ibis.memtable(metrics.purchase_gaps(bought).to_pyarrow())
    rhythm = ibis.memtable(rhythm_model(gaps, as_of).to_pyarrow())
    sides = (orders, told["contacts"], told["complaints"], told["visits"], told["contracts"])
    signs = metrics.signs_at(bought, gaps, rhythm, *sides, as_of, SIDES)
    return metrics.customer_signals(ibis.memtable(signs.to_pyarrow())).order_by("customer_key").to_pandas()


def test_a_day_back_is_the_data_cut_there():
    later, cut = (asked(*world(until=until), CUT) for until in (LAST, CUT))
    assert len(cut) == 30
    for column in ("revenue", "unanswered", "open_complaints", "visits_28", "ends_in_days", "products_90"):
        assert len(set(cut[column])) > 1, column
    pd.testing.assert_frame_equal(later, cut)


def test_a_refund_that_comes_later_is_not_known(history):
    history.add("ann", "2024-01-05", "2024-03-01", revenue=[100, 50], order="1")
    history.add("ann", "2024-05-01", revenue=-150, order="1")
    history.add("bob", "2024-01-05", revenue=70)
    bought = metrics.purchase_days(history.orders)
    assert bought.count().execute() == 1  # all of ann's order came back
    then = metrics.known_purchase_days(history.orders, bought, date(2024, 4, 30)).order_by("customer_key", "day")
    assert [
        (int(key), float(revenue)) for key, revenue in then.select("customer_key", "revenue").to_pandas().to_numpy()
    ] == [
        (0, 100.0),
        (0, 50.0),
        (1, 70.0),
    ]


@pytest.mark.parametrize(("as_of", "days"), [(date(2024, 3, 1), 2), (date(2024, 2, 29), 1)])
def test_the_day_itself_is_known(history, as_of, days):
    history.add("ann", "2024-01-05", "2024-03-01")
    assert metrics.known_purchase_days(history.orders, history.purchase_days, as_of).count().execute() == days


def test_moments_of_the_day_are_of_the_day():
    told = table("complaints", (1, datetime(2024, 3, 31, 23, 59).isoformat()))  # noqa: DTZ001
    from metrics.warning.landmark import complaints_at

    assert complaints_at(told, CUT).count().execute() == 1
    assert complaints_at(told, CUT - timedelta(days=1)).count().execute() == 0


def test_what_is_known_of_contracts_a_day_back_is_the_data_cut_there():
    sides = ("contacts", "complaints", "visits")
    told = [world(until=until)[1] for until in (LAST, CUT)]
    later, cut = (
        metrics.renewal_landmark(*(one[name] for name in ("contracts", *sides)), CUT, sides)
        .order_by("customer_key")
        .to_pandas()
        for one in told
    )
    assert 5 < len(cut) < 30, "only who is under contract"
    for column in ("ends_in_days", "covered_days", "unanswered", "visits_28"):
        assert len(set(cut[column])) > 1, column
    pd.testing.assert_frame_equal(later, cut)
