"""The follow-up calendar: who is due on which day and why, in Gregorian and Jalali months; with little data."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import store
from tests.pages.tiny import MINI, open_page, pictures, publish, texts


def page(**parameters):
    at = open_page("follow_up", **parameters)
    assert not at.exception
    return at, [text.replace("\u00a0", " ").replace("\u2068", "").replace("\u2069", "") for text in texts(at)]


def cards(at):
    return {metric.label: metric.value.replace("\u00a0", " ") for metric in at.metric}


def listed(at):
    return next(frame.value for frame in at.dataframe if "Customer number" in frame.value.columns)


def test_the_cards_add_up_to_the_list(sample_home):
    at, told = page()
    assert told[1].startswith("946 customers are due to be spoken to as of 31 Mar 2025, 701 of them late; most often: ")
    counted = [int(cards(at)[name].replace(",", "")) for name in ("Overdue", "Due within a week", "Due later")]
    whole = next(text for text in (block.value for block in at.markdown) if "due, what is late first" in text)
    assert f"**{sum(counted):,}**" in whole
    assert pictures(at) == 1
    assert any("contacts that were due were made in time" in text for text in told)


def test_one_reason_and_one_day(sample_home):
    one, _told = page(reason="solved")
    rows = listed(one)
    assert set(rows["Why"]) == {"Complaint solved a week ago"}
    assert rows["Due on"].is_monotonic_increasing
    day = str(rows["Due on"].iloc[-1])[:10]
    assert day > "2025-04-01"
    asked = {"reason": "solved", "days": "next_month", "mark.due_next_month": json.dumps({"day": day})}
    picked, _told = page(**asked)
    assert set(listed(picked)["Due on"].astype(str).str[:10]) == {day}
    nonsense, _told = page(reason="solved", **{"mark.due_weeks": json.dumps({"day": "yesterday"})})
    assert len(listed(nonsense)) == len(rows)


@pytest.mark.parametrize(("days", "weeks"), [("weeks", 5), ("month", 6), ("next_month", 5), ("week", 1)])
def test_the_days_stand_in_rows_of_seven(sample_home, days, weeks):
    """March 2025 begins on a Saturday and has 31 days: six rows where weeks begin on Monday; April has five."""
    from screens.actions import follow_up
    from view import Lens, View

    view = View("sample", store.open("sample").info, Lens(), "light")
    frame = follow_up._days(view, follow_up.due(view, follow_up.ANY), days)
    assert frame["week"].max() + 1 == weeks
    assert (frame["weekday"].diff().dropna().isin([1, -6])).all()
    if days == "weeks":
        assert list(frame["of_month"].head(3)) == ["31 Mar", "1 Apr", "2"]
    if days == "month":
        assert list(frame.loc[frame["weekday"] == 0, "of_month"]) == ["3", "10", "17", "24", "31"]
        assert list(frame.loc[frame["is_today"], "day"]) == ["2025-03-31"]


def test_a_jalali_month_begins_on_its_own_first_day_and_its_weeks_on_saturday(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    from screens.actions import follow_up
    from view import Lens, View

    info = store.open("tiny").info
    view = View("tiny", replace(info, settings=replace(info.settings, calendar="jalali")), Lens(), "light")
    frame = follow_up._days(view, follow_up.due(view, follow_up.ANY), "month")
    assert frame["day"].iloc[0] == "2024-04-20"  # 1 Ordibehesht 1403, a Saturday
    assert (frame["weekday"].iloc[0], len(frame)) == (0, 31)


def test_what_is_late_is_to_be_done_today(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at, _told = page()
    rows = listed(at)
    assert rows["Days late"].iloc[0] > 0
    from screens.actions import follow_up
    from view import Lens, View

    view = View("tiny", store.open("tiny").info, Lens(), "light")
    found = follow_up.due(view, follow_up.ANY)
    frame = follow_up._days(view, found, "month")
    today = frame[frame["is_today"]].iloc[0]
    assert today["due"] == (found["due_on"] <= "2024-04-30").sum()
    assert frame.loc[frame["day"] < "2024-04-30", "due"].sum() == 0


def test_without_contacts_it_says_what_to_load(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at, _told = page()
    assert any("Nothing counts as done yet" in caption.value for caption in at.caption)


def test_the_first_of_a_long_list_are_those_of_the_whole_list(sample_home, monkeypatch):
    from screens.actions import follow_up
    from ui import tables
    from view import Lens, View

    view = View("sample", store.open("sample").info, Lens(), "light")
    found = follow_up.due(view, follow_up.ANY)
    whole = follow_up._told(view.people("follow_up_due", **follow_up._asked(follow_up.ANY)))
    assert len(whole) == len(found) > 100
    monkeypatch.setattr(tables, "SHOWN", 100)
    first = follow_up._first(view, found, None)
    assert list(first.columns) == list(whole.columns)
    assert (first[["customer_key", "reasons"]].to_numpy() == whole[["customer_key", "reasons"]].head(100)).all(
        axis=None
    )
    assert first["total_revenue"].tolist() == whole["total_revenue"].head(100).tolist()
