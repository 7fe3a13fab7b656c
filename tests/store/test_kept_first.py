"""First purchases and second complaints are kept at publishing: whatever is asked by them is the same without them."""

from __future__ import annotations

import pandas as pd
import pytest

import access
import store
from metrics.glossary import evaluate

ASKED = ("first_days", "first_contacts", "complaint_leaving")


class Without(store.Tables):
    """The same tables, as of a version that was published before these were kept."""

    firsts = seconds = property(lambda _self: None)


@pytest.fixture
def sample(published_sample, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published_sample))


@pytest.mark.parametrize("where", [(), (("region", ("Istanbul", "Tehran")),)], ids=["everybody", "some"])
@pytest.mark.parametrize("held", [(), (("segment", ("mid-market",)),)], ids=["all of it", "held to some"])
def test_answers_with_and_without_what_is_kept_are_equal(sample, where, held):
    person = access.Person("agent", access.ROLES["agent"], "Mina", is_signed_in=True, held_to=held)
    with access.acting_as(person if held else access.MACHINE):
        snapshot = store.open("sample")
        for metric in ASKED:
            found, without = (
                snapshot.fetch(evaluate(metric, kind(snapshot, "quarter", where))) for kind in (store.Tables, Without)
            )
            assert len(found)
            pd.testing.assert_frame_equal(found, without)
