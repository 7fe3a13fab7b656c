"""Back goes back: each choice is one entry of the browser's history, and the page follows the address."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.browser.conftest import becomes, errors_on, settle, visit

pytestmark = pytest.mark.browser

CELLS = '[data-testid="stVegaLiteChart"] svg g.mark-rect path'


def state(page):
    """What a reader sees of where they are: the page, the shape that is chosen, the open list and its open tab."""
    chosen = page.locator('.st-key-shape button[data-selected="true"]')
    lists = [heading.inner_text() for heading in page.locator("h3").all() if "month 3" in heading.inner_text()]
    tabs = page.locator('[role="tab"][aria-selected="true"]')
    return (
        page.locator("h1").inner_text(),
        chosen.first.inner_text() if chosen.count() else "",
        *lists,
        *[tab.inner_text() for tab in tabs.all()],
    )


def test_each_press_of_back_undoes_one_choice(dashboard, page):
    visit(page, f"{dashboard}/?dataset=sample")
    seen, lengths = [state(page)], [page.evaluate("history.length")]

    def do(what):
        what()
        becomes(page, lambda: state(page) != seen[-1], wanted=True)
        settle(page)
        seen.append(state(page))
        lengths.append(page.evaluate("history.length"))

    do(lambda: page.locator(".st-key-menu a", has_text="Cohorts").click())
    do(lambda: page.locator(".st-key-shape").get_by_text("Curves", exact=True).click())
    do(lambda: page.locator(".st-key-shape").get_by_text("Heat map", exact=True).click())
    do(page.locator(f'{CELLS}[aria-label^="age: 3;"]').first.click)
    do(lambda: page.get_by_role("tab", name="Did not buy again").click())
    do(lambda: page.locator(".st-key-menu a", has_text="Segments").click())
    assert len(set(seen)) == len(seen) - 1  # the heat map was seen twice, before and after the curves
    assert [now - before for before, now in pairwise(lengths)] == [1] * 6
    for before in seen[-2::-1]:
        page.go_back()
        settle(page)
        becomes(page, lambda: state(page), before)
    for after in seen[1:]:
        page.go_forward()
        settle(page)
        becomes(page, lambda: state(page), after)
    assert errors_on(page) == []


def test_a_link_opens_the_list_of_a_mark(dashboard, page):
    mark = '{"cohort": "2022-07-01", "age": 7}'
    visit(page, f"{dashboard}/cohorts?dataset=sample&grain=quarter&mark.heat_map_all={mark}&mark.people_all_tabs=lost")
    assert "Q3 2022, quarter 7" in " ".join(heading.inner_text() for heading in page.locator("h3").all())
    assert page.get_by_role("tab", name="Did not buy again").get_attribute("aria-selected") == "true"
    picked = page.locator(f'{CELLS}[stroke-width="2.5"]')
    assert [cell.get_attribute("aria-label").split(";")[0] for cell in picked.all()] == ["age: 7"]
    assert errors_on(page) == []
