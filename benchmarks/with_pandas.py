"""The peers' answer in pandas: from order lines in memory to the same tables, by the same booking rules.

Money is in whole cents, so that results can be compared to the last digit. Written as an experienced analyst
would: ids made integers once, whole columns at a time, sorts and joins only of the rows that need them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

Z2 = 1.959963984540054**2


def read(path: Path) -> pd.DataFrame:
    """Read order lines: order_id, customer_id, ordered_on, revenue and profit in cents."""
    lines = pd.read_csv(path, usecols=["order_id", "customer_id", "ordered_on", "revenue", "cost"], engine="pyarrow")
    lines["customer_id"] = lines["customer_id"].replace("", None)
    lines["ordered_on"] = pd.to_datetime(lines["ordered_on"])
    lines["revenue"] = (lines["revenue"] * 100).round().astype("int64")
    lines["profit"] = lines["revenue"] - (lines.pop("cost") * 100).round().astype("int64")
    return lines


def cohort_retention(lines: pd.DataFrame, complete_up_to: date) -> pd.DataFrame:
    """Return the cohort table by month."""
    active = _activity(lines)
    last = _month(pd.Timestamp(complete_up_to) + pd.Timedelta(days=1)) - 1
    seen = active.groupby(["cohort", "month"]).agg(
        retained=("customer", "size"), leaving=("is_last", "sum"), revenue=("revenue", "sum"), profit=("profit", "sum")
    )
    cohorts = np.sort(active["cohort"].unique())
    grid = pd.MultiIndex.from_tuples(
        [(cohort, month) for cohort in cohorts for month in range(cohort, active["month"].max() + 1)],
        names=["cohort", "month"],
    )
    cells = seen.reindex(grid, fill_value=0).reset_index()
    cells["retained_on_or_after"] = cells[::-1].groupby("cohort")["leaving"].cumsum()
    cells["customers"] = cells.groupby("cohort")["retained"].transform("first")
    cells["age"] = cells["month"] - cells["cohort"]
    cells = cells[cells["month"] <= last]
    cells["rate"] = cells["retained"] / cells["customers"]
    cells["on_or_after_rate"] = cells["retained_on_or_after"] / cells["customers"]
    for money in ("revenue", "profit"):
        first = cells.groupby("cohort")[money].transform("first")
        cells[f"first_{money}"], cells[f"{money}_rate"] = first, cells[money] / first.where(first > 0)
    cells["low"], cells["high"] = _wilson(cells["rate"], cells["customers"])
    cells["cohort"] = _first_day(cells["cohort"])
    return cells.drop(columns=["month", "leaving"])


def bridge(lines: pd.DataFrame, complete_up_to: date) -> pd.DataFrame:
    """Return the bridge by month."""
    active = _activity(lines).sort_values(["customer", "month"])
    same_before = active["customer"].eq(active["customer"].shift())
    same_after = active["customer"].eq(active["customer"].shift(-1))
    is_kept_from = same_before & active["month"].shift().eq(active["month"] - 1)
    is_kept_to = same_after & active["month"].shift(-1).eq(active["month"] + 1)
    months = active["month"]
    steps = pd.DataFrame(
        {
            "end": months.value_counts(),
            "new": months[~same_before].value_counts(),
            "retained": months[is_kept_from].value_counts(),
        }
    )
    left = pd.DataFrame({"start": months.value_counts(), "lost": months[~is_kept_to].value_counts()})
    left.index += 1
    last = _month(pd.Timestamp(complete_up_to) + pd.Timedelta(days=1)) - 1
    steps = steps.join(left, how="outer").reindex(range(months.min() + 1, last + 1)).fillna(0).astype("int64")
    steps["won_back"] = steps["end"] - steps["new"] - steps["retained"]
    steps["rate"] = steps["retained"] / steps["start"]
    steps["quick_ratio"] = (steps["new"] + steps["won_back"]) / steps["lost"].where(steps["lost"] > 0)
    steps["period"] = _first_day(pd.Series(steps.index, index=steps.index))
    return steps.reset_index(drop=True)


def top_customers(lines: pd.DataFrame, complete_up_to: date) -> pd.DataFrame:  # noqa: ARG001 - as the others
    """Return the top 20 % by sales."""
    booked, ids = _booked(lines)
    bought = booked[booked["is_purchase"]]
    totals = booked.groupby("customer").agg(revenue=("revenue", "sum"), profit=("profit", "sum"))
    bought_once = bought.drop_duplicates(["customer", "day", "order_id"])
    totals["orders"] = bought_once.groupby("customer").size()
    totals["last_period"] = _month_of(bought.groupby("customer")["day"].max())
    totals["customer_id"] = ids[totals.index]
    listed = int(np.ceil(len(totals) * 0.2))
    for measure, rank in (("profit", "profit_rank"), ("revenue", "rank")):
        totals = totals.sort_values([measure, "last_period", "customer_id"], ascending=[False, False, True])
        totals[rank] = np.arange(1, len(totals) + 1)
    cut, rest = totals["revenue"].iloc[listed - 1], totals["revenue"].iloc[listed:]
    top = totals.head(listed)
    is_tied = bool((rest == cut).any())
    return pd.DataFrame(
        {
            "rank": top["rank"],
            "customer_id": top["customer_id"],
            "value": top["revenue"],
            "revenue": top["revenue"],
            "profit": top["profit"],
            "orders": top["orders"],
            "last_period": _first_day(top["last_period"]),
            "tied_at_cut": is_tied & (top["revenue"] == cut),
            "in_sales_list": True,
            "in_profit_list": top["profit_rank"] <= listed,
        }
    ).reset_index(drop=True)


def _booked(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.Index]:
    """Book purchases to their own day, returns to that of their order or of the purchase before."""
    codes, ids = pd.factorize(lines["customer_id"])
    known = lines.drop(columns="customer_id").assign(customer=codes)[codes >= 0]
    known = known.rename(columns={"ordered_on": "day"})
    is_return = known["revenue"] < 0
    mixed = known[known["order_id"].isin(known.loc[is_return, "order_id"])]
    orders = mixed.groupby(["customer", "order_id"])["revenue"]
    emptied = (orders.transform("sum") <= 0) & (orders.transform("min") < 0)
    is_return |= emptied.reindex(known.index, fill_value=False)
    known["is_purchase"] = ~is_return
    bought, back = known[~is_return], known[is_return]
    sold = mixed[~is_return[mixed.index]].groupby(["customer", "order_id"])["day"].min().rename("sold_on")
    back = back.join(sold, on=["customer", "order_id"])
    beside = back[back["sold_on"].notna()].assign(day=lambda rows: rows["sold_on"])
    loose = back[back["sold_on"].isna()].drop(columns="sold_on").sort_values("day")
    candidates = bought.loc[bought["customer"].isin(loose["customer"]), ["customer", "day"]].sort_values("day")
    candidates["bought_on"] = candidates["day"]
    before = pd.merge_asof(loose, candidates, on="day", by="customer").dropna(subset="bought_on")
    before["day"] = before.pop("bought_on")
    booked = pd.concat([bought, beside.drop(columns="sold_on"), before], ignore_index=True)
    return booked, ids


def _activity(lines: pd.DataFrame) -> pd.DataFrame:
    booked, _ids = _booked(lines)
    booked["month"] = _month_of(booked["day"])
    active = booked.groupby(["customer", "month"], sort=False)[["revenue", "profit"]].sum().reset_index()
    months = active.groupby("customer")["month"]
    active["cohort"] = months.transform("min")
    active["is_last"] = active["month"] == months.transform("max")
    return active


def _month(day: pd.Timestamp) -> int:
    return day.year * 12 + day.month - 1


def _month_of(days: pd.Series) -> pd.Series:
    return days.dt.year * 12 + days.dt.month - 1


def _first_day(months: pd.Series) -> pd.Series:
    return pd.to_datetime({"year": months // 12, "month": months % 12 + 1, "day": 1})


def _wilson(rate: pd.Series, trials: pd.Series) -> tuple[pd.Series, pd.Series]:
    centre = (rate + Z2 / (2 * trials)) / (1 + Z2 / trials)
    half = np.sqrt(Z2 * (rate * (1 - rate) / trials + Z2 / (4 * trials**2))) / (1 + Z2 / trials)
    return (centre - half).clip(lower=0), (centre + half).clip(upper=1)
