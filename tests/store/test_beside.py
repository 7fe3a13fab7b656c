"""Rows that people wrote down are read beside a version's own, by one query, and leave no trace in it."""

from __future__ import annotations

from datetime import date

import ibis
import pyarrow as pa
import pytest

import metrics
import store
from metrics.actions.experiments import ASSIGNED
from store.tables import Tables

SCHEMA = ibis.schema(dict(ASSIGNED))


def lots(*arms):
    rows = [("call", key, arm, date(2024, 2, 1), 60, 0.0) for key, arm in enumerate(arms, start=1)]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA.to_pyarrow())


def test_an_experiment_is_read_beside_the_version(shop):
    snapshot = store.open("shop")
    asked = metrics.evaluate("experiment_effect", Tables(snapshot, beside=(("assigned", SCHEMA),)))
    for arms, counts in ((("treated", "held_out"), (1, 1)), (("treated", "treated", "held_out"), (2, 1))):
        found = snapshot.fetch(asked, beside={"assigned": lots(*arms)}).iloc[0]
        assert (found.customers, found.other_customers) == counts
        assert found.retained + found.other_retained == sum(counts)
    assert "assigned" not in store.open("shop").schemas


def test_without_those_rows_it_says_what_is_missing(shop):
    with pytest.raises(metrics.MissingData, match="held out"):
        metrics.evaluate("experiment_effect", Tables(store.open("shop")))
