"""Who is due to be spoken to: every reason with the days at its edges, caps, and who does not want to be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from metrics import follow_up_due, follow_up_kept
from metrics.actions.occasions import REASONS
from tests.metrics.actions.conftest import bought, people, table
from tests.metrics.conftest import rows

BOUGHT = date(2024, 1, 10)


def day(offset, start=BOUGHT):
    return (start + timedelta(days=offset)).isoformat()


def contacts(*met):
    """(customer, day) or (customer, day, direction)."""
    return table(
        ("customer_key", "contacted_on", "direction"), [(key, on, *(how or ("outbound",))) for key, on, *how in met]
    )


def due(until, *columns, keys=range(5), **options):
    who = options.pop("customers", None)
    found = follow_up_due(people(keys) if who is None else who, until, **options)
    return rows(found, *(columns or ("customer_key", "reason", "due_on")))


def of(reason, until, **options):
    return due(until, "customer_key", "due_on", reasons=(reason,), ahead_days=0, **options)


def at(offset, start=BOUGHT):
    return start + timedelta(days=offset)


# Each reason


@pytest.mark.parametrize(
    ("offset", "is_due"),
    [(6, False), (7, True), (29, True), (30, False)],
    ids=["a day before", "on the day", "while the question is not due", "overtaken by the question"],
)
def test_thanks_are_due_on_the_seventh_day_until_the_question_is(offset, is_due):
    found = of("thanks", at(offset), purchase_days=bought((0, day(0))))
    assert found == ([(0, day(7))] if is_due else [])


@pytest.mark.parametrize(("offset", "is_due"), [(29, False), (30, True), (60, True), (61, False)])
def test_satisfaction_is_asked_on_the_thirtieth_day_and_given_up_thirty_days_later(offset, is_due):
    found = of("satisfaction", at(offset), purchase_days=bought((0, day(0))))
    assert found == ([(0, day(30))] if is_due else [])


@pytest.mark.parametrize(("before", "is_due"), [(30, False), (31, True)])
def test_who_buys_all_the_time_is_not_thanked_all_the_time(before, is_due):
    found = of("thanks", at(7), purchase_days=bought((0, day(-before)), (0, day(0))))
    assert found == ([(0, day(7))] if is_due else [])


@pytest.mark.parametrize(
    ("contact", "reason", "is_done"),
    [
        (0, "thanks", False),
        (1, "thanks", True),
        (9, "thanks", True),
        (7, "satisfaction", False),
        (8, "satisfaction", True),
    ],
    ids=["the day itself", "the day after", "late", "the thanks are no question", "after the thanks"],
)
def test_a_contact_in_the_days_that_count_settles_it(contact, reason, is_done):
    until = at(10) if reason == "thanks" else at(30)
    found = of(reason, until, purchase_days=bought((0, day(0))), contacts=contacts((0, day(contact)), (1, day(5))))
    assert found == ([] if is_done else [(0, day(7 if reason == "thanks" else 30))])


@pytest.mark.parametrize("direction", ["inbound", "دریافتی"])
def test_who_came_by_themselves_was_not_spoken_to(direction):
    met = contacts((0, day(3), direction))
    assert of("thanks", at(7), purchase_days=bought((0, day(0))), contacts=met) == [(0, day(7))]


def contract(*lines):
    full = [(key, starts, ends, rest[0] if rest else None) for key, starts, ends, *rest in lines]
    return table(("customer_key", "starts_on", "ends_on", "cancelled_on"), full)


END = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("left", "reason"),
    [
        (61, None),
        (60, "contract_60"),
        (31, "contract_60"),
        (30, "contract_30"),
        (8, "contract_30"),
        (7, "contract_7"),
        (1, "contract_7"),
        (0, None),
    ],
)
def test_a_contract_is_spoken_of_sixty_thirty_and_seven_days_before_it_ends(left, reason):
    found = due(at(-left, END), "reason", contracts=contract((0, "2023-07-01", END.isoformat())), ahead_days=0)
    assert found == ([(reason,)] if reason else [])


@pytest.mark.parametrize(
    ("second", "is_due"),
    [
        (("2024-07-01", "2025-06-30"), False),
        (("2024-07-30", "2025-06-30"), False),
        (("2024-07-31", "2025-06-30"), True),
        (("2024-01-01", "2024-06-30"), True),
        (("2024-07-01", None), False),
        (("2024-07-01", "2025-06-30", "2024-05-01"), True),
    ],
    ids=["carried on", "after thirty days", "after more", "no longer", "without an end", "cancelled"],
)
def test_a_contract_that_another_one_carries_on_does_not_end(second, is_due):
    lines = contract((0, "2023-07-01", "2024-06-30"), (0, *second))
    found = of("contract_30", at(-30, END), contracts=lines)
    assert found == ([(0, "2024-05-31")] if is_due else [])


@pytest.mark.parametrize(
    ("until", "is_due"), [(date(2024, 7, 9), False), (date(2024, 7, 10), True), (date(2024, 8, 9), True)]
)
def test_six_months_without_a_purchase_are_months_of_the_calendar(until, is_due):
    found = of("six_months", until, purchase_days=bought((0, "2023-01-01"), (0, "2024-01-10")))
    assert found == ([(0, "2024-07-10")] if is_due else [])


def test_who_bought_again_after_six_months_needs_no_reminder():
    days = bought((0, "2024-01-10"), (0, "2024-07-11"))
    assert of("six_months", date(2024, 7, 20), purchase_days=days) == []
    assert of("six_months", date(2024, 7, 10), purchase_days=days) == [(0, "2024-07-10")]


@pytest.mark.parametrize(("offset", "is_due"), [(6, False), (7, True), (37, True), (38, False)])
def test_a_week_after_a_complaint_was_closed(offset, is_due):
    closed = table(("customer_key", "closed_at"), [(0, "2024-01-10 23:30"), (1, None)])
    assert of("solved", at(offset), complaints=closed) == ([(0, day(7))] if is_due else [])


def test_silent_is_who_has_been_so_for_longer_than_usual():
    risk = table(("customer_key", "p_silence"), [(0, 0.24), (1, 0.25), (2, None)], p_silence="float64")
    assert of("silent", BOUGHT, customer_risk=risk) == [(0, day(0))]
    met = contacts((0, day(-29)))
    assert of("silent", BOUGHT, customer_risk=risk, contacts=met) == []
    assert of("silent", BOUGHT, customer_risk=risk, contacts=contacts((0, day(-30)))) == [(0, day(0))]


def test_the_best_fifth_is_spoken_to_every_thirty_days():
    days = bought(*[(key, day(-20), 100 + key, 1) for key in range(9)], (9, day(-366), 9999, 1))
    keys = range(10)
    assert of("best", BOUGHT, keys=keys, purchase_days=days) == [(7, day(0)), (8, day(0))]
    met = contacts((8, day(-31)), (7, day(-29), "inbound"))
    assert of("best", BOUGHT, keys=keys, purchase_days=days, contacts=met) == [(8, day(-1))]
    soon = due(
        BOUGHT, "customer_key", "due_on", keys=keys, purchase_days=days, contacts=met, reasons=("best",), ahead_days=1
    )
    assert soon == [(8, day(-1)), (7, day(1))]


def born(*birthdays):
    return table(("customer_key", "birthday"), [(key, birthday) for key, birthday in enumerate(birthdays)])


@pytest.mark.parametrize(("offset", "is_due"), [(-1, False), (0, True), (7, True), (8, False)])
def test_a_birthday_is_wished_on_the_day_and_no_later_than_a_week(offset, is_due):
    found = of("birthday", at(offset), customers=born("1990-01-10"))
    assert found == ([(0, "2024-01-10")] if is_due else [])


def test_birthdays_and_nowruz_of_a_firm_that_counts_by_the_jalali_calendar():
    who = born("1991-03-20", "1992-06-01")  # 29 Esfand 1369; 1 Farvardin 1403 is 2024-03-20
    days = bought((0, "2023-03-19"), (1, "2023-03-20"))
    options = {"customers": who, "purchase_days": days, "calendar": "jalali", "reasons": ("birthday", "nowruz")}
    assert due(date(2024, 3, 18), **options) == [(0, "birthday", "2024-03-19"), (1, "nowruz", "2024-03-20")]
    assert due(date(2024, 3, 20), **options | {"calendar": "gregorian"}) == [(0, "birthday", "2024-03-20")]


# Who is left out, and how it is listed


def test_who_does_not_want_to_be_contacted_is_left_out():
    who = table(("customer_key", "opted_out"), [(0, True), (1, False), (2, None)], opted_out="boolean")
    days = bought((0, day(0)), (1, day(0)), (2, day(0)))
    assert of("thanks", at(7), customers=who, purchase_days=days) == [(1, day(7)), (2, day(7))]
    texts = table(("customer_key", "opted_out", "birthday"), [(0, "no", "May")], birthday="string")
    assert (
        follow_up_due(texts.mutate(birthday=texts.birthday.cast("string")), at(7), purchase_days=days).count().execute()
    )


def test_nobody_is_contacted_for_more_than_two_reasons_in_seven_days():
    days = bought((0, day(0)))
    closed = table(("customer_key", "closed_at"), [(0, "2024-01-10 09:00"), (0, "2024-01-18 09:00")])
    ends = contract((0, "2023-01-01", day(14)))
    options = {
        "purchase_days": days,
        "complaints": closed,
        "contracts": ends,
        "reasons": ("thanks", "solved", "contract_7"),
    }
    assert due(at(7), **options) == [(0, "contract_7", day(7)), (0, "solved", day(7))]
    assert len(due(at(7), most_a_week=3, **options)) == 3


@pytest.mark.parametrize(("contact", "is_listed"), [(0, True), (1, False)], ids=["eight days", "seven days"])
def test_contacts_of_the_last_seven_days_are_taken_off(contact, is_listed):
    closed = table(("customer_key", "closed_at"), [(0, day(5))])
    found = due(at(7), complaints=closed, contacts=contacts((0, day(contact))), most_a_week=1)
    assert found == ([(0, "solved", day(12))] if is_listed else [])


def test_the_week_to_come_has_room_of_its_own():
    closed = table(("customer_key", "closed_at"), [(0, day(0)), (1, day(7))])
    risk = table(("customer_key", "p_silence"), [(0, 0.1), (1, 0.1)], p_silence="float64")
    found = due(at(7), complaints=closed, customer_risk=risk, most_a_week=1)
    assert found == [(0, "solved", day(7)), (1, "silent", day(7)), (1, "solved", day(14))]


def test_a_row_says_how_late_it_is_and_when_the_last_contact_was():
    met = contacts((0, day(-3)), (0, day(0), "inbound"), (1, day(20)))
    found = due(
        at(9), "customer_key", "is_late", "days_late", "last_contact_on", "since_contact_days",
        purchase_days=bought((0, day(0)), (1, day(2)), (2, day(5))), contacts=met, reasons=("thanks",),
    )  # fmt: skip
    assert found == [(0, True, 2, day(0), 9), (1, False, 0, None, None), (2, False, -3, None, None)]


def test_of_several_occasions_the_first_is_listed():
    closed = table(("customer_key", "closed_at"), [(0, day(0)), (0, day(2))])
    assert due(at(9), complaints=closed) == [(0, "solved", day(7))]


def test_without_anything_that_happened_nobody_is_due():
    assert due(BOUGHT) == []
    assert set(REASONS) >= {"thanks", "nowruz"}


# What was done


def kept(until, *columns, **options):
    keys = options.pop("keys", range(5))
    return rows(follow_up_kept(people(keys), options.pop("contacts"), until, **options), *columns)


def test_what_was_due_was_done_in_time_late_or_not_at_all():
    days = bought(*[(key, day(0)) for key in range(5)])
    met = contacts((9, day(-100)), (0, day(1)), (1, day(7)), (2, day(8)), (3, day(37)), (4, day(38)))
    found = kept(
        at(60), "reason", "due", "on_time", "late", "overdue", purchase_days=days, contacts=met, reasons=("thanks",)
    )
    assert found == [("thanks", 5, 2, 2, 1)]
    rate = kept(at(60), "rate", "coverage", purchase_days=days, contacts=met, reasons=("thanks",))
    assert rate == [(0.4, 0.8)]


@pytest.mark.parametrize(
    ("until", "began", "counted"),
    [(6, -100, 0), (7, -100, 1), (371, -100, 1), (372, -100, 0), (20, 7, 1), (20, 8, 0)],
    ids=["not due", "due today", "a year ago", "longer ago", "since the first contact", "before the first contact"],
)
def test_what_was_due_within_a_year_and_since_contacts_are_kept_counts(until, began, counted):
    met = contacts((9, day(began)))
    found = kept(at(until), "due", purchase_days=bought((0, day(0))), contacts=met, reasons=("thanks",))
    assert found == ([(1,)] if counted else [])


def test_a_contract_that_was_carried_on_later_was_due_all_the_same():
    lines = contract((0, "2023-07-01", "2024-06-30"), (0, "2024-07-01", "2025-06-30"))
    met = contacts((9, "2023-01-01"), (0, "2024-05-01"))
    found = kept(date(2024, 7, 31), "reason", "due", "on_time", contracts=lines, contacts=met)
    assert found == [("contract_7", 1, 0), ("contract_30", 1, 0), ("contract_60", 1, 1)]


def test_follow_ups_by_segment():
    who = people(range(3), region=["n", "s", "n"])
    met = contacts((9, "2023-01-01"), (0, day(3)))
    found = follow_up_kept(
        who,
        met,
        at(20),
        purchase_days=bought(*[(key, day(0)) for key in range(3)]),
        reasons=("thanks",),
        by=("region",),
    )
    assert rows(found, "region", "reason", "due", "on_time") == [("n", "thanks", 2, 1), ("s", "thanks", 1, 0)]


def test_every_kept_or_listed_reason_is_one_of_the_known_ones():
    days = bought((0, day(0)))
    assert due(at(7), purchase_days=days, reasons=("no such reason",)) == []
