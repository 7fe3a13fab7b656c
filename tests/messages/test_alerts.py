"""Alerts in words: what happened is told with its usual range and its list, and a quiet shop is left alone."""

from __future__ import annotations

import store
from messages import alerts, sent
from messages.watched import Looked, watched
from store import restatement
from tests.messages.conftest import orders, publish


def test_a_quiet_shop_raises_none_and_says_so(quiet):
    told = alerts.told_of("shop", "month")
    assert told.alerts == ()
    assert told.watched >= 3
    assert told.quiet().startswith(f"{told.watched} numbers are watched; each is within its usual range")


def test_a_month_in_which_half_stay_away_is_told_with_its_usual_range_and_list(half):
    told = alerts.told_of("shop", "month")
    assert {"customers", "lost"} <= {alert.key.split(":")[0] for alert in told.alerts}
    kept = next(alert for alert in told.alerts if alert.key.startswith("customers"))
    assert kept.key == "customers:month:2023-08-01"
    assert kept.title == "Customers kept"
    assert "36 of 96" in kept.said
    assert "usual is 6" in kept.said
    assert "18 periods before" in kept.said
    assert kept.is_worse
    looked = Looked.at(store.open("shop"), "month")
    usual = next(one for one in watched(looked) if one.name == "customers").judged.centre
    assert abs(kept.worth - (usual * 96 - 36) * 100) < 1e-6, "what is missing of the usual, at 100 a customer"
    row = kept.as_row("https://m.example/", "shop")
    assert row["link"] == "https://m.example/overview?dataset=shop&lang=en&grain=month&behind=lost"
    assert kept.as_row("", "shop")["link"] is None
    assert len(looked.fetch("bridge_members", period=looked.periods["starts_on"].iloc[-1].date(), status="lost")) == 60


def test_what_was_lost_most_stands_first_and_five_are_the_most(half):
    found = alerts.told_of("shop", "month")
    worths = [-alert.worth for alert in found.alerts if alert.worth == alert.worth and alert.is_worse]
    assert worths == sorted(worths)
    assert len(found.alerts) <= alerts.MOST


def test_a_short_history_says_from_when_on_it_can_tell(home):
    few = "\n".join(line for line in orders().splitlines() if not line.split(",")[1].startswith("2022")) + "\n"
    publish(home, orders=few)
    told = alerts.told_of("shop", "month")
    assert (told.alerts, told.watched) == ((), 0)
    assert "from 9 complete periods on" in told.quiet()


def test_a_closed_month_that_changed_beyond_the_limit_is_an_alert_of_its_own(quiet):
    assert not alerts.told_of("shop", "month").alerts
    publish(quiet, orders=orders().replace("c2,2022-03-10,2-2,100", "c2,2022-03-10,2-2,190"))
    assert not alerts.told_of("shop", "month").alerts, "within the limit of one in a hundred"
    rows = restatement.closed_periods("shop", 1, 2).set_index("label")
    assert rows.loc["2022-03", "revenue_after"] - rows.loc["2022-03", "revenue_before"] == 90
    assert rows.loc["2022-04", "revenue_after"] == rows.loc["2022-04", "revenue_before"]
    publish(quiet, orders=orders().replace("c2,2022-03-10,2-2,100", "c2,2022-03-10,2-2,990"))
    (alert,) = alerts.told_of("shop", "month").alerts
    assert alert.key == "restated:3"
    assert alert.said.startswith("1 closed month changed with version 3; Mar 2022 most: sales €9.69K, now €10.5K;")
    assert alert.worth == 800
    assert alert.is_worse is None


def test_the_sample_is_watched_in_all_that_it_has(sample):
    looked = Looked.at(store.open("sample"), "month")
    assert looked.where == (("role", ("employer",)),)
    found = watched(looked)
    assert {one.name for one in found} >= {"customers", "sales", "profit", "lost", "cause", "in_time", "complaints"}
    assert all(len(one.periods) <= 37 for one in found)
    (kept,) = [one for one in found if one.name == "customers"]
    row = looked.fetch("retention").iloc[-1]
    assert (kept.part[-1], kept.whole[-1]) == (row["retained"], row["start"])


def test_nobody_is_sent_the_same_twice_and_no_address_is_kept(quiet):
    first, second = "mailto://ann:secret@example.com", "mailto://bob:secret@example.com"
    assert sent.not_yet("shop", ["a", "b"], first) == {"a", "b"}
    sent.remember("shop", ["a"], first)
    assert sent.not_yet("shop", ["a", "b"], first) == {"b"}
    assert sent.not_yet("shop", ["a", "b"], second) == {"a", "b"}
    sent.remember("shop", ["b"], first)
    assert sent.not_yet("shop", ["a", "b"], first) == set()
    kept = "".join(path.read_text() for path in (quiet / "home" / "shop" / "sent").glob("*.json"))
    assert "secret" not in kept
    assert "example.com" not in kept
