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

Z = 1.959963984540054
Z2 = Z**2
INACTIVE_AFTER_DAYS = 180
HORIZON_DAYS, LIKELIEST_RETURN, LEAST_AT_RISK = 30, 0.1, 10
WINDOWS = (30, 90, 180, 365)


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


def survival(lines: pd.DataFrame, complete_up_to: date) -> pd.DataFrame:
    """Return Kaplan and Meier's curve of customers first seen after the first 180 days; lost after 180 silent ones."""
    days = _purchase_days(lines, complete_up_to)
    until = pd.Timestamp(complete_up_to)
    is_long = ~(days["gap"] <= INACTIVE_AFTER_DAYS) & ((until - days["day"]).dt.days >= INACTIVE_AFTER_DAYS)
    first = days.groupby("customer")["day"].min()
    last = days[is_long].groupby("customer")["day"].min().reindex(first.index)
    begin = (first - first.min()).dt.days
    end = (last + pd.Timedelta(days=INACTIVE_AFTER_DAYS)).fillna(until)
    known = begin >= INACTIVE_AFTER_DAYS
    time, event = (end - first).dt.days[known].to_numpy(), last.notna()[known].to_numpy()
    ended, events = np.bincount(time), np.bincount(time[event], minlength=time.max() + 1)
    at_risk = len(time) - np.cumsum(ended) + ended
    kept = (ended > 0) | (np.arange(len(ended)) == 0)
    day, at_risk, events = np.flatnonzero(kept), at_risk[kept], events[kept]
    enough = (at_risk >= LEAST_AT_RISK) & (day > 0)
    day, at_risk, events = day[enough], at_risk[enough], events[enough]
    share = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = Z * np.sqrt(np.cumsum(events / (at_risk * (at_risk - events)))) / np.log(share)
        low, high = (np.where(share < 1, share ** np.exp(sign * reach), np.nan) for sign in (-1, 1))
    half = day[share <= 0.5]
    return pd.DataFrame(
        {
            "day": day,
            "at_risk": at_risk,
            "events": events,
            "survival": share,
            "low": low,
            "high": high,
            "restricted_mean": np.cumsum(np.diff(day, prepend=0) * np.concatenate([[1.0], share[:-1]])),
            "median_days": half[0] if len(half) else np.nan,
            "customers": len(time),
            "lost": int(event.sum()),
            "left_out": int((~known).sum()),
        }
    )


def return_curve(lines: pd.DataFrame, complete_up_to: date) -> pd.DataFrame:
    """Return who comes back after how long a silence, and the days by the rule of at most one in ten."""
    days = _purchase_days(lines, complete_up_to)
    elapsed = (pd.Timestamp(complete_up_to) - days["day"]).dt.days
    event = (days["gap"] <= elapsed).to_numpy()
    time = np.where(event, days["gap"], elapsed).astype("int64")
    size = max(time.max(), *WINDOWS) + HORIZON_DAYS + 1
    ended, events = np.bincount(time, minlength=size), np.bincount(time[event], minlength=size)
    at_risk = len(time) - np.cumsum(ended) + ended
    share = np.cumprod(1 - events / np.maximum(at_risk, 1))
    listed = np.flatnonzero((ended > 0) | np.isin(np.arange(size), WINDOWS))
    listed = listed[(listed > 0) & (at_risk[listed] - events[listed] > 0)]
    returned = events.sum() - np.cumsum(events)
    reached = at_risk - events
    is_watched = at_risk[listed + HORIZON_DAYS] >= LEAST_AT_RISK
    rate = np.where(is_watched, 1 - share[listed + HORIZON_DAYS] / share[listed], np.nan)
    weighed = (events[listed] > 0) & (at_risk[listed] >= LEAST_AT_RISK) & is_watched
    likely = listed[weighed & (rate > LIKELIEST_RETURN)]
    ruled = listed[weighed & (listed > (likely[-1] if len(likely) else 0))]
    calm = [day for day in listed[weighed] if not len(likely[(likely >= day) & (likely <= day + HORIZON_DAYS)])]
    days_found = ruled[0] if len(ruled) else calm[0] if calm else np.flatnonzero(events)[-1]
    middle = np.flatnonzero(share <= 0.5)
    low, high = _wilson(pd.Series(returned[listed] / reached[listed]), pd.Series(reached[listed]))
    return pd.DataFrame(
        {
            "window_days": listed,
            "reached": reached[listed],
            "returned": returned[listed],
            "still_silent": reached[listed] - returned[listed],
            "back_rate": returned[listed] / reached[listed],
            "low": low,
            "high": high,
            "return_rate": rate,
            "delay_days": listed - middle[0] if len(middle) else np.nan,
            "lost_after_days": days_found,
            "is_short": not len(ruled),
        }
    )


def _purchase_days(lines: pd.DataFrame, complete_up_to: date) -> pd.DataFrame:
    """Return each customer's days with a purchase up to the end of the data, and the days to the next one."""
    booked, _ids = _booked(lines)
    bought = booked.loc[booked["is_purchase"] & (booked["revenue"] > 0), ["customer", "day"]]
    days = bought.drop_duplicates().sort_values(["customer", "day"], ignore_index=True)
    is_last = days["customer"] != days["customer"].shift(-1)
    days["gap"] = (days["day"].shift(-1) - days["day"]).dt.days.where(~is_last)
    return days[days["day"] <= pd.Timestamp(complete_up_to)]


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
    # An order returned in full leaves together, on its last day.
    last = mixed.groupby(["customer", "order_id"])["day"].transform("max")[emptied]
    known.loc[last.index, "day"] = last
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
