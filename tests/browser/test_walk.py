"""The main job as a person does it: a file in, a triangle read, a cell opened, a list taken home."""

from __future__ import annotations

import csv
import shutil

import pytest

from tests.browser.conftest import errors_on, says, serving, settle, visit

pytestmark = pytest.mark.browser

CELLS = '[data-testid="stVegaLiteChart"] svg g.mark-rect path'


@pytest.fixture(scope="module")
def shop(published_sample, tmp_path_factory):
    """A dashboard of its own, whose data sets may change."""
    home = tmp_path_factory.mktemp("walk") / "home"
    shutil.copytree(published_sample, home)
    with serving(home) as address:
        yield address


def cell(page, cohort, age):
    """The cell of the triangle, found by what it tells a screen reader."""
    return page.locator(f'{CELLS}[aria-label^="age: {age};"][aria-label*="cohort_label: {cohort};"]')


@pytest.mark.data
def test_from_the_file_to_the_people_behind_a_cell(shop, page, data_folder):
    visit(page, f"{shop}/data")
    page.locator('[data-testid="stFileUploader"] input[type=file]').first.set_input_files(
        data_folder / "online_retail" / "online_retail.csv.gz"
    )
    page.locator(".st-key-publish button").wait_for()
    settle(page)
    # The mapping proposes quantity times price, and every row was read.
    assert page.locator('input[value="Quantity * UnitPrice"]').count() == 1
    assert page.get_by_text("541,909", exact=True).count() >= 1
    assert page.get_by_text("135,080", exact=True).count() >= 1
    page.locator(".st-key-publish button").click()
    page.wait_for_url(lambda url: "dataset=online_retail" in url and "/data" not in url)
    settle(page)
    assert errors_on(page) == []
    says(page.locator(".st-key-finding"), "Nov 2011")

    visit(page, f"{shop}/cohorts?dataset=online_retail&grain=month")
    january = cell(page, "Jan 2011", 3)
    assert "96 of 417" in january.get_attribute("aria-label")
    assert "324 of 885" in cell(page, "Dec 2010", 1).get_attribute("aria-label")
    january.click()
    page.get_by_text("Jan 2011, month 3: 96 kept · 321 did not buy again").wait_for()
    settle(page)
    assert downloaded_rows(page, "kept") == 96
    page.get_by_role("tab", name="Did not buy again").click()
    settle(page)
    assert downloaded_rows(page, "lost") == 321
    assert errors_on(page) == []


def downloaded_rows(page, name):
    """Take the list home as CSV and count its rows."""
    button = page.locator(f'[class*="_{name}_csv"] button').first
    button.wait_for()
    with page.expect_download() as waiting:
        button.click()
    with waiting.value.path().open(encoding="utf-8-sig", newline="") as file:
        return len(list(csv.DictReader(file)))


def test_the_triangle_in_persian(shop, page):
    visit(page, f"{shop}/cohorts?dataset=sample&lang=fa&grain=quarter")
    assert errors_on(page) == []
    assert page.locator(CELLS).count() > 60
    shown = page.locator('[data-testid="stVegaLiteChart"] svg').first.text_content()
    assert "۱۰۰" in shown
    assert not any(digit in shown for digit in "0123456789")


def test_a_name_that_is_code_stays_text(shop, page, tmp_path):
    """Names and reasons come from files: they are shown as they are and never run."""
    hostile = tmp_path / "hostile.csv"
    hostile.write_text(
        "customer_id,ordered_on,revenue,name,segment\n"
        + "".join(
            f'{customer},2024-0{month}-1{day},{10 * month},"<img src=x onerror=window.hacked=1>",<b>=cmd</b>\n'
            for customer in ("a", "b", "=1+1")
            for month in (1, 2, 3)
            for day in (0, 5)
        ),
        encoding="utf-8",
    )
    visit(page, f"{shop}/data")
    page.locator('[data-testid="stFileUploader"] input[type=file]').first.set_input_files(hostile)
    page.locator(".st-key-publish button").wait_for()
    settle(page)
    page.locator(".st-key-publish button").click()
    page.wait_for_url(lambda url: "dataset=hostile" in url and "/data" not in url)
    for path in ("", "cohorts", "segments", "top_customers", "churn_causes"):
        visit(page, f"{shop}/{path}?dataset=hostile&by=segment")
        assert errors_on(page) == []
        assert page.evaluate("window.hacked") is None
