"""What a firm knows besides the orders of `benchmarks.orders`: its customers, contacts, complaints and contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from benchmarks.orders import DAYS, ORDERS_PER_CUSTOMER, REGIONS, dates, numbered

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20_261_129
# Half of the customers said when they were born, one in twenty wants to be left alone, twenty people look after them.
BIRTHDAY_SHARE, OPTED_OUT_SHARE, OWNERS = 0.5, 0.05, 20
CONTACTS_PER_CUSTOMER, INBOUND_SHARE = 3, 0.3
COMPLAINT_SHARE, CLOSED_SHARE = 0.2, 0.9
CONTRACT_SHARE, CONTRACT_DAYS = 0.2, 365
TABLES = ("customers", "contacts", "complaints", "contracts")


def write(folder: Path, rows: int) -> dict[str, Path]:
    """Write a file for each of TABLES, of the customers of so many orders; return their paths by table."""
    draw = np.random.default_rng(SEED)
    customers = max(rows // ORDERS_PER_CUSTOMER, 1)
    found = {
        "customers": _customers(draw, customers),
        "contacts": _contacts(draw, customers),
        "complaints": _complaints(draw, customers),
        "contracts": _contracts(draw, customers),
    }
    paths = {table: folder / f"{table}.csv" for table in TABLES}
    for table, path in paths.items():
        arrow_csv.write_csv(pa.table(found[table]), path, arrow_csv.WriteOptions(quoting_style="none"))
    return paths


def _customers(draw: np.random.Generator, customers: int) -> dict[str, pa.Array]:
    born = pa.array(np.datetime64("1950-01-01") + draw.integers(20_000, size=customers))
    said = pa.array(draw.random(customers) < BIRTHDAY_SHARE)
    no = pc.if_else(pa.array(draw.random(customers) < OPTED_OUT_SHARE), pa.scalar("yes"), pa.scalar("no"))
    return {
        "customer_id": numbered("C", np.arange(customers), 8),
        "name": numbered("Customer ", np.arange(customers), 8),
        "region": pc.take(pa.array(REGIONS), pa.array(draw.integers(len(REGIONS), size=customers))),
        "owner": numbered("Person ", draw.integers(OWNERS, size=customers), 2),
        "birthday": pc.if_else(said, born, pa.scalar(None, born.type)),
        "opted_out": no,
    }


def _contacts(draw: np.random.Generator, customers: int) -> dict[str, pa.Array]:
    number = customers * CONTACTS_PER_CUSTOMER
    came = pa.array(draw.random(number) < INBOUND_SHARE)
    return {
        "customer_id": numbered("C", draw.integers(customers, size=number), 8),
        "contacted_on": dates(draw.integers(DAYS, size=number)),
        "direction": pc.if_else(came, pa.scalar("inbound"), pa.scalar("outbound")),
    }


def _complaints(draw: np.random.Generator, customers: int) -> dict[str, pa.Array]:
    number = max(int(customers * COMPLAINT_SHARE), 1)
    opened = draw.integers(DAYS, size=number)
    closed = dates(np.minimum(opened + draw.integers(30, size=number), DAYS - 1))
    is_closed = pa.array(draw.random(number) < CLOSED_SHARE)
    return {
        "customer_id": numbered("C", draw.integers(customers, size=number), 8),
        "opened_at": dates(opened),
        "closed_at": pc.if_else(is_closed, closed, pa.scalar(None, closed.type)),
    }


def _contracts(draw: np.random.Generator, customers: int) -> dict[str, pa.Array]:
    number = max(int(customers * CONTRACT_SHARE), 1)
    starts = draw.integers(DAYS, size=number)
    return {
        "contract_id": numbered("K", np.arange(number), 8),
        "customer_id": numbered("C", draw.choice(customers, size=number, replace=False), 8),
        "starts_on": dates(starts),
        "ends_on": dates(starts + CONTRACT_DAYS),
    }
