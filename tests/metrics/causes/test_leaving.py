"""What was known of each customer before they left or stayed, one by one."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd

from metrics.causes.leaving import leaving_rows
from tests.metrics.service.conftest import months

PERIODS = months("2024-01-01", "2024-04-01", "2024-04-30")
JANUARY = 2024 * 12


def test_a_row_holds_what_was_known_at_the_end_of_its_period_and_whether_they_came_in_the_next():
    facts = pd.DataFrame(
        {
            "customer_key": [1, 1, 2, 3],
            "period": [JANUARY, JANUARY + 1, JANUARY + 2, JANUARY + 3],
            "cohort": [JANUARY - 5, JANUARY - 5, JANUARY + 2, JANUARY],
            "next": [JANUARY + 1, JANUARY + 3, None, None],
            "orders": [1, 5, 2, 1],
            "revenue": 10.0,
            "profit": 4.0,
        }
    ).astype({"next": "Int64"})
    people = ibis.memtable({"customer_key": [1, 2, 3]})
    said = pd.DataFrame(
        {
            "customer_key": [1, 1],
            "period": [JANUARY, JANUARY + 1],
            "opened_at": pd.to_datetime(["2024-01-10", "2024-02-28"]),
            "replied_at": pd.to_datetime(["2024-01-10 02:00", "2024-03-02 00:00"]),
            "closed_at": pd.to_datetime(["2024-01-12", "2024-03-03"]),
        }
    )
    end = date(2024, 4, 30)
    asked = leaving_rows(people, PERIODS, end, activity=ibis.memtable(facts), complaints=ibis.memtable(said))
    found = asked.to_pandas().set_index(["customer_key", "in_period"])
    assert len(found) == 3, "whether the customer of April comes in May is not known"
    january, february = (found.loc[(1, pd.Timestamp(day))] for day in ("2024-01-01", "2024-02-01"))
    assert (january.has_left, january.volume, january.age_periods) == (False, 1, 5)
    assert (january.complaint, january.wait) == ("solved", "under_4")
    assert (february.has_left, february.volume, february.age_periods) == (True, 3, 6)
    assert (february.complaint, february.wait) == ("open", "never"), "it was answered in March"
    march = found.loc[(2, pd.Timestamp("2024-03-01"))]
    assert (march.has_left, march.complaint) == (True, "none")
    assert pd.isna(march.wait)


def test_one_in_so_many_customers_is_drawn_with_all_of_their_periods():
    facts = pd.DataFrame({"customer_key": [*range(100)] * 2, "period": [JANUARY] * 100 + [JANUARY + 1] * 100})
    facts = facts.assign(cohort=JANUARY, next=JANUARY + 2, orders=1, revenue=1.0, profit=1.0)
    people = ibis.memtable({"customer_key": [*range(100)]})
    asked = leaving_rows(people, PERIODS, date(2024, 4, 30), activity=ibis.memtable(facts), one_in=4)
    drawn = asked.to_pandas().groupby("customer_key").size()
    assert 10 < len(drawn) < 45
    assert (drawn == 2).all()
