"""Picking a day in the calendar of the data set."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def picker():
    from datetime import date

    import streamlit as st

    from localization import use_language
    from ui.day_picker import ask_day

    use_language(st.session_state["lang"])
    day = ask_day("Complete up to", date(2025, 3, 20), st.session_state["calendar"], key="day")  # 30 Esfand 1403
    st.text(day.isoformat())


def opened(calendar, lang="en"):
    at = AppTest.from_function(picker, default_timeout=30)
    at.session_state["lang"], at.session_state["calendar"] = lang, calendar
    return at.run()


def test_the_day_is_said_in_the_calendar_and_in_the_readers_digits():
    at = opened("jalali", "fa")
    assert [box.value for box in at.selectbox] == [1403, 12, 30]
    assert [box.options[place] for box, place in zip(at.selectbox, (20, 11, 29), strict=True)] == [
        "۱۴۰۳",
        "اسفند",
        "۳۰",
    ]
    assert at.text[0].value == "2025-03-20"


def test_a_month_offers_the_days_it_has():
    at = opened("jalali")
    assert len(at.selectbox[2].options) == 30  # Esfand of a leap year
    at.selectbox[0].set_value(1402).run()
    assert len(at.selectbox[2].options) == 29
    assert at.text[0].value == "2024-03-19"
    at.selectbox[1].set_value(1).run()
    assert len(at.selectbox[2].options) == 31


def test_in_a_hijri_data_set_months_are_hijri():
    at = opened("hijri", "ar")
    assert [box.value for box in at.selectbox] == [1446, 9, 20]
    assert [box.options[place] for box, place in zip(at.selectbox, (20, 8, 19), strict=True)] == ["١٤٤٦", "رمضان", "٢٠"]
    assert at.text[0].value == "2025-03-20"


def test_another_day_of_a_hijri_month():
    at = opened("hijri")
    at.selectbox[2].set_value(1).run()
    assert at.text[0].value == "2025-03-01"
