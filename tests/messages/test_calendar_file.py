"""Calendar files: whole days, the same names for ever, and whatever a person wrote, in three languages."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from icalendar import Calendar

import cli
import store
from localization import use_language
from messages import follow_ups
from messages.calendar_file import Due, calendar, uid
from metrics import evaluate
from metrics.actions.occasions import REASONS
from terminal import telling

MADE = datetime(2025, 3, 21, 6, 0, tzinfo=UTC)


def events(made):
    return Calendar.from_ical(made).walk("VEVENT")


def test_a_thing_due_is_an_event_of_one_whole_day():
    due = Due(
        uid("shop", "thanks", "c1"), date(2025, 3, 31), "Thank Ann", "First purchase", "https://m.example/x?a=1&b=2"
    )
    (event,) = events(calendar("shop", [due], made_at=MADE))
    assert event.decoded("dtstart") == date(2025, 3, 31)
    assert event.decoded("dtend") == date(2025, 4, 1)
    assert str(event["summary"]) == "Thank Ann"
    assert str(event["url"]) == "https://m.example/x?a=1&b=2"
    assert event.decoded("dtstamp") == MADE


def test_names_stay_the_same_and_tell_nothing():
    assert uid("shop", "thanks", "c1") == uid("shop", "thanks", "c1")
    assert len({uid("shop", "thanks", "c1"), uid("shop", "thanks", "c2"), uid("other", "thanks", "c1")}) == 3
    assert uid("a", "bc") != uid("ab", "c")
    assert "c1" not in uid("shop", "thanks", "c1").split("@")[1]


def test_the_same_thing_again_replaces_the_first():
    name = uid("shop", "x")
    made = calendar("shop", [Due(name, date(2025, 1, 1), "old"), Due(name, date(2025, 2, 1), "new")], made_at=MADE)
    (event,) = events(made)
    assert str(event["summary"]) == "new"


@pytest.mark.parametrize(
    "text",
    [
        "a, b; c\\d",
        "two\nlines",
        "DTSTART:20200101",
        "x\r\nBEGIN:VEVENT\r\nEND:VEVENT",
        'say "hi"',
        "پیگیری می‌کنیم",
        "ø" * 200,
    ],
)
def test_whatever_a_person_wrote_comes_back_and_adds_nothing(text):
    made = calendar("shop", [Due("u@m", date(2025, 1, 1), text, text)], made_at=MADE)
    (event,) = events(made)
    assert str(event["description"]) == text.replace("\r\n", "\n")
    assert str(event["summary"]) == text.replace("\r\n", "\n").replace("\n", " ")
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


@pytest.mark.parametrize(("lang", "name"), [("en", "Mandegar: shop"), ("fa", "ماندگار: shop"), ("ar", "ماندگار: shop")])
def test_it_is_called_in_the_readers_language(lang, name):
    use_language(lang)
    assert str(Calendar.from_ical(calendar("shop", [], made_at=MADE))["x-wr-calname"]) == name


def test_they_stand_in_the_order_of_their_days():
    made = calendar("shop", [Due(f"{n}@m", date(2025, 1, 10 - n), str(n)) for n in range(3)], made_at=MADE)
    assert [event.decoded("dtstart").day for event in events(made)] == [8, 9, 10]


def test_who_is_due_to_be_spoken_to_stands_in_the_calendar_with_the_same_names_every_time(sample):
    snapshot = store.open("sample")
    found = follow_ups.due(snapshot, 30, address="https://m.example")
    rows = snapshot.fetch(evaluate("follow_up_due", store.Tables(snapshot), by=("name",), reasons=follow_ups.USUAL))
    assert len(found) == len(rows) > 0
    assert len({one.uid for one in found}) == len(found)
    assert [one.uid for one in found] == [one.uid for one in follow_ups.due(snapshot, 30)]
    (first, row) = found[0], rows.iloc[0]
    assert first.day == row["due_on"].date()
    assert row["name"] in first.summary
    assert first.link.startswith("https://m.example/follow_up?dataset=sample")
    assert len(events(calendar("sample", found, made_at=MADE))) == len(found)


def test_every_reason_has_its_words_and_an_owner_only_their_own(sample):
    assert set(follow_ups.TASKS) == set(REASONS) == set(telling.REASONS)
    snapshot = store.open("sample")
    assert follow_ups.due(snapshot, 30, owner="nobody") == []
    assert all("silent" in one.summary for one in follow_ups.due(snapshot, 0, ("silent",)))


def test_the_command_writes_the_file(sample, tmp_path):
    out = tmp_path / "f.ics"
    result = CliRunner().invoke(cli.main, ["calendar", "--dataset", "sample", "--out", str(out), "--lang", "fa"])
    assert json.loads(result.stdout)["events"] == len(events(out.read_bytes())) > 0
    assert "ماندگار" in out.read_text("utf-8")
    wrong = CliRunner().invoke(cli.main, ["calendar", "--dataset", "sample", "--out", str(tmp_path / "f.txt")])
    assert wrong.exit_code == 2
    assert "must end in .ics" in wrong.stderr
