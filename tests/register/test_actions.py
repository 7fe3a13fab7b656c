"""Actions: taken on, changed, worked through; who may, and what two people do at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

import access
import register
from register import ChangedMeanwhile, Chosen, Plan, RegisterError, connection
from register.tables import MEMBERS, SENT
from tests.register.conftest import STARTS, take_on

HELD = Chosen("cem", arm=register.HELD_OUT, stratum="high")


def test_an_action_is_kept_as_it_was_taken_on(anywhere):
    number = take_on(
        Chosen("ann", name="Ann", reason="silent for 40 days", stratum="high"),
        HELD,
        title="  Call   the best ",
        owner="Sara",
        due_on=STARTS,
        cause="price",
        remedy="offer the economy package",
        note="kind words",
        origin="risk_members",
        version=3,
        plan=Plan(90, held_out_share=0.5, expected_kept=0.4, cost_per_customer=2.5),
    )
    found = register.action(number)
    assert (found.title, found.owner, found.due_on, found.cause) == ("Call the best", "Sara", STARTS, "price")
    assert (found.remedy, found.note, found.origin, found.version) == (
        "offer the economy package",
        "kind words",
        "risk_members",
        3,
    )
    assert (found.state, found.customers, found.done, found.held_out) == ("open", 1, 0, 1)
    assert (found.horizon_days, found.held_out_share, found.expected_kept, found.cost_per_customer) == (
        90,
        0.5,
        0.4,
        2.5,
    )
    assert found.answer_due_on == date(2026, 4, 5)  # 90 days after 5 January
    assert found.opened_by == access.MACHINE.name
    first, second = register.members(number)
    assert (first.customer_id, first.name, first.reason, first.arm) == ("ann", "Ann", "silent for 40 days", "treated")
    assert (second.customer_id, second.arm, second.state) == ("cem", "held_out", "held_out")


def test_it_is_done_with_the_last_customer_and_open_again_with_one(anywhere):
    number = take_on("ann", "bob", HELD)
    register.finish(number, "ann", result="reached", note="will order")
    assert (register.action(number).state, register.action(number).done) == ("open", 1)
    register.finish(number, "bob", result="not_reached")
    assert (register.action(number).state, register.action(number).done) == ("done", 2)
    assert register.action(number).closed_at is not None
    register.finish(number, "bob", result="", state="open")
    assert (register.action(number).state, register.action(number).done) == ("open", 1)
    assert register.action(number).closed_at is None


def test_tasks_are_what_is_left_to_do_for_whoever_is_acted_upon(anywhere):
    late = take_on("ann", "bob", HELD, owner="Sara", due_on=STARTS + timedelta(days=9))
    soon = take_on("ann", owner="Omid", due_on=STARTS)
    never = take_on("eva", owner="Sara")

    def named(**asked):
        return [(one.member.action_id, one.member.customer_id) for one in register.tasks("shop", **asked)]

    assert named() == [(soon, "ann"), (late, "ann"), (late, "bob"), (never, "eva")]
    assert named(owner="Sara") == [(late, "ann"), (late, "bob"), (never, "eva")]
    assert named(customer_id="ann") == [(soon, "ann"), (late, "ann")]
    assert named(due_by=STARTS) == [(soon, "ann"), (never, "eva")]
    assert named(most=1) == [(soon, "ann")]
    register.finish(late, "ann", result="reached")
    assert named(action_id=late) == [(late, "bob")]
    assert named(action_id=late, is_open=False) == [(late, "ann"), (late, "bob")]
    assert register.tasks("another") == []


def test_the_day_itself_is_not_overdue(anywhere):
    number = take_on(due_on=STARTS)
    found = register.action(number)
    assert not found.is_overdue(STARTS)
    assert found.is_overdue(STARTS + timedelta(days=1))
    assert register.counts("shop", STARTS) == {"open": 1, "done": 0, "dropped": 0, "overdue": 0}
    assert register.counts("shop", STARTS + timedelta(days=1))["overdue"] == 1
    assert register.actions("shop", due_before=STARTS) == []
    register.finish(number, "ann", result="reached")
    assert register.counts("shop", STARTS + timedelta(days=1)) == {"open": 0, "done": 1, "dropped": 0, "overdue": 0}


def test_actions_are_found_by_owner_state_cause_and_customer(anywhere):
    mine = take_on("ann", owner="Sara", cause="price")
    theirs = take_on("bob", owner="Omid", cause="quality")
    register.change(theirs, seen=1, state="dropped")

    def numbers(**asked):
        return [one.action_id for one in register.actions("shop", **asked)]

    assert numbers() == [mine, theirs]
    assert numbers(owner="Sara") == numbers(state="open") == numbers(cause="price") == [mine]
    assert numbers(customer_id="bob") == numbers(state="dropped") == [theirs]
    assert numbers(most=1) == [mine]
    assert register.owners("shop") == ["Omid", "Sara"]


def test_two_people_who_change_one_action_are_told(anywhere):
    number = take_on(owner="Sara")
    register.change(number, seen=1, owner="Omid", due_on=STARTS)
    with pytest.raises(ChangedMeanwhile, match="Call them"):
        register.change(number, seen=1, owner="Eva")
    assert (register.action(number).owner, register.action(number).revision) == ("Omid", 2)
    register.change(number, seen=2, owner="Omid")  # nothing new: no change
    assert register.action(number).revision == 2
    (member,) = register.members(number)
    register.finish(number, "ann", result="reached", seen=member.revision)
    with pytest.raises(ChangedMeanwhile):
        register.finish(number, "ann", result="declined", seen=member.revision)
    assert register.members(number)[0].result == "reached"


def test_a_file_of_outcomes_is_taken_whole_or_not_at_all(anywhere):
    number = take_on("ann", "bob")
    good = (number, "ann", "reached", "", "done", None)
    with pytest.raises(RegisterError, match="not for customer “zoe”"):
        register.answer([good, (number, "zoe", "reached", "", "done", None)])
    assert register.action(number).done == 0
    assert register.answer([good]) == 1
    assert register.answer([good]) == 0  # the same again changes nothing


def test_who_wrote_what_when_is_kept(anywhere):
    number = take_on(owner="Sara")
    with access.acting_as(access.Person("agent", frozenset({"act"}), "omid@firm")):
        register.change(number, seen=1, owner="Omid", due_on=STARTS)
        register.finish(number, "ann", result="reached")
    told = [(one.who, one.kind, one.subject, one.detail) for one in register.events(dataset="shop")]
    assert told[:2] == [
        (
            "omid@firm",
            "task",
            str(number),
            {"customer": "ann", "before": ["open", ""], "after": ["done", "reached"]},
        ),
        (
            "omid@firm",
            "change",
            str(number),
            {"before": {"owner": "Sara", "due_on": ""}, "after": {"owner": "Omid", "due_on": "2026-01-05"}},
        ),
    ]
    assert (told[2][0], told[2][1], told[2][3]["customers"]) == (access.MACHINE.name, "take_on", 1)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": " "}, "Say in a few words"),
        ({"title": "x" * 201}, "up to 200 characters"),
        ({"note": "x" * 5001}, "up to 5,000 characters"),
        ({"customers": []}, "nobody on this list"),
        ({"customers": [Chosen("ann"), Chosen("ann")]}, "twice"),
        ({"customers": [Chosen(str(n)) for n in range(50_001)]}, "up to 50,000 customers, and this list has 50,001"),
        ({"due_on": STARTS - timedelta(days=1)}, "due before it starts"),
        ({"customers": [HELD], "plan": Plan(90)}, "Everybody would be left alone"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_nothing_is_written(said, sentence):
    with pytest.raises(RegisterError, match=sentence):
        take_on(**said)
    assert register.actions("shop") == []


def test_due_on_the_day_it_starts_is_allowed():
    assert register.action(take_on(due_on=STARTS)).due_on == STARTS


def test_whoever_is_left_alone_has_nothing_done_to_them():
    number = take_on("ann", HELD)
    with pytest.raises(RegisterError, match="left alone"):
        register.finish(number, "cem", result="reached")


@pytest.mark.parametrize("person", [access.VIEWER, access.NOBODY])
def test_whoever_may_not_writes_nothing(person):
    number = take_on("ann")
    deeds = (
        lambda: take_on("bob"),
        lambda: register.change(number, seen=1, owner="me"),
        lambda: register.finish(number, "ann", result="reached"),
        lambda: register.answer([(number, "ann", "reached", "", "done", None)]),
        lambda: register.write_note("shop", "ann", "note"),
        lambda: register.write_remedy("shop", "price", "text"),
        lambda: register.rename("shop", "store"),
        lambda: register.revoke_calendars("shop"),
    )
    with access.acting_as(person):
        for deed in deeds:
            with pytest.raises(RegisterError, match="From here you may look"):
                deed()
    assert register.action(number).revision == 1
    assert [one.kind for one in register.events()] == ["take_on"]


def test_notes_and_remedies_of_the_firms_own(anywhere):
    register.write_note("shop", "ann", " likes tea ")
    register.write_note("shop", "ann", "called")
    assert [one.text for one in register.notes("shop", "ann")] == ["called", "likes tea"]
    assert register.notes("shop", "bob") == []
    with pytest.raises(RegisterError, match="empty"):
        register.write_note("shop", "ann", "  ")
    register.write_remedy("shop", "price", "smaller packages")
    assert register.own_remedies("shop") == {"price": ("smaller packages", 1)}
    with pytest.raises(ChangedMeanwhile):
        register.write_remedy("shop", "price", "another")
    register.write_remedy("shop", "price", "economy", seen=1)
    assert register.own_remedies("shop") == {"price": ("economy", 2)}
    register.write_remedy("shop", "price", "", seen=2)
    assert register.own_remedies("shop") == {}


def test_a_data_set_under_another_name_takes_all_along(anywhere):
    number = take_on("ann")
    register.write_note("shop", "ann", "note")
    register.write_remedy("shop", "price", "text")
    register.rename("shop", "store")
    assert register.actions("shop") == []
    assert [one.action_id for one in register.actions("store")] == [number]
    assert len(register.notes("store", "ann")) == len(register.own_remedies("store")) == 1


def test_a_data_set_can_have_the_name_of_a_deleted_one(anywhere):
    for name in ("store", "shop"):
        register.write_remedy(name, "price", f"of {name}")
    of_deleted, own = (register.make_calendar(name, "", {}) for name in ("store", "shop"))
    with connection.writing() as opened:
        rows = [
            {"dataset": name, "alert": "a", "period": "p", "sent_at": datetime.now(UTC)} for name in ("store", "shop")
        ]
        opened.execute(sa.insert(SENT), rows)
    register.rename("shop", "store")
    assert register.own_remedies("store") == {"price": ("of shop", 1)}
    assert register.calendar_by(of_deleted) is None
    assert register.calendar_by(own).dataset == "store"


def test_what_was_done_under_a_former_name_of_a_data_set_still_counts(anywhere):
    register.finish(take_on("ann"), "ann", result="reached")
    told = register.talked("shop")
    register.rename("shop", "store")
    register.rename("store", "bazaar")
    assert register.talked("bazaar") == told > 0
    register.rename("bazaar", "shop")
    assert register.talked("shop") == told
    assert register.talked("another") == 0


def test_an_action_over_a_cause_can_be_for_the_firm_itself(anywhere):
    number = take_on(customers=[], cause="price")
    assert (register.action(number).customers, register.action(number).state) == (0, "open")
    register.change(number, seen=1, state="done")
    assert register.action(number).closed_at is not None
    assert register.members(number) == []


def test_several_are_changed_alike_or_not_at_all(anywhere):
    first, second = take_on("ann"), take_on("bob")
    register.change(second, seen=1, note="seen")
    with pytest.raises(ChangedMeanwhile):
        register.change_several([(first, 1), (second, 1)], owner="Eva")
    assert register.action(first).owner == ""
    register.change_several([(first, 1), (second, 2)], owner="Eva")
    assert [one.owner for one in register.actions("shop")] == ["Eva", "Eva"]


def test_what_was_taken_on_last_for_each(anywhere):
    first = take_on("ann", "bob", title="first")
    second = take_on("bob", HELD, title="second")
    found = register.latest("shop", ["ann", "bob", "cem", "zoe"])
    assert {name: (task.title, task.member.arm) for name, task in found.items()} == {
        "ann": ("first", "treated"),
        "bob": ("second", "treated"),
        "cem": ("second", "held_out"),
    }
    assert register.assigned([first, second]) == [
        (first, "ann", "treated"),
        (first, "bob", "treated"),
        (second, "bob", "treated"),
        (second, "cem", "held_out"),
    ]


def test_who_sees_stand_ins_finds_a_customer_by_theirs_and_nobody_by_a_number(anywhere):
    number = take_on("ann", "bob", HELD)
    stand_in = access.stand_in("ann")
    with access.acting_as(access.VIEWER):
        for asked, tasks, known in ((stand_in, [stand_in], [number]), ("ann", [], []), ("zoe", [], [])):
            assert [one.member.customer_id for one in register.tasks("shop", customer_id=asked)] == tasks
            assert [one.action_id for one in register.actions("shop", customer_id=asked)] == known
            assert list(register.latest("shop", [asked])) == tasks
        assert register.tasks("another", customer_id=stand_in) == []


def test_the_actions_whose_answer_is_wanted_alone(anywhere):
    take_on("ann")
    number = take_on("bob", plan=Plan(30))
    assert [one.action_id for one in register.actions("shop", is_asked=True)] == [number]


def test_whom_somebody_spoke_to_is_asked_by_the_days_of_a_time_zone(anywhere):
    """Tehran is 3½ hours ahead of UTC: its 6 January begins at 20:30 of the 5th."""
    number = take_on("ann", "bob", "c\x1f“y”", "dan")
    for customer, minute in (("ann", 29), ("bob", 30), ("c\x1f“y”", 59)):
        register.finish(number, customer, result="reached")
        done_at = datetime(2026, 1, 5, 20, minute, 59, tzinfo=UTC)
        with connection.writing() as opened:
            opened.execute(sa.update(MEMBERS).where(MEMBERS.c.customer_id == customer).values(done_at=done_at))
    fifth, sixth = date(2026, 1, 5), date(2026, 1, 6)
    assert set(register.talks("shop", fifth, sixth, "Asia/Tehran")) == {
        ("ann", fifth),
        ("bob", sixth),
        ("c\x1f“y”", sixth),
    }
    assert register.talks("shop", fifth, fifth, "Asia/Tehran") == [("ann", fifth)]
    assert len(register.talks("shop", fifth, fifth)) == 3
    assert register.talks("shop", sixth, sixth) == register.talks("other", fifth, sixth) == []
