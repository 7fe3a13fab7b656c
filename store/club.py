"""Members of the club beside customers like them: paired when a version is published, and kept in it.

So a number never changes while somebody looks at it. For an action of which nobody was held out, the same is done when
it is asked for: who was treated is written down by people, and no version holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

import metrics
from metrics.actions.pairs import EXACT, NEAR, PAIRS, SPAN_DAYS, STARTS, Measure, candidates
from store.forecasts import write_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import duckdb
    import ibis.expr.types as ir
    import pandas as pd

    from store.snapshot import Snapshot

CLUB_PAIRS = "club_pairs"
# Of more customers so many are looked at: what is said of the mean of thousands changes little more, and takes longer.
MOST_PAIRED = 20_000
KINDS = {"customer_key": "INTEGER", "started_on": "DATE", "other_key": "INTEGER", "distance": "DOUBLE"}


def write_club(connection: duckdb.DuckDBPyConnection, complete_up_to: date | None, create: Callable[..., None]) -> None:
    """Write who of the club is like whom outside of it; nothing where nobody has joined a club.

    Parameters
    ----------
    connection
        The work file, with purchase_days in it.
    complete_up_to
        Last day that the data cover in full.
    create
        Makes a fact by a function of the metrics: name, function, sources, options.

    """
    customers, joined = connection.execute("SELECT count(*), count(club_joined_on) FROM customers").fetchall()[0]
    if not joined or complete_up_to is None:
        return
    one_in = -(-customers // MOST_PAIRED)
    create("scratch.alike", _members_and_others, "purchase_days", "customers", options=(complete_up_to, one_in))
    people = connection.execute("SELECT * FROM scratch.alike ORDER BY origin, customer_key").df()
    connection.execute("DROP TABLE scratch.alike").fetchall()
    starts = connection.execute("SELECT customer_key, club_joined_on AS started_on FROM customers").df()
    write_frame(connection, CLUB_PAIRS, _paired(people, starts), KINDS)


def effect_without_lot(
    snapshot: Snapshot, starts: pd.DataFrame, *, measure: Measure = "orders", span_days: int = SPAN_DAYS
) -> pd.DataFrame:
    """What changed for the customers of an action of which nobody was held out, beside customers like them? No proof.

    Parameters
    ----------
    snapshot
        The version that is asked.
    starts
        customer_key of each treated customer, started_on (the day of the action).
    measure, span_days
        As for `metrics.effect_without_lot`.

    Returns
    -------
    As `metrics.effect_without_lot`; no row where nobody found a customer like them.

    """
    until = snapshot.info.complete_up_to
    asked = candidates(
        snapshot.purchase_days, snapshot.customers, _beside(STARTS, "starts"), ibis.literal(until), span_days
    )
    given = pa.Table.from_pandas(starts[list(STARTS)], ibis.schema(STARTS).to_pyarrow(), preserve_index=False)
    people = snapshot.fetch(asked.order_by("origin", "customer_key"), beside={"starts": given})
    pairs = _paired(people, starts).dropna(subset=["other_key"])
    found = pa.Table.from_pandas(pairs, ibis.schema(PAIRS).to_pyarrow(), preserve_index=False)
    effect = metrics.effect_without_lot(
        _beside(PAIRS, "pairs"), snapshot.purchase_days, measure=measure, span_days=span_days
    )
    return snapshot.fetch(effect, beside={"pairs": found})


def _beside(columns: dict[str, str], name: str) -> ir.Table:
    return ibis.table(ibis.schema(columns), name=name)


def _members_and_others(purchase_days: ir.Table, customers: ir.Table, until: date, one_in: int) -> ir.Table:
    """Look at the members of the club and at the others, of many customers at one in so many."""
    if one_in > 1:
        customers = customers.filter((customers.customer_key.cast("int64") * 48271) % 2147483647 % one_in == 0)
        purchase_days = purchase_days.semi_join(customers, "customer_key")
    starts = customers.select("customer_key", started_on="club_joined_on")
    return candidates(purchase_days, customers, starts, ibis.literal(until))


def _paired(people: pd.DataFrame, starts: pd.DataFrame) -> pd.DataFrame:
    """Put beside every judged member the day on which it began, and who is like them: columns of PAIRS."""
    from models.matching import matched

    members = people.loc[people["is_member"], ["customer_key"]]
    began = starts.dropna(subset=["started_on"]).groupby("customer_key", as_index=False)["started_on"].min()
    pairs = members.merge(began, on="customer_key").merge(matched(people, EXACT, NEAR), on="customer_key", how="left")
    return pairs[list(PAIRS)].astype({"other_key": "Int64"}).sort_values("customer_key", ignore_index=True)
