"""Metrics from the command line: the glossary's names and options, three forms, the same numbers."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

import metrics
from tests.command_line.shop import DEPARTURES, MAPPING, ORDERS, ask, done, refused


def test_cohorts(shop):
    cells = ask("cohort_retention")
    assert [(c["cohort"], c["age"], c["customers"], c["retained"]) for c in cells] == [
        ("2024-01-01", 0, 2, 2),
        ("2024-01-01", 1, 2, 1),
        ("2024-01-01", 2, 2, 2),
        ("2024-02-01", 0, 1, 1),
        ("2024-02-01", 1, 1, 0),
    ]
    assert cells[1]["rate"] == 0.5
    assert cells[0]["profit"] is None
    assert {type(cells[0][name]) for name in ("age", "customers", "retained")} == {int}


def test_bridge(shop):
    names = ("period", "start", "lost", "new", "won_back", "end", "quick_ratio")
    assert [tuple(row[name] for name in names) for row in ask("bridge")] == [
        ("2024-02-01", 2, 1, 1, 0, 2, 1.0),
        ("2024-03-01", 2, 1, 0, 1, 2, 1.0),
    ]


def test_period_numbers_are_days_to_a_person(shop):
    first = next(row for row in ask("activity") if row["customer_id"] == "bob")
    assert (first["period"], first["cohort"], first["previous"]) == ("2024-01-01", "2024-01-01", None)
    assert first["next"] == "2024-03-01"


def test_open_periods_on_request(orders):
    done("load", orders, "--dataset", "shop", *MAPPING, "--complete-up-to", "2024-03-30")
    assert max(cell["age"] for cell in ask("cohort_retention")) == 1
    assert max(cell["age"] for cell in ask("cohort_retention", "--include-open")) == 2


def test_breakdown_by_an_attribute(shop):
    cells = ask("cohort_retention", "--by", "region")
    assert [(c["region"], c["cohort"], c["age"], c["retained"]) for c in cells if c["age"] == 1] == [
        ("Bonn", "2024-01-01", 1, 1),
        ("Köln", "2024-01-01", 1, 0),
        ("Köln", "2024-02-01", 1, 0),
    ]
    totals = {row["region"]: row["revenue"] for row in ask("segment_profitability", "--by", "region")}
    assert totals == {"Bonn": 180.0, "Köln": 150.0}


def test_a_year_without_its_end_has_no_cohorts(shop):
    assert ask("cohort_retention", "--grain", "year") == []
    assert [row["retained"] for row in ask("cohort_retention", "--grain", "year", "--include-open")] == [3]


def test_any_day_names_the_period(shop):
    kept = {row["customer_id"]: row["is_kept"] for row in ask("cohort_members", "--cohort", "2024-01-17", "--age", "1")}
    assert kept == {"ann": True, "bob": False}
    status = {row["customer_id"]: row["status"] for row in ask("bridge_members", "--period", "2024-02-01")}
    assert status == {"ann": "kept", "bob": "lost", "=Cyd": "new"}


def test_departures_by_cause(shop, tmp_path):
    left = tmp_path / "left.csv"
    left.write_text(DEPARTURES, encoding="utf-8")
    done("load", left, "--dataset", "shop", "--table", "departures")
    rows = ask("departures_by_cause", "--by", "region", "--by", "period")
    assert [(r["region"], r["period"], r["cause"], r["lost_revenue"]) for r in rows] == [
        ("Köln", "2024-03-01", "price", 120.0)
    ]


LOST = ("--option", "inactive_after_days=30", "--option", "keep_early=true", "--option", "least_at_risk=1")
FEBRUARY = ("--period", "2024-02-01")
NEEDED = {
    "segment_profitability": ("--by", "region"),
    "cause_lift": ("--by", "region"),
    "cohort_differences": ("--by", "region"),
    "cohort_members": ("--cohort", "2024-01-01", "--age", "1"),
    "day_members": ("--cohort", "2024-01-01", "--age", "1"),
    "bridge_members": FEBRUARY,
    "revenue_bridge_members": FEBRUARY,
    "lifecycle_members": FEBRUARY,
    "gap_members": (*FEBRUARY, "--measure", "revenue"),
    "retention_gap": ("--measure", "revenue"),
    "contract_members": FEBRUARY,
    "renewal_members": FEBRUARY,
    "wallet_members": ("--option", "wallet_days=30"),
    "like_for_like": ("--option", "apart=1"),
    "like_for_like_members": (*FEBRUARY, "--option", "apart=1"),
    "whale_curve": ("--measure", "revenue"),
    "lapsed_members": ("--silent-periods", "1"),
    "product_members": ("--option", "item=lamp"),
    "repeat_members": ("--option", "converted=true"),
    "returned_members": ("--option", "window_days=30"),
    "window_members": ("--option", "window_days=30"),
    "silent_members": ("--option", "before=2024-03-01"),
    "rhythm_members": ("--option", "level=none"),
    "survival": LOST,
    "survival_difference": (*LOST, "--by", "region"),
    "survival_members": LOST[:4],
    "survival_scores": (*LOST, "--by", "region"),
    "reasons_over_time": LOST,
    "contract_survival": LOST[4:],
    "tenure_survival": LOST[4:],
}
# What takes complaints, contacts and surveys, or a past long enough to be tested, is asked of the sample.
OF_THE_SAMPLE = {
    "drivers": (),
    "leaving_rows": (),
    "driver_members": ("--option", "feature=segment", "--option", "trait=Professionals"),
    "driver_strata": ("--option", "feature=segment", "--option", "trait=Professionals", "--option", "held=volume"),
    "driver_strata_members": (
        *("--option", "feature=segment", "--option", "trait=Professionals", "--option", "held=region"),
    ),
    "reply_times": (),
    "replies_over_time": (),
    "reply_members": (),
    "complaint_leaving": (),
    "reply_leaving": (),
    "issue_costs": (),
    "issue_members": (),
    "issue_causes": (),
    "issue_cause_members": ("--option", "topic=Price"),
    "nps": (),
    "nps_leaving": (),
    "nps_members": (),
    "satisfaction": (),
    "importance_performance": (),
    "single_threaded": (),
    "agent_holdings": (),
    "holder_members": (),
    "growth_in_real_terms": (),
    "basket_index": (),
    "growth_members": (),
    "value_of_winning": (),
    "winning_members": (),
    "wallets_over_time": ("--grain", "quarter"),
    "wallet_year_members": ("--grain", "quarter"),
    "agent_changes": (),
    "change_members": (),
    "risk_test": (),
    "risk_calibration": (),
    "calibration_members": ("--option", "tenth=3"),
    "first_days_members": (),
    "first_contacts": (),
    "first_agents": (),
    "second_purchase_times": (),
    "club_effect": (),
    "follow_up_kept": (),
    "referral_rate": (),
    "referral_kept": (),
    "related_products": (),
}
# Who is in which arm of which action is asked action by action, on pages and in messages alone.
OF_THE_REGISTER = ("experiment_effect",)
# What is kept where contracts alone are loaded; tests/pages/test_renewals.py asks for it.
OF_CONTRACTS_ALONE = ("renewal_risk_summary", "renewal_risk_members", "renewal_risk_test")
NOT_HERE = {*OF_THE_SAMPLE, *OF_THE_REGISTER, *OF_CONTRACTS_ALONE}
# Every order is of one thing and cost something, and winning a customer cost 30.
DETAILS = "Thing,Cost\n" + "lamp,20\n" * 9
DETAILED = ("--map", "product=Thing", "--map", "cost=Cost")
CUSTOMERS = "customer_id,acquisition_cost,wallet,tenure_months,monthly_charge\nann,30,400,3,20\nbob,30,500,5,10\n"
CONTRACTS = "customer_id,starts_on,ends_on\nann,2024-01-01,2024-02-10\nbob,2024-01-15,2024-12-31\n"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The shop with things and costs, departures and contracts, published once."""
    folder = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(folder / "home"))
        detailed = "".join(f"{a},{b}\n" for a, b in zip(ORDERS.split(), DETAILS.split(), strict=True))
        tables = {"orders": detailed, "customers": CUSTOMERS, "departures": DEPARTURES, "contracts": CONTRACTS}
        for table, text in tables.items():
            path = folder / f"{table}.csv"
            path.write_text(text, encoding="utf-8")
            how = (*MAPPING, *DETAILED) if table == "orders" else ()
            done("load", path, "--dataset", "shop", "--table", table, *how, "--complete-up-to", "2024-03-31")
    return folder / "home"


@pytest.fixture
def loaded(published, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published))


@pytest.fixture
def sampled(published_sample, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published_sample))


@pytest.fixture
def worked_out_once(monkeypatch):
    """The same question asked again for another format is answered with the same rows."""
    from terminal import rows

    readable, found = rows.readable, []

    def remembered(*asked):
        found.append(found[0].copy() if found else readable(*asked))
        return found[-1]

    monkeypatch.setattr(rows, "readable", remembered)


@pytest.mark.parametrize("name", [name for name in metrics.GLOSSARY if name not in NOT_HERE])
def test_every_metric_in_every_format(name, loaded, worked_out_once):
    in_every_format("metric", name, "--dataset", "shop", *NEEDED.get(name, ()))


@pytest.mark.parametrize("name", OF_THE_SAMPLE)
def test_every_metric_of_service_and_warning_in_every_format(name, sampled, worked_out_once):
    in_every_format("metric", name, "--dataset", "sample", *OF_THE_SAMPLE[name])


def in_every_format(*command):
    """Ask for the same rows as JSON, as CSV and as a table."""
    name = command[1]
    objects = json.loads(done(*command, "--format", "json"))
    text = done(*command, "--format", "csv")
    table = list(csv.DictReader(io.StringIO(text)))
    assert objects
    assert set(metrics.GLOSSARY[name].columns) <= set(text.splitlines()[0].split(","))
    assert [list(row) for row in table] == [list(row) for row in objects]
    assert len(done(*command).splitlines()) == len(objects) + 1


def test_an_option_of_the_metric_by_its_name(loaded):
    rows = {
        text: json.loads(
            done("metric", "cause_members", "--dataset", "shop", "--option", f"cause={text}", "--format", "json")
        )
        for text in ("price", "delivery")
    }
    assert [row["cause"] for row in rows["price"]] == ["price"]
    assert rows["delivery"] == []


def test_csv_holds_what_json_holds(shop):
    text = done("metric", "bridge", "--dataset", "shop", "--format", "csv")
    assert text.splitlines()[0].startswith("period,start,lost,new,won_back,end,")
    read = pd.read_csv(io.StringIO(text))
    assert read.to_dict("records") == ask("bridge")


def test_csv_does_not_run_in_a_spreadsheet(shop):
    text = done("metric", "top_customers", "--dataset", "shop", "--share", "1", "--format", "csv")
    assert "'=Cyd" in text
    assert "=Cyd" in {row["customer_id"] for row in ask("top_customers", "--share", "1")}


def test_table_is_aligned(shop):
    lines = done("metric", "bridge", "--dataset", "shop").splitlines()
    assert lines[0].split()[:3] == ["period", "start", "lost"]
    assert len({line.index("2024") for line in lines[1:]}) == 1
    assert len(lines) == 3


def test_a_table_is_headed_and_counted_in_the_language_and_files_are_not(shop):
    command = ("metric", "bridge", "--dataset", "shop")
    lines = done("--lang", "fa", *command).splitlines()
    assert lines[0].split()[0] == "دوره"
    assert not set("0123456789") & set(lines[1].partition("  ")[2])
    assert done("--lang", "fa", *command, "--format", "csv") == done(*command, "--format", "csv")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cohort_retentoin", "--dataset", "shop"), "cohort_retention"),
        (("bridge", "--dataset", "shopp"), "shop"),
        (("bridge", "--dataset", "shop", "--version", "9"), "9"),
        (("bridge", "--dataset", "shop", "--by", "segment"), "region"),
        (("departures_by_cause", "--dataset", "shop"), "departures"),
        (("experiment_effect", "--dataset", "shop"), "held out"),
        (("club_effect", "--dataset", "shop"), "club_joined_on"),
        (("referral_rate", "--dataset", "shop"), "referred_by"),
        (("share_of_wallet", "--dataset", "shop"), "wallet"),
        (("whale_curve", "--dataset", "shop"), "cost"),
        (("segment_profitability", "--dataset", "shop"), "region"),
        (("bridge", "--dataset", "shop", "--age", "1"), "age"),
        (("bridge_members", "--dataset", "shop", "--period", "2031-01-01"), "2031-01-01"),
    ],
    ids=[
        "name",
        "data set",
        "version",
        "attribute",
        "table",
        "register",
        "club",
        "referrals",
        "wallets",
        "costs",
        "by",
        "option",
        "day",
    ],
)
def test_a_metric_that_cannot_be_had_says_why(arguments, said, shop):
    message = refused("metric", *arguments)
    assert message.startswith("Error: ")
    assert said in message
