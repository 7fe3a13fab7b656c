"""Who under contract will not renew, told when a version is published and kept in it.

`renewal_risk` holds a row for each customer under contract who is not known to have left: what is known of them and the
chance; `renewal_tested` what was said of whom in the test on the own past, and what came; `renewal` what is to be known
of both. The question, the days of the past and the ways of telling are those of `store.warnings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

import metrics
from store.warnings import (
    FILLED,
    LEAST_LOOKED_AT,
    LEFT,
    USUAL_HORIZON,
    Plan,
    day_of,
    is_filled,
    no_past,
    some,
    write_left,
    write_tested,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb
    import ibis.expr.types as ir
    import pandas as pd

    from models.risk import Landmark, Risk

RISK, TESTED, ABOUT = "renewal_risk", "renewal_tested", "renewal"
BESIDE = ("contacts", "complaints", "visits")
# Of more customers so many are learnt from and tested.
MOST_TESTED = 20_000


def write_renewals(
    connection: duckdb.DuckDBPyConnection, complete_up_to: date | None, create: Callable[..., None]
) -> None:
    """Write the three tables, unless nobody is under contract; arguments as for `store.warnings.write_warnings`."""
    (first,) = connection.execute("SELECT min(starts_on) FROM contracts WHERE customer_key IS NOT NULL").fetchall()[0]
    if first is None or complete_up_to is None or first > complete_up_to:
        return
    sides = tuple(side for side in BESIDE if is_filled(connection, *FILLED[side]))
    Writer(connection, create, complete_up_to, sides).write(first)


@dataclass(frozen=True)
class Writer:
    """Writes the warnings of one version."""

    connection: duckdb.DuckDBPyConnection
    create: Callable[..., None]
    until: date
    sides: tuple[str, ...]

    def write(self, first: date) -> None:
        """Learn from the past who renews, and write it with what is known today."""
        from models.risk import risk

        write_left(self.connection, self.until)
        now = self._at(self.until, "contracts")
        plan = Plan.of(first, self.until, 0.0)
        if plan is None:
            found = risk(now, [], None, USUAL_HORIZON, too_short=no_past(first, self.until))
        else:
            found = self._learnt(now, plan)
        self.connection.register("frame_of_now", now.assign(chance=found.customers["chance"].to_numpy(dtype=float)))
        self.connection.execute(
            f"CREATE TABLE {RISK} AS SELECT * REPLACE (CASE WHEN isfinite(chance) THEN chance END AS chance) "
            "FROM frame_of_now ORDER BY customer_key"
        ).fetchall()
        self.connection.unregister("frame_of_now")
        self.connection.execute(f"DROP TABLE {LEFT}").fetchall()
        write_tested(self.connection, found, plan, TESTED, ABOUT)

    def _learnt(self, now: pd.DataFrame, plan: Plan) -> Risk:
        from models.reasons import NoModel
        from models.risk import LEAST_TESTED, Landmark, risk

        horizon = timedelta(days=plan.horizon_days)
        contracts, one_in = "contracts", -(-len(now) // MOST_TESTED)
        if one_in > 1:
            self._set_clock(self.until, one_in)
            contracts = "scratch.some_contracts"
            self.create(contracts, some, "contracts", "scratch.clock")
        days = sorted({origin - horizon for origin in plan.origins} | {*plan.origins})
        known = {day: self._at(day, contracts) for day in sorted({*days, *(day + horizon for day in days)})}
        if one_in > 1:
            self.connection.execute(f"DROP TABLE {contracts}").fetchall()
        if (fewest := min(len(known[day]) for day in days)) < LEAST_LOOKED_AT:
            few = NoModel("few_to_warn", n=fewest, least=LEAST_TESTED)
            return risk(now, [], None, plan.horizon_days, too_short=few)

        def landmark(day: date) -> Landmark:
            is_lost = ~known[day]["customer_key"].isin(known[day + horizon]["customer_key"])
            return Landmark(day, known[day], np.asarray(is_lost, dtype=np.float64))

        lessons = [(landmark(origin - horizon), landmark(origin)) for origin in plan.origins]
        return risk(now, lessons, landmark(self.until - horizon), plan.horizon_days)

    def _at(self, day: date, contracts: str) -> pd.DataFrame:
        """Return what was known of who was under contract on a day."""
        self._set_clock(day)
        read = (contracts, *BESIDE, LEFT, "scratch.clock")
        self.create("scratch.then", _landmark, *read, options=(self.sides,))
        found = self.connection.execute("SELECT * FROM scratch.then ORDER BY customer_key").df()
        self.connection.execute("DROP TABLE scratch.then").fetchall()
        self.connection.execute("DROP TABLE scratch.clock").fetchall()
        return found

    def _set_clock(self, day: date, one_in: int = 1) -> None:
        self.connection.execute(
            "CREATE OR REPLACE TABLE scratch.clock AS SELECT CAST(? AS DATE) AS as_of, CAST(? AS BIGINT) AS one_in",
            [day, one_in],
        ).fetchall()


def _landmark(
    contracts: ir.Table,
    contacts: ir.Table,
    complaints: ir.Table,
    visits: ir.Table,
    left: ir.Table,
    clock: ir.Table,
    sides: tuple[str, ...],
) -> ir.Table:
    known = metrics.renewal_landmark(contracts, contacts, complaints, visits, day_of(clock), sides)
    began = contracts.select("customer_key", day=contracts.starts_on.cast("date"))
    return known.anti_join(metrics.departed(left, began, day_of(clock)), "customer_key")
