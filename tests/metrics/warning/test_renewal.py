"""Early warning of contracts in numbers: what is counted, and the list behind it."""

from __future__ import annotations

import ibis

import metrics
from tests.metrics.conftest import rows

RISK = ibis.memtable(
    [(1, 100, 10, 1, 0.5), (2, 50, None, 1, 0.25), (3, 10, 5, 2, None), (4, 30, 90, 1, 0.4999)],
    schema={
        "customer_key": "int32",
        "covered_days": "int32",
        "ends_in_days": "int32",
        "contracts": "int64",
        "chance": "float64",
    },
)
PAID = ibis.memtable({"customer_key": [1, 2, 4], "monthly_charge": [10.0, 100.0, 1.0]}).mutate(
    customer_key=ibis._.customer_key.cast("int32")
)


def test_one_half_or_more_will_probably_not_renew_and_the_list_is_as_long():
    """Twelve times 10, 100 and 1 are at stake; the third pays nothing that is known and has no chance."""
    found = metrics.renewal_risk_summary(RISK, PAID)
    columns = ("customers", "likely_lost", "expected_lost", "at_stake", "expected_loss", "risk_stake")
    assert rows(found, *columns) == [(4, 1, 1.2499, 1332, 365.9988, 120)]
    assert rows(metrics.renewal_risk_members(RISK, PAID, likely=True), "customer_key") == [(1,)]


def test_the_largest_loss_to_expect_comes_first_and_who_has_no_chance_last():
    listed = metrics.renewal_risk_members(RISK, PAID)
    assert rows(listed, "customer_key", "expected_loss") == [(2, 300), (1, 60), (4, 5.9988), (3, None)]
    assert rows(metrics.renewal_risk_members(RISK, PAID, top=1), "customer_key") == [(2,)]
