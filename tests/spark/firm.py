"""A small firm whose books hold everything that two engines might read differently.

Seeded. Money of four decimals and equal sums, unknown costs and losses, returns of every kind, anonymous and
cancelled lines, customers without a segment, years of silence in small, an open month, and rows in every table that
can be loaded.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import ibis
import pyarrow as pa

import metrics
import store
from metrics.actions.experiments import ASSIGNED
from store.schema import TABLES
from tests.store.conftest import line, put

NAME = "firm"
RENEWALS = ibis.schema(
    {
        "customer_key": "int32",
        "covered_days": "int32",
        "ends_in_days": "int32",
        "contracts": "int64",
        "chance": "float64",
    }
)
FIRST, LAST = date(2023, 1, 2), date(2024, 3, 20)
COMPLETE_UP_TO = date(2024, 2, 29)
SEGMENTS = ("gold", "silver", "Ünïted", "نقره", None)
REGIONS = ("north", "south", None)
ROLES = ("employer", "job seeker")
PRODUCTS = ("tea", "cup", "kettle", "tray", None)
AGENTS = ("mina", "omid", "omid", None)
REASONS = ("too expensive", "poor quality and nobody answered my calls", "گران بود", "moved away", "because", "", None)
# These bought on the same days for the same sums, so that places are tied.
ALIKE = [f"alike {number:02}" for number in range(14)]
# These bought two things one after the other, enough of them to say what is bought next; no file tells who they are.
IN_TURN = [f"in turn {number:02}" for number in range(30)]
# Capitals, accents and another script: engines must agree on the order of texts.
OTHERS = [*(f"c{number:02}" for number in range(50)), *(f"C{number}" for number in range(6)), "é", "z", "نگار", "ناز"]


def publish_firm() -> store.Snapshot:
    """Publish the firm into MANDEGAR_HOME and open it."""
    made_by = {"orders": _orders, "customers": _customers, "departures": _departures, "contracts": _contracts}
    made_by |= {"contacts": _contacts, "complaints": _complaints, "visits": _visits, "surveys": _surveys}
    made_by |= {"costs": _costs, "prices": _prices, "holidays": _holidays, "wallets": _wallets}
    made_by |= {"products": _products}
    with store.draft(NAME) as draft:
        for number, table in enumerate(TABLES):
            put(draft, made_by[table](random.Random(number)), table)  # noqa: S311 - a seed, nothing secret
        draft.settings = replace(draft.settings, currency="EUR", complete_up_to=COMPLETE_UP_TO)
        draft.publish()
    return store.open(NAME)


def written_of(snapshot: store.Snapshot) -> dict[str, pa.Table]:
    """What stands beside the firm's books: who of an action was treated, and what is kept of contracts alone."""
    lots = [
        {
            "experiment": "call" if key % 3 else "letter",
            "customer_key": key if key % 7 else None,
            "arm": "held_out" if key % 4 == 0 else "treated",
            "assigned_on": date(2023, 5, 1 + key % 5),
            "horizon_days": 60,
            "cost": 2.5 if key % 2 else None,
        }
        for key in snapshot.fetch(snapshot.customers.select("customer_key").order_by("customer_key"))["customer_key"]
    ]
    told = [snapshot.table(name) for name in ("contracts", "contacts", "complaints", "visits")]
    known = metrics.renewal_landmark(*told, COMPLETE_UP_TO).select("customer_key", *RENEWALS.names[1:-1])
    tested = snapshot.table("risk_tested")
    found = {
        "renewal_risk": known.mutate(chance=(ibis._.customer_key % 10).cast("float64") / 10.0),
        "renewal_tested": tested.filter(tested.origin == tested.origin.max()),
    }
    kept = {name: snapshot.connection.to_pyarrow(table) for name, table in found.items()}
    return {"assigned": pa.Table.from_pylist(lots, schema=ibis.schema(dict(ASSIGNED)).to_pyarrow()), **kept}


def _orders(chance):
    lines = [
        line(name, f"2023-{month:02}-05", "25.0000", order_id=f"{name}/{month}", cost="20.1234", product="tea")
        for name in ALIKE
        for month in (2, 3, 5, 9)
    ]
    for name in OTHERS:
        lines += _history(chance, name)
    for number, name in enumerate(IN_TURN):
        lines.append(line(name, date(2023, 2, 6), "30", cost="20", product="kettle"))
        lines += [line(name, date(2023, 3, 6), "40", cost="20", product="tray")] if number % 3 else []
    return [*lines, *(line(None, _day(chance), chance.randint(-9, 60)) for _ in range(15))]


def _history(chance, name):
    """One customer's lines: a rhythm of their own, a silence in the middle for some, an early end for others."""
    day = FIRST + timedelta(days=chance.randint(0, 300))
    end = LAST if chance.random() < 0.6 else day + timedelta(days=chance.randint(0, 200))
    if chance.random() < 0.1:
        yield line(name, FIRST, "-12.5", product="tea")  # a return before any purchase
    number = 0
    while day <= min(end, LAST):
        order = f"{name}/{number}" if chance.random() < 0.85 else None
        status = chance.choice(["paid"] * 20 + [" Cancelled ", None])
        for _ in range(chance.randint(1, 3)):
            revenue = chance.choice([f"{chance.uniform(0.5, 90):.4f}", "19.99", "0"])
            cost = f"{float(revenue) * chance.uniform(0.3, 1.3):.4f}" if chance.random() < 0.93 else None
            more = {"product": chance.choice(PRODUCTS), "category": chance.choice(["drink", "ware"])}
            more |= {"channel": chance.choice(["shop", "web"]), "quantity": chance.choice([1, 2.5, None])}
            yield line(name, day, revenue, order_id=order, cost=cost, status=status, **more)
        if chance.random() < 0.12:
            back = f"-{chance.choice(['5', '19.99', '1000'])}"
            yield line(name, day + timedelta(days=chance.randint(0, 40)), back, order_id=chance.choice([order, None]))
        number += 1
        day += timedelta(days=chance.randint(1, 70) + (150 if chance.random() < 0.08 else 0))


def _customers(chance):
    people = [*ALIKE, *OTHERS, "never bought"]
    return [
        {
            "customer_id": name,
            "name": f"Name of {name}" if chance.random() < 0.9 else None,
            "segment": chance.choice(SEGMENTS),
            "role": chance.choice(ROLES),
            "region": chance.choice(REGIONS),
            "channel": chance.choice(["fair", "web", None]),
            "owner": chance.choice(["mina", "omid", None]),
            "joined_on": _day(chance),
            "acquisition_cost": chance.choice(["12.5", "0", None]),
            "referred_by": chance.choice([None, None, ALIKE[0]]),
            "club_joined_on": chance.choice([None, _day(chance)]),
            "birthday": date(1960 + number % 40, 1 + number % 12, 28) if number % 9 else date(1960, 2, 29),
            "opted_out": True if number % 9 == 4 else None,
            "wallet": chance.choice([None, "900.75"]),
            "supplier_rank": 1 + number % 4,
            "suppliers": number % 5,
            "tenure_months": number % 40 if number % 11 else None,
            "monthly_charge": f"{20 + number % 17}.5" if number % 7 else None,
        }
        for number, name in enumerate(people)
    ]


def _departures(chance):
    gone = [*chance.sample(OTHERS, 34), "never bought", "unheard of"]
    twice = [*gone, gone[0], gone[1]]
    return [
        {
            "customer_id": name,
            "left_on": LAST - timedelta(days=chance.randint(0, 300) + (20 if number >= len(gone) else 0)),
            "reason": chance.choice(REASONS),
            "category": chance.choice(["price", "service", None]),
            "competitor": chance.choice([None, "Rival"]),
            "source": chance.choice(["said", "observed"]),
        }
        for number, name in enumerate(twice)
    ]


def _contracts(chance):
    ended = {"starts_on": date(2023, 1, 15), "ends_on": date(2024, 1, 14), "amount": "120"}
    rows = [{"customer_id": name, "contract_id": "year", **ended} for name in ALIKE[4:9]]
    for name in [*ALIKE[:4], *OTHERS[:36]]:
        starts = FIRST + timedelta(days=chance.randint(0, 90))
        for number in range(chance.randint(1, 4)):
            ends = starts + timedelta(days=chance.choice([89, 180, 364]))
            cancelled = starts + timedelta(days=40) if chance.random() < 0.1 else None
            rows.append(
                {
                    "customer_id": name,
                    "starts_on": starts,
                    "ends_on": ends,
                    "contract_id": f"{name}#{number}",
                    "product": chance.choice(PRODUCTS),
                    "amount": f"{chance.uniform(100, 900):.2f}",
                    "cancelled_on": cancelled,
                }
            )
            starts = ends + timedelta(days=chance.choice([1, 1, 20, 75]))
    return rows


def _contacts(chance):
    # Gita has left: her last contact is of June.
    gone = [(name, date(2023, 6, day)) for name in (*OTHERS[:6], *ALIKE[:3]) for day in (1, 5, 9)]
    hers = [{"customer_id": name, "contacted_on": day, "agent": "gita"} for name, day in gone]
    return hers + [
        {
            "customer_id": chance.choice(OTHERS),
            "contacted_on": _day(chance),
            "direction": chance.choice(["inbound", "outbound"]),
            "channel": chance.choice(["phone", "mail"]),
            "answered": chance.choice([True, False, None]),
            "agent": chance.choice(AGENTS),
        }
        for _ in range(400)
    ]


def _complaints(chance):
    rows = []
    for _ in range(60):
        opened = datetime.fromisoformat(f"{_day(chance)}T{chance.randint(0, 23):02}:17:05")
        replied = opened + timedelta(minutes=chance.randint(5, 6000))
        rows.append(
            {
                "customer_id": chance.choice(OTHERS),
                "opened_at": opened,
                "replied_at": chance.choice([None, replied]),
                "closed_at": chance.choice([None, replied + timedelta(hours=7)]),
                "topic": chance.choice(["late", "broken", None]),
                "detail": "It came late.",
                "agent": chance.choice(AGENTS),
                "satisfaction": chance.choice([None, 1, 3, 5]),
                "satisfaction_scale": "1-5",
            }
        )
    return rows


def _visits(chance):
    return [{"customer_id": chance.choice(OTHERS), "visited_on": _day(chance)} for _ in range(200)]


def _surveys(chance):
    return [
        {
            "customer_id": chance.choice(OTHERS),
            "answered_on": _day(chance),
            "score": chance.randint(0, 10),
            "scale": chance.choice(["0-10", "0-10", None, "1-5"]),
            "topic": chance.choice([None, None, "price", "speed"]),
            "importance": chance.choice([None, 3, 7, 10]),
            "comment": chance.choice([None, "fine"]),
        }
        for _ in range(90)
    ]


def _costs(chance):
    return [
        {
            "customer_id": chance.choice([*ALIKE, *OTHERS]),
            "incurred_on": _day(chance),
            "amount": f"{chance.uniform(1, 40):.4f}",
            "kind": chance.choice(["acquisition", "service", "retention"]),
        }
        for _ in range(120)
    ]


def _wallets(chance):
    days = [date(2024, 1, 10), date(2024, 1, 25), date(2024, 2, 20), date(2023, 6, 1)]
    return [
        {"customer_id": name, "known_on": day, "spend": f"{chance.uniform(50, 900):.4f}", "source": "survey"}
        for name in [*ALIKE, *OTHERS]
        for day in chance.sample(days, 2)
    ]


def _prices(_chance):
    months = [date(2023 + number // 12, number % 12 + 1, 1) for number in range(15)]
    return [{"month": month, "index": 100 + 1.7 * number} for number, month in enumerate(months)]


def _products(_chance):
    named = [("TEA", "Tea, green", "drink", "3.1234"), ("cup", None, "ware", "2"), ("k", "Kettle", None, None)]
    named += [("t1", "tray", "ware", "9"), ("t2", "tray", "ware", "8"), ("never sold", "Pan", "ware", "1")]
    return [dict(zip(("product", "product_name", "category", "unit_cost"), one, strict=True)) for one in named]


def _holidays(_chance):
    return [{"holiday_on": day, "occasion": "closed"} for day in (date(2023, 3, 21), date(2023, 6, 5))]


def _day(chance):
    return FIRST + timedelta(days=chance.randint(0, (LAST - FIRST).days))
