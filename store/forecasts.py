"""What each customer will bring, forecast when a version is published and kept in it.

`customer_value` holds a row for each customer with a purchase, `forecast` what is to be known of the models, and
`customer_rfm` where each stands today and stood a quarter before. So a
number never changes while somebody looks at it, and a page reads it as it reads any table.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

import metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import duckdb

    from models.worth import Forecast

VALUES = "customer_value"
ABOUT = "forecast"
GROUPS = "customer_rfm"
HISTORY, LENGTHS = "history_to_forecast", "lengths_to_forecast"

YEAR_DAYS = 365
# A shorter past has no two halves to compare.
LEAST_SPAN_DAYS = 14
# The usual wait between purchases is found as well in so many of them.
MOST_GAPS = 100_000


def write_forecast(
    connection: duckdb.DuckDBPyConnection,
    complete_up_to: date | None,
    create: Callable[..., None],
    terms: str = "",
    bought: Forecast | None = None,
    cuts: tuple[tuple[float, ...], ...] = (),
) -> Forecast | None:
    """Write all three tables, unless there is too little of a past to forecast from; returns the forecast.

    Parameters
    ----------
    connection
        The work file, with purchase_days and gaps in it.
    complete_up_to
        Last day that the data cover in full.
    create
        Makes a fact by a function of the metrics: name, function, sources, options.
    terms
        What stands before the names of the tables: of the purchase days that are read, and of those that are written.
    bought
        A forecast of the same purchases with other money: how often people buy is not fitted again.
    cuts
        The firm's own cut points of recency, frequency and money, four each or none (see `Settings`).

    """
    days = f"{terms}purchase_days"
    first = connection.execute(f"SELECT min(day) FROM {days}").fetchall()[0][0]
    if first is None or complete_up_to is None or (complete_up_to - first).days < LEAST_SPAN_DAYS:
        return None
    create(terms + GROUPS, metrics.customer_rfm, days, options=(complete_up_to, *cuts))
    origin, horizon, span = _origin(first, complete_up_to)
    create(HISTORY, metrics.buying_history, days, options=(complete_up_to, origin))
    history = _taken(connection, HISTORY, "customer_key")
    waits = connection.execute(f"SELECT gap_days FROM gaps WHERE gap_days IS NOT NULL LIMIT {MOST_GAPS}").df()
    from models.worth import forecast

    gaps = waits["gap_days"].to_numpy(dtype="float64")
    found = forecast(history, horizon_days=horizon, span_days=span, gaps=gaps, bought=bought)
    _write(connection, found, origin, horizon, terms)
    return found


def write_contract_forecast(
    connection: duckdb.DuckDBPyConnection,
    complete_up_to: date | None,
    create: Callable[..., None],
    margin: float | None = None,
) -> None:
    """Write what is to come from contracts, unless none says its amount or their past is too short to test it on.

    Parameters
    ----------
    connection, complete_up_to, create
        As for `write_forecast`; the work file has contracts in it.
    margin
        Profit of a unit of sales (0 to 1), where the settings name one.

    """
    first, amounts = connection.execute("SELECT min(starts_on), count(amount) FROM contracts").fetchall()[0]
    if not amounts or complete_up_to is None or (complete_up_to - first).days < LEAST_SPAN_DAYS:
        return
    origin, horizon, _span = _origin(first, complete_up_to)
    create(HISTORY, metrics.contract_history, "contracts", options=(complete_up_to, origin))
    history = _taken(connection, HISTORY, "customer_key")
    lengths = []
    for day in (complete_up_to, origin):
        create(LENGTHS, metrics.cover_lengths, "contracts", options=(day,))
        lengths.append(_taken(connection, LENGTHS, "months"))
    from models.renewing import forecast_contracts

    found = forecast_contracts(history, *lengths, horizon_days=horizon, margin=margin)
    _write(connection, found, origin, horizon)


def _origin(first: date, complete_up_to: date) -> tuple[date, int, int]:
    """Return the day as of which a forecast is tested, and the days from it, and from the first one, to the end."""
    span = (complete_up_to - first).days
    horizon = YEAR_DAYS if span >= 2 * YEAR_DAYS else span // 2
    return complete_up_to - timedelta(days=horizon), horizon, span


def _taken(connection: duckdb.DuckDBPyConnection, table: str, order: str) -> pd.DataFrame:
    """Read a table that is not kept, and drop it."""
    found = connection.execute(f"SELECT * FROM {table} ORDER BY {order}").df()
    connection.execute(f"DROP TABLE {table}").fetchall()
    return found


def _write(connection: duckdb.DuckDBPyConnection, found: Forecast, origin: date, horizon: int, terms: str = "") -> None:
    write_frame(connection, terms + VALUES, found.customers, _kinds(found.customers))
    about = pd.DataFrame(
        [(name, *number_or_text(value)) for name, value in _about(found, origin, horizon).items()],
        columns=["name", "number", "text"],
    ).astype({"number": "float64", "text": "string"})
    write_frame(connection, terms + ABOUT, about, {"name": "VARCHAR", "number": "DOUBLE", "text": "VARCHAR"})


def _kinds(frame: pd.DataFrame) -> dict[str, str]:
    return {name: "INTEGER" if name == "customer_key" else "DOUBLE" for name in frame.columns}


def write_frame(
    connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame, kinds: Mapping[str, str]
) -> None:
    """Write a frame; what is not a number becomes null, so that no reader ever meets one."""
    finite = {name: f"CASE WHEN isfinite({name}) THEN {name} END" for name, kind in kinds.items() if kind == "DOUBLE"}
    columns = ", ".join(f"CAST({finite.get(name, name)} AS {kind}) AS {name}" for name, kind in kinds.items())
    connection.register("frame_to_write", frame)
    connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM frame_to_write").fetchall()
    connection.unregister("frame_to_write")


def number_or_text(value: object) -> tuple[float | None, str | None]:
    """Return a value as the two columns of what is kept beside a model: a number, or a text."""
    if isinstance(value, int | float):
        return float(value), None
    return None, None if value is None else str(value)


def _about(found: Forecast, origin: date, horizon: int) -> dict[str, object]:
    """Say what is to be known of a forecast: how the test went, the parameters, why there is no model."""
    from models.worth import DISCOUNT

    about: dict[str, object] = {
        "uses": found.uses,
        "origin": origin.isoformat(),
        "horizon_days": horizon,
        "discount": DISCOUNT,
        "reason": found.reason,
        "rests_on": found.rests_on,
        "shape": found.shape,
        "spending_reason": found.spending_reason,
    }
    about |= {f"reason_{name}": value for name, value in found.reason_numbers}
    if found.buying is not None:
        about |= {f"buying_{name}": value for name, value in asdict(found.buying).items()}
    if found.spending is not None:
        about |= {f"spending_{name}": value for name, value in asdict(found.spending).items()}
    for name, quality in found.quality.items():
        about |= {f"{name}_{what}": value for what, value in asdict(quality).items()}
    return about
