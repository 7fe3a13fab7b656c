"""Building what pages read: booked orders, the calendar, activity of every grain, causes, counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

import metrics
from localization import N_
from localization.calendars import calendar_days, calendar_periods
from localization.grains import GRAINS
from metrics.causes.stated import causes_of
from metrics.own_prices import basket_index
from metrics.product_list import LISTED_AS, OWN
from metrics.real_terms import day_prices, in_real_terms
from store import compiled
from store.club import write_club
from store.engine import data_type
from store.errors import check_days
from store.forecasts import write_contract_forecast, write_forecast
from store.merging import RIDING, columns_of, told_by_customers
from store.names import write_names
from store.quoting import quoted
from store.reach import is_unlikely, reach
from store.renewals import write_renewals
from store.schema import BASKET, BASKET_PRICES, CONTACTS, CUTS, DAY_PRICES, REAL, TABLES
from store.warnings import write_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import duckdb

    from store.settings import Settings

# Quarters, halves and years of the books start with a month in every calendar: each rolls up from the one before.
FINER = {"quarter": "month", "half": "quarter", "year": "half"}

# Below this share of sales with a known cost, profit would be a guess, and none is shown.
LEAST_COST_COVERAGE = 0.8
# A last order this near to its month's end: the month is taken as complete.
DAYS_TO_MONTH_END = 3
MOST_ATTRIBUTE_VALUES = 100
# Of more values the largest stand for themselves and the others together, if these hold so many of the customers:
# of a telephone number or an address they would not.
LEAST_IN_LARGEST = 0.5
OTHERS = "…others"
VALUES_OF = "values_of_"
LISTED_COUNTS = ("named_lines", "listed_lines", "listed_sold")
ORDER_DAYS = "SELECT DISTINCT ordered_on FROM orders ORDER BY ordered_on"

BOOKING = N_("Booking orders and returns")
ACTIVITY = N_("Finding who was active when")
FORECASTING = N_("Forecasting what customers bring")
WARNING = N_("Finding who is about to leave")
COUNTING = N_("Counting")


@dataclass(frozen=True)
class Source:
    """A table that a fact is made from: its name, columns and types, and in which other database it may be."""

    name: str
    columns: tuple[tuple[str, str], ...]
    database: str | None = None

    def table(self) -> ir.Table:
        """Return the table without its rows."""
        schema = {name: data_type(kind) for name, kind in self.columns}
        return ibis.table(schema, name=self.name, catalog=self.database, database=self.database and "main")


@lru_cache(maxsize=256)
def _written(make: Callable[..., ir.Table], sources: tuple[Source, ...], options: tuple[object, ...]) -> str:
    """Return the query of a fact, written once: that takes longer than running it on a small data set."""
    return compiled.sql(make(*(source.table() for source in sources), *options), pretty=False)


@dataclass(frozen=True)
class Builder:
    """Builds every fact of a version inside its work file."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    progress: Callable[[str, float], None]
    # The tables of the database with their columns, where they are known and do not change.
    known: Mapping[str, Mapping[str, str]] | None = None
    # Those that were asked for: a table keeps its columns until it is made anew.
    _described: dict[str, Mapping[str, str]] = field(default_factory=dict, init=False, repr=False)

    def build(self) -> date | None:
        """Build all facts; returns the day up to which the data are complete (None without dated rows)."""
        self.progress(BOOKING, 0.45)
        self._fill_from_products()
        known_share = self._book()
        span = self._span()
        complete_up_to = self._write_calendar(span)
        self.progress(ACTIVITY, 0.6)
        self._create("purchase_days", metrics.purchase_days, "orders")
        self._create("gaps", metrics.purchase_gaps, "purchase_days")
        self._create("first_purchases", metrics.first_purchases, "purchase_days", "gaps")
        self._create("second_complaints", metrics.second_complaints, "complaints")
        self._write_activity()
        self.write_flows()
        self.progress(FORECASTING, 0.87)
        cuts = tuple(getattr(self.settings, name) for name in CUTS)
        found = write_forecast(self.connection, complete_up_to, self._create, cuts=cuts)
        if found is None and self._columns("contracts"):
            write_contract_forecast(self.connection, complete_up_to, self._create, self.settings.margin)
        if is_priced := self._write_prices():
            self._create(REAL + "purchase_days", in_real_terms, "purchase_days", DAY_PRICES)
            self._write_activity(REAL)
            write_forecast(self.connection, complete_up_to, self._create, REAL, found, cuts)
        self.progress(WARNING, 0.88)
        write_warnings(self.connection, complete_up_to, self._create, is_priced=is_priced)
        write_renewals(self.connection, complete_up_to, self._create)
        write_club(self.connection, complete_up_to, self._create)
        if complete_up_to is not None:
            happened = ("customers", "purchase_days", "contacts", "complaints", "contracts")
            known = (complete_up_to, self.settings.calendar)
            self._create("occasions", metrics.occasions, *happened, options=known)
            self._create("touches", metrics.touches, "contacts", "customers", options=known[:1])
            if self._columns("customer_rfm"):
                told = ("customers", "occasions", "touches", "customer_rfm")
                self._create("follow_ups", metrics.follow_ups, *told, options=known[:1])
        for terms in ("", REAL) if is_priced else ("",):
            self._create(f"{terms}departure_money", metrics.departure_money, "departures", f"{terms}purchase_days")
        self._write_causes()
        write_names(self.connection)
        self.progress(COUNTING, 0.9)
        too_many = self._write_attributes(told_by_customers(self.connection))
        self._write_counts(known_share, too_many)
        return complete_up_to

    def _write_activity(self, terms: str = "") -> None:
        """Write who was active when, of every grain, and each customer's sums; in real terms with the prefix of it."""
        for step, grain in enumerate(GRAINS):
            self.progress(ACTIVITY, 0.65 + 0.05 * step)
            name = f"{terms}activity_{grain}"
            if grain in FINER:
                fine = FINER[grain]
                self._create(name, metrics.coarser_activity, f"{terms}activity_{fine}", "days", options=(fine, grain))
            else:
                self._create(name, metrics.activity, f"{terms}purchase_days", "days", options=(grain,))
        self._create(f"{terms}customer_totals", metrics.lifetime_totals, f"{terms}purchase_days")

    def _write_prices(self) -> bool:
        """Write what money of each day is worth at the last known prices; tells whether any price is known."""
        is_own = self.settings.prices_from == BASKET
        if is_own:
            self._create(BASKET_PRICES, _basket, "orders", "days", "periods")
        self._create(DAY_PRICES, day_prices, "days", BASKET_PRICES if is_own else "prices")
        if self.connection.execute(f"SELECT count(*) FROM {DAY_PRICES}").fetchall()[0][0]:
            return True
        self.connection.execute(f"DROP TABLE {DAY_PRICES}").fetchall()
        return False

    def write_flows(self) -> None:
        """Write the sums of everybody's activity in each period, of every grain."""
        for grain in (one for one in GRAINS if self._columns(f"activity_{one}")):
            self._create(f"flows_{grain}", metrics.flows, f"activity_{grain}")

    def recount(self, kept: Mapping[str, float], grouped: Collection[str], told: Collection[str]) -> None:
        """Count the customers, and what they are grouped by, anew, of a version that is narrowed to some of them.

        Parameters
        ----------
        kept
            What the whole version counted: whether its profit is known stays as it is, as lines have theirs, and
            what it has none of is not looked for.
        grouped
            The columns of its customers that it is broken down by.
        told
            Those that files of customers gave.

        """
        several = {*grouped, *(name.removeprefix(VALUES_OF) for name in kept if name.startswith(VALUES_OF))}
        too_many = self._write_attributes(told, several)
        self._write_counts(None, too_many, {"profit_known": 0.0} | {**kept})

    def _create(
        self,
        name: str,
        make: Callable[..., ir.Table],
        *sources: str,
        options: tuple[object, ...] = (),
    ) -> None:
        """Make a fact from tables of the work file, or of another database: scratch.lines."""
        read = tuple(self._source(source) for source in sources)
        query = _written(make, read, options)
        place = ".".join(quoted(part) for part in name.split("."))
        self.connection.execute(f"CREATE TABLE {place} AS {query}").fetchall()
        self._described.pop(name, None)

    def _columns(self, table: str, database: str | None = None) -> Mapping[str, str]:
        if self.known is not None and database is None:
            return self.known.get(table, {})
        if database is not None:  # what is made there on the way is made again under the same names
            return columns_of(self.connection, table, database)
        if not self._described.get(table):
            self._described[table] = columns_of(self.connection, table)
        return self._described[table]

    def _source(self, name: str) -> Source:
        database, _dot, table = name.rpartition(".")
        return Source(table, tuple(self._columns(table, database or None).items()), database or None)

    def _fill_from_products(self) -> None:
        """Fill the lines from the list of products, where one was loaded; what they said themselves stays beside it."""
        if not self.connection.execute("SELECT 1 FROM products LIMIT 1").fetchall():
            return
        self._create("scratch.filled", metrics.with_products, "scratch.lines", "products")
        self.connection.execute("DROP TABLE scratch.lines").fetchall()
        self.connection.execute("ALTER TABLE scratch.filled RENAME TO lines").fetchall()

    def _book(self) -> float:
        """Write the booked orders with their profit; returns the share of sales whose cost is known."""
        sales, costed, costs = self.connection.execute(
            "SELECT sum(revenue), sum(revenue) FILTER (cost IS NOT NULL), sum(cost) "
            "FROM scratch.lines WHERE revenue > 0"
        ).fetchall()[0]
        share = float(costed or 0) / float(sales) if sales else 0.0
        margin = self.settings.margin
        if share < LEAST_COST_COVERAGE and margin is None:
            ratio = None
        else:
            # The few lines without a cost, and returns, which seldom have one, are taken to cost what the others
            # do for each unit of sales; where too few have one, what the settings say.
            ratio = float(costs) / float(costed) if margin is None or share >= LEAST_COST_COVERAGE else 1 - margin
        self._create("scratch.mixed", metrics.mixed_orders, "scratch.lines")
        self._create("orders", _booked, "scratch.lines", "scratch.mixed", options=(ratio,))
        for done in ("mixed", "lines"):
            self.connection.execute(f"DROP TABLE scratch.{done}").fetchall()
        return share

    def _span(self) -> tuple[date | None, date | None, date | None]:
        """Return the first day of the calendar, its last, and the last on which anything happened (see `Reach`)."""
        known = reach(self.connection)
        left_first, left_last = self.connection.execute("SELECT min(left_on), max(left_on) FROM departures").fetchall()[
            0
        ]
        begins = [day for day in (known.first, left_first) if day]
        ends = [day for day in (known.last, left_last) if day]
        return min(begins, default=None), max(ends, default=None), known.last

    def _write_calendar(self, span: tuple[date | None, date | None, date | None]) -> date | None:
        first, last, last_order = span
        settings = self.settings
        today_free = first or date(2000, 1, 1)
        complete = settings.complete_up_to
        if complete is None and last_order is not None:
            complete = propose_complete_up_to(last_order, settings)
        end = max(day for day in (today_free, last, complete) if day)
        options = (settings.calendar, today_free, end, settings.week_start, settings.fiscal_year_start)
        check_days(settings.calendar, today_free, end)
        days, periods = calendar_days(*options), calendar_periods(*options)
        has_ended = pd.to_datetime(periods["ends_on"]) <= pd.Timestamp(complete or today_free)
        periods["is_complete"] = has_ended & ~self._begins_within(pd.to_datetime(periods["starts_on"]))
        self._create_from_frame(
            "days",
            days,
            "CAST(date AS DATE) AS date, " + ", ".join(f"CAST({g} AS INTEGER) AS {g}" for g in GRAINS),
        )
        self._create_from_frame(
            "periods",
            periods,
            "grain, CAST(period AS INTEGER) AS period, CAST(starts_on AS DATE) AS starts_on, "
            "CAST(ends_on AS DATE) AS ends_on, label, is_complete",
        )
        return complete

    def _begins_within(self, starts_on: pd.Series[pd.Timestamp]) -> pd.Series[bool]:
        """Tell the periods before whose first order there were silent days, more than the pace after it makes likely.

        The pace is the share of days with an order, among as many days as were silent and four weeks at least. A shop
        with an order a week may well have none in the first ten days of a year; one with orders on every day may not.
        """
        order_days = [day for (day,) in self.connection.execute(ORDER_DAYS).fetchall()]
        if not order_days:
            return starts_on.isna()
        first = pd.Timestamp(order_days[0])
        after = [(day - order_days[0]).days for day in order_days]
        is_cut = [is_unlikely(silent, after) for silent in (first - starts_on).dt.days]
        return pd.Series(is_cut, index=starts_on.index)

    def _create_from_frame(self, name: str, frame: pd.DataFrame, columns: str) -> None:
        self.connection.register("frame_to_write", frame)
        self.connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM frame_to_write").fetchall()
        self.connection.unregister("frame_to_write")

    def _write_causes(self) -> None:
        """Sort each distinct reason into causes once; a reason no rule knows falls back to the file's category."""
        texts = self.connection.execute("SELECT DISTINCT reason, category FROM departures").fetchall()
        found = [(reason, category, cause) for reason, category in texts for cause in _causes(reason, category)]
        frame = pd.DataFrame(found, columns=["reason", "category", "cause"], dtype="string")
        self.connection.register("frame_of_causes", frame)
        self.connection.execute(
            "CREATE TABLE departure_causes AS SELECT departure_id, cause FROM departures JOIN frame_of_causes AS found "
            "ON departures.reason IS NOT DISTINCT FROM found.reason "
            "AND departures.category IS NOT DISTINCT FROM found.category"
        ).fetchall()
        self.connection.unregister("frame_of_causes")

    def _write_attributes(self, told: Collection[str], several: Collection[str] | None = None) -> dict[str, int]:
        """List the customers' columns that make sensible segments: few values, more than one; and whose lines tell.

        Of a column with many values the largest are listed too, where they hold most of the customers; the others are
        one segment. What files of customers `told` is theirs, not of their lines. Only `several` can have more than one
        value, where that is known. Returns the number of values of those that have too many.
        """
        kept: list[tuple[str, str]] = []
        too_many: dict[str, int] = {}
        by_line = {*self._columns("orders")} & {*RIDING} - {*told}
        kinds = self._columns("customers")
        no_groups = {"customer_id", "name", "referred_by", *CONTACTS}
        texts = [name for name, kind in kinds.items() if kind == "VARCHAR" and name not in no_groups]
        texts = [name for name in texts if several is None or name in several]
        values = self._distinct("customers", [name for name in texts if name not in by_line])
        values |= self._distinct("orders", [name for name in texts if name in by_line])
        rows = []
        for name in texts:
            distinct = values[name]
            largest = self._largest(name) if distinct > MOST_ATTRIBUTE_VALUES and name not in by_line else []
            if 2 <= distinct <= MOST_ATTRIBUTE_VALUES or largest:
                rows.append((name, distinct, name in by_line))
                kept += [(name, value) for value in largest]
            elif distinct > MOST_ATTRIBUTE_VALUES:
                too_many[name] = distinct
        columns = "name VARCHAR, distinct_values INTEGER, by_line BOOLEAN"
        self.connection.execute(f"CREATE TABLE attributes ({columns})").fetchall()
        self._insert("attributes", rows)
        self.connection.execute("CREATE TABLE largest_values (name VARCHAR, value VARCHAR)").fetchall()
        self._insert("largest_values", kept)
        return too_many

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        """Add rows in one statement: each takes as long as all."""
        if rows:
            places = ", ".join("(" + ", ".join("?" for _value in row) + ")" for row in rows)
            values = [value for row in rows for value in row]
            self.connection.execute(f"INSERT INTO {table} VALUES {places}", values).fetchall()

    def _distinct(self, table: str, names: list[str]) -> dict[str, int]:
        """Count the values of columns, in one pass."""
        if not names:
            return {}
        asked = ", ".join(f"count(DISTINCT {quoted(name)})" for name in names)
        return dict(zip(names, self.connection.execute(f"SELECT {asked} FROM {table}").fetchall()[0], strict=True))

    def _largest(self, name: str) -> list[str]:
        """Return the values that most customers carry; nothing where they are only a small part of the customers."""
        found = self.connection.execute(
            f"SELECT {quoted(name)}, count(*), sum(count(*)) OVER () FROM customers WHERE {quoted(name)} IS NOT NULL "
            f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_ATTRIBUTE_VALUES - 1}"
        ).fetchall()
        held = sum(customers for _value, customers, _all in found)
        is_segment = bool(found) and held >= max(2 * len(found), LEAST_IN_LARGEST * found[0][2])
        return [value for value, _customers, _all in found] if is_segment else []

    def _write_counts(
        self, cost_share: float | None, too_many: dict[str, int], kept: Mapping[str, float] | None = None
    ) -> None:
        """Count what the quality report and the command line say of the version; without the share of cost, that too.

        Names: <table>_rows; customers, orders (of known customers, see `metrics.count_orders`), revenue (known
        customers); <kind>_lines and <kind>_revenue of anonymous, unmatched, cancelled and return lines; cost_share
        (of sales, 0 to 1), profit_known (1 or 0); complete_months (in the calendar from the first dated row on);
        usual_gap_days (three of four gaps between a customer's purchases are no longer; 0 without any);
        named_lines, listed_lines, listed_sold (lines that name a product, those that find it in the list of products,
        and how many products of it these are; only where one was loaded);
        charged, tenured (customers or contracts with a monthly charge or an amount, customers with a stated time);
        values_of_<column> of customers' columns with too many values to break down by.
        """
        known = kept or {}
        self.connection.execute("CREATE TABLE counts (name VARCHAR, value DOUBLE)").fetchall()
        kinds = self.connection.execute(
            "SELECT kind, count(*), sum(revenue), "
            "sum(revenue) FILTER (customer_key IS NOT NULL AND kind <> 'cancelled'), "
            "sum(revenue) FILTER (revenue > 0), sum(revenue) FILTER (revenue > 0 AND cost IS NOT NULL) "
            "FROM orders GROUP BY kind"
        ).fetchall()
        if cost_share is None:
            sales, costed = (sum(row[at] or 0 for row in kinds) for at in (4, 5))
            cost_share = float(costed) / float(sales) if sales else 0.0
        counts: dict[str, float] = {
            "cost_share": cost_share,
            "profit_known": known.get(
                "profit_known", float(cost_share >= LEAST_COST_COVERAGE or self.settings.margin is not None)
            ),
        }
        counts |= {f"{VALUES_OF}{name}": float(values) for name, values in too_many.items()}
        there = [one for one in TABLES if self._columns(one)]
        rows = dict.fromkeys(there, 0)
        filled = [one for one in there if known.get(f"{one}_rows", 1) and one != "orders"] or there
        asked = " UNION ALL ".join(f"SELECT '{one}', count(*) FROM {one}" for one in filled)
        rows |= self.connection.execute(asked).fetchall()
        rows["orders"] = sum(lines for _kind, lines, *_money in kinds)
        counts |= {f"{table}_rows": rows[table] for table in there}
        counts["customers"] = counts["customers_rows"]
        for kind, lines, revenue, *_of_these in kinds:
            counts[f"{kind}_lines"], counts[f"{kind}_revenue"] = lines, float(revenue or 0)
        source = (self._source("orders"),)
        orders, restarts = self.connection.execute(_written(metrics.count_numbers, source, ())).fetchall()[0]
        if restarts:
            (orders,) = self.connection.execute(_written(metrics.count_orders, source, ())).fetchall()[0]
        counts["revenue"], counts["orders"] = float(sum(row[3] or 0 for row in kinds)), orders
        months = "SELECT count(*) FROM periods WHERE grain = 'month' AND is_complete"
        counts["complete_months"] = known.get("complete_months") or self.connection.execute(months).fetchall()[0][0]
        if not self._columns("gaps"):  # a version published before gaps were stored
            self._create("gaps", metrics.purchase_gaps, "purchase_days")
        (gap,) = self.connection.execute("SELECT quantile_cont(gap_days, 0.75) FROM gaps").fetchall()[0]
        counts["usual_gap_days"] = float(gap or 0)
        if LISTED_AS in self._columns("orders"):
            named = f"count({OWN['product']}), count({LISTED_AS}), count(DISTINCT {LISTED_AS})"
            found = self.connection.execute(f"SELECT {named} FROM orders").fetchall()[0]
            counts |= dict(zip(LISTED_COUNTS, map(float, found), strict=True))
        told = [("charged", "customers", "monthly_charge"), ("charged", "contracts", "amount")]
        for name, table, column in (*told, ("tenured", "customers", "tenure_months")):
            if column in self._columns(table):
                counts.setdefault(name, 0.0)
                if known.get(name, 1):
                    counts[name] += self.connection.execute(f"SELECT count({column}) FROM {table}").fetchall()[0][0]
        self._insert("counts", list(counts.items()))


def propose_complete_up_to(last_order: date, settings: Settings) -> date:
    """Return the last order's day, or its month's end when that is at most three days away."""
    check_days(settings.calendar, last_order, last_order)
    month = calendar_periods(settings.calendar, last_order, last_order, settings.week_start, settings.fiscal_year_start)
    end: date = pd.Timestamp(month.loc[month["grain"] == "month", "ends_on"].iloc[0]).date()
    return end if (end - last_order).days <= DAYS_TO_MONTH_END else last_order


def _booked(lines: ir.Table, mixed: ir.Table, ratio: float | None) -> ir.Table:
    """Book the lines, with their profit where a unit of sales is known to cost so much."""
    if ratio is None:
        profit: ir.Value = ibis.null("decimal(18, 4)")
    else:
        usual = (_.revenue * ratio).cast("decimal(18, 4)")
        profit = (_.revenue - ibis.coalesce(_.cost, usual)).cast("decimal(18, 4)")
    return metrics.book(lines, mixed).mutate(profit=profit)


def _basket(orders: ir.Table, days: ir.Table, periods: ir.Table) -> ir.Table:
    return basket_index(orders, days, periods.filter(_.grain == "month"))


def _causes(reason: str | None, category: str | None) -> tuple[str, ...]:
    """Return the causes that a reason names; where it names none, what its category says.

    A category that is stated and not known is an answer, and stays unclassified.
    """
    causes = causes_of(reason)
    if causes not in (("no_answer",), ("unclassified",)):
        return causes
    by_category = causes_of(category)
    return causes if by_category == ("no_answer",) else by_category
