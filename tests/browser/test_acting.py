"""Acting, as somebody does it: a list is taken on with a lot, worked through on a phone, and judged by later data."""

from __future__ import annotations

import shutil

import pytest

import register
from tests.browser.conftest import errors_on, says, serving, settle, visit

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_ten_are_taken_on_with_a_lot_and_worked_through_on_a_phone(published_sample, page, tmp_path, monkeypatch):
    home = tmp_path / "home"
    shutil.copytree(published_sample, home)
    monkeypatch.setenv("MANDEGAR_HOME", str(home))
    before = {one.action_id for one in register.actions("sample")}
    with serving(home) as address:
        visit(page, f"{address}/do_next?calls=10")
        page.locator(".st-key-call_all_take button").first.click()
        settle(page)
        form = page.locator('[data-testid="stPopoverBody"]')
        form.get_by_text("Leave some alone").click()
        settle(page)
        says(form, "With 5 acted upon and 5 left alone")
        form.get_by_role("textbox", name="What is to be done").fill("Call the ten")
        form.get_by_role("textbox", name="What is to be done").press("Tab")
        settle(page)
        page.locator(".st-key-call_all_take_go button").click()
        settle(page)
        says(form, "Taken on, for 5 customers.")
        form.get_by_text("Open the action").click()
        settle(page)
        says(page.locator(".st-key-action_card"), "5 acted upon, 0 of them done, 5 left alone")
        says(page.locator(".st-key-action_card"), "Until then nothing is said.")
        (number,) = {one.action_id for one in register.actions("sample")} - before
        action = register.action(number)
        assert (action.title, action.customers, action.held_out) == ("Call the ten", 5, 5)

        page.set_viewport_size(PHONE)
        first = next(one for one in register.members(number) if one.arm == register.TREATED)
        for lang in ("en", "fa"):
            visit(page, f"{address}/actions?lang={lang}&dataset=sample&task={number}:{first.customer_id}")
            says(page.locator(".st-key-task_card"), first.name)
            assert not page.evaluate(TOO_WIDE)
        card = page.locator(".st-key-task_card")
        card.locator('[data-testid="stButtonGroup"] button').nth(2).click()
        settle(page)
        card.locator('[data-testid="stButton"] button[kind="primary"]').click()
        card.get_by_text(first.name).wait_for(state="detached")
        settle(page)
        assert errors_on(page) == []
    done = next(one for one in register.members(number) if one.customer_id == first.customer_id)
    assert (done.state, done.result) == ("done", "promised")
