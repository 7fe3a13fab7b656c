"""Hand-typed histories, turned into the facts that metrics read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

import ibis
import pandas as pd
import pytest

from localization.calendars import calendar_days, calendar_periods
from metrics import activity as activity_facts
from metrics import book, purchase_days


@cache
def written(make, options, sources):
    """The query of a fact and the kinds of its columns, written once: that takes far longer than running it."""
    made_of = [ibis.table(schema, name=name) for name, schema in sources]
    expression = make(*made_of, *options)
    return ibis.to_sql(expression, dialect="duckdb"), expression.schema()


def made(make, *options, **sources):
    """A fact made of tables of these names, with its rows."""
    read = {name: table.to_pyarrow() for name, table in sources.items()}
    query, schema = written(make, options, tuple((name, table.schema()) for name, table in sources.items()))
    engine = ibis.duckdb.connect()
    for name, rows_of in read.items():
        engine.con.register(name, rows_of)
    found = engine.con.execute(query).to_arrow_table().cast(schema.to_pyarrow())
    engine.disconnect()
    return ibis.memtable(found)


@dataclass
class History:
    """Order lines typed by hand; every table is built from them on a real DuckDB."""

    calendar: str = "gregorian"
    complete_up_to: str | None = None
    lines: list[dict] = field(default_factory=list)
    attributes: dict[str, dict] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def add(self, customer, *days, revenue=100, profit=None, order=None, status=None):
        """One line a day; revenue may be one number for all days or a list."""
        amounts = revenue if isinstance(revenue, (list, tuple)) else [revenue] * len(days)
        profits = profit if isinstance(profit, (list, tuple)) else [profit] * len(days)
        for day, amount, earned in zip(days, amounts, profits, strict=True):
            self.lines.append(
                {
                    "customer": customer,
                    "ordered_on": date.fromisoformat(day),
                    "revenue": amount,
                    "profit": earned,
                    "order_id": order,
                    "status": status,
                }
            )
        return self

    def describe(self, customer, **attributes):
        self.attributes[customer] = attributes

    def key(self, customer):
        return sorted({line["customer"] for line in self.lines if line["customer"]}).index(customer)

    @property
    def _span(self):
        days = [line["ordered_on"] for line in self.lines] or [date(2024, 1, 1)]
        last = date.fromisoformat(self.complete_up_to) if self.complete_up_to else max(days)
        return min(days), max(*days, last), last

    @property
    def until(self):
        return self._span[2]

    @property
    def orders(self):
        frame = pd.DataFrame(
            [
                {
                    "upload_id": 1,
                    "source_row": number,
                    "customer_key": self.key(line["customer"]) if line["customer"] else None,
                    **line,
                }
                for number, line in enumerate(self.lines, start=2)
            ]
        ).drop(columns="customer")
        kinds = {"order_id": "string", "status": "string", "customer_key": "Int32"}
        table = ibis.memtable(frame.astype(kinds))
        revenue, profit = (table[name].cast("decimal(18, 4)") for name in ("revenue", "profit"))
        lines = table.mutate(
            ordered_on=table.ordered_on.cast("date"), revenue=revenue, profit=profit, cost=revenue - profit
        )
        return made(book, lines=lines)

    @property
    def days(self):
        first, end, _ = self._span
        frame = calendar_days(self.calendar, first, end)
        return ibis.memtable(frame).mutate(date=ibis._.date.cast("date"))

    def periods(self, grain="month"):
        first, end, complete = self._span
        frame = calendar_periods(self.calendar, first, end)
        frame = frame[frame["grain"] == grain].drop(columns="grain")
        frame["is_complete"] = pd.to_datetime(frame["ends_on"]) <= pd.Timestamp(complete)
        return ibis.memtable(frame).mutate(starts_on=ibis._.starts_on.cast("date"), ends_on=ibis._.ends_on.cast("date"))

    @property
    def purchase_days(self):
        return purchase_days(self.orders)

    def activity(self, grain="month"):
        bought = made(purchase_days, orders=self.orders)
        return made(activity_facts, grain, purchase_days=bought, days=self.days)

    @property
    def customers(self):
        people = sorted({line["customer"] for line in self.lines if line["customer"]})
        return ibis.memtable(
            pd.DataFrame(
                [
                    {
                        "customer_key": self.key(person),
                        "customer_id": person,
                        **self.attributes.get(person, {}),
                    }
                    for person in people
                ]
            ).astype({"customer_key": "int32"})
        )


@pytest.fixture
def history():
    return History()


def rows(expression, *columns):
    """The result as a list of tuples, floats rounded to four places, dates as ISO text."""
    frame = expression.to_pandas()
    chosen = frame[list(columns)] if columns else frame

    def plain(value):
        if pd.isna(value):
            return None
        if hasattr(value, "isoformat"):
            return value.isoformat()[:10]
        if isinstance(value, (bool, str)):
            return value
        number = round(float(value), 4)
        return int(number) if number.is_integer() else number

    return [tuple(plain(v) for v in row) for row in chosen.itertuples(index=False)]


@pytest.fixture
def mini():
    """The mini data set M of the metrics reference: eight customers, April complete."""
    data = History(complete_up_to="2024-04-30")
    data.add("c1", "2024-01-05", "2024-02-10", "2024-03-08", "2024-04-02", revenue=[100, 100, 120, 80])
    data.add("c2", "2024-01-12", "2024-02-20", "2024-04-15", revenue=[200, 200, 150])
    data.add("c3", "2024-01-20", revenue=50)
    data.add("c4", "2024-02-03", "2024-03-15", "2024-04-20", revenue=[300, 200, 250])
    data.add("c5", "2024-02-14", "2024-03-30", revenue=80)
    data.add("c6", "2024-03-05", "2024-03-25", revenue=60)
    data.add("c7", "2024-04-10", revenue=500)
    data.add("c8", "2024-01-30", revenue=40, order="17")
    data.add("c8", "2024-02-03", revenue=-40, order="17")
    data.add("c8", "2024-03-12", revenue=90)
    return data
