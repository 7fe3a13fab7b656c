"""Contracts that run on, tickets that are no surveys, scales that are kept: told by shape, without a layout."""

from __future__ import annotations

import csv
import json
from datetime import datetime

import pytest

import ingest
from tests.command_line.shop import done

TICKETS = """ticket_id,account_id,submitted_at,closed_at,{reply},satisfaction_score
T-1,A-1,2024-01-03 10:00,2024-01-04 06:00,{first},
T-2,A-2,2024-01-08 10:00,2024-01-09 07:00,{second},2
T-3,A-2,2024-01-09 10:00,2024-01-09 17:00,,5
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))


def loaded(desk, content):
    source = ingest.inspect(desk.write(content, "file.csv"))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert report.rows_read == report.accepted + report.rejected + report.skipped
    return report


@pytest.mark.parametrize("name", ["stripe_subscriptions.csv", "saas_plans.csv", "support_tickets.csv"])
def test_contracts_and_tickets_load_unaided(data_folder, tmp_path, name):
    right = json.loads((data_folder / "layouts" / "expected.json").read_text("utf-8"))[name]
    line = json.loads(done("load", data_folder / "layouts" / name, "--dataset", "shop"))
    (table,) = line["tables"]
    assert {key: table[key] for key in ("table", "rows_read", "accepted", "rejected")} == {
        "table": right["table"],
        "rows_read": right["rows_read"],
        "accepted": right["accepted"],
        "rejected": 0,
    }
    out = tmp_path / "out.csv"
    done("export", "--dataset", "shop", "--table", right["table"], "--output", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if right["table"] == "contracts":
        ended = [row for row in rows if row["ends_on"] or row["cancelled_on"]]
        assert len(rows) - len(ended) == right["open"]
        assert {row["amount_period"] for row in rows} == {"month"}
    else:
        minutes = [_minutes(row["opened_at"], row["replied_at"]) for row in rows]
        assert sum(0 <= one <= 24 * 60 for one in minutes) == right["reply_within_24h"]
        assert {row["satisfaction_scale"] for row in rows if row["satisfaction"]} == {"1-5"}


def _minutes(opened, replied):

    return (datetime.fromisoformat(replied) - datetime.fromisoformat(opened)).total_seconds() / 60


def test_a_contract_without_an_end_runs_on(desk):
    report = loaded(desk, "customer_id,subscription_start,mrr\na,2024-01-05,10\nb,2024-02-05,20\n")
    assert (report.table, report.accepted) == ("contracts", 2)
    assert desk.rows("starts_on, ends_on, amount_period", "contracts")[0][1:] == (None, "month")


def test_a_subscription_is_no_ticket_although_both_were_created(desk):
    """The day on which a record was made tells nothing of what it is of."""
    report = loaded(
        desk,
        "Subscription Id,Customer Id,Plan Id,Status,Created At,Activated At,Cancelled At,MRR\n"
        "s1,c1,pro,Active,2023-01-04,2023-01-05,,50\ns2,c2,basic,Cancelled,2023-02-01,2023-02-01,2023-12-20,20\n",
    )
    assert (report.table, report.accepted) == ("contracts", 2)
    rows = desk.rows("starts_on, cancelled_on, ends_on, amount, amount_period", "contracts")
    assert [tuple(map(str, row)) for row in rows] == [
        ("2023-01-05", "None", "None", "50.0000", "month"),
        ("2023-02-01", "2023-12-20", "None", "20.0000", "month"),
    ]
    bare = ingest.recognise_tables(ingest.inspect(desk.write("Customer Id,Created At\nc1,2024-01-05\n", "b.csv")))
    assert "complaints" not in {guess.table for guess in bare}


def test_a_ticket_keeps_its_tags_and_its_rating(desk):
    report = loaded(
        desk,
        "Conversation ID,Customer ID,Created at,First response at,Closed at,Tags,Rating (1-5)\n"
        "1,C1,2024-01-03 09:00,2024-01-03 09:30,2024-01-04 10:00,billing,5\n2,C2,2024-02-10 12:00,,,delivery,2\n",
    )
    assert (report.table, report.accepted) == ("complaints", 2)
    assert desk.rows("topic, satisfaction, satisfaction_scale", "complaints") == [
        ("billing", 5, "1-5"),
        ("delivery", 2, "1-5"),
    ]


def test_a_survey_whose_second_line_says_what_was_answered(desk):
    """As SurveyMonkey writes them: the questions, and below them of what kind the answers are."""
    report = loaded(
        desk,
        "Respondent ID,Collector ID,Start Date,End Date,Email Address,"
        "How likely is it that you would recommend this company to a friend or colleague?,What could we do better?\n"
        ",,,,,Open-Ended Response,Open-Ended Response\n"
        "118,400,01/05/2024 10:00:00 AM,01/05/2024 10:02:00 AM,ann@x.com,9,nothing\n"
        "119,400,01/16/2024 10:00:00 AM,01/16/2024 11:59:00 PM,bob@x.com,3,price\n"
        "120,400,01/17/2024 10:00:00 AM,01/17/2024 10:03:00 AM,cyd@x.com,10,\n",
    )
    assert (report.table, report.accepted, report.rejected) == ("surveys", 3, 0)
    rows = desk.rows("customer_id, CAST(answered_on AS DATE), score", "surveys")
    assert [(who, str(day), int(score)) for who, day, score in rows] == [
        ("ann@x.com", "2024-01-05", 9),
        ("bob@x.com", "2024-01-16", 3),
        ("cyd@x.com", "2024-01-17", 10),
    ]


def test_most_contracts_may_have_no_end(desk):
    lines = "".join(f"s{at},a{at},2024-01-05,{'2024-06-01' if at == 3 else ''},Pro,9\n" for at in range(20))
    report = loaded(desk, "subscription_id,account_id,start_date,end_date,plan_tier,annual_price\n" + lines)
    assert (report.table, report.accepted, report.rejected) == ("contracts", 20, 0)
    assert desk.connection.execute("SELECT count(*) FROM incoming.contracts WHERE ends_on IS NULL").fetchone() == (19,)


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("first_response_time_minutes", "30", "90"),
        ("First reply time (hrs)", "0.5", "1.5"),
        ("First response time in seconds", "1800", "5400"),
    ],
)
def test_the_time_to_the_first_reply_may_have_any_unit(desk, header, first, second):
    report = loaded(desk, TICKETS.format(reply=header, first=first, second=second))
    assert (report.table, report.accepted) == ("complaints", 3)
    replied = [str(moment) for (moment,) in desk.rows("replied_at", "complaints")]
    assert replied == ["2024-01-03 10:30:00", "2024-01-08 11:30:00", "None"]


@pytest.mark.parametrize(
    ("header", "scores", "scale"),
    [
        ("satisfaction", (1, 5, 3), "1-5"),
        ("score", (0, 9, 10), "0-10"),
        ("nps", (1, 4, 5), "0-10"),
        ("How likely are you to recommend us? score", (1, 4, 5), "0-10"),
        ("csat", (20, 80, 100), "0-100"),
    ],
)
def test_the_scale_of_scores_is_kept(desk, header, scores, scale):
    lines = "".join(f"c{at},2024-01-0{at + 1},{score}\n" for at, score in enumerate(scores))
    source = ingest.inspect(desk.write(f"customer_id,survey_date,{header}\n" + lines))
    mapping = ingest.Mapping(columns={"customer_id": "customer_id", "answered_on": "survey_date", "score": header})
    ingest.load(desk.connection, source, "surveys", mapping)
    assert {row for (row,) in desk.rows("scale", "surveys")} == {scale}


def test_orders_without_money_are_never_customers(desk):
    content = "order_id,customer_id,order_date,order_status\n1,a,2024-01-01,done\n2,b,2024-01-02,done\n"
    (guess,) = ingest.recognise_tables(ingest.inspect(desk.write(content)))
    assert (guess.table, guess.mapping.missing("orders")) == ("orders", ("revenue",))
    assert guess.why == ("These are orders without amounts; load them together with the file that holds their lines.",)


@pytest.mark.parametrize(
    ("debit", "credit"), [("Debit", "Credit"), ("بدهکار", "بستانکار"), ("مدين", "دائن"), ("Soll", "Haben")]
)
def test_debit_less_credit_is_the_amount(desk, debit, credit):
    content = f"Customer,Date,Document,{debit},{credit}\na,2024-01-05,1,100,\na,2024-01-09,2,,30\nb,2024-01-10,3,50,0\n"
    report = loaded(desk, content)
    assert (report.table, report.accepted) == ("orders", 3)
    assert desk.rows("revenue") == [(100,), (-30,), (50,)]


@pytest.mark.parametrize(
    ("header", "cells", "sales"),
    [
        ("Discount", ("0.1", "0"), 280),
        ("Discount %", ("10", "0"), 280),
        ("Discount amount", ("15", ""), 285),
    ],
    ids=["a share", "a percentage", "an amount"],
)
def test_quantity_times_price_takes_its_discount_along(desk, header, cells, sales):
    lines = f"a,2024-01-05,2,100,{cells[0]}\nb,2024-01-06,1,100,{cells[1]}\n"
    loaded(desk, f"Customer,Order date,Quantity,Unit price,{header}\n" + lines)
    assert sum(revenue for (revenue,) in desk.rows("revenue")) == sales
