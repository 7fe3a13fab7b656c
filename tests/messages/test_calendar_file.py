"""Calendar files: whole days, the same names for ever, and whatever a person wrote, in three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from localization import use_language
from messages.calendar_file import Due, calendar, uid

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
