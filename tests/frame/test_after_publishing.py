"""What a server does while nobody waits."""

from __future__ import annotations

import threading

import pytest

import access
import store
from frame import after_publishing
from store import seeing
from tests.pages.tiny import MINI, publish

HELD = access.Person("agent", access.ROLES["agent"], held_to=(("customer_id", ("c1",)),))


@pytest.mark.parametrize(
    ("is_server", "who", "is_ready"), [(True, HELD, True), (True, access.MACHINE, False), (False, HELD, False)]
)
def test_for_the_next_who_is_held_to_customers_a_server_makes_ready(tmp_path, monkeypatch, is_server, who, is_ready):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(after_publishing.runtime, "exists", lambda: is_server)
    publish(tmp_path, orders=MINI)
    with access.acting_as(who):
        opened = store.open("tiny")
        after_publishing.make_ready("tiny", opened.info)
    for thread in threading.enumerate():
        if thread.name == "readying":
            thread.join()
    assert seeing.is_ready(opened.path) is is_ready
