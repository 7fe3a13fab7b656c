"""What the club changes: worked numbers, the day of joining, and pairs made of customers alike."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest

from metrics import club_effect
from metrics.actions.pairs import EXACT, NEAR, candidates, effect_without_lot, judged
from models.matching import matched
from tests.metrics.actions.conftest import bought, table
from tests.metrics.conftest import rows

JOINED = date(2024, 1, 1)
UNTIL = date(2024, 6, 28)  # the 180th day of membership


def on(key, *offsets, start=JOINED):
    return [(key, (start + timedelta(days=days)).isoformat()) for days in offsets]


def spread(key, before, after):
    """So many purchase days in the half year before joining, and in the one from it on."""
    return on(key, *(-1 - day for day in range(before)), *(7 * day for day in range(after)))


def pairs_of(*pairs, start=JOINED):
    columns = ("customer_key", "started_on", "other_key", "distance")
    lots = table(columns, [(one, start.isoformat(), other, 0.0) for one, other in pairs], distance="float64")
    return lots.mutate(started_on=lots.started_on.cast("date"))


def club(*members, others=(), start=JOINED, **columns):
    keys = [*members, *others]
    days = [start.isoformat() if key in members else None for key in keys]
    return table(
        ("customer_key", "customer_id", "club_joined_on", *columns),
        list(zip(keys, map(str, keys), days, *columns.values(), strict=True)),
    )


def ways(found):
    return {row[0]: row[1:] for row in rows(found.filter(ibis._.way != "step"), "way", "members", "others", "effect")}


WORKED = [
    *[day for key in range(10) for day in spread(key, 5, 6 + key % 2)],
    *[day for key in range(10, 20) for day in spread(key, 3, 3 + (key < 18))],
]


def test_the_worked_difference_in_differences():
    people = club(*range(10), others=range(10, 20))
    found = club_effect(bought(*WORKED), people, pairs_of(*zip(range(10), range(10, 20), strict=True)), UNTIL)
    did = found.filter(ibis._.way == "did")
    means = ("members_before", "members_after", "others_before", "others_after")
    assert rows(did, *means) == [(5, 6.5, 3, 3.8)]
    assert ways(found) == {"naive": (10, 10, 2.7), "matched": (10, 10, 2.7), "did": (10, 10, 0.7)}


def test_the_interval_is_that_of_the_pairs_changes():
    people = club(*range(10), others=range(10, 20))
    found = club_effect(bought(*WORKED), people, pairs_of(*zip(range(10), range(10, 20), strict=True)), UNTIL)
    changes = np.array([(6 + key % 2) - 5 - ((3 + (key < 8)) - 3) for key in range(10)])
    half = 1.959964 * changes.std(ddof=1) / 10**0.5
    assert rows(found.filter(ibis._.way == "did"), "effect_low", "effect_high", "is_real") == [
        (round(0.7 - half, 4), round(0.7 + half, 4), True)
    ]


def test_the_steps_add_up_to_before_and_after():
    people = club(*range(10), others=range(10, 20))
    found = club_effect(bought(*WORKED), people, pairs_of(*zip(range(10), range(10, 20), strict=True)), UNTIL)
    steps = found.filter(ibis._.way == "step").to_pandas()
    assert list(steps.third) == [-3, -2, -1, 0, 1, 2]
    assert steps.members_after[:3].sum() == pytest.approx(5.0)
    assert steps.members_after[3:].sum() == pytest.approx(6.5)
    assert steps.effect[3:].sum() - steps.effect[:3].sum() == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("offset", "before", "after"),
    [(-181, 0, 0), (-180, 1, 0), (-1, 1, 0), (0, 0, 1), (179, 0, 1), (180, 0, 0)],
    ids=["too early", "first before", "last before", "joining", "last after", "too late"],
)
def test_time_as_a_member_begins_on_the_day_of_joining(offset, before, after):
    days = bought(*on(0, offset), *on(1, -90))
    found = club_effect(days, club(0, others=[1]), pairs_of((0, 1)), date(2024, 12, 31))
    means = ("members_before", "members_after", "others_before")
    assert rows(found.filter(ibis._.way == "did"), *means) == [(before, after, 1)]


@pytest.mark.parametrize(
    ("offset", "step"),
    [(-180, -3), (-121, -3), (-120, -2), (-61, -2), (-60, -1), (-1, -1), (0, 0), (59, 0), (60, 1), (120, 2)],
)
def test_every_day_has_its_step(offset, step):
    found = club_effect(bought(*on(0, offset), *on(1, -90)), club(0, others=[1]), pairs_of((0, 1)), UNTIL)
    steps = found.filter((ibis._.way == "step") & (ibis._.members_after > 0))
    assert rows(steps, "third") == [(step,)]


def test_by_money():
    days = bought(
        (0, "2023-12-01", 10, 4), (0, "2024-02-01", 60, 20), (1, "2023-12-02", 20, 5), (1, "2024-02-02", 30, 9)
    )
    asked = (days, club(0, others=[1]), pairs_of((0, 1)), UNTIL)
    assert [
        rows(club_effect(*asked, measure=measure).filter(ibis._.way == "did"), "effect")[0][0]
        for measure in ("orders", "revenue", "profit")
    ] == [0, 40, 12]


def test_in_the_naive_row_who_joined_within_the_days_is_on_no_side():
    late = club(0, others=[1], start=JOINED + timedelta(days=1))
    days = bought(*on(0, -300, 5), *on(1, -300, 9))
    assert "naive" not in ways(club_effect(days, late, pairs_of((0, 1)), UNTIL))
    assert ways(club_effect(days, club(0, others=[1]), pairs_of((0, 1)), UNTIL))["naive"] == (1, 1, 0)


def test_segments_are_kept_apart():
    people = club(0, 1, others=[2, 3], region=["n", "s", "n", "s"])
    days = bought(*spread(0, 1, 3), *spread(1, 1, 2), *spread(2, 1, 1), *spread(3, 1, 1))
    found = club_effect(days, people, pairs_of((0, 2), (1, 3)), UNTIL, by=("region",))
    did = found.filter(ibis._.way == "did")
    assert rows(did, "region", "members", "effect") == [("n", 1, 2), ("s", 1, 1)]


# Without a lot


def test_what_comes_by_itself_is_told_from_what_the_action_brought():
    days = bought(*spread(0, 1, 4), *spread(1, 1, 4), *spread(2, 1, 4), *spread(3, 1, 3))
    found = effect_without_lot(pairs_of((0, 2), (1, 3)), days)
    whole = found.filter(ibis._.way != "step")
    assert rows(whole, "way", "effect") == [("before_after", 3), ("untreated", 2.5), ("matched", 0.5), ("did", 0.5)]


# Who is like whom


def starts_of(*starts):
    lots = table(("customer_key", "started_on"), list(starts))
    return lots.mutate(started_on=lots.started_on.cast("date"))


@pytest.mark.parametrize(("until", "counted"), [(date(2024, 7, 7), 0), (date(2024, 7, 8), 1)])
def test_members_count_once_their_days_after_joining_are_complete(until, counted):
    days = bought((0, "2023-06-01"), (1, "2023-01-01"))
    found = judged(days, starts_of((0, "2024-01-11")), ibis.literal(until))
    assert len(rows(found)) == counted


@pytest.mark.parametrize(("first", "counted"), [("2023-07-06", 0), ("2023-07-05", 1)])
def test_members_count_whose_days_before_were_watched(first, counted):
    days = bought((0, "2023-12-31"), (1, first))
    found = judged(days, starts_of((0, "2024-01-11")), ibis.literal(date(2025, 1, 1)))
    assert len(rows(found)) == counted


def test_candidates_are_known_by_what_came_before_the_month_of_the_start():
    days = bought(
        *[(key, "2023-01-15") for key in range(5)],
        *[(0, day) for day in ("2023-07-04", "2023-07-05", "2023-11-01", "2023-11-02", "2023-12-31", "2024-01-01")],
        (3, "2023-02-20"),
    )
    people = table(("customer_key", "segment"), [(0, "gold"), (1, "gold"), (2, "tin"), (3, "gold"), (4, "gold")])
    starts = starts_of((0, "2024-01-11"), (4, "2024-05-01"))
    found = candidates(days, people, starts, ibis.literal(date(2025, 1, 1)))
    columns = ("customer_key", "is_member", "bought", "bought_lately", "spent")
    # The second is of another segment, the fourth joins within the days after.
    january = found.filter(ibis._.origin == ibis.date("2024-01-01")).order_by("customer_key")
    assert rows(january, *columns) == [
        (0, True, 4, 2, 400),
        (1, False, 0, 0, 0),
        (3, False, 0, 0, 0),
    ]
    may = found.filter(ibis._.origin == ibis.date("2024-05-01")).order_by("customer_key")
    assert rows(may, "customer_key", "is_member") == [(1, False), (3, False), (4, True)]


def crowd(members, others, **columns):
    frame = pd.DataFrame(
        {
            "customer_key": range(members + others),
            "is_member": [key < members for key in range(members + others)],
            "origin": "2024-01",
            "cohort": "2023-01",
            "segment": "",
            **dict.fromkeys(NEAR, 0),
        }
    )
    return frame.assign(**columns)


def test_the_nearest_pair_is_made_first_and_nobody_is_given_twice():
    people = crowd(2, 3, bought=[4, 5, 5, 9, 4])
    pairs = matched(people, EXACT, NEAR)
    assert list(zip(pairs.customer_key, pairs.other_key, strict=True)) == [(0, 4), (1, 2)]
    alone = matched(crowd(2, 1, bought=[4, 5, 5]), EXACT, NEAR)
    assert list(zip(alone.customer_key, alone.other_key, strict=True)) == [(1, 2)]


def test_what_must_be_equal_is_and_who_is_too_far_is_nobodys_pair():
    assert matched(crowd(1, 1, segment=["gold", "tin"]), EXACT, NEAR).empty
    assert matched(crowd(1, 1, bought=[0, 50]), EXACT, NEAR).empty
    assert len(matched(crowd(1, 1, bought=[0, 50]), EXACT, NEAR, most_apart=9.0)) == 1
    assert matched(crowd(0, 0), EXACT, NEAR).empty


def test_all_find_somebody_where_there_is_somebody_for_all():
    pairs = matched(crowd(40, 40), EXACT, NEAR)
    assert len(pairs) == 40
    assert pairs.other_key.is_unique


def test_statistics_of_a_crowd_agree_with_the_slow_way():
    chance = np.random.default_rng(4)
    people = crowd(30, 60, bought=chance.integers(0, 9, 90), spent=chance.gamma(2.0, 300.0, 90))
    pairs = matched(people, EXACT, NEAR, most_apart=0.3)
    values = np.log1p(people[["bought", "spent"]].to_numpy(float))
    values = values / values.std(axis=0) / len(NEAR) ** 0.5
    distance = np.linalg.norm(values[:30, None] - values[None, 30:], axis=2)
    free, expected = np.ones_like(distance, dtype=bool), {}
    while (best := np.where(free, distance, np.inf)).min() <= 0.3:
        one, other = np.unravel_index(best.argmin(), best.shape)
        expected[int(one)] = int(other) + 30
        free[one, :] = free[:, other] = False
    assert dict(zip(pairs.customer_key, pairs.other_key, strict=True)) == expected
