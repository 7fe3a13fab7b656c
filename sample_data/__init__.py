"""Three years of an invented recruitment agency, ready to load; README.md says what is planted in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent
TABLES = ("customers", "orders", "departures", "contacts", "complaints", "surveys", "wallets", "prices")
FILES = {table: FOLDER / f"{table}.csv.gz" for table in TABLES}
CURRENCY = "EUR"
FIRST_DAY = date(2022, 4, 1)
COMPLETE_UP_TO = date(2025, 3, 31)
