"""What must hold on every page, in a real Chromium."""

from __future__ import annotations

import shutil

import pytest

from tests.browser.conftest import errors_on, says, serving, settle, visit

pytestmark = pytest.mark.browser

PAGES = ("", "retention", "cohorts", "segments", "top_customers", "churn_causes", "survival", "value", "data")


@pytest.mark.parametrize("path", ["cohorts", "churn_causes"])
def test_cold_deep_link_is_a_whole_page(published_sample, page, tmp_path, path):
    """The first request after a start runs the page without dashboard.py; the frame must stand by itself."""
    home = tmp_path / "home"
    shutil.copytree(published_sample, home)
    with serving(home) as address:
        visit(page, f"{address}/{path}?lang=fa&dataset=sample")
        assert errors_on(page) == []
        assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "rtl"
        assert page.locator(".st-key-head [data-testid=stPageLink]").count() == 4  # measure, explain, act, data
        page.locator('[data-testid="stPageLink"] a').first.click()
        settle(page)
        assert errors_on(page) == []
        assert "lang=fa" in page.url


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_switching_the_language_turns_the_page_around(dashboard, page, lang):
    visit(page, dashboard)
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "ltr"
    page.locator(".st-key-lang [data-testid=stSelectbox] input").click()
    page.get_by_role("option").nth({"fa": 1, "ar": 2}[lang]).click()
    # The page may still be at rest in the old language when it is asked: what is waited for is the new one.
    page.wait_for_url(lambda url: f"lang={lang}" in url)
    page.wait_for_function("getComputedStyle(document.querySelector('.stApp')).direction === 'rtl'")
    settle(page)
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "rtl"
    assert f"lang={lang}" in page.url
    assert page.locator("h1").inner_text() != "Overview"


def test_every_page_is_reached_from_the_menu(dashboard, page):
    """The steps stand in the first line, the pages of the open one in the second, and nothing is left out."""
    visit(page, dashboard)
    steps = page.locator(".st-key-head [data-testid=stPageLink] a")
    found = set()
    for place in range(steps.count()):
        steps.nth(place).click()
        settle(page)
        links = page.locator("[data-testid=stPageLink] a").evaluate_all("all => all.map(a => a.pathname.slice(1))")
        found |= {*links}
        assert page.locator(".st-key-step_here").count() == 1
    assert found >= set(PAGES)


def test_an_address_of_a_data_set_that_is_not_there_says_so(dashboard, page):
    visit(page, f"{dashboard}/segments?dataset=another")
    assert (
        "This link is of the data set “another”, which is not here"
        in page.locator('[data-testid="stAlert"]').first.inner_text()
    )
    says(page.locator(".st-key-provenance").first, "sample")


def test_pictures_and_buttons_follow_the_system_when_it_turns_dark(dashboard, page):
    """A page that stands open in the evening is drawn again in the inks of the dark theme."""

    def ink():
        return page.evaluate(
            "getComputedStyle(document.querySelector('[data-testid=stVegaLiteChart] svg .mark-text text')).fill"
        )

    visit(page, f"{dashboard}/top_customers?dataset=sample")
    by_day = ink()
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => { const text = document.querySelector('[data-testid=stVegaLiteChart] svg .mark-text text');"
        " return text && getComputedStyle(text).fill !== before; }",
        arg=by_day,
    )
    settle(page)
    page.emulate_media(color_scheme="light")
    page.wait_for_function(
        "day => getComputedStyle(document.querySelector('[data-testid=stVegaLiteChart] svg .mark-text text')).fill"
        " === day",
        arg=by_day,
    )
    assert errors_on(page) == []
