"""What a person should see of a file before it is published: everything here is counted from `incoming`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from store.lookalikes import lookalikes
from store.merging import columns_of
from store.quoting import quoted
from store.schema import TABLES

if TYPE_CHECKING:
    from datetime import date

    import duckdb

LISTED = 1000
# A tenfold price, give or take a tenth of a power of ten: rials where the others are toman.
TENFOLD_FROM, TENFOLD_TO = 0.9, 1.1
USUAL_WITHIN = 0.3
LEAST_MIXED_LINES, LEAST_MIXED_SHARE = 10, 0.01
# Tukey's outer fence, on powers of ten.
FENCE, LEAST_SPREAD = 3.0, 0.2
LEAST_GAP_DAYS, TIMES_USUAL_GAP = 10, 4
MOST_GAPS = 10


def _empty() -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True)
class Quality:
    """What was found in the accepted rows of one file.

    Attributes
    ----------
    table, rows
        The table that was filled, and its accepted rows.
    first_day, last_day
        First and last day of the rows; None for a table without days.
    duplicates
        Rows that are equal to an earlier row of the file in every column that was read.
    anonymous_share
        Share of the rows without a customer (0 to 1; None but for orders).
    cost_share
        Share of the sales whose cost is known (0 to 1; None but for orders with sales).
    tenfold
        Order lines that cost ten times, or a tenth of, what the same product (else category, else customer) usually
        does, where these form a second peak of prices: rials among toman. 0 when there is no such peak.
    outliers
        Order lines so much larger than the others that they lie outside Tukey's outer fence of the logarithms.
    gaps
        Days without any row, where they are several times longer than usual: first and last day of each.
    alike
        Groups of customers that look like one by name or telephone number.
    lists
        The rows behind the counts, at most LISTED of each, by the name of the count.

    """

    table: str
    rows: int
    first_day: date | None = None
    last_day: date | None = None
    duplicates: int = 0
    anonymous_share: float | None = None
    cost_share: float | None = None
    tenfold: int = 0
    outliers: int = 0
    gaps: tuple[tuple[date, date], ...] = ()
    alike: int = 0
    lists: dict[str, pd.DataFrame] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts for a JSON line."""
        return {
            "first_day": _iso(self.first_day),
            "last_day": _iso(self.last_day),
            "duplicates": self.duplicates,
            "anonymous_share": _rounded(self.anonymous_share),
            "cost_share": _rounded(self.cost_share),
            "tenfold_prices": self.tenfold,
            "outliers": self.outliers,
            "gaps": [[_iso(first), _iso(last)] for first, last in self.gaps],
            "customers_that_look_like_one": self.alike,
        }


def check(connection: duckdb.DuckDBPyConnection, table: str) -> Quality:
    """Look at the rows that the last load left in incoming.<table>."""
    found = _Incoming(connection, table)
    rows = found.number("count(*)")
    first, last = found.span()
    lists: dict[str, pd.DataFrame] = {}
    duplicates, lists["duplicates"] = found.duplicates()
    alike, lists["alike"] = lookalikes(connection, table)
    outliers = tenfold = 0
    anonymous = cost = None
    if table == "orders":
        outliers, lists["outliers"] = found.outliers()
        tenfold, lists["tenfold"] = found.tenfold()
        anonymous = found.number("count(*) FILTER (customer_id IS NULL)") / rows if rows else None
        cost = found.cost_share()
    return Quality(
        table=table,
        rows=rows,
        first_day=first,
        last_day=last,
        duplicates=duplicates,
        anonymous_share=anonymous,
        cost_share=cost,
        tenfold=tenfold,
        outliers=outliers,
        gaps=found.gaps() if table in {"orders", "visits", "contacts"} else (),
        alike=alike,
        lists={name: frame for name, frame in lists.items() if not frame.empty},
    )


class _Incoming:
    """The accepted rows of a load."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        self.connection = connection
        self.place = f"incoming.{quoted(table)}"
        self.columns = [name for name in columns_of(connection, table, database="incoming") if name != "source_row"]
        dated = (column.name for column in TABLES[table].columns if column.kind in {"date", "timestamp"})
        self.day = next((f"CAST({quoted(name)} AS DATE)" for name in dated if name in self.columns), None)

    def number(self, expression: str) -> int:
        return int(self.connection.execute(f"SELECT {expression} FROM {self.place}").fetchall()[0][0] or 0)

    def span(self) -> tuple[date | None, date | None]:
        if self.day is None:
            return None, None
        first, last = self.connection.execute(f"SELECT min({self.day}), max({self.day}) FROM {self.place}").fetchall()[
            0
        ]
        return first, last

    def duplicates(self) -> tuple[int, pd.DataFrame]:
        names = ", ".join(quoted(name) for name in self.columns)
        # The hash of a row finds candidates at a fraction of the cost of grouping by every column.
        again = (
            f"SELECT *, row_number() OVER (PARTITION BY {names} ORDER BY source_row) AS copy FROM {self.place} "
            f"WHERE hash({names}) IN (SELECT hash({names}) FROM {self.place} GROUP BY ALL HAVING count(*) > 1)"
        )
        return self._listed(f"SELECT * EXCLUDE copy FROM ({again}) WHERE copy > 1", "source_row")

    def outliers(self) -> tuple[int, pd.DataFrame]:
        fence = (
            f"SELECT quantile_cont(log10(revenue), 0.75) AS q3, quantile_cont(log10(revenue), 0.25) AS q1 "
            f"FROM {self.place} WHERE revenue > 0"
        )
        return self._listed(
            f"SELECT orders.* FROM {self.place} AS orders, ({fence}) AS fence WHERE revenue > 0 "
            f"AND log10(CASE WHEN revenue > 0 THEN revenue END) > q3 + {FENCE} * greatest(q3 - q1, {LEAST_SPREAD})",
            "revenue DESC, source_row",
        )

    def tenfold(self) -> tuple[int, pd.DataFrame]:
        """Look for a second peak of prices a power of ten away from the usual price."""
        like = next((name for name in ("product", "category", "customer_id") if name in self.columns), None)
        if like is None:
            return 0, _empty()
        each = "revenue / CASE WHEN quantity > 0 THEN quantity END" if "quantity" in self.columns else "revenue"
        priced = (
            f"SELECT *, log10({each}) AS power, median(log10({each})) OVER (PARTITION BY {quoted(like)}) AS usual "
            f"FROM {self.place} WHERE revenue > 0 AND {each} > 0 AND {quoted(like)} IS NOT NULL"
        )
        away = "abs(power - usual)"
        near, between, tenfold = self.connection.execute(
            f"SELECT count(*) FILTER ({away} <= {USUAL_WITHIN}), "
            f"count(*) FILTER ({away} > {USUAL_WITHIN} AND {away} < {TENFOLD_FROM}), "
            f"count(*) FILTER ({away} BETWEEN {TENFOLD_FROM} AND {TENFOLD_TO}) FROM ({priced})"
        ).fetchall()[0]
        # Prices that merely scatter fill the space between the two peaks.
        if tenfold < LEAST_MIXED_LINES or tenfold < LEAST_MIXED_SHARE * near or tenfold <= 2 * between:
            return 0, _empty()
        return self._listed(
            f"SELECT * EXCLUDE (power, usual) FROM ({priced}) WHERE {away} BETWEEN {TENFOLD_FROM} AND {TENFOLD_TO}",
            "source_row",
        )

    def cost_share(self) -> float | None:
        if "cost" not in self.columns:
            return 0.0
        sales, costed = self.connection.execute(
            f"SELECT sum(revenue), sum(revenue) FILTER (cost IS NOT NULL) FROM {self.place} WHERE revenue > 0"
        ).fetchall()[0]
        return float(costed or 0) / float(sales) if sales else None

    def gaps(self) -> tuple[tuple[date, date], ...]:
        if self.day is None:
            return ()
        found = self.connection.execute(
            f"WITH steps AS (SELECT day, lead(day) OVER (ORDER BY day) - day AS step "
            f"FROM (SELECT DISTINCT {self.day} AS day FROM {self.place})), "
            f"usual AS (SELECT quantile_disc(step, 0.9) AS step FROM steps) "
            f"SELECT day + 1, day + steps.step::INTEGER - 1 FROM steps, usual WHERE steps.step > {LEAST_GAP_DAYS} "
            f"AND steps.step > {TIMES_USUAL_GAP} * usual.step ORDER BY steps.step DESC, day LIMIT {MOST_GAPS}"
        ).fetchall()
        return tuple(sorted((first, last) for first, last in found))

    def _listed(self, query: str, order: str) -> tuple[int, pd.DataFrame]:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {query}").fetchall()
        count = int(self.connection.execute("SELECT count(*) FROM found").fetchall()[0][0])
        frame = self.connection.execute(f"SELECT * FROM found ORDER BY {order} LIMIT {LISTED}").df()
        self.connection.execute("DROP TABLE found").fetchall()
        first = [name for name in ("source_row",) if name in frame.columns]
        return count, frame[[*first, *(name for name in frame.columns if name not in first)]]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
