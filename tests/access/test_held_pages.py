"""No page sends whoever is held to some customers a byte of the others."""

from __future__ import annotations

import json

import pytest

import access
import store
from tests.access.test_stand_ins import copied, given_away, home, sent  # noqa: F401 - fixtures
from tests.pages.tiny import open_page
from ui import door

HELD = access.Person(
    "agent", access.ROLES["agent"], "Mina", "mina@firm.example", is_signed_in=True, held_to=(("region", ("dubai",)),)
)
PAGES = (
    ("top_customers", {}),
    ("actions", {}),
    ("data", {"about": "history"}),
    ("retention", {"part": "saved"}),
    ("churn_causes", {}),
)


def of_others():
    """Numbers and names of the customers of other regions; of short names, none, as words hold them."""
    whole = store.open("sample")
    people = whole.fetch(whole.customers.select("customer_id", "name", "region"))
    others, own = people[people["region"] != "Dubai"], people[people["region"] == "Dubai"]
    theirs = " ".join(own["name"].dropna())
    found = {
        *others["customer_id"],
        *(name for name in others["name"].dropna() if len(name) > 8 and name not in theirs),
    }
    return {one.encode() for word in found for one in (word, json.dumps(word)[1:-1])}


@pytest.mark.parametrize(("name", "address"), PAGES)
def test_no_page_sends_a_customer_of_others(home, sent, monkeypatch, name, address):  # noqa: F811
    monkeypatch.setattr(door, "visitor", lambda: door.Visitor(HELD))
    secrets = of_others()
    at = open_page(name, dataset="sample", **address)
    assert not at.exception
    assert given_away(sent, secrets) == []
    assert len(secrets) > 2000
