"""The club, referrals and who is due, on the page of actions: with the sample, and with too little."""

from __future__ import annotations

import pytest

from tests.pages.tiny import MINI, open_page, publish, texts


def said(part, **parameters):
    at = open_page("actions", part=part, **parameters)
    assert not at.exception
    return at, [text.replace("\u00a0", " ").replace("\u2068", "").replace("\u2069", "") for text in texts(at)]


def test_the_club_of_the_sample_attracts_who_would_have_bought_anyway(sample_home):
    at, told = said("ties")
    club = next(text for text in told if text.startswith("In the last 180 days"))
    assert "members bought on 2.4 days, others on 1.1: +1.3." in club
    assert club.endswith("That could be chance: the members would probably have bought most of it anyway.")
    assert any(
        text.startswith("129 of 305 members are compared") for text in [*told, *(one.value for one in at.caption)]
    )
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["naive", "matched", "did"]
    referrals = next(text for text in told if text.startswith("In Q1 2025"))
    assert "31 of 884 customers brought a new one" in referrals
    assert len(at.dataframe[1].value) == 2


def test_who_is_due_can_be_asked_for_one_reason(sample_home):
    at, told = said("due")
    assert any(text.endswith(" late.") and "contacts are due" in text for text in told)
    everybody = len(at.dataframe[0].value)
    one, told = said("due", why_due="solved")
    rows = one.dataframe[0].value
    assert set(rows["Why"]) == {"solved"}
    assert 0 < len(rows) < everybody
    assert rows["Due on"].is_monotonic_increasing
    assert any("contacts that were due were made in time" in text for text in told)


@pytest.mark.parametrize("part", ["ties", "due"])
def test_with_orders_alone_sentences_say_what_is_missing(part, home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    _at, told = said(part)
    wanted = {"ties": ("club_joined_on", "referred_by"), "due": ("“contacts”",)}[part]
    assert all(any(one in text for text in told) for one in wanted)


@pytest.mark.parametrize("part", ["ties", "due"])
def test_in_persian(part, sample_home):
    at = open_page("actions", part=part, lang="fa")
    assert not at.exception
    assert any("۱۹ بار" in text or "موعد" in text for text in texts(at))
