"""A range of periods that the reader chose: it says whom to look at, not what became of them."""

from __future__ import annotations

from datetime import date

import metrics
import store
from store import Tables
from tests.pages.tiny import publish

CUSTOMERS = "customer_id,joined_on\n" + "".join(f"c{number},2023-12-01\n" for number in range(10))
# Two of those who complain in February leave in March, and two of the others; one had left before.
COMPLAINTS = "customer_id,opened_at\nc0,2024-02-05 10:00\nc1,2024-02-06 10:00\nc2,2024-02-07 10:00\n"
DEPARTURES = "customer_id,left_on,reason\n" + "".join(
    f"{who},{day},price\n"
    for who, day in (
        ("c0", "2024-03-01"),
        ("c1", "2024-03-31"),
        ("c8", "2024-03-15"),
        ("c9", "2024-04-01"),
        ("c7", "2024-01-10"),
    )
)


def test_who_leaves_after_the_last_chosen_period_has_left(home):
    publish(home, complete_up_to="2024-04-30", customers=CUSTOMERS, complaints=COMPLAINTS, departures=DEPARTURES)
    snapshot = store.open("tiny")
    february = Tables(snapshot, "month", since=date(2024, 2, 1), until=date(2024, 2, 29))
    found = snapshot.fetch(metrics.evaluate("complaint_leaving", february)).set_index("complaint")
    # c7 had gone before; c9 leaves the day after the next period.
    assert found["customers"].to_dict() == {"none": 6, "open": 3}
    assert found["left"].to_dict() == {"none": 1, "open": 2}
    assert snapshot.fetch(february.departures).empty
