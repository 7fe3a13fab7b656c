"""The first minutes of a new user: an export is dropped and published as proposed, and there is its first chart."""

from __future__ import annotations

import shutil
import time
from typing import NamedTuple

import pytest

from tests.browser.conftest import errors_on, serving, settle, visit

pytestmark = [pytest.mark.browser, pytest.mark.data]

CHART = '[data-testid="stVegaLiteChart"] svg'
QUESTIONS = '[class*="st-key-"][class*="_box"]:has-text("help")'


class Walked(NamedTuple):
    """What a walk came to: questions on the page, seconds until the first chart, texts of its headline cards."""

    asked: int
    seconds: float
    cards: list[str]


def walk(page, address, files, dataset, lang):
    """Drop files and publish them as they are proposed, and look at the page that this leads to."""
    visit(page, f"{address}/data?lang={lang}")
    page.locator(".st-key-upload_name input").first.fill(dataset)
    page.locator(".st-key-upload_name input").first.press("Enter")
    settle(page)
    begun = time.monotonic()
    page.locator('[data-testid="stFileUploader"] input[type=file]').first.set_input_files(files)
    page.locator(".st-key-publish button").wait_for()
    settle(page)
    asked = page.locator(QUESTIONS).count()
    page.locator(".st-key-publish button").click()
    page.wait_for_url(lambda url: f"dataset={dataset}" in url and "/data" not in url)
    page.locator(CHART).first.wait_for()
    seconds = time.monotonic() - begun
    settle(page)
    assert errors_on(page) == []
    return Walked(asked, seconds, page.locator('[data-testid="stMetric"]').all_inner_texts())


@pytest.fixture(scope="module")
def untouched(published_sample, tmp_path_factory):
    """A dashboard as a new user finds it: with the sample data alone."""
    home = tmp_path_factory.mktemp("first") / "home"
    shutil.copytree(published_sample, home)
    with serving(home) as address:
        yield address


@pytest.mark.parametrize(
    ("name", "lang"), [("hubspot_deals.csv", "en"), ("holoo_invoices.csv", "fa")], ids=["English", "Persian"]
)
def test_from_an_export_to_its_first_chart(page, data_folder, untouched, name, lang):
    walked = walk(page, untouched, [data_folder / "layouts" / name], f"shop_{lang}", lang)
    assert walked.asked == 0
    assert walked.seconds < 60
    assert walked.cards


def test_what_a_file_leaves_open_is_asked_once(page, data_folder, untouched):
    assert walk(page, untouched, [data_folder / "layouts" / "two_currencies.csv"], "two", "en").asked == 1
