"""Expressions and their queries are made once, for every version that looks the same."""

from __future__ import annotations

import metrics
import store
from store import snapshot as reading
from tests.store.conftest import line, publish


def test_a_new_version_with_the_same_columns_reuses_expression_and_query(twice):
    publish([line("cy", "2024-02-20")])
    before, after = store.open("shop", 2), store.open("shop", 3)
    first = metrics.evaluate("bridge", store.Tables(before, "month"), include_open=True)
    second = metrics.evaluate("bridge", store.Tables(after, "month"), include_open=True)
    assert second is first
    assert before.fetch(first)[["start", "lost", "new"]].to_numpy().tolist() == [[1, 1, 1]]
    known = reading._compiled.cache_info().hits
    assert after.fetch(second)[["start", "lost", "new"]].to_numpy().tolist() == [[1, 1, 2]]
    assert reading._compiled.cache_info().hits == known + 1


def test_a_version_of_another_day_is_asked_up_to_that_day(twice):
    january, february = (store.Tables(store.open("shop", number), "month") for number in (1, 2))
    assert metrics.evaluate("repeat_purchase", january) is not metrics.evaluate("repeat_purchase", february)


def test_another_filter_or_grain_or_option_is_another_expression(shop):
    snapshot = store.open("shop")
    plain = metrics.evaluate("bridge", store.Tables(snapshot, "month"))
    others = [
        metrics.evaluate("bridge", store.Tables(snapshot, "year")),
        metrics.evaluate("bridge", store.Tables(snapshot, "month", (("name", ("Ann",)),))),
        metrics.evaluate("bridge", store.Tables(snapshot, "month"), include_open=True),
    ]
    assert all(other is not plain for other in others)
    assert store.Tables(snapshot, "month") == store.Tables(snapshot, "month") != store.Tables(snapshot, "year")
