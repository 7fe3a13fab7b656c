"""Tables of actions typed by hand."""

from __future__ import annotations

import ibis
import pandas as pd

KINDS = {"customer_key": "int32", "other_key": "int32", "horizon_days": "int32", "cost": "float64"}
DAYS = {"assigned_on", "day", "joined_on", "club_joined_on", "contacted_on", "starts_on", "ends_on", "cancelled_on"}
DAYS |= {"birthday"}
MOMENTS = {"opened_at", "replied_at", "closed_at"}
MONEY = {"revenue", "cost", "profit"}


def table(columns, rows, **kinds):
    """A table of these columns; days are typed as text, and what is not given is null."""
    frame = pd.DataFrame(rows, columns=columns)
    schema = {name: kinds.get(name) or KINDS.get(name) or "string" for name in columns}
    typed = ibis.memtable(frame.astype(object).where(frame.notna(), None), schema=schema)
    dated = {name: typed[name].cast("date") for name in columns if name in DAYS}
    dated |= {name: typed[name].cast("timestamp") for name in columns if name in MOMENTS}
    return typed.mutate(**dated) if dated else typed


def bought(*rows):
    """Purchase days: (customer_key, day), or with revenue and profit."""
    full = [(key, day, *(rest or (100.0, 40.0))) for key, day, *rest in rows]
    lines = table(("customer_key", "day", "revenue", "profit"), full, revenue="float64", profit="float64")
    money = {name: lines[name].cast("decimal(18, 4)") for name in ("revenue", "profit")}
    return lines.mutate(**money, orders=ibis.literal(1, "int32"))


def people(keys, **columns):
    """Customers with these keys and attributes."""
    return table(
        ("customer_key", "customer_id", *columns), list(zip(keys, map(str, keys), *columns.values(), strict=True))
    )
