"""Who is about to leave, told when a version is published and kept in it.

`customer_risk` holds a row for each customer with a purchase who is not known to have left: what was usual for them,
which of the five signs they show, and how likely they buy nothing in the days to come; `risk_tested` what was said of
whom in the test on the own past, and what came; `risk` what is to be known of both. So a number never changes while
somebody looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import metrics
from store.forecasts import YEAR_DAYS, number_or_text, write_frame
from store.merging import without_a_day
from store.schema import DAY_PRICES, REAL

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb
    import ibis.expr.types as ir

    from models.reasons import NoModel
    from models.risk import Landmark, Risk

# Of fewer customers no share means anything: their past is not even tested by common sense.
LEAST_LOOKED_AT = 20
RISK, TESTED, ABOUT = "customer_risk", "risk_tested", "risk"
# Days ahead that a warning may look: so long that most who still buy would have bought once more.
HORIZONS = (30, 60, 90, 180, 365)
USUAL_HORIZON = 90
ORIGINS = 3
# Horizons that the past must hold: one to know customers, one to learn, one to test, and half of one between the tests.
LEAST_HORIZONS = 3.5
# Of more customers so many are learnt from and tested.
MOST_TESTED = 20_000
MOST_GAPS = 100_000
# In which column each side of a landmark says anything at all.
FILLED = {
    "products": ("orders", "coalesce(product, category)"),
    "contacts": ("contacts", "customer_key"),
    "complaints": ("complaints", "customer_key"),
    "visits": ("visits", "customer_key"),
    "contracts": ("contracts", "customer_key"),
}
LOADED = ("orders", "contacts", "complaints", "visits", "contracts")
LEFT = "scratch.left_days"


@dataclass(frozen=True)
class Plan:
    """How far ahead warnings look, and from which days of the past they are tested, the earliest first."""

    horizon_days: int
    origins: tuple[date, ...]

    @classmethod
    def of(cls, first: date, last: date, usual_gap_days: float) -> Plan | None:
        """Choose the horizon by how long most customers wait, as far as the past holds it; None where it holds none."""
        span = (last - first).days
        wanted = next((days for days in HORIZONS if days >= max(usual_gap_days, USUAL_HORIZON)), HORIZONS[-1])
        fitting = [days for days in HORIZONS if days <= wanted and days * LEAST_HORIZONS <= span]
        if not fitting:
            return None
        horizon = fitting[-1]
        apart = min(horizon, (span - 3 * horizon) // (ORIGINS - 1))
        end = last - timedelta(days=horizon)
        return cls(horizon, tuple(end - timedelta(days=apart * back) for back in reversed(range(ORIGINS))))


def write_warnings(
    connection: duckdb.DuckDBPyConnection,
    complete_up_to: date | None,
    create: Callable[..., None],
    *,
    is_priced: bool = False,
) -> None:
    """Write the three tables, unless nobody bought anything; the first a second time in real terms.

    Parameters
    ----------
    connection
        The work file, with orders, purchase_days and gaps in it.
    complete_up_to
        Last day that the data cover in full.
    create
        Makes a fact by a function of the metrics: name, function, sources, options.
    is_priced
        Whether the work file knows what money of each day is worth.

    """
    first, last, orders_to = connection.execute(
        "SELECT min(day), max(day), (SELECT max(ordered_on) FROM orders) FROM purchase_days"
    ).fetchall()[0]
    if first is None or complete_up_to is None or first > complete_up_to:
        return
    is_settled = max(last, orders_to) <= complete_up_to
    Writer(connection, create, complete_up_to, is_priced).write(first, is_settled=is_settled)


@dataclass(frozen=True)
class Writer:
    """Writes the warnings of one version."""

    connection: duckdb.DuckDBPyConnection
    create: Callable[..., None]
    until: date
    is_priced: bool = False

    def write(self, first: date, *, is_settled: bool) -> None:
        """Write what is known today, learn from the past, and put both together."""
        sides = tuple(side for side, (table, column) in FILLED.items() if is_filled(self.connection, table, column))
        self._set_clock(self.until)
        write_left(self.connection, self.until)
        bought, gaps = "purchase_days", "gaps"
        if not is_settled:
            bought, gaps = "scratch.known_days", "scratch.known_gaps"
            self.create(bought, _known_days, "orders", "purchase_days", "scratch.clock")
            self.create(gaps, metrics.purchase_gaps, bought)
        self.create("scratch.rhythm", _rhythm, gaps, "scratch.clock")
        read = (bought, gaps, "scratch.rhythm", *LOADED, LEFT, "scratch.clock")
        self.create("scratch.signs", _signs, *read, options=(sides,))
        self.create("scratch.signals", metrics.customer_signals, "scratch.signs")
        found, plan = self._learn(first, sides)
        self._write(found, plan)
        if self.is_priced:
            self._set_clock(self.until)
            self.create(REAL + RISK, _in_real_terms, RISK, bought, DAY_PRICES, "scratch.clock")
        for name in ("clock", "rhythm", "signs", "signals", *(() if is_settled else ("known_days", "known_gaps"))):
            self.connection.execute(f"DROP TABLE scratch.{name}").fetchall()
        self.connection.execute(f"DROP TABLE {LEFT}").fetchall()

    def _set_clock(self, day: date, one_in: int = 1) -> None:
        """Say which day it is: in a table, so that one query serves every day."""
        self.connection.execute(
            "CREATE OR REPLACE TABLE scratch.clock AS SELECT CAST(? AS DATE) AS as_of, CAST(? AS BIGINT) AS one_in",
            [day, one_in],
        ).fetchall()

    def _learn(self, first: date, sides: tuple[str, ...]) -> tuple[Risk, Plan | None]:
        from models.reasons import NoModel
        from models.risk import LEAST_TESTED, risk

        (usual,) = self.connection.execute(
            f"SELECT quantile_cont(gap_days, 0.75) FROM (SELECT gap_days FROM gaps WHERE gap_days IS NOT NULL "
            f"LIMIT {MOST_GAPS})"
        ).fetchall()[0]
        plan = Plan.of(first, self.until, float(usual or 0.0))
        now = self.connection.execute("SELECT * FROM scratch.signals ORDER BY customer_key").df()
        if plan is None:
            return risk(now, [], None, USUAL_HORIZON, too_short=no_past(first, self.until)), None
        horizon = timedelta(days=plan.horizon_days)
        if (known := self._known(plan.origins[0] - horizon)) < LEAST_LOOKED_AT:
            few = NoModel("few_to_warn", n=known, least=LEAST_TESTED)
            return risk(now, [], None, plan.horizon_days, too_short=few), None
        days = {origin - horizon for origin in plan.origins} | {*plan.origins}
        past = self._landmarks(sorted(days), horizon, len(now), sides)
        lessons = [(past[origin - horizon], past[origin]) for origin in plan.origins]
        return risk(now, lessons, past[self.until - horizon], plan.horizon_days), plan

    def _known(self, day: date) -> int:
        """Count who had bought within a year of a day; refunds of later leave at most as many."""
        return int(
            self.connection.execute(
                "SELECT count(DISTINCT customer_key) FROM purchase_days WHERE day <= $day AND day > $day - $year",
                {"day": day, "year": YEAR_DAYS},
            ).fetchall()[0][0]
        )

    def _landmarks(
        self, days: list[date], horizon: timedelta, customers: int, sides: tuple[str, ...]
    ) -> dict[date, Landmark]:
        """Look at each day of the past as it was known then, and at its outcome as it was known a horizon later."""
        from models.risk import Landmark

        one_in = -(-customers // MOST_TESTED)
        bought, orders = "purchase_days", "orders"
        if one_in > 1:
            self._set_clock(self.until, one_in)
            bought, orders = "scratch.some_days", "scratch.some_orders"
            for name, source in ((bought, "purchase_days"), (orders, "orders")):
                self.create(name, some, source, "scratch.clock")
        known: dict[date, pd.DataFrame] = {}
        found: dict[date, Landmark] = {}
        for day in sorted({*days, *(day + horizon for day in days)}):
            self._set_clock(day)
            self.create("scratch.then_days", _known_days, orders, bought, "scratch.clock")
            if (before := day - horizon) in days:
                came = self.connection.execute(
                    "SELECT DISTINCT customer_key FROM scratch.then_days WHERE day > ?", [before]
                ).df()
                is_lost = ~known[before]["customer_key"].isin(came["customer_key"])
                found[before] = Landmark(before, known[before], np.asarray(is_lost, dtype=np.float64))
            if day in days:
                read = ("scratch.then_days", orders, *LOADED[1:], LEFT, "scratch.clock")
                self.create("scratch.then", _landmark, *read, options=(sides,))
                # Who bought nothing for a year is lost already, as is who said so: nobody needs a warning of them.
                known[day] = self.connection.execute(
                    f"SELECT * FROM scratch.then WHERE silent_days < {YEAR_DAYS} ORDER BY customer_key"
                ).df()
                self.connection.execute("DROP TABLE scratch.then").fetchall()
            self.connection.execute("DROP TABLE scratch.then_days").fetchall()
        if one_in > 1:
            for name in (bought, orders):
                self.connection.execute(f"DROP TABLE {name}").fetchall()
        return found

    def _write(self, found: Risk, plan: Plan | None) -> None:
        kinds = {"customer_key": "INTEGER", "chance": "DOUBLE"}
        write_frame(self.connection, "scratch.chances", found.customers, kinds)
        self.connection.execute(
            f"CREATE TABLE {RISK} AS SELECT signals.*, chance FROM scratch.signals AS signals "
            "JOIN scratch.chances USING (customer_key) ORDER BY customer_key"
        ).fetchall()
        self.connection.execute("DROP TABLE scratch.chances").fetchall()
        write_tested(self.connection, found, plan, TESTED, ABOUT)


def write_tested(
    connection: duckdb.DuckDBPyConnection, found: Risk, plan: Plan | None, tested: str, about_it: str
) -> None:
    """Write what was said of whom in the test, and what is to be known of the chances, into tables of these names."""
    kinds = {"origin": "DATE", "customer_key": "INTEGER", "silent_days": "DOUBLE", "is_lost": "DOUBLE"}
    kinds |= {name: "DOUBLE" for name in found.tested.columns if name not in kinds}
    kinds["horizon_days"] = "DOUBLE"
    horizon = float(plan.horizon_days if plan else USUAL_HORIZON)
    write_frame(connection, tested, found.tested.assign(horizon_days=horizon), kinds)
    about: dict[str, object] = {
        "uses": found.uses,
        "horizon_days": horizon,
        "origins": len(plan.origins) if plan else 0,
        "reason": found.reason,
    }
    about |= {f"reason_{name}": value for name, value in found.reason_numbers}
    rows = pd.DataFrame(
        [(name, *number_or_text(value)) for name, value in about.items()], columns=["name", "number", "text"]
    ).astype({"number": "float64", "text": "string"})
    write_frame(connection, about_it, rows, {"name": "VARCHAR", "number": "DOUBLE", "text": "VARCHAR"})


def is_filled(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    """Tell whether any row of a table has a value."""
    return bool(connection.execute(f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL LIMIT 1").fetchall())


def write_left(connection: duckdb.DuckDBPyConnection, until: date) -> None:
    """Write who left when into LEFT; who is said to have left without a day is known to since the last one."""
    supposed = ", ".join(map(str, sorted(without_a_day(connection)))) or "NULL"
    connection.execute(
        f"CREATE OR REPLACE TABLE {LEFT} AS SELECT customer_key, CAST(CASE WHEN upload_id IN ({supposed}) THEN $until "
        "ELSE left_on END AS DATE) AS left_on FROM departures",
        {"until": until},
    ).fetchall()


def no_past(first: date, until: date) -> NoModel:
    """Say that the data are too short to be tested on their own past."""
    from models.reasons import NoModel

    return NoModel("short_to_warn", n=(until - first).days, least=int(HORIZONS[0] * LEAST_HORIZONS))


def day_of(clock: ir.Table) -> ir.DateScalar:
    """Return the day that is looked at."""
    return clock.as_of.as_scalar()


def _known_days(orders: ir.Table, bought: ir.Table, clock: ir.Table) -> ir.Table:
    return metrics.known_purchase_days(orders, bought, day_of(clock))


def _in_real_terms(risk: ir.Table, bought: ir.Table, prices: ir.Table, clock: ir.Table) -> ir.Table:
    return metrics.risk_in_real_terms(risk, bought, prices, day_of(clock))


def _rhythm(gaps: ir.Table, clock: ir.Table) -> ir.Table:
    return metrics.rhythm_model(gaps, day_of(clock))


def _signs(
    bought: ir.Table,
    gaps: ir.Table,
    rhythm: ir.Table,
    orders: ir.Table,
    contacts: ir.Table,
    complaints: ir.Table,
    visits: ir.Table,
    contracts: ir.Table,
    left: ir.Table,
    clock: ir.Table,
    sides: tuple[str, ...],
) -> ir.Table:
    tables = (bought, gaps, rhythm, orders, contacts, complaints, visits, contracts)
    signs = metrics.signs_at(*tables, day_of(clock), sides)
    return signs.anti_join(metrics.departed(left, bought, day_of(clock)), "customer_key")


def _landmark(
    bought: ir.Table,
    orders: ir.Table,
    contacts: ir.Table,
    complaints: ir.Table,
    visits: ir.Table,
    contracts: ir.Table,
    left: ir.Table,
    clock: ir.Table,
    sides: tuple[str, ...],
) -> ir.Table:
    known = metrics.landmark(bought, orders, contacts, complaints, visits, contracts, day_of(clock), sides)
    return known.anti_join(metrics.departed(left, bought, day_of(clock)), "customer_key")


def some(table: ir.Table, clock: ir.Table) -> ir.Table:
    """Return the rows of one in so many customers, chosen by their number."""
    shuffled = (table.customer_key.cast("int64") * 48271) % 2147483647
    return table.filter(shuffled % clock.one_in.as_scalar() == 0)
