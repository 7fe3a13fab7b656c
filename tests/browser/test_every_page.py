"""Every page in every language, theme and width, on a Jalali data set in rials: one load, many things measured.

Set MANDEGAR_SCREENSHOTS to a folder to keep the pictures that are taken on the way.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlparse

import pytest

import store
from sample_data import loading
from tests.browser.conftest import PATIENCE, ROOT, errors_on, serving, settle
from tests.browser.measures import (
    AT_THE_LEFT,
    AXE,
    CALM,
    CHARTS_WITHOUT_WORDS,
    HEADINGS,
    IS_DARK,
    PRINTED,
    RUN_AXE,
    SAID,
    SIDEWAYS,
    TEXT_OUTSIDE,
)

pytestmark = pytest.mark.browser

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
WIDE, PHONE = {"width": 1400, "height": 1200}, {"width": 390, "height": 844}

# What axe-core finds in every Streamlit page, and why it is not ours to mend.
OF_STREAMLIT = (
    # The sparkline of a metric has a mark of its own for the point under the mouse, without words while there is none.
    ("svg-img-alt", "metric_chart"),
)


@pytest.fixture(scope="module")
def jalali(published_sample, tmp_path_factory):
    """A dashboard over the sample data kept by the Jalali calendar, in rials."""
    home = tmp_path_factory.mktemp("jalali") / "home"
    shutil.copytree(published_sample, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(home))
        with store.draft(loading.NAME) as draft:
            draft.settings = replace(draft.settings, calendar="jalali", currency="IRR")
            draft.publish()
    with serving(home) as address:
        yield address


@pytest.fixture(scope="module")
def browsers(chromium):
    """One browser profile for each language of a browser: what it loaded for one page it has for the next."""
    opened = {}
    yield lambda locale: opened.get(locale) or opened.setdefault(locale, chromium.new_context(locale=locale))
    for context in opened.values():
        context.close()


@pytest.fixture
def window(browsers):
    """Open windows of any size and theme; closes them at the end."""
    opened = []

    def opens(*, viewport=WIDE, locale="en-US", color_scheme="light"):
        page = browsers(locale).new_page()
        opened.append(page)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        page.set_default_timeout(PATIENCE)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield opens
    for page in opened:
        page.close()


def visit(page, address, name, **query):
    """Open a page and wait until it is drawn."""
    path = "" if name == "overview" else name
    page.goto(f"{address}/{path}?" + "&".join(f"{key}={value}" for key, value in query.items()))
    settle(page)
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")


def picture(page, *names):
    folder = os.environ.get("MANDEGAR_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / ("_".join(names) + ".png"))


def inaccessible(page):
    """What axe-core finds on an open page, in words."""
    page.evaluate(f"{AXE}; 0")
    return [
        "axe {rule}: {html} {why}".format(**finding)
        for finding in page.evaluate(RUN_AXE)
        if not any(finding["rule"] == rule and mark in finding["html"] for rule, mark in OF_STREAMLIT)
    ]


def problems_of(page, name, lang):
    """What is wrong with an open page, in words."""
    found = [f"error: {text[:200]}" for text in errors_on(page)]
    if page.evaluate("[document.documentElement.lang, document.documentElement.dir]") != [
        lang,
        "ltr" if lang == "en" else "rtl",
    ]:
        found.append("the browser was not told language and direction")
    if (titles := page.locator("h1").count()) != 1:
        found.append(f"{titles} titles")
    found += [f"heading out of order: {text}" for text in page.evaluate(HEADINGS)]
    found += [f"a chart without a text alternative: {text}" for text in page.evaluate(CHARTS_WITHOUT_WORDS)]
    # The second language that is written from the right is as the first, and in the same colours as English.
    if lang != "fa":
        found += inaccessible(page)
    if lang != "en":
        found += [f"text at the left of its box: {text}" for text in page.evaluate(AT_THE_LEFT)]
        for text in page.evaluate(SAID):
            if re.search("[0-9]", re.sub(r"\S*[A-Za-z]\S*", "", text)):
                found.append(f"Latin digits: {text[:100]}")
    return [f"{name}: {problem}" for problem in found + too_wide(page)]


CALM_PAGES = {
    "overview",
    "cohorts",
    "survival",
    "segments",
    "top_customers",
    "churn_causes",
    "service",
    "early_warning",
    "today",
}
MOST_CONTROLS = 24  # of the overview, in its menu too
HIGHEST_CARD = 140
FIRST_CARD, FIRST_PICTURE = 220, 520
LONGEST_OVERVIEW = 3500  # on a phone
LEAST_NUMBER = 28  # pixels of the number on a card


def restless(page, name, *, phone=False):
    """Where a page is farther from calm than it may be, in words with the measured number."""
    if name not in CALM_PAGES:
        return []
    found = page.evaluate(CALM)
    if phone:
        is_long = name == "overview" and found["height"] > LONGEST_OVERVIEW
        one_a_row = found["cards"] > 1 and found["rows"] > (found["cards"] + 1) // 2
        return [f"{name} on a phone: {found}"] if is_long or one_a_row else []
    wrong = [
        found["card"] > FIRST_CARD,
        found["picture"] > FIRST_PICTURE,
        not found["picture"],
        len(found["heights"]) > 1,
        max(found["heights"], default=0) > HIGHEST_CARD,
        name == "overview" and (found["controls"] > MOST_CONTROLS or found["value"] < LEAST_NUMBER),
    ]
    return [f"{name} is not calm: {found}"] if any(wrong) else []


def too_wide(page):
    """What leaves its box once the page has taken its new width, which charts and grids do one after another."""
    found = []
    for _moment in range(20):
        found = [f"text outside its box: {text}" for text in page.evaluate(TEXT_OUTSIDE)]
        found += ["it scrolls sideways"] * (page.evaluate(SIDEWAYS) > 1)
        if not found:
            break
        page.wait_for_timeout(500)
    return found


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("fa", "light"), ("ar", "dark")])
def test_every_page(jalali, window, lang, theme, name):
    """Opened on a phone and turned wide, in light or in dark colours, which move no text."""
    page = window(viewport=PHONE, color_scheme=theme)
    visit(page, jalali, name, lang=lang)
    assert page.evaluate(IS_DARK) == (theme == "dark")
    wrong = [f"{name} on a phone: {problem}" for problem in too_wide(page)]
    wrong += restless(page, name, phone=True)
    picture(page, name, lang, "390")
    page.set_viewport_size(WIDE)
    settle(page)
    wrong += problems_of(page, name, lang)
    wrong += restless(page, name)
    picture(page, name, lang, theme, "1400")
    hosts = {urlparse(url).hostname for url in page.asked if url.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_browsers_own_language_changes_nothing(jalali, window, lang):
    """One link, two browsers: the same words, the same digits, in the grids too."""
    shown = []
    for locale in ("en-US", "fa-IR"):
        page = window(locale=locale)
        visit(page, jalali, "top_customers", lang=lang)
        page.locator('[data-testid="stDataFrame"] canvas').first.wait_for()
        grid = page.locator('[data-testid="stDataFrame"] canvas table').last.inner_text()
        shown.append((page.locator('[data-testid="stMain"]').inner_text(), grid))
    assert shown[0] == shown[1]
    assert len(shown[0][1]) > 200


@pytest.mark.parametrize("name", ["overview", "cohorts", "churn_causes"])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_page_prints_without_cut_charts(jalali, window, name, lang, tmp_path):
    page = window()
    visit(page, jalali, name, lang=lang)
    page.locator('[data-testid="stVegaLiteChart"] :is(svg, canvas)').first.wait_for()
    page.emulate_media(media="print")
    printed = page.evaluate(PRINTED, 703)  # the width of A4 between its margins
    assert printed["charts"]
    assert printed["cut"] == []
    assert printed["controls"] == []
    file = Path(os.environ.get("MANDEGAR_SCREENSHOTS") or tmp_path) / f"{name}_{lang}.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_grid_prints_all_of_its_rows(jalali, window, lang):
    """The browser prints what is in sight of a grid; on paper its rows stand in a plain table instead."""
    page = window()
    visit(page, jalali, "segments", lang=lang)
    grid = page.locator('[data-testid="stDataFrame"]').first
    grid.wait_for()
    table = page.locator("table.on-paper").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    assert not grid.is_visible()
    rows = table.locator("tbody tr")
    assert rows.count() > 1
    assert all(rows.nth(place).inner_text().strip() for place in range(rows.count()))
    assert table.bounding_box()["width"] <= page.locator(".stMainBlockContainer").bounding_box()["width"] + 2


def test_streamlits_own_words_are_said_in_the_language_of_the_page(jalali, window):
    page = window()
    visit(page, jalali, "data", lang="fa")
    upload = page.locator('[data-testid="stFileUploader"]').first
    assert "انتخاب فایل" in upload.inner_text()
    assert not re.search("Upload|per file", upload.inner_text())
    grid = page.locator('[data-testid="stDataFrame"]').first
    grid.hover()
    labels = page.eval_on_selector_all(
        '[data-testid="stElementToolbar"] [aria-label]', "all => all.map(one => one.getAttribute('aria-label'))"
    )
    assert labels
    assert not [label for label in labels if re.search("[A-Za-z]{4}", label)]
    visit(page, jalali, "data", lang="en")
    assert re.search("Upload.*per file", upload.inner_text(), re.DOTALL)


def test_the_keyboard_reaches_every_control(jalali, window):
    """Of a list, the field is reached, not the arrow beside it; of a row of choices, the chosen one."""
    page = window()
    visit(page, jalali, "overview", lang="fa")
    controls = page.evaluate(
        """() => [...document.querySelectorAll('.stApp a[href], .stApp button, .stApp input, .stApp summary')]
        .filter(e => e.getBoundingClientRect().width > 1 && getComputedStyle(e).visibility !== 'hidden'
            && !e.disabled && e.getAttribute('aria-haspopup') !== 'listbox'
            && !e.closest('[role=radiogroup], [role=tablist], [data-testid=stElementToolbar]'))
        .map((e, at) => { e.dataset.control = at; return at; })"""
    )
    reached = set()
    for _step in range(4 * len(controls)):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.dataset.control")
        if at is not None:
            reached.add(int(at))
        if len(reached) == len(controls):
            break
    missed = set(controls) - reached
    assert not [
        page.evaluate("at => document.querySelector(`[data-control='${at}']`).outerHTML.slice(0, 200)", at)
        for at in missed
    ]
