"""Publishing on Spark: the facts that it computes from order lines are those that a published version holds."""

from __future__ import annotations

from datetime import timedelta

import ibis
import pytest

import metrics
from localization.grains import GRAINS
from metrics.product_list import OWN
from metrics.real_terms import day_prices, in_real_terms
from store.facts import FINER
from store.schema import DAY_PRICES, REAL, TABLES

FACTS = (
    "orders",
    "purchase_days",
    "gaps",
    "first_purchases",
    "second_complaints",
    "customer_totals",
    "customer_rfm",
    "departure_money",
    "occasions",
    "touches",
    DAY_PRICES,
    f"{REAL}purchase_days",
    f"{REAL}customer_risk",
    "follow_ups",
    *(f"{fact}_{grain}" for fact in ("activity", "flows") for grain in GRAINS),
)
# Written by the store in Python, once for each version: nothing to be computed on a cluster.
BY_THE_STORE = {"uploads", "rejects", "settings", "version", "counts", "attributes", "largest_values"}
BY_THE_STORE |= {"repeats", "upload_files", "days", "periods", "departure_causes"}
# Fitted from `buying_history` or `contract_history`, and from landmarks, which either engine gives.
BY_THE_STORE |= {"customer_value", "forecast", "customer_risk", "risk_tested", "risk"}
BY_THE_STORE |= {"renewal_risk", "renewal_tested", "renewal"}
# Nearest customers, found by `models.matching` among candidates that either engine gives.
BY_THE_STORE |= {"club_pairs"}
# Made of purchases in real terms by the functions that make the facts of the same names of purchases as booked.
BY_THE_SAME = {f"{REAL}{fact}" for fact in ("customer_totals", "customer_rfm", "departure_money")}
BY_THE_SAME |= {f"{REAL}activity_{one}" for one in GRAINS}
BY_THE_STORE |= {f"{REAL}customer_value", f"{REAL}forecast"}
# Names and numbers as they are searched.
BY_THE_STORE |= {"customer_names"}


def computed(snapshot):
    """The expression of every fact, from the tables it is made of."""
    filled = snapshot.orders.drop("kind", "booked_on", "profit", "listed_as")
    lines = filled.drop(*OWN).rename(dict(OWN))
    activity = {grain: metrics.activity(snapshot.purchase_days, snapshot.days, grain) for grain in GRAINS}
    for grain, finer in FINER.items():
        activity[grain] = metrics.coarser_activity(snapshot.activity(finer), snapshot.days, finer, grain)
    until, calendar = snapshot.info.complete_up_to, snapshot.settings.calendar
    happened = [snapshot.table(name) for name in ("customers", "purchase_days", "contacts", "complaints", "contracts")]
    return {
        "orders": metrics.book(metrics.with_products(lines, snapshot.table("products"))),
        "purchase_days": metrics.purchase_days(snapshot.orders),
        "gaps": metrics.purchase_gaps(snapshot.purchase_days),
        "first_purchases": metrics.first_purchases(snapshot.purchase_days, snapshot.table("gaps")),
        "second_complaints": metrics.second_complaints(snapshot.table("complaints")),
        "customer_rfm": metrics.customer_rfm(snapshot.purchase_days, snapshot.info.complete_up_to),
        "customer_totals": metrics.lifetime_totals(snapshot.purchase_days),
        "departure_money": metrics.departure_money(snapshot.departures, snapshot.purchase_days),
        "occasions": metrics.occasions(*happened, until, calendar),
        DAY_PRICES: day_prices(snapshot.days, snapshot.table("prices")),
        f"{REAL}purchase_days": in_real_terms(snapshot.purchase_days, snapshot.table(DAY_PRICES)),
        f"{REAL}customer_risk": metrics.risk_in_real_terms(
            snapshot.table("customer_risk"),
            metrics.known_purchase_days(snapshot.orders, snapshot.purchase_days, until),
            snapshot.table(DAY_PRICES),
            ibis.date(until.isoformat()),
        ),
        "touches": metrics.touches(snapshot.table("contacts"), snapshot.customers, until),
        "follow_ups": metrics.follow_ups(
            snapshot.customers, *(snapshot.table(name) for name in ("occasions", "touches", "customer_rfm")), until
        ),
        **{f"activity_{grain}": activity[grain] for grain in GRAINS},
        **{f"flows_{grain}": metrics.flows(snapshot.activity(grain)) for grain in GRAINS},
    }


@pytest.mark.spark
@pytest.mark.parametrize("fact", FACTS)
def test_spark_computes_what_was_published(engines, fact):
    expression = computed(engines.snapshot)[fact]
    stored = engines.snapshot.table(fact).select(expression.columns)
    assert engines.compare(stored, engines.on_spark(expression)), "an empty table proves nothing"


@pytest.mark.spark
def test_every_published_fact_is_computed_on_spark(engines):
    assert set(engines.snapshot.schemas) - (set(TABLES) - {"orders"}) - BY_THE_STORE - BY_THE_SAME == set(FACTS)


@pytest.mark.spark
def test_models_are_fitted_from_the_same_statistics(engines):
    until, contracts = engines.snapshot.info.complete_up_to, engines.snapshot.table("contracts")
    then = until - timedelta(days=200)
    for statistics in (
        metrics.buying_history(engines.snapshot.purchase_days, until, then),
        metrics.contract_history(contracts, until, then),
        metrics.cover_lengths(contracts, until),
    ):
        assert engines.compare(statistics, engines.on_spark(statistics))
