"""The lifetimes page: what it says first, and that every number opens as many people."""

from __future__ import annotations

import re

import pytest

from tests.pages.tiny import MINI, open_page, pictures, publish, texts


def page(**parameters):
    at = open_page("survival", **parameters)
    assert not at.exception
    return at


def said(at):
    """What stands on the page as plain text, the finding first: behind the line of filters."""
    lines = [text.replace("\u00a0", " ") for text in texts(at)]
    return [line for line in lines if not line.startswith("This address opens")][1:]


def cards(at):
    return {metric.label: metric.value for metric in at.metric}


def headings(at):
    return [text.value for text in at.markdown if text.value.startswith("**")]


def lists(at, column):
    return next(frame.value for frame in at.dataframe if column in frame.value.columns)


def opened(at, tab):
    at.session_state["more"] = tab
    at.run()
    assert not at.exception
    return at


def test_sample_says_after_how_many_days_a_customer_is_lost(sample_home):
    at = page()
    first = said(at)[0]
    assert first.startswith(("A customer is lost after", "Take a customer as lost after"))
    assert "within a month" in first
    assert list(cards(at)) == ["Lost now", "Lost after", "Half are lost after", "Mean time as a customer"]
    assert pictures(at) == 2


def test_sample_the_lost_now_are_as_many_as_the_card_says(sample_home):
    at = opened(page(), "Who is lost?")
    heading = next(text for text in headings(at) if "lost: silent that long" in text)
    assert heading.startswith(f"**{cards(at)['Lost now']}**")


@pytest.mark.parametrize(
    "tab",
    [
        "Who is lost?",
        "Do segments differ?",
        "What if it were other days?",
        "What is a usual gap?",
        "What takes them, and when?",
    ],
)
def test_sample_every_tab_says_something(sample_home, tab):
    at = opened(page(), tab)
    assert len(said(at)) > 1
    assert len(at.dataframe) + pictures(at) > 2


def test_sample_says_how_sure_the_days_are(sample_home):
    (sure,) = [text for text in said(opened(page(), "How sure are the days?")) if text.startswith("By the rule")]
    days, low, high = (int(number) for number in re.findall(r"[0-9]+", sure.replace("19 times in 20", ""))[:3])
    assert low <= days <= high
    assert sure.endswith(" days.")


@pytest.mark.parametrize(
    "parameters",
    [{"lang": "fa"}, {"by": "segment"}, {"only": "role"}, {"window": "90", "start": "all"}, {"whom": "months"}],
)
def test_sample_through_filters_and_choices(sample_home, parameters):
    page(**parameters)


def test_sample_as_it_opens_no_list_is_asked_for(sample_home):
    at = page()
    assert not at.dataframe
    assert any(text.startswith("Nobody says goodbye") for text in said(at))


@pytest.mark.parametrize("whom", ["back", "months"])
def test_sample_those_who_came_back_and_those_silent_for_months(sample_home, whom):
    at = opened(page(whom=whom), "Who is lost?")
    heading = next(text for text in headings(at) if "ended by a purchase" in text or "bought last before" in text)
    assert heading.startswith("**")
    assert "Days silent" in lists(at, "Name").columns


def test_sample_other_days_are_the_readers_to_look_at(sample_home):
    at = page(window="90")
    assert said(at)[0].startswith("Of those silent for 90 days, ")
    assert cards(at)["Lost after"] == "90 days"


def test_sample_what_is_settled_is_published_and_said(sample_home):
    import store

    at = page()
    at.session_state["settle"] = True
    at.run()
    at.number_input(key=next(box.key for box in at.number_input if box.key.startswith("settle_days"))).set_value(75)
    at.run()
    at.button(key="settle_publish").click().run()
    assert not at.exception
    (dataset,) = store.datasets()
    assert store.open(dataset).settings.inactive_after_days == 75
    assert said(page())[0].startswith("In this data set a customer counts as lost after 75 days")


def test_mini(home):
    """Nobody of eight has been silent for longer than 63 days and come back: the longest gap is proposed."""
    publish(home, complete_up_to="2024-04-30", orders=MINI)
    at = page()
    assert said(at)[0].startswith("Take a customer as lost after")
    assert "The history is too short to be sure." in said(at)[0]


def test_one_customer_who_bought_once(home):
    publish(home, orders="customer_id,ordered_on,revenue\nann,2024-01-31,100\n")
    assert "nothing to say of lifetimes" in said(page())[0]


def test_one_customer_silent_since(home):
    publish(home, complete_up_to="2024-12-31", orders="customer_id,ordered_on,revenue\nann,2024-01-31,100\n")
    at = page()
    assert said(at)[0].startswith("Nobody has come back after a silence yet")
    assert cards(at)["Lost now"] == "1"


def test_all_lost(home):
    lines = "\n".join(f"c{n},2024-01-{n % 28 + 1:02},{n}" for n in range(1, 41))
    publish(home, complete_up_to="2025-12-31", orders=f"customer_id,ordered_on,revenue\n{lines}\n")
    at = page()
    assert cards(at)["Lost now"] == "40"
    assert cards(at)["Half are lost after"] == "180 days"


def test_returns_only(home):
    publish(home, orders="customer_id,ordered_on,revenue\nann,2024-01-31,-100\nbob,2024-02-03,-5\n")
    assert "nothing to say of lifetimes" in said(page())[0]


def test_without_orders_it_says_what_to_load(home):
    publish(home, departures="customer_id,left_on,reason\nann,2024-01-31,too dear\n")
    assert "load a file of orders" in said(page())[0]


def test_hostile_names_stay_text(home):
    hostile = "[x](http://evil) <b>"
    customers = f"customer_id,name,segment\nc1,{hostile},{hostile}\nc2,Bob,gold\n"
    publish(home, complete_up_to="2024-12-31", orders=MINI, customers=customers)
    at = opened(page(by="segment"), "Who is lost?")
    assert not any("](http" in text.value for text in at.markdown)
    assert hostile in set(lists(at, "Name")["Name"])


CONTRACTS = """customer_id,starts_on,ends_on,cancelled_on
A,2024-01-01,2024-12-31,
A,2025-01-01,2025-12-31,
B,2024-01-01,2024-12-31,
C,2024-03-01,2025-02-28,
D,2024-06-01,2024-12-31,
D,2025-01-20,2026-01-19,
E,2024-05-01,2025-04-30,2024-11-15
F,2025-01-05,2026-01-04,
G,2024-12-10,2025-01-10,
"""


def test_contracts_use_their_end_dates_and_the_grace_of_the_settings(home):
    orders = "customer_id,ordered_on,revenue\nA,2024-01-05,10\nB,2024-02-05,10\nA,2024-04-05,10\n"
    publish(home, complete_up_to="2025-05-31", orders=orders, contracts=CONTRACTS)
    at = opened(page(grain="quarter"), "Who is under contract?")
    assert any(
        text.startswith("In Q1 2025, 50 % of the customers under contract were kept (2 of 4).") for text in said(at)
    )
    assert any("Of the contracts that ran out in Q1 2025, 0 % were renewed (0 of 2)." in text for text in said(at))
    assert "**2** · Kept · Q1 2025" in headings(at)
    assert lists(at, "Contracts due")["Renewed"].tolist() == [0, 2]


def test_contracts_alone_are_enough(home):
    publish(home, complete_up_to="2025-05-31", contracts=CONTRACTS)
    assert any("under contract were kept" in text for text in said(page(grain="quarter")))


def test_sample_who_is_silent_beyond_their_own_rhythm(sample_home):
    at = opened(page(), "Who is silent beyond their own rhythm?")
    told = next(text for text in said(at) if "fewer than one in twenty" in text)
    heading = next(text for text in headings(at) if "Very late" in text)
    assert heading.startswith(f"**{told.split(' of ')[0]}**")
    assert {"Silent, in usual gaps", "So long by chance", "Last order", "Segment"} <= set(
        lists(at, "So long by chance").columns
    )
