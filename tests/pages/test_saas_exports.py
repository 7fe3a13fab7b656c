"""What a firm of subscriptions exports, loaded from the command line as it is: service, causes and warning speak.

Made here, of the kind that RavenStack's files are: accounts with attributes, subscriptions that run on with an amount a
month, tickets with minutes to the first reply and satisfaction from 1 to 5, churn events with a reason.
"""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import store
from tests.command_line.shop import done
from tests.pages.tiny import open_page, texts

FIRST, LAST = date(2023, 1, 1), date(2024, 12, 31)
FILES = {
    "accounts": (
        "account_id,account_name,industry,country,signup_date,referral_source,plan_tier,seats,is_trial,churn_flag"
    ),
    "subscriptions": (
        "subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,upgrade_flag,"
        "downgrade_flag,churn_flag,billing_frequency,auto_renew_flag"
    ),
    "support_tickets": (
        "ticket_id,account_id,submitted_at,closed_at,resolution_time_hours,priority,first_response_time_minutes,"
        "satisfaction_score,escalation_flag"
    ),
    "churn_events": (
        "churn_event_id,account_id,churn_date,reason_code,refund_amount_usd,preceding_upgrade_flag,"
        "preceding_downgrade_flag,is_reactivation,feedback_text"
    ),
}


def exports(folder):
    """Write the four files: who waits long for an answer leaves over the support, others now and then for the price."""
    chance = random.Random(11)  # noqa: S311 - a seed, nothing secret
    rows = {name: [] for name in FILES}
    for n in range(60):
        begun, plan, is_slow = (
            FIRST + timedelta(days=chance.randrange(200)),
            chance.choice(["Basic", "Pro"]),
            n % 3 == 0,
        )
        left = (
            begun + timedelta(days=chance.randrange(120, 480)) if chance.random() < (0.8 if is_slow else 0.15) else None
        )
        about = f"{chance.choice(['EdTech', 'FinTech'])},{chance.choice(['US', 'UK'])},{begun},ads,{plan},5"
        rows["accounts"].append(f"A-{n:03},Firm {n},{about},False,{left is not None}")
        mrr = 50 + chance.randrange(500)
        paid = f"{plan},5,{mrr},{12 * mrr},False,False,False,{left is not None},monthly,True"
        rows["subscriptions"].append(f"S-{n:03},A-{n:03},{begun},{left or ''},{paid}")
        days = [chance.randrange(((left or LAST) - begun).days) for _ticket in range(3)]
        last = left - timedelta(days=31) if left is not None and is_slow else None
        for opened in [*(begun + timedelta(days=day) for day in days), *([last] if last else [])]:
            is_open = opened == last
            closed = "" if is_open else f"{opened + timedelta(days=2)} 09:30:00"
            minutes = chance.randrange(1500, 4000) if is_slow else chance.randrange(10, 300)
            said = chance.choice(["1.0", "2.0"]) if is_slow else chance.choice(["4.0", "5.0", ""])
            number = len(rows["support_tickets"])
            rows["support_tickets"].append(
                f"T-{number:04},A-{n:03},{opened} 09:30:00,{closed},48,high,{minutes},{said},False"
            )
        if left is not None:
            reason = "support" if is_slow else "pricing"
            rows["churn_events"].append(f"C-{n:03},A-{n:03},{left},{reason},0,False,False,False,")
    for name, lines in rows.items():
        (folder / f"ravenstack_{name}.csv").write_text("\n".join([FILES[name], *lines]) + "\n", encoding="utf-8")
    return rows


def said(name):
    at = open_page(name, dataset="saas")
    assert not at.exception
    cards = {one.label: one.value.replace("\N{NO-BREAK SPACE}", " ") for one in at.metric}
    return at, cards, [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts(at)][1]


def test_service_causes_and_warning_speak_of_files_that_nobody_explained(tmp_path, monkeypatch):
    """Accounts say who churned and not when; the churn events say it, and each departure is counted once."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    rows = exports(tmp_path)
    line = json.loads(done("load", *sorted(tmp_path.glob("ravenstack_*.csv")), "--dataset", "saas"))
    assert "questions" not in line
    filled = {one["table"]: one["accepted"] for one in line["tables"]}
    counts = {name: len(lines) for name, lines in rows.items()}
    assert filled["departures"] == counts["churn_events"] == 25
    assert (filled["contracts"], filled["complaints"]) == (counts["subscriptions"], counts["support_tickets"])
    assert line["customers"] == 60

    _at, cards, finding = said("service")
    assert finding.startswith("Of the customers whose complaint was left open")
    until = store.open("saas").info.complete_up_to.isoformat()
    tickets = [row.split(",") for row in rows["support_tickets"]]
    minutes = [int(ticket[6]) for ticket in tickets if ticket[2][:10] <= until]
    in_time = sum(one <= 24 * 60 for one in minutes)
    assert cards["Answered within 24 hours"] == f"{100 * in_time / len(minutes):.1f} %"
    _at, cards, finding = said("churn_causes")
    assert finding.startswith("“Support” is the largest known cause")
    assert cards["Cause known"] == "100 %"
    at, _cards, finding = said("early_warning")
    # Of sixty accounts nobody tells chances; who is under contract on the last day is listed all the same.
    assert "customers were known when the test begins; to tell who will not renew it takes at least 200" in finding
    ends = [row.split(",")[3] for row in rows["subscriptions"]]
    covered = sum(not end or end >= until for end in ends)
    assert [len(one.value) for one in at.dataframe if "At stake" in " ".join(one.value.columns)] == [covered]
