"""The peers' answer in Polars: the same as `with_pandas`, on every core."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from polars import col

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

Z2 = 1.959963984540054**2
LIST_SHARE = 0.2


def read(path: Path) -> pl.DataFrame:
    """Read order lines: order_id, customer_id, ordered_on, revenue and profit in cents."""
    cents = {name: (col(name) * 100).round().cast(pl.Int64) for name in ("revenue", "cost")}
    return (
        pl.scan_csv(path, try_parse_dates=True)
        .with_columns(**cents)
        .select("order_id", "customer_id", "ordered_on", "revenue", profit=col("revenue") - col("cost"))
        .collect()
    )


def cohort_retention(lines: pl.DataFrame, complete_up_to: date) -> pl.DataFrame:
    """Return the cohort table by month."""
    active = _activity(lines).with_columns(
        cohort=col("month").min().over("customer"), last=col("month").max().over("customer")
    )
    seen = active.group_by("cohort", "month").agg(
        retained=pl.len(),
        leaving=(col("month") == col("last")).sum(),
        revenue=col("revenue").sum(),
        profit=col("profit").sum(),
    )
    seen = seen.collect()
    cohorts = seen.select("cohort").unique()
    months = pl.DataFrame({"month": range(seen["month"].min(), seen["month"].max() + 1)}, schema={"month": pl.Int32})
    grid = cohorts.join(months, how="cross").filter(col("month") >= col("cohort"))
    counts = ("retained", "leaving", "revenue", "profit")
    n, rate = col("customers"), col("rate")
    firsts = {money: col(f"first_{money}") for money in ("revenue", "profit")}
    return (
        grid.join(seen, on=["cohort", "month"], how="left")
        .with_columns(pl.col(counts).fill_null(0).cast(pl.Int64))
        .sort("cohort", "month")
        .with_columns(
            customers=col("retained").first().over("cohort"),
            first_revenue=col("revenue").first().over("cohort"),
            first_profit=col("profit").first().over("cohort"),
            retained_on_or_after=col("leaving").cum_sum(reverse=True).over("cohort"),
            age=col("month") - col("cohort"),
        )
        .filter(col("month") < _next_month(complete_up_to))
        .with_columns(
            rate=col("retained") / n,
            on_or_after_rate=col("retained_on_or_after") / n,
            **{f"{money}_rate": col(money) / pl.when(first > 0).then(first) for money, first in firsts.items()},
        )
        .with_columns(
            centre=(rate + Z2 / (2 * n)) / (1 + Z2 / n),
            half=(Z2 * (rate * (1 - rate) / n + Z2 / (4 * n * n))).sqrt() / (1 + Z2 / n),
        )
        .with_columns(
            low=pl.max_horizontal(col("centre") - col("half"), 0.0),
            high=pl.min_horizontal(col("centre") + col("half"), 1.0),
            cohort=_first_day("cohort"),
        )
        .drop("month", "leaving", "centre", "half")
    )


def bridge(lines: pl.DataFrame, complete_up_to: date) -> pl.DataFrame:
    """Return the bridge by month."""
    active = (
        _activity(lines)
        .select("customer", "month")
        .sort("customer", "month")
        .with_columns(
            previous=pl.when(col("customer") == col("customer").shift()).then(col("month").shift()),
            next=pl.when(col("customer") == col("customer").shift(-1)).then(col("month").shift(-1)),
        )
    )
    steps = (
        active.group_by("month")
        .agg(
            end=pl.len(),
            new=col("previous").is_null().sum(),
            retained=(col("previous") == col("month") - 1).sum(),
            kept=(col("next") == col("month") + 1).sum(),
        )
        .collect()
    )
    months = pl.DataFrame(
        {"month": range(steps["month"].min(), _next_month(complete_up_to))}, schema={"month": pl.Int32}
    )
    start = col("end").shift()
    return (
        months.join(steps, on="month", how="left")
        .sort("month")
        .with_columns(pl.col("end", "new", "retained", "kept").fill_null(0).cast(pl.Int64))
        .with_columns(start=start, lost=start - col("kept").shift(), won_back=col("end") - col("new") - col("retained"))
        .slice(1)
        .select(
            "end",
            "new",
            "retained",
            "start",
            "lost",
            "won_back",
            rate=col("retained") / pl.when(col("start") > 0).then(col("start")),
            quick_ratio=(col("new") + col("won_back")) / pl.when(col("lost") > 0).then(col("lost")),
            period=_first_day("month"),
        )
    )


def top_customers(lines: pl.DataFrame, complete_up_to: date) -> pl.DataFrame:  # noqa: ARG001 - as the others
    """Return the top 20 % by sales."""
    booked = _booked(lines).lazy()
    bought = booked.filter("is_purchase")
    orders = bought.unique(["customer", "day", "order_id"]).group_by("customer").agg(orders=pl.len().cast(pl.Int64))
    totals = (
        booked.group_by("customer")
        .agg(
            col("customer_id").first(),
            col("revenue").sum(),
            col("profit").sum(),
            last_day=col("day").filter(col("is_purchase")).max(),
        )
        .join(orders, on="customer")
        .with_columns(last_period=_month("last_day"))
    )
    for measure, rank in (("profit", "profit_rank"), ("revenue", "rank")):
        totals = totals.sort(measure, "last_period", "customer_id", descending=[True, True, False])
        totals = totals.with_row_index(rank, offset=1)
    ranked = totals.with_columns(listed=(pl.len() * LIST_SHARE).ceil(), value=col("revenue"))
    cut = col("value").filter(col("rank") == col("listed")).first()
    is_tied = ((col("value") == cut) & (col("rank") > col("listed"))).any()
    return (
        ranked.with_columns(
            tied_at_cut=is_tied & (col("value") == cut),
            in_sales_list=col("rank") <= col("listed"),
            in_profit_list=col("profit_rank") <= col("listed"),
            last_period=_first_day("last_period"),
        )
        .filter("in_sales_list")
        .drop("profit_rank", "listed", "last_day", "customer")
        .collect()
    )


def _booked(lines: pl.DataFrame) -> pl.DataFrame:
    """Book purchases to their own day, returns to that of their order or of the purchase before.

    Step by step rather than as one lazy plan: that would scan and join the lines once for every use of them.
    """
    order = ["customer", "order_id"]
    known = (
        lines.lazy()
        .filter(col("customer_id").is_not_null())
        .select(
            "order_id",
            "customer_id",
            "revenue",
            "profit",
            customer=col("customer_id").cast(pl.Categorical).to_physical(),
            day=col("ordered_on"),
        )
        .with_row_index("line")
        .collect()
    )
    refunds = known.filter(col("revenue") < 0)
    mixed = known.filter(col("order_id").is_in(refunds["order_id"].unique().implode()))
    emptied = mixed.filter((col("revenue").sum().over(order) <= 0) & (col("revenue").min().over(order) < 0))
    is_return = col("line").is_in(pl.concat([refunds["line"], emptied["line"]]).unique().implode())
    # An order returned in full leaves together, on its last day.
    last = emptied.select("line", last=col("day").max().over(order))
    known = known.join(last, on="line", how="left", maintain_order="left")
    known = known.with_columns(is_purchase=~is_return, day=pl.coalesce("last", "day")).drop("last")
    bought, back = known.filter("is_purchase"), known.filter(~col("is_purchase"))
    sold = mixed.filter(~is_return).group_by(order).agg(sold_on=col("day").min())
    back = back.join(sold, on=order, how="left")
    beside = back.filter(col("sold_on").is_not_null()).with_columns(day=col("sold_on")).drop("sold_on")
    loose = back.filter(col("sold_on").is_null()).drop("sold_on").sort("day")
    candidates = (
        bought.lazy()
        .filter(col("customer").is_in(loose["customer"].unique().implode()))
        .select("customer", "day", bought_on="day")
        .sort("day")
        .collect()
    )
    before = (
        loose.join_asof(candidates, on="day", by="customer", check_sortedness=False)
        .filter(col("bought_on").is_not_null())
        .with_columns(day=col("bought_on"))
        .drop("bought_on")
    )
    return pl.concat([bought, beside, before])


def _activity(lines: pl.DataFrame) -> pl.LazyFrame:
    return (
        _booked(lines)
        .lazy()
        .with_columns(month=_month("day"))
        .group_by("customer", "month")
        .agg(col("revenue").sum(), col("profit").sum())
    )


def _month(day: str) -> pl.Expr:
    return col(day).dt.year() * 12 + col(day).dt.month().cast(pl.Int32) - 1


def _next_month(complete_up_to: date) -> int:
    """Return the first month that is not complete."""
    after = pl.select(pl.lit(complete_up_to).dt.offset_by("1d").alias("day"))
    return int(after.select(_month("day")).item())


def _first_day(month: str) -> pl.Expr:
    return pl.date(col(month) // 12, col(month) % 12 + 1, 1)
