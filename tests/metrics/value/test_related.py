"""What buyers buy next: the worked example of the reference, the boundary days, and a second way in plain Python."""

from __future__ import annotations

import random
from datetime import date, timedelta

import ibis
import pandas as pd
import pytest

import metrics

UNTIL = date(2024, 12, 31)
START = date(2024, 1, 1)


def lines(*bought):
    """Lines of (customer, day, product); days are counted from the first of January."""
    rows = [
        {"customer_key": who, "ordered_on": START + timedelta(days=day), "kind": "purchase", "product": what}
        for who, day, what in bought
    ]
    frame = pd.DataFrame(rows)
    table = ibis.memtable(frame)
    return table.mutate(ordered_on=table.ordered_on.cast("date"), category=ibis.null("string"))


def found(orders, **options):
    frame = metrics.related_products(orders, UNTIL, **{"least": 1, **options}).to_pandas()
    return frame.set_index(["item", "next_item"])


def test_worked_example():
    """Ten buyers of A, six of whom buy B; forty who began with C, eight of whom buy B."""
    bought = [(n, 0, "A") for n in range(10)] + [(n, 30, "B") for n in range(6)]
    bought += [(n, 0, "C") for n in range(100, 140)] + [(n, 60, "B") for n in range(100, 108)]
    row = found(lines(*bought), least=10).loc[("A", "B")]
    assert (row.customers, row.bought_next, row.began_otherwise) == (10, 6, 40)
    assert (row.next_share, row.usual_share) == (0.6, 0.2)
    assert row.ratio == pytest.approx(3.0)
    assert row.difference == pytest.approx(0.4)
    assert [row.difference_low, row.difference_high] == pytest.approx([0.0770, 0.6505], abs=5e-5)
    assert row.p_value == pytest.approx(0.0198, abs=5e-5)
    assert row.adjusted_p >= row.p_value


@pytest.mark.parametrize(
    ("day_of_b", "customers", "bought"),
    [(0, 0, 0), (1, 1, 1), (180, 1, 1), (181, 1, 0), (-3, 0, 0)],
    ids=["the same day", "the next", "the last day", "too late", "before"],
)
def test_boundary_days(day_of_b, customers, bought):
    orders = lines((1, 10, "A"), (1, 10 + day_of_b, "B"), (2, 10, "C"), (3, 5, "B"), (4, 8, "C"))
    pairs = found(orders, least=0)
    row = pairs.loc[("A", "B")]
    assert (row.customers, row.bought_next) == (customers, bought)


@pytest.mark.parametrize(("day", "customers"), [(185, 1), (186, 0)], ids=["180 days follow", "179 days follow"])
def test_only_whoever_can_be_followed_counts(day, customers):
    orders = lines((1, day, "A"), (2, 1, "B"), (3, 1, "C"))
    assert found(orders, least=0).loc[("A", "B")].customers == customers


def test_too_few_are_not_judged():
    bought = [(n, 0, "A") for n in range(29)] + [(n, 0, "C") for n in range(100, 140)] + [(101, 9, "B")]
    assert ("A", "B") not in metrics.related_products(lines(*bought), UNTIL).to_pandas().set_index(
        ["item", "next_item"]
    ).index


def test_one_product_has_no_pair():
    assert metrics.related_products(lines((1, 0, "A"), (2, 3, "A")), UNTIL).to_pandas().empty


def test_as_plain_python_counts():
    chance = random.Random(5)  # noqa: S311 - a seed, nothing secret
    bought = [
        (who, chance.randint(0, 360), chance.choice("ABCD")) for who in range(120) for _ in range(chance.randint(1, 4))
    ]
    pairs = found(lines(*bought), least=0)
    firsts: dict[int, dict[str, int]] = {}
    for who, day, what in bought:
        own = firsts.setdefault(who, {})
        own[what] = min(day, own.get(what, day))
    last = (UNTIL - START).days
    for (a, b), row in pairs.iterrows():
        exposed = [own for own in firsts.values() if a in own and own[a] <= last - 180 and own.get(b, 999) > own[a]]
        starts = [(own, min(own.values())) for own in firsts.values()]
        others = [
            (own, start)
            for own, start in starts
            if start <= last - 180 and own.get(a, 999) > start + 180 and own.get(b, 999) != start
        ]
        assert (row.customers, row.bought_next) == (
            len(exposed),
            sum(own.get(b, 999) - own[a] <= 180 for own in exposed),
        )
        assert row.began_otherwise == len(others)
        share = sum(own.get(b, 999) - start <= 180 for own, start in others) / len(others) if others else None
        assert row.usual_share == (pytest.approx(share) if others else pytest.approx(float("nan"), nan_ok=True))
