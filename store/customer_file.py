"""What a version knows of one customer: what happened, what they are worth, their rhythm, segments and products.

Each question is one small query by the customer's key, so that a file opens at once among a million others. Money is
at the prices of one month where that is asked for (`prices_of`), as `store.tables` has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from store import seeing
from store.forecasts import YEAR_DAYS
from store.quoting import quoted
from store.schema import DAY_PRICES, REAL
from store.tables import level_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from store.snapshot import Snapshot

MOST_EVENTS = 5000
MOST_PRODUCTS = 200
# Of how many customers of whom about as much was forecast before it is told what came.
ALIKE = 100
COLUMNS: Mapping[str, str] = {
    "day": "DATE",
    "kind": "VARCHAR",
    "amount": "DOUBLE",
    "number": "DOUBLE",
    "what": "VARCHAR",
    "how": "VARCHAR",
    "who": "VARCHAR",
    "is_so": "BOOLEAN",
    "ends_on": "DATE",
}


# Where the money of a table stands, and the day whose money it is.
PRICED = {"orders": (("revenue", "profit"), "coalesce(booked_on, ordered_on)"), "contracts": (("amount",), "starts_on")}
WORDS = ("product", "category", "direction", "channel", "agent", "topic", "detail", "comment", "scale", "competitor")


@dataclass(frozen=True)
class Part:
    """One kind of what happens: the table and the columns it is read from.

    `needs` are columns that must be there, `where` and `groups` say which rows, and which of them are one.
    """

    kind: str
    table: str
    day: str
    says: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    where: str = ""
    groups: str = ""


_THINGS = "array_to_string(list_slice(list_sort(list(DISTINCT coalesce(product, category))), 1, 3), ' · ')"


def _lines(amount: str) -> tuple[tuple[str, str], ...]:
    """Return what is read of order lines of one day."""
    return ("amount", amount), ("number", "count(*)"), ("what", _THINGS)


PARTS = (
    Part("joined", "customers", "joined_on", needs=("joined_on",)),
    Part("club", "customers", "club_joined_on", needs=("club_joined_on",)),
    *(
        Part(kind, "orders", "ordered_on", _lines(amount), where=f"kind IN ({kinds})", groups="ordered_on")
        for kind, kinds, amount in (
            ("purchase", "'purchase'", "sum(revenue)"),
            ("return", "'return', 'unmatched'", "sum(least(revenue, 0))"),  # a returned order has both its lines here
            ("cancelled", "'cancelled'", "sum(revenue)"),
        )
    ),
    Part(
        "contact",
        "contacts",
        "contacted_on",
        (("what", "direction"), ("how", "channel"), ("who", "agent"), ("is_so", "answered")),
    ),
    Part(
        "complaint",
        "complaints",
        "opened_at",
        (
            ("number", "date_diff('minute', opened_at, replied_at) / 60.0"),
            ("what", "topic"),
            ("how", "detail"),
            ("who", "agent"),
            ("ends_on", "closed_at"),
        ),
    ),
    Part("contract", "contracts", "starts_on", (("amount", "amount"), ("what", "product"), ("ends_on", "ends_on"))),
    Part("contract_end", "contracts", "coalesce(cancelled_on, ends_on)", (("what", "product"),)),
    Part(
        "visit",
        "visits",
        "max(visited_on)",
        (("number", "count(DISTINCT visited_on)"),),
        groups="date_trunc('month', visited_on)",
    ),
    Part(
        "survey",
        "surveys",
        "answered_on",
        (("number", "score"), ("what", "topic"), ("how", "comment"), ("who", "scale")),
    ),
    Part("left", "departures", "left_on", (("what", "reason"), ("how", "competitor"))),
)


def happened(snapshot: Snapshot, customer_key: int, prices_of: date | None = None) -> pd.DataFrame:
    """Return what happened with a customer up to the end of the data, the newest first.

    Returns
    -------
    day, kind (a `Part`'s), amount (currency), number (of lines, hours to the reply, days visited, the score), what
    (products, topic, direction, reason), how (channel, words), who (of ours; of a survey its scale), is_so (whether a
    contact was answered), ends_on (of a contract, or when a complaint was closed). Purchases, returns and cancelled
    lines are one row a day, visits one a month.

    """
    selects = [_select(part, snapshot, prices_of) for part in PARTS if _is_there(part, snapshot)]
    last = snapshot.info.complete_up_to
    query = (
        f"SELECT * FROM ({' UNION ALL '.join(selects)}) WHERE day IS NOT NULL "
        f"AND (kind <> 'contract_end' OR day <= $2) ORDER BY day DESC, kind LIMIT {MOST_EVENTS}"
    )
    return _asked(snapshot, query, customer_key, last)


def _is_there(part: Part, snapshot: Snapshot) -> bool:
    columns = snapshot.schemas.get(part.table)
    return columns is not None and all(name in columns for name in part.needs) and snapshot.info.has(part.table)


def _select(part: Part, snapshot: Snapshot, prices_of: date | None) -> str:
    said = {"day": part.day, "kind": f"'{part.kind}'", **dict(part.says)}
    columns = ", ".join(f"CAST({said.get(name, 'NULL')} AS {kind}) AS {name}" for name, kind in COLUMNS.items())
    # A column that this version does not have is empty: it stands beside the table's own.
    known = snapshot.schemas[part.table]
    absent = "".join(f", CAST(NULL AS VARCHAR) AS {name}" for name in WORDS if name not in known)
    source = f"(SELECT *{absent} FROM {_of_one(part.table, snapshot, prices_of)})"
    where = f" WHERE {part.where}" if part.where else ""
    return f"SELECT {columns} FROM {source}{where}" + (f" GROUP BY {part.groups}" if part.groups else "")


def _of_one(table: str, snapshot: Snapshot, prices_of: date | None) -> str:
    """Write the rows of a table that are of the customer $1, with their money as it is asked for."""
    level = level_of(snapshot, prices_of)
    if level is None or table not in PRICED:
        return f"(SELECT * FROM {quoted(table)} WHERE customer_key = $1)"
    names, day = PRICED[table]
    turned = ", ".join(f"{name}::DOUBLE * coalesce(factor, 1) * {level!r} AS {name}" for name in names)
    return (
        f"(SELECT mine.* REPLACE ({turned}) FROM (SELECT * FROM {quoted(table)} WHERE customer_key = $1) AS mine "
        f"LEFT JOIN {DAY_PRICES} ON date = {day})"
    )


def worth(snapshot: Snapshot, customer_key: int, months: int = 12, *, prices_of: date | None = None) -> dict[str, Any]:
    """Return what a customer brought and is to bring, and how that forecast did for those who stood where they stand.

    Returns
    -------
    orders, revenue, profit, first_day, last_day (of all their purchases); last_revenue (365 days), revenue_to_come,
    profit_to_come, alive (chance); of the test: alike (customers of whom about as much was forecast then), low, high
    (half of these brought between these parts of what was forecast of them), none (share of these who brought
    nothing). Each None where it is not known; empty for who never bought.

    """
    level = level_of(snapshot, prices_of)
    terms = "" if level is None else REAL
    times = 1.0 if level is None else level
    totals = (
        f"SELECT t.orders, t.revenue::DOUBLE * {times!r} AS revenue, t.profit::DOUBLE * {times!r} AS profit, "
        "t.last_day, (SELECT min(day) FROM purchase_days WHERE customer_key = $1) AS first_day "
        f"FROM {terms}customer_totals t WHERE t.customer_key = $1"
    )
    found = _with_to_come(snapshot, customer_key, _row(snapshot, totals, customer_key), months, terms)
    to_come = ("last_revenue", "revenue_to_come", "profit_to_come")
    return found | {name: found[name] * times for name in to_come if found.get(name) is not None}


def under_contract(snapshot: Snapshot, customer_key: int, months: int = 12) -> dict[str, Any]:
    """Return since when a customer has had contracts, whether one covers the end of the data, and what is to come.

    Returns
    -------
    since (first day of the first contract), covered_to (last day covered; None while one runs on), is_covered (up to
    the end of the data); and what is to come as `worth` returns it, where that is told by contracts. Empty for who
    has had none.

    """
    covered = (
        "SELECT min(starts_on) AS since, nullif(max(coalesce(cancelled_on - 1, ends_on, DATE '9999-12-31')), "
        "DATE '9999-12-31')::DATE AS covered_to, "
        "bool_or(coalesce(cancelled_on - 1, ends_on, DATE '9999-12-31') >= $2) AS is_covered "
        "FROM contracts WHERE customer_key = $1 AND starts_on <= $2 HAVING count(*) > 0"
    )
    if snapshot.info.complete_up_to is None or not snapshot.info.has("contracts"):
        return {}
    found = _row(snapshot, covered, customer_key, snapshot.info.complete_up_to)
    is_told = snapshot.forecast.get("rests_on") == "contracts"
    return _with_to_come(snapshot, customer_key, found, months) if is_told else found


def _with_to_come(
    snapshot: Snapshot, customer_key: int, found: dict[str, Any], months: int, terms: str = ""
) -> dict[str, Any]:
    """Add what is to come to what is known of a customer, where anything is and a forecast is kept."""
    if not found or f"{terms}customer_value" not in snapshot.schemas:
        return found
    to_come = (
        f"SELECT last_revenue, revenue_{months} AS revenue_to_come, profit_{months} AS profit_to_come, alive "
        f"FROM {terms}customer_value WHERE customer_key = $1"
    )
    ahead = _row(snapshot, to_come, customer_key)
    if ahead.get("revenue_to_come") is None:
        return found | ahead
    # What is to come in the months, for as many days as the test had.
    about = snapshot.real_forecast if terms else snapshot.forecast
    amount = float(ahead["revenue_to_come"]) * float(about["horizon_days"]) / (months * YEAR_DAYS / 12)
    alike = (
        "SELECT count(*) AS alike, quantile_cont(part, 0.25) AS low, quantile_cont(part, 0.75) AS high, "
        "avg((came <= 0)::INTEGER) AS none FROM "
        f"(SELECT came, came / nullif(predicted, 0) AS part FROM {terms}customer_value "
        f"WHERE predicted IS NOT NULL AND came IS NOT NULL ORDER BY abs(predicted - $1), customer_key LIMIT {ALIKE})"
    )
    return found | ahead | _row(snapshot, alike, amount)


def rhythm(snapshot: Snapshot, customer_key: int, prices_of: date | None = None) -> dict[str, Any]:
    """Return how a customer buys: what is usual, and how unusual the silence now is.

    Returns
    -------
    usual_days (median gap between their purchases; None after one), silent_days; and where warnings are kept, of who is
    not known to have left, p_silence (chance of so long a silence, were they still buying), chance (that they buy
    nothing in the days to come) and every other column of `customer_risk`. Empty for who never bought.

    """
    if "customer_risk" in snapshot.schemas and (signs := _signs(snapshot, customer_key, level_of(snapshot, prices_of))):
        return signs
    query = (
        "SELECT median(gap_days) AS usual_days, date_diff('day', max(day), $2::DATE) AS silent_days FROM gaps "
        "WHERE customer_key = $1 HAVING count(*) > 0"
    )
    return _row(snapshot, query, customer_key, snapshot.info.complete_up_to)


def _signs(snapshot: Snapshot, customer_key: int, level: float | None) -> dict[str, Any]:
    """Return what `customer_risk` says of a customer; baskets at equal prices where they are kept, else none."""
    is_kept = level is not None and f"{REAL}customer_risk" in snapshot.schemas
    table = f"{REAL}customer_risk" if is_kept else "customer_risk"
    found = _row(snapshot, f"SELECT * FROM {table} WHERE customer_key = $1", customer_key)
    if level is None or not found:
        return found
    baskets = {name: found.get(name) for name in ("recent_basket", "base_basket")}
    return found | {name: basket * level if is_kept and basket else None for name, basket in baskets.items()}


def segments(snapshot: Snapshot, customer_key: int) -> pd.DataFrame:
    """Return the segments that a customer's order lines say, one row for each run of the same: segment, since.

    Empty where no line says one.
    """
    if "segment" not in snapshot.schemas["orders"]:
        return _asked(snapshot, "SELECT NULL::VARCHAR AS segment, NULL::DATE AS since WHERE $1 < 0", customer_key)
    query = (
        "SELECT segment, ordered_on AS since FROM (SELECT segment, ordered_on, lag(segment) OVER (ORDER BY ordered_on, "
        "source_row) AS before FROM orders WHERE customer_key = $1 AND segment IS NOT NULL) "
        "WHERE segment IS DISTINCT FROM before ORDER BY since"
    )
    return _asked(snapshot, query, customer_key)


def standing(snapshot: Snapshot, customer_key: int) -> tuple[str | None, str | None]:
    """Return the RFM group of a customer and that of 91 days before; None where there is none."""
    if "customer_rfm" not in snapshot.schemas:
        return None, None
    query = "SELECT standing, standing_before FROM customer_rfm WHERE customer_key = $1"
    found = _row(snapshot, query, customer_key)
    return found.get("standing"), found.get("standing_before")


def left_on(snapshot: Snapshot, customer_key: int) -> pd.Timestamp | None:
    """Return the day of a customer's last recorded departure; None without one."""
    day: pd.Timestamp | None = _row(
        snapshot, "SELECT max(left_on) AS day FROM departures WHERE customer_key = $1", customer_key
    )["day"]
    return day


def products(snapshot: Snapshot, customer_key: int, prices_of: date | None = None) -> pd.DataFrame:
    """Return what a customer bought, the largest sales first: item, orders (days), revenue, profit, last_day."""
    query = (
        "SELECT coalesce(product, category) AS item, count(DISTINCT ordered_on) FILTER (kind = 'purchase') AS orders, "
        "sum(revenue)::DOUBLE AS revenue, sum(profit)::DOUBLE AS profit, max(ordered_on) FILTER (kind = 'purchase') AS "
        f"last_day FROM {_of_one('orders', snapshot, prices_of)} WHERE kind IN ('purchase', 'return') "
        "AND coalesce(product, category) IS NOT NULL GROUP BY 1 HAVING count(*) FILTER (kind = 'purchase') > 0 "
        f"ORDER BY revenue DESC, item LIMIT {MOST_PRODUCTS}"
    )
    return _asked(snapshot, query, customer_key)


def money_of_products(snapshot: Snapshot) -> pd.DataFrame:
    """Return what a day on which somebody buys a product brings: item, money (profit where costs are known)."""
    measure = "profit" if snapshot.info.knows_profit else "revenue"
    query = (
        f"SELECT product AS item, (sum({measure}) / count(DISTINCT (customer_key, ordered_on)))::DOUBLE AS money "
        "FROM orders WHERE kind = 'purchase' AND product IS NOT NULL AND customer_key IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    return _asked(snapshot, query)


def _asked(snapshot: Snapshot, query: str, *values: object) -> pd.DataFrame:
    with seeing.asking(snapshot.path, snapshot.sight) as cursor:
        frame: pd.DataFrame = cursor.execute(query, values).df()
    return frame


def _row(snapshot: Snapshot, query: str, *values: object) -> dict[str, Any]:
    """Return the one row of a query by column, what is missing as None; empty where there is none."""
    frame = _asked(snapshot, query, *values).head(1)
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {str(name): value for name, value in rows[0].items()} if rows else {}
