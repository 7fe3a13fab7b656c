"""The club and referrals, on the page of actions: with the sample, and with too little."""

from __future__ import annotations

from tests.pages.tiny import MINI, open_page, publish, texts


def said(part, **parameters):
    at = open_page("actions", part=part, **parameters)
    assert not at.exception
    return at, [text.replace("\u00a0", " ").replace("\u2068", "").replace("\u2069", "") for text in texts(at)]


def test_the_club_of_the_sample_attracts_who_would_have_bought_anyway(sample_home):
    at, told = said("ties")
    club = next(text for text in told if text.startswith("In the last 180 days"))
    assert "members bought on 2.5 days, others on 1.0: +1.4." in club
    assert club.endswith("That could be chance: the members would probably have bought most of it anyway.")
    assert any(
        text.startswith("135 of 302 members are compared") for text in [*told, *(one.value for one in at.caption)]
    )
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["naive", "matched", "did"]
    referrals = next(text for text in told if text.startswith("In Q1 2025"))
    assert "38 of 884 customers brought a new one" in referrals
    assert len(at.dataframe[1].value) == 2


def test_with_orders_alone_sentences_say_what_is_missing(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    _at, told = said("ties")
    assert all(any(one in text for text in told) for one in ("club_joined_on", "referred_by"))


def test_in_persian(sample_home):
    at = open_page("actions", part="ties", lang="fa")
    assert not at.exception
    assert any("۱۹ بار" in text for text in texts(at))
