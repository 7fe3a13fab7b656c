"""What an executive asks from the overview on: how many presses and screens away each answer is."""

from __future__ import annotations

import csv

import pytest

from tests.browser.conftest import errors_on, settle, visit

pytestmark = pytest.mark.browser

PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1400, "height": 900}
MOST_PRESSES, MOST_SCREENS = 2, 2  # the screen that opens, and one more
WAYS = [("en", WIDE), ("fa", PHONE)]


class Walk:
    """One way from the overview to an answer: its presses are counted, and how far down what is read begins."""

    def __init__(self, page, address, lang):
        self.page, self.presses = page, 0
        visit(page, f"{address}/?dataset=sample&lang={lang}")

    def press(self, place):
        place.click()
        settle(self.page)
        self.presses += 1

    def go(self, path):
        """Press a page of the step that is open, or its step where another one is."""
        link = self.page.locator(f'[data-testid=stPageLink] a[href*="{path}"]').first
        self.press(link)

    def read(self, place):
        """Return what stands at a place, which is at most one scroll away; presses are few by then."""
        place.wait_for()
        top = place.evaluate(
            "e => e.getBoundingClientRect().top + document.querySelector('[data-testid=stMain]').scrollTop"
        )
        assert top < MOST_SCREENS * self.page.viewport_size["height"]
        assert self.presses <= MOST_PRESSES
        assert errors_on(self.page) == []
        return place.inner_text().replace("\u00a0", " ")

    @property
    def finding(self):
        return self.page.locator(".st-key-finding")


@pytest.fixture(params=WAYS, ids=[lang for lang, _size in WAYS])
def walk(request, dashboard, page):
    lang, size = request.param
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    return Walk(page, dashboard, lang)


def texts(lang, english, persian):
    return english if lang == "en" else persian


def test_each_answer_is_two_presses_and_one_scroll_away(walk):
    page = walk.page
    lang = "fa" if "lang=fa" in page.url else "en"
    # How many are kept, and does it get better?
    first = walk.read(walk.finding)
    assert texts(lang, "77.7 %", "۷۷٫۷٪") in first
    assert first.startswith(texts(lang, "No clear change", "تغییر روشنی"))
    # The list as a file: who did not buy again.
    door = page.locator('[class*="st-key-headlines_lost"] button:visible').first
    card = page.locator('[class*="st-key-card_headlines_0"] [data-testid=stMetricValue]').inner_text()
    count = "".join(str(int(digit)) for digit in card if digit.isdigit())
    walk.press(door)
    file = page.locator('[class*="_csv"] button:visible').first
    walk.read(file)
    with page.expect_download() as waiting:
        file.click()
    walk.presses += 1
    assert walk.presses <= MOST_PRESSES
    with waiting.value.path().open(encoding="utf-8-sig", newline="") as written:
        assert len(list(csv.reader(written))) - 1 == int(count)
    # Which segment earns, which loses, and in which period?
    walk.presses = 0
    walk.go("segments")
    said = walk.read(walk.finding)
    assert texts(lang, "Q2 2024 to Q1 2025", "۲۰۲۴") in said
    # Who are the best fifth, and who of them slips?
    walk.presses = 0
    walk.go("top_customers")
    assert texts(lang, "61.3 %", "۶۱٫۳٪") in walk.read(walk.finding)
    slipped = walk.read(page.locator('[class*="st-key-card_headlines_"]').first)
    assert texts(lang, "53", "۵۳") in slipped
    assert texts(lang, "23", "۲۳") in slipped
    # The causes and their money.
    walk.presses = 0
    walk.go("churn_causes")
    assert texts(lang, "Competitor", "رقیب") in walk.read(walk.finding)
    assert texts(lang, "3.68", "۳٫۶۸") in walk.read(page.locator('[class*="st-key-card_headlines_1"]').first)
