"""Do next and Actions: lists with a reason in each row, taken on by lot, worked through, and whether it worked."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import access
import register
import store
from screens.actions import next_lists
from tests.pages.tiny import MINI, open_page, publish, texts
from view import Lens, View

TODAY = datetime.now(UTC).date()


def page(name, **parameters):
    at = open_page(name, **parameters)
    assert not at.exception
    return at


def plain(text):
    return text.replace("\u00a0", " ").replace("\u2068", "").replace("\u2069", "")


def said(at):
    return [plain(text) for text in texts(at)]


def cards(at):
    return {metric.label: plain(metric.value) for metric in at.metric}


def labels(at):
    return [button.label for button in at.button]


@pytest.fixture
def mini(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    return "tiny"


def take_on(*customers, dataset="tiny", **given):
    chosen = [one if isinstance(one, register.Chosen) else register.Chosen(one) for one in customers]
    return register.take_on(
        dataset, **{"title": "Call them", "starts_on": date(2024, 2, 28), "customers": chosen, **given}
    )


def held_out(customer):
    return register.Chosen(customer, arm=register.HELD_OUT)


@pytest.mark.parametrize(("name", "called"), [("Ann", "Ann"), (None, "c1"), (float("nan"), "c1"), (" ", "c1")])
def test_who_has_no_name_is_called_by_number(name, called):
    assert next_lists.called(pd.Series({"customer_id": "c1", "name": name})) == called
    assert next_lists.called(pd.Series({"customer_id": "c1"})) == "c1"


def test_the_three_lists_say_why_and_by_how_much(sample_home):
    at = page("do_next", calls="10")
    sentence = said(at)[1]
    assert sentence.startswith("Call ")
    assert " can be expected to be lost, of " in sentence
    assert " costs most: " in sentence
    assert re.search(r" customers cost €[\d.]+[KM] more than they bring\.", sentence)
    assert list(cards(at)) == ["To call", "To fix", "Losing on", "Taken on"]
    calls = at.dataframe[0].value
    assert len(calls) == 10
    assert calls["Loss to expect (€)"].is_monotonic_decreasing
    assert calls["Why"].str.len().min() > 0

    at = page("do_next", list="fix")
    shares = [text for text in said(at) if text.startswith("named by ")]
    assert len(shares) == 12
    assert all(" a year, " in text for text in shares)

    at = page("do_next", list="stop")
    losers = at.dataframe[0].value
    assert losers["Profit (€)"].is_monotonic_increasing
    assert losers["Profit (€)"].max() < 0
    assert cards(at)["Losing on"] == "147"


def test_its_cards_count_everybody_and_not_the_list_alone(sample_home):
    at = page("do_next", calls="10")
    view = View("sample", store.open("sample").info, Lens(), "light")
    listed = view.people("risk_members", measure="profit", level="watch")
    to_lose = listed[listed["expected_loss"] > 0]
    assert len(to_lose) > next_lists.MOST_CALLS
    assert cards(at)["To call"] == view.count(len(to_lose))
    counted = view.total("risk_members", "expected_loss", measure="profit", level="watch")
    assert counted == (len(to_lose), pytest.approx(to_lose["expected_loss"].sum()))
    first = to_lose.sort_values("expected_loss", ascending=False)["name"].head(10)
    assert list(at.dataframe[0].value["Name"]) == list(first)
    assert view.total("risk_members", "expected_loss", measure="profit", signal="complains", top=0) == (0, 0.0)


def test_a_row_says_what_came_of_it(sample_home):
    worst = page("do_next", calls="10").dataframe[0].value["Customer number"]
    number = take_on(worst.iloc[0], worst.iloc[1], held_out(worst.iloc[2]), dataset="sample", owner="Sara")
    register.finish(number, worst.iloc[0], result="promised")
    told = page("do_next", calls="10").dataframe[0].value["Taken on"]
    assert told.iloc[0].startswith("wants to buy again, ")
    assert told.iloc[1] == "taken on, Sara"
    assert told.iloc[2] == "left alone, to compare"
    assert told.isna().any()  # of the others some were in an action of the sample's agency, some in none


def test_without_money_or_reasons_it_says_what_is_missing(mini):
    at = page("do_next")
    assert said(at)[1].startswith("Nothing stands out")
    assert list(cards(at)) == ["Taken on"]


def form():
    """The form behind “Take it on”, for forty customers whose risk is known."""
    import pandas as pd

    import store
    from ui import take_on
    from view import Lens, View

    view = View("tiny", store.open("tiny").info, Lens(), "light")
    members = pd.DataFrame(
        {
            "customer_id": [f"n{n}" for n in range(40)],
            "name": [f"Name {n}" for n in range(40)],
            "reasons": "silent",
            "chance": [n / 40 for n in range(40)],
        }
    )
    take_on._form(view, members, take_on.About("Call them", "price", "risk_members"), key="t")


@pytest.fixture
def no_links(monkeypatch):
    """A form alone has no other page that it could link to."""
    monkeypatch.setattr("streamlit.page_link", lambda *_said, **_how: None)


def test_a_list_is_taken_on_with_a_lot(mini, no_links):
    at = AppTest.from_function(form, default_timeout=60).run()
    assert not at.exception
    assert at.toggle(key="t_lot").value is True  # an experiment unless one says otherwise
    assert "With 20 acted upon and 20 left alone a difference below " in plain(at.caption[-1].value)
    assert "of 100 left alone about 51 are expected to buy within 90 days" in plain(at.caption[-1].value)
    at.text_input(key="t_title").input("Call the forty").run()
    at.button(key="t_go").click().run()
    assert not at.exception
    assert "Taken on, for 20 customers." in [text.value for text in at.text]
    (found,) = register.actions("tiny")
    assert (found.title, found.cause, found.origin, found.version) == ("Call the forty", "price", "risk_members", 1)
    assert (found.customers, found.held_out, found.horizon_days, found.held_out_share) == (20, 20, 90, 0.5)
    assert found.starts_on == date(2024, 4, 30)  # the data end long ago: later data must be able to answer
    assert found.remedy.startswith("Compare prices with competitors")
    assert found.expected_kept == pytest.approx(1 - sum(range(40)) / 1600)
    members = register.members(found.action_id)
    by_stratum = pd.crosstab([one.stratum for one in members], [one.arm for one in members])
    assert (by_stratum["held_out"] - by_stratum["treated"]).abs().max() <= 1
    # The lot is kept, and draws the same again.
    from metrics.actions.arms import arms_of

    again = arms_of({one.customer_id: one.stratum for one in members}, found.lot, 0.5)
    assert again == {one.customer_id: one.arm for one in members}


def test_without_a_lot_it_says_that_nothing_can_be_proven(mini, no_links):
    at = AppTest.from_function(form, default_timeout=60).run()
    at.toggle(key="t_lot").set_value(False).run()
    assert "Nobody is left alone" in at.caption[-1].value
    at.button(key="t_go").click().run()
    (found,) = register.actions("tiny")
    assert (found.customers, found.held_out, found.held_out_share) == (40, 0, 0.0)


def test_a_viewer_takes_nothing_on(mini, monkeypatch):
    take_on("c1")
    opened = {"mark.action": json.dumps({"action_id": "1"})}
    assert "Change it" in [box.label for box in page("actions", part="all", **opened).expander]
    monkeypatch.setattr("ui.door.person", lambda: access.VIEWER)
    monkeypatch.setattr("access.rights._resolvers", [])  # the page's own is not for the tests after this one
    at = page("actions", part="work")
    assert "Done, next one" not in labels(at)
    assert "Action 1" in said(at)  # the title may name somebody
    assert "Change it" not in [box.label for box in page("actions", part="all", **opened).expander]


def test_tasks_are_worked_through_one_after_the_other(mini):
    number = take_on("c1", "c2", held_out("c3"), owner="Sara", remedy="Offer tea.")
    at = page("actions", whose="Sara")
    assert cards(at) == {"Open": "1", "Overdue": "0", "Done": "0", "Answers there": "0"}
    assert at.selectbox(key="task").value == f"{number}:c1"
    assert "Offer tea." in [caption.value for caption in at.caption]
    assert at.button(key=f"task_{number}_c1_done").disabled
    at.pills(key=f"task_{number}_c1_result").set_value("reached").run()
    at.text_input(key=f"task_{number}_c1_said_1").input("will order").run()
    at.button(key=f"task_{number}_c1_done").click().run()
    assert not at.exception
    assert at.selectbox(key="task").value == f"{number}:c2"
    assert [(one.result, one.note) for one in register.members(number)] == [
        ("reached", "will order"),
        ("", ""),
        ("", ""),
    ]
    at.pills(key=f"task_{number}_c2_result").set_value("not_reached").run()
    at.button(key=f"task_{number}_c2_later").click().run()
    assert register.members(number)[1].state == "open"
    assert register.members(number)[1].result == "not_reached"
    at.pills(key=f"task_{number}_c2_result").set_value("declined").run()
    at.button(key=f"task_{number}_c2_done").click().run()
    assert register.action(number).state == "done"
    assert "Nothing is left to do here." in " ".join(said(at))


def test_two_who_work_on_one_task_are_told(mini):
    number = take_on("c1", "c2")
    at = page("actions")
    register.finish(number, "c1", result="not_reached", state="open")
    at.pills(key=f"task_{number}_c1_result").set_value("reached").run()
    assert "Somebody else changed this since you opened it" in at.warning[0].value
    at.button(key=f"task_{number}_c1_done").click().run()
    assert any("Somebody else changed “Call them”" in warning.value for warning in at.warning)
    assert register.members(number)[0].result == "not_reached"
    at.button(key=f"task_{number}_c1_renew").click().run()
    assert not at.warning
    at.button(key=f"task_{number}_c1_done").click().run()
    assert register.members(number)[0].result == "reached"


def test_a_task_that_somebody_else_has_done_meanwhile_is_said_to_be(mini):
    number = take_on("c1", "c2")
    at = page("actions", task=f"{number}:c1")
    register.finish(number, "c1", result="declined")
    at.pills(key=f"task_{number}_c1_result").set_value("reached").run()
    assert not at.exception
    assert at.info[0].value.startswith("c1: wants to be left alone, written down by ")
    assert at.selectbox(key="task").value == f"{number}:c2"


def test_the_past_of_a_customer_tells_purchases_actions_and_notes(mini):
    number = take_on("c1", "c2")
    register.finish(number, "c1", result="reached", note="likes tea")
    again = take_on("c1", title="Ask again")
    register.write_note("tiny", "c1", "moves in May")
    at = page("actions", task=f"{again}:c1")
    past = said(at)
    assert "5 Jan 2024: bought for 100" in past
    assert any("Call them – reached" in text and text.endswith("likes tea") for text in past)
    assert any(text.endswith("noted: moves in May") for text in past)
    at.text_input(key=f"task_{again}_c1_note").input("prefers mornings").run()
    at.button(key=f"task_{again}_c1_note_keep").click().run()
    assert register.notes("tiny", "c1")[0].text == "prefers mornings"


def test_actions_are_found_and_changed_alone_and_together(mini):
    first = take_on("c1", owner="Sara", due_on=TODAY - timedelta(days=1), title="late")
    take_on("c2", owner="Omid", due_on=TODAY + timedelta(days=7), title="soon")
    take_on("c3", owner="Omid", due_on=TODAY + timedelta(days=8), title="later")

    def titles(**asked):
        return list(page("actions", part="all", **asked).dataframe[0].value["What is to be done"])

    assert titles() == ["late", "soon", "later"]
    assert titles(which="overdue") == ["late"]
    assert titles(which="week") == ["late", "soon"]
    assert titles(of="Omid") == ["soon", "later"]
    at = page("actions", part="all", **{"mark.action": json.dumps({"action_id": str(first)})})
    assert said(at)[1].startswith("1 action is overdue: first “late”, Sara, due ")
    at.expander(key=f"action_{first}_change")
    register.change(first, seen=1, owner="Eva")
    told = page("actions", part="all", which="all", **{"mark.action": json.dumps({"action_id": str(first)})})
    assert told.dataframe[0].value["Owner"].iloc[0] == "Eva"


def test_whether_it_worked_is_said_when_it_is_due_and_not_before(mini):
    """c1, c4, c5, c6 and c8 bought in the 31 days after 28 February; c2, c3 and c7 did not."""
    take_on("c1", "c4", "c5", "c6", held_out("c2"), held_out("c3"), held_out("c8"), plan=register.Plan(31), title="due")
    take_on("c1", held_out("c2"), plan=register.Plan(63), title="not due")  # 1 May, one day after the data end
    take_on("c1", "gone", plan=register.Plan(31), title="alone")
    at = page("actions", part="answers")
    texts_ = [text for text in said(at) if "within 31 days" in text.lower() or "until then" in text.lower()]
    told = dict(zip(("due", "not due", "alone"), texts_, strict=True))
    assert told["due"].startswith("It could be chance: +66.7 points (")
    assert "Within 31 days 4 of 4 acted upon bought again (100 %), and 1 of 3 left alone (33.3 %)." in told["due"]
    assert told["not due"].startswith("The answer is due on 1 May 2024; the data are complete to 30 Apr 2024.")
    assert "%" not in told["not due"]
    assert told["alone"].startswith("1 of 2 acted upon bought within 31 days: 50 %. Nobody was left alone")
    assert cards(at)["Answers there"] == "2"
    assert plain(at.metric[3].label) == "Answers there"


def test_answers_follow_the_data_not_the_clock(mini, home):
    """The day on which the answer is due is itself enough: 62 days after 28 February is 30 April."""
    take_on("c1", held_out("c2"), plan=register.Plan(62))
    at = page("actions", part="answers")
    assert any(text.startswith("It could be chance") for text in said(at))


def test_a_customer_lost_by_a_later_version_keeps_their_action(mini, home):
    number = take_on("c7", "c1", plan=register.Plan(31))
    publish(home, orders="customer_id,ordered_on,order_id,revenue\nc1,2024-01-05,1,100\n", dataset="tiny")
    assert store.open("tiny").version == 2
    assert [one.customer_id for one in register.members(number)] == ["c7", "c1"]
    at = page("actions", task=f"{number}:c7")
    assert at.selectbox(key="task").value == f"{number}:c7"


def test_the_sample_holds_an_action_that_worked_one_that_did_not_and_one_that_only_seems_to(sample_home):
    at = page("actions", part="answers")
    assert not at.exception
    told = said(at)
    assert any(
        "Of 2 experiments whose answer is there 1 worked, 0 did harm, 1 could be chance." in text for text in told
    )
    assert any(text.startswith("It worked: +20.0 points more were kept (") for text in told)
    assert any(text.startswith("It could be chance: ") for text in told)
    from screens.actions import effects

    (seems,) = (one for one in register.actions("sample") if one.title == "A visit after a bad quarter")
    found = effects._alike("sample", store.open("sample").version, seems.action_id, seems.starts_on, 90)
    by_way = found.set_index("way")["is_real"]
    assert by_way["before_after"]  # they did better afterwards
    assert not by_way["did"]  # and so did those like them
    assert effects.alike_sentence(found, 90).endswith("That could be chance.")
