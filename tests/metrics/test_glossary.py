"""Every public metric is explained, column by column, and can be computed by its name."""

from __future__ import annotations

from inspect import isfunction, signature
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest

import metrics
from localization import use_language
from localization.update import extract
from metrics.actions.experiments import ASSIGNED
from metrics.glossary import as_markdown
from models.risk import Landmark, risk
from models.worth import forecast
from tests.metrics.conftest import History, rows

PUBLIC = (
    "activity",
    "cohort_retention",
    "pooled_retention",
    "cohort_members",
    "bridge",
    "bridge_members",
    "retention",
    "lapsed",
    "repeat_purchase",
    "segment_profitability",
    "whale_curve",
    "top_customers",
    "pareto_share",
    "list_changes",
    "departures_by_cause",
)
JANUARY, FEBRUARY = pd.Timestamp("2024-01-01").date(), pd.Timestamp("2024-02-01").date()
AUTUMN = pd.Timestamp("2024-09-30").date()
NEEDED = {
    "drivers": {"least_with": 1, "least_expected": 0.0},
    "driver_members": {"feature": "complaint", "trait": "solved"},
    "driver_strata": {"feature": "complaint", "trait": "solved", "held": "volume"},
    "driver_strata_members": {"feature": "complaint", "trait": "solved", "held": "volume", "has_left": False},
    "issue_cause_members": {"topic": "late"},
    "agent_changes": {"complete_up_to": AUTUMN},
    "change_members": {"complete_up_to": AUTUMN},
    "cohort_members": {"cohort": JANUARY, "age": 1},
    "day_members": {"cohort": JANUARY, "age": 1},
    "product_members": {"item": "ladder"},
    "growth_in_real_terms": {"window_days": 30},
    "growth_members": {"window_days": 43},
    "wallets_over_time": {"wallet_days": 30},
    "wallet_year_members": {"wallet_days": 30},
    "share_of_wallet": {"wallet_days": 30},
    "wallet_members": {"wallet_days": 30},
    "related_products": {"within_days": 10, "least": 0},
    "bridge_members": {"period": FEBRUARY},
    "revenue_bridge_members": {"period": FEBRUARY},
    "lifecycle_members": {"period": FEBRUARY},
    "gap_members": {"period": FEBRUARY},
    "like_for_like": {"apart": 1},
    "like_for_like_members": {"period": FEBRUARY, "apart": 1},
    "survival": {"inactive_after_days": 30, "keep_early": True, "least_at_risk": 1},
    "survival_members": {"inactive_after_days": 30, "keep_early": True},
    "survival_difference": {"inactive_after_days": 30, "keep_early": True, "least_at_risk": 1},
    "survival_scores": {"inactive_after_days": 30, "keep_early": True, "least_at_risk": 1},
    "reasons_over_time": {"inactive_after_days": 30, "keep_early": True, "least_at_risk": 1},
    "silent_members": {"before": FEBRUARY.replace(month=3)},
    "returned_members": {"window_days": 30},
    "contract_members": {"period": FEBRUARY},
    "renewal_members": {"period": FEBRUARY},
    "contract_survival": {"least_at_risk": 1},
    "tenure_survival": {"least_at_risk": 1},
    "rhythm_members": {"level": "none"},
    "window_members": {"window_days": 30},
    "repeat_members": {"converted": True},
    "first_days": {"within_days": 30},
    "first_days_members": {"within_days": 30},
    "first_contacts": {"within_days": 30},
    "first_agents": {"within_days": 30},
    "second_purchase_times": {"least_at_risk": 1},
    "calibration_members": {"tenth": 6},
    "club_effect": {"span_days": 30},
    "referral_kept": {"within_days": 5},
    "follow_up_kept": {"complete_up_to": AUTUMN},
    "lapsed": {"silent_periods": 1},
    "lapsed_members": {"silent_periods": 1},
}
# Functions of the package that prepare a metric or help to read one, and are none themselves.
NO_METRICS = {"book", "coarser_activity", "customer_totals", "departure_values", "entry_of", "evaluate"}
NO_METRICS |= {"overall_log_rank", "purchase_gaps", "difference_of_shares", "trend_of_shares"}
NO_METRICS |= {"find_products", "with_products"}
NO_METRICS |= {"count_numbers", "count_orders", "departure_money", "flows", "lifetime_totals"}
NO_METRICS |= {"mixed_orders", "totals_by_line"}
NO_METRICS |= {
    "buying_history",
    "contract_history",
    "cover_lengths",
    "customer_charges",
    "customer_rfm",
    "follow_ups",
    "occasions",
    "touches",
}
NO_METRICS |= {"departed", "effect_without_lot", "first_purchases", "second_complaints"}
NO_METRICS |= {"renewal_landmark", "customer_signals", "known_purchase_days", "landmark", "signs_at"}
NO_METRICS |= {"risk_in_real_terms"}
NO_METRICS |= {"poisson", "purchase_days", "ratio", "share_of_base", "wilson", "with_attributes", "who"}


def contracts_of(data):
    """Ann is covered up to 10 February, which is long enough ago to know that she did not renew."""
    lines = pd.DataFrame(
        {
            "customer_key": [data.key("ann"), data.key("bob")],
            "starts_on": ["2024-01-01", "2024-01-15"],
            "ends_on": ["2024-02-10", "2024-12-31"],
            "cancelled_on": [None, None],
            "amount": [30.0, 20.0],
            "amount_period": ["month", "month"],
        }
    ).astype({"cancelled_on": "string"})
    table = ibis.memtable(lines)
    return table.mutate(**{name: table[name].cast("date") for name in ("starts_on", "ends_on", "cancelled_on")})


def forecast_of(data):
    """Forecast, of so few, by the same again; of February and March from what January brought."""
    history = metrics.buying_history(data.purchase_days, data.until, FEBRUARY.replace(day=15)).to_pandas()
    found = forecast(history, horizon_days=45, span_days=90, gaps=np.array([31.0]))
    return ibis.memtable(found.customers.astype({"customer_key": "int32"}))


def contacts_of(data):
    """Ann answered in January."""
    said = ibis.memtable({"customer_key": [data.key("ann")], "contacted_on": ["2024-01-05"], "answered": [True]})
    return said.mutate(contacted_on=said.contacted_on.cast("date"), direction=ibis.literal("outbound"))


def without_rows(*columns):
    kinds = dict.fromkeys(("opened_at", "replied_at", "closed_at"), "timestamp")
    return ibis.memtable([], schema={"customer_key": "int32", **{name: kinds.get(name, "date") for name in columns}})


def warning_tables():
    """Nobody complained, and nobody came by."""
    return without_rows("opened_at", "replied_at", "closed_at"), without_rows("visited_on")


def warning_of(data):
    """What is known of the three on the last day, and a test of one origin by the days since the last purchase."""
    gaps = metrics.purchase_gaps(data.purchase_days)
    rhythm = metrics.rhythm_model(gaps, data.until)
    orders = data.orders.mutate(product=ibis.literal("ladder"), category=ibis.literal("tools"))
    sides = (orders, contacts_of(data), *warning_tables(), without_rows("starts_on", "ends_on", "cancelled_on"))
    signs = metrics.signs_at(data.purchase_days, gaps, rhythm, *sides, data.until, ("contacts",))
    known = metrics.customer_signals(ibis.memtable(signs.to_pyarrow())).mutate(chance=ibis.literal(0.5))
    then = FEBRUARY.replace(day=10)
    past = metrics.landmark(data.purchase_days, *sides, then).to_pandas()
    lesson = Landmark(then, past, np.array([1.0, 0.0]))
    found = risk(known.to_pandas(), [(lesson, lesson)], lesson, 30)
    tested = found.tested.assign(horizon_days=30.0)
    kinds = dict.fromkeys(tested, "float64") | {"origin": "timestamp", "customer_key": "int32"}
    table = ibis.memtable(tested, schema=kinds)
    numbers = {name: table[name].nullif(float("nan")) for name in tested if kinds[name] == "float64"}
    return known, table.mutate(**numbers, origin=table.origin.cast("date"))


def renewals_of(data):
    """Bob alone is under contract still."""
    none = warning_tables()
    found = metrics.renewal_landmark(contracts_of(data), contacts_of(data), *none, data.until, ("contacts",))
    return found.mutate(chance=ibis.literal(0.5))


def service_of(data):
    """Ann complained and was asked, and knows Mina alone, from her first day on; Omid, who held Bob, has left."""
    ann, bob = data.key("ann"), data.key("bob")
    told = {"customer_key": [ann] * 2, "opened_at": ["2024-01-20 10:00", "2024-02-20 10:00"]}
    told |= {"replied_at": ["2024-01-21 12:00", None], "closed_at": ["2024-01-22 12:00", None]}
    told |= {"topic": ["late"] * 2, "agent": ["mina"] * 2, "satisfaction": [2.0, None]}
    asked = {"customer_key": [ann, ann], "answered_on": ["2024-01-25"] * 2, "score": [9.0, 4.0], "scale": ["0-10"] * 2}
    asked |= {"topic": ["", "price"], "importance": [None, 8.0], "comment": ["fine", ""]}
    met = pd.DataFrame(
        [(ann, "2024-01-05", "mina")]
        + [(who, f"2024-03-0{day}", agent) for who, agent in ((ann, "mina"), (bob, "omid")) for day in (1, 2, 3)],
        columns=["customer_key", "contacted_on", "agent"],
    )
    complaints, surveys, contacts = (
        ibis.memtable(pd.DataFrame(rows).astype({"customer_key": "int32"})) for rows in (told, asked, met)
    )
    moments = {name: complaints[name].cast("timestamp") for name in ("opened_at", "replied_at", "closed_at")}
    holidays = ibis.memtable({"holiday_on": ["2024-01-20"]})
    return {
        "complaints": complaints.mutate(**moments, satisfaction_scale=ibis.literal("1-5")),
        "surveys": surveys.mutate(answered_on=surveys.answered_on.cast("date")),
        "contacts": contacts.mutate(contacted_on=contacts.contacted_on.cast("date")),
        "holidays": holidays.mutate(holiday_on=holidays.holiday_on.cast("date")),
        "wallets": ibis.memtable({"customer_key": [ann], "known_on": ["2024-03-01"], "spend": [300.0]}).mutate(
            customer_key=ibis._.customer_key.cast("int32"), known_on=ibis._.known_on.cast("date")
        ),
    }


def lots_of(data):
    """Ann was called in January, Bob was held out."""
    lots = ibis.memtable(
        [("call", data.key("ann"), "treated", 45, 2.0), ("call", data.key("bob"), "held_out", 45, None)],
        schema={name: kind for name, kind in ASSIGNED.items() if name != "assigned_on"},
    )
    return lots.mutate(assigned_on=ibis.date("2024-01-20"))


def club_of(data):
    """Ann joined the club; Bob is like her."""
    pairs = ibis.memtable(
        [(data.key("ann"), data.key("bob"), 0.1)],
        schema={"customer_key": "int32", "other_key": "int32", "distance": "float64"},
    )
    return pairs.mutate(started_on=ibis.date("2024-01-20"))


@pytest.fixture(scope="module")
def tables():
    """Three customers in two regions; Ann left for two reasons."""
    data = History(complete_up_to="2024-03-31")
    data.add("ann", "2024-01-05", "2024-02-05", revenue=100, profit=30)
    data.add("bob", "2024-01-10", "2024-03-10", revenue=50, profit=-5)
    data.add("cyd", "2024-02-20", revenue=70, profit=20)
    data.describe("ann", region="north", tier="gold")
    data.describe("bob", region="south", tier="gold")
    data.describe("cyd", region="south", tier=None)
    departures = pd.DataFrame(
        {
            "departure_id": [1],
            "customer_key": [data.key("ann")],
            "left_on": ["2024-03-02"],
            "reason": ["too dear, and nobody answered"],
            "competitor": ["Acme"],
        }
    )
    return {
        "activity": data.activity(),
        "periods": data.periods(),
        "days": data.days,
        "purchase_days": data.purchase_days,
        "gaps": metrics.purchase_gaps(data.purchase_days),
        "contracts": contracts_of(data),
        "customers": data.customers.mutate(
            acquisition_cost=ibis.literal(10.0),
            wallet=ibis.literal(500.0),
            monthly_charge=ibis.literal(20.0),
            tenure_months=ibis.literal(3.0),
            referred_by=ibis.ifelse(ibis._.customer_id == "bob", "ann", ibis.null("string")),
            club_joined_on=ibis.ifelse(ibis._.customer_id == "ann", ibis.date("2024-01-20"), ibis.null("date")),
        ),
        "orders": data.orders.mutate(
            product=ibis.ifelse(ibis._.revenue == 70, "stool", "ladder"),
            category=ibis.literal("tools"),
            quantity=ibis.literal(1.0),
        ),
        "months": data.periods(),
        "day_prices": data.days.select("date").mutate(factor=ibis.literal(1.0), is_known=ibis.literal(True)),
        "departures": ibis.memtable(departures).mutate(left_on=ibis._.left_on.cast("date")),
        "customer_value": forecast_of(data),
        "customer_rfm": metrics.customer_rfm(data.purchase_days, data.until),
        "customer_risk": warning_of(data)[0],
        "risk_tested": warning_of(data)[1],
        "renewal_risk": renewals_of(data),
        "renewal_tested": warning_of(data)[1],
        "departure_causes": ibis.memtable({"departure_id": [1, 1], "cause": ["price", "support"]}),
        **service_of(data),
        "assigned": lots_of(data),
        "club_pairs": club_of(data),
        "complete_up_to": data.until,
        "grain": "month",
        "attributes": ("region", "tier"),
        "knows_profit": True,
    }


def breakdown(name):
    return ("region",) if metrics.GLOSSARY[name].by in {"optional", "needed", "beside"} else ()


def test_every_public_metric_has_an_entry_of_its_own_name():
    functions = {name for name in metrics.__all__ if isfunction(getattr(metrics, name))}
    assert set(metrics.GLOSSARY) == functions - NO_METRICS
    assert set(PUBLIC) <= set(metrics.GLOSSARY)
    for name, entry in metrics.GLOSSARY.items():
        assert entry.name == name
        assert entry.function is getattr(metrics, name)
    with pytest.raises(AttributeError, match="retentoin"):
        metrics.retentoin  # noqa: B018


@pytest.mark.parametrize("name", metrics.GLOSSARY)
def test_every_column_is_explained_and_no_other(name, tables):
    by = breakdown(name)
    frame = metrics.evaluate(name, tables, by=by, **NEEDED.get(name, {})).to_pandas()
    assert len(frame)
    assert set(frame.columns) - set(by) == set(metrics.GLOSSARY[name].columns)
    assert set(by) <= set(frame.columns)


@pytest.mark.parametrize("name", metrics.GLOSSARY)
def test_entry_names_the_parameters_of_its_function(name):
    entry = metrics.GLOSSARY[name]
    parameters = signature(entry.function).parameters
    assert set(entry.reads) <= set(parameters)
    assert ("by" in parameters) == (entry.by in {"optional", "needed"})


@pytest.fixture(scope="module")
def said():
    """All sentences of the product, read from its code once."""
    return {message.id for message in extract()}


@pytest.mark.parametrize("name", metrics.GLOSSARY)
def test_entry_is_marked_for_translation(name, said):
    entry = metrics.GLOSSARY[name]
    assert {entry.title, entry.definition, *entry.columns.values()} <= said
    assert entry.formula
    assert entry.source


def test_the_page_of_definitions_is_current():
    """Mend with: python cli.py glossary > docs/metrics.md"""
    use_language("en")
    page = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
    assert page.read_text(encoding="utf-8") == as_markdown()


def test_a_metric_by_name_is_the_metric(tables):
    direct = metrics.bridge(tables["activity"], tables["periods"])
    assert rows(metrics.evaluate("bridge", tables)) == rows(direct)


def test_attributes_are_put_beside_the_facts(tables):
    found = metrics.evaluate("cohort_retention", tables, by=("region",))
    first = rows(found.filter(ibis._.age == 0), "region", "cohort", "customers")
    assert first == [("north", "2024-01-01", 1), ("south", "2024-01-01", 1), ("south", "2024-02-01", 1)]


def test_a_customer_without_a_value_is_counted_under_the_empty_text(tables):
    found = metrics.evaluate("repeat_purchase", tables, by=("tier",))
    assert rows(found, "tier", "customers") == [("", 1), ("gold", 2)]


def test_a_list_of_customers_shows_attributes_beside_them(tables):
    found = metrics.evaluate("bridge_members", tables, by=("customer_id", "region"), period=FEBRUARY)
    assert rows(found, "customer_id", "region", "status") == [
        ("ann", "north", "kept"),
        ("bob", "south", "lost"),
        ("cyd", "south", "new"),
    ]


def test_departures_are_valued_before_they_are_counted(tables):
    found = metrics.evaluate("departures_by_cause", tables, by=("region",))
    assert rows(found, "region", "cause", "departed", "lost_revenue") == [
        ("north", "price", 0.5, 100),
        ("north", "support", 0.5, 100),
    ]


def test_departures_valued_already_are_taken_as_they_are(tables):
    valued = metrics.departure_values(tables["departures"], tables["purchase_days"], tables["days"])
    found = metrics.evaluate("departures_by_cause", tables | {"departures": valued})
    assert rows(found, "cause", "lost_revenue") == [("price", 100), ("support", 100)]


def test_departures_over_time(tables):
    found = metrics.evaluate("departures_by_cause", tables, by=("period",))
    assert rows(found, "period", "mentions") == [(2024 * 12 + 2, 1), (2024 * 12 + 2, 1)]


def refusal(kind, name, tables, **options):
    with pytest.raises(kind) as caught:
        metrics.evaluate(name, tables, **options)
    return str(caught.value)


def test_a_misspelt_name_gets_a_suggestion(tables):
    assert "cohort_retention" in refusal(metrics.UnknownMetric, "cohort_retentoin", tables)
    assert issubclass(metrics.UnknownMetric, LookupError)


def test_a_name_like_none_gets_the_list(tables):
    assert "whale_curve" in refusal(metrics.UnknownMetric, "x", tables)


def test_a_table_that_was_not_loaded_is_named(tables):
    without = {name: table for name, table in tables.items() if not name.startswith("departure")}
    assert "“departures”" in refusal(metrics.MissingData, "departures_by_cause", without)
    assert "“orders”" in refusal(metrics.MissingData, "bridge", {"periods": tables["periods"]})


def test_an_unknown_attribute_gets_the_known_ones(tables):
    said = refusal(metrics.MissingData, "bridge", tables, by=("regoin",))
    assert "regoin" in said
    assert "region, tier" in said


def test_without_costs_there_is_no_ranking_by_profit(tables):
    poor = tables | {"knows_profit": False}
    assert "revenue" in refusal(metrics.MissingData, "whale_curve", poor)
    assert len(rows(metrics.evaluate("whale_curve", poor, measure="revenue"))) == 3


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("bridge", {"cohort": JANUARY}, "include_open"),
        ("cohort_members", {"age": 1}, "cohort"),
        ("segment_profitability", {}, "region, tier"),
        ("whale_curve", {"by": ("region",)}, "whale_curve"),
    ],
    ids=["an option it has not", "an option it needs", "nothing to break down by", "cannot be broken down"],
)
def test_an_unsuitable_option_is_named(name, options, said, tables):
    assert said in refusal(metrics.UnsuitableOption, name, tables, **options)


def test_an_attribute_may_not_hide_a_column(tables):
    clash = tables | {"attributes": ("start",)}
    assert "“start”" in refusal(metrics.UnsuitableOption, "bridge", clash, by=("start",))
