"""A column that an analyst kept before the product knew its name is read as what it is, or stays as it was."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import metrics
import store
from store.quoting import quoted
from tests.store.conftest import line, put


def older(texts):
    """A version from before the product knew birthdays, with texts under that name."""
    with store.draft("shop") as draft:
        put(draft, [line(name, "2024-01-05", 10) for name in texts], "orders")
        put(draft, [{"customer_id": name} for name in texts], "customers")
        connection = draft.connection
        connection.execute(f"ALTER TABLE customers ALTER {quoted('birthday')} TYPE VARCHAR").fetchall()
        for name, text in texts.items():
            connection.execute("UPDATE customers SET birthday = ? WHERE customer_id = ?", [text, name]).fetchall()
        draft.publish()


@pytest.mark.parametrize(
    ("texts", "days", "kept"),
    [
        ({"ann": "1990-05-10", "bob": None}, [date(1990, 5, 10), None], None),
        ({"ann": "1990-05-10", "bob": "in May"}, [None, None], ["1990-05-10", "in May"]),
    ],
    ids=["days", "no days"],
)
def test_texts_under_a_name_that_is_known_by_now(texts, days, kept):
    older(texts)
    before = store.open("shop")
    assert str(before.schemas["customers"]["birthday"]) == "string"
    listed = metrics.evaluate("follow_up_due", store.Tables(before), reasons=("birthday",))
    assert before.fetch(listed).empty
    with store.draft("shop") as draft:
        put(draft, [line("ann", "2024-02-05", 10)], "orders")
        draft.publish()
    after = store.open("shop")
    found = after.fetch(after.customers.order_by("customer_id"))
    assert [None if pd.isna(day) else day.date() for day in found.birthday] == days
    assert (found["birthday_as_loaded"].tolist() if "birthday_as_loaded" in found else None) == kept
