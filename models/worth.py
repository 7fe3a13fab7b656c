"""What each customer will bring: repeat buying times spending, over horizons, discounted; tested on the own past.

The same reckoning is done twice: as of the end of the data, and as of a day in their past (`origin`), from which what
came since is known. What the second one missed by is what can be said of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from models.backtest import Quality, quality
from models.enough import check_repeaters, check_span
from models.reasons import NoModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.repeat_buying import RepeatBuying
    from models.spending import Spending

    Floats = NDArray[np.float64]

HORIZONS = (12, 24, 36)  # months
DAYS_IN_MONTH = 365.25 / 12
WEEK = 7
YEAR_DAYS = 365
DISCOUNT = 0.10  # a year
# Of a customer's own margin counts as much as so many purchase days of the usual amount at the margin of all.
MARGIN_WEIGHT = 3
NODES = 14


@dataclass(frozen=True)
class Forecast:
    """What is kept of a forecast in a version.

    Attributes
    ----------
    customers
        One row per customer of the frame that was given; see `forecast`.
    buying, spending
        The models as of the end of the data; None where there is none.
    quality
        How the forecast, and how "the same again", did from the origin on: model (None without one) and again.
    uses
        model or again: which of the two is shown, the one that missed by less for each customer.
    reason, reason_numbers
        Why there is no model, or what is to be known of it; else "". A code of `models.reasons`.
    spending_reason
        Why amounts are taken as they were; "" where they were fitted.
    earlier
        The model of buying as of the origin.
    rests_on
        purchases or contracts: what the forecast was made from.
    shape
        Of contracts, how it is told how long they go on: renewals (by the model of renewals), ages (as many as went on
        at each age) or nobody_leaves.

    """

    customers: pd.DataFrame
    buying: RepeatBuying | None
    spending: Spending | None
    quality: dict[str, Quality]
    uses: str
    reason: str = ""
    reason_numbers: tuple[tuple[str, float], ...] = ()
    spending_reason: str = ""
    earlier: RepeatBuying | None = None
    rests_on: str = "purchases"
    shape: str = ""


def forecast(
    history: pd.DataFrame,
    *,
    horizon_days: int,
    span_days: int,
    gaps: Floats,
    discount: float = DISCOUNT,
    bought: Forecast | None = None,
) -> Forecast:
    """Forecast what every customer brings, and test the forecast on the past.

    Parameters
    ----------
    history
        As `metrics.buying_history` returns it.
    horizon_days
        Days from the origin to the end of the data: what came in them is known, and is what the test forecasts.
    span_days
        Days from the first purchase in the data to the end of the data.
    gaps
        Days between two purchases, or a sample of them.
    discount
        Rate a year at which money to come is worth less than money today; the test is not discounted.
    bought
        A forecast of the same histories with other money, whose models of buying hold here as well.

    Returns
    -------
    In `customers`, in the order of the history: customer_key; last_revenue and last_profit (of the last 365 days);
    alive (probability), purchases_12 (purchase days in twelve months), both null without a model; for 12, 24 and 36
    months revenue and profit (null where none is known) by the model (model_revenue_12, …), by the same again
    (again_revenue_12, …) and by the one that is used (revenue_12, …). Of the test, null for who was no customer at the
    origin: predicted_model, predicted_again, predicted (by the one that is used) and came (sales);
    predicted_purchases, came_purchases (purchase days); predicted_profit (by the one that is used), came_profit.

    """
    now, then = _Moment.of(history, "", min(span_days, YEAR_DAYS)), _Moment.of(history, "then_", horizon_days)
    scored = pd.DataFrame({"customer_key": history["customer_key"].to_numpy()})
    scored["last_revenue"], scored["last_profit"] = now.last_revenue, now.last_profit
    scored["alive"], scored["purchases_12"] = np.nan, np.nan
    for name in ("model_revenue", "model_profit"):
        scored[[f"{name}_{months}" for months in HORIZONS]] = np.nan
    _add_again(scored, now, discount)
    known = column(history, "then_age_days") >= 0
    test = _test_of(history, then, known)
    fitted, reason = None, ""
    numbers: tuple[tuple[str, float], ...] = ()
    try:
        fitted = _fit(now, then, known, span_days, gaps, bought)
    except NoModel as none:
        reason, numbers = none.code, tuple(none.numbers.items())
    if fitted is not None:
        _add_model(scored, now, fitted, discount)
        _add_model_to_test(test, then, known, fitted, horizon_days / WEEK)
        reason = "nobody_leaves" if fitted.buying.kind == "nbd" else ""
    found = _qualities(test, known)
    uses = "model" if "model" in found and found["model"].error <= found["again"].error else "again"
    for money in ("revenue", "profit"):
        for months in HORIZONS:
            scored[f"{money}_{months}"] = scored[f"{uses}_{money}_{months}"]
    test["predicted"] = test[f"predicted_{uses}"]
    of_profit = then.last_profit if uses == "again" else test["predicted_model"] * then.margin
    test["predicted_profit"] = np.where(known, of_profit, np.nan)
    customers = pd.concat([scored, test], axis=1)
    if fitted is None:
        return Forecast(customers, None, None, found, uses, reason, numbers)
    return Forecast(
        customers, fitted.buying, fitted.spending, found, uses, reason, (), fitted.spending_reason, fitted.earlier
    )


@dataclass(frozen=True)
class _Fitted:
    """The models as of the end of the data, and as of the origin."""

    buying: RepeatBuying
    spending: Spending | None
    spending_reason: str
    earlier: RepeatBuying
    earlier_spending: Spending | None


def _fit(
    now: _Moment,
    then: _Moment,
    known: NDArray[np.bool_],
    span_days: int,
    gaps: Floats,
    bought: Forecast | None = None,
) -> _Fitted:
    check_repeaters(float((then.repeats[known] > 0).sum()), float(known.sum()))
    check_span(span_days, gaps)
    # Only now: scipy takes its time, and small data sets need none of it.
    from models.repeat_buying import fit_repeat_buying

    before, _why = _spending(then, known)
    if bought is not None and bought.buying is not None and bought.earlier is not None:
        buying, earlier = bought.buying, bought.earlier
    else:
        earlier = fit_repeat_buying(*then.times(known))
        buying = fit_repeat_buying(*now.times(), start=earlier)
    spending, why = _spending(now)
    return _Fitted(buying, spending, why, earlier, before)


@dataclass(frozen=True)
class _Moment:
    """What was known of every customer at one day: columns of the history with a prefix."""

    repeats: Floats
    recency: Floats
    age: Floats
    days: Floats
    revenue: Floats
    margin: Floats
    last_revenue: Floats
    last_profit: Floats
    last_days: float

    @classmethod
    def of(cls, history: pd.DataFrame, prefix: str, last_days: int) -> _Moment:
        """Read the columns; those of who was no customer yet are without meaning."""

        def own(name: str) -> Floats:
            return column(history, prefix + name)

        repeats = np.nan_to_num(own("repeats"))
        revenue = np.nan_to_num(own("revenue"))
        return cls(
            repeats=repeats,
            recency=np.nan_to_num(own("recency_days")) / WEEK,
            age=np.nan_to_num(own("age_days")) / WEEK,
            days=np.where(own("age_days") >= 0, repeats + 1, 0.0),
            revenue=revenue,
            margin=_margins(revenue, own("profit"), repeats + 1),
            last_revenue=np.nan_to_num(own("last_revenue")),
            last_profit=np.where(np.isnan(own("profit")), np.nan, np.nan_to_num(own("last_profit"))),
            last_days=float(last_days),
        )

    def times(self, known: NDArray[np.bool_] | None = None) -> tuple[Floats, Floats, Floats]:
        """Return repeats, recency and age in weeks, of the known ones alone."""
        every = slice(None) if known is None else known
        return self.repeats[every], self.recency[every], self.age[every]

    @property
    def mean(self) -> Floats:
        """Mean sales of a purchase day, the first one included."""
        return self.revenue / np.maximum(self.days, 1.0)

    def amounts(self, spending: Spending | None) -> Floats:
        """Return the sales expected of a purchase day: by the model, else as they were, never below zero."""
        if spending is not None:
            return spending.expected(self.days, self.mean)
        return np.maximum(self.mean, 0.0)


def column(history: pd.DataFrame, name: str) -> Floats:
    """Return a column of a history as numbers; what is null is none."""
    return history[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _margins(revenue: Floats, profit: Floats, days: Floats) -> Floats:
    """Return each customer's profit for a unit of sales, drawn towards that of all where little is known of them."""
    if np.isnan(profit).all() or revenue.sum() <= 0:
        return np.full(len(revenue), np.nan)
    overall = float(np.nansum(profit)) / float(revenue[~np.isnan(profit)].sum() or 1.0)
    usual = MARGIN_WEIGHT * float(revenue.sum()) / float(days.sum())
    known = np.where(np.isnan(profit), overall * revenue, profit)
    own = np.maximum(revenue, 0.0)
    return (np.where(revenue > 0, known, 0.0) + overall * usual) / (own + usual)


def _spending(moment: _Moment, known: NDArray[np.bool_] | None = None) -> tuple[Spending | None, str]:
    from models.spending import fit_spending

    every = slice(None) if known is None else known
    try:
        return fit_spending(moment.days[every], moment.mean[every]), ""
    except NoModel as none:
        return None, none.code


def _kinds(moment: _Moment) -> tuple[Floats, Floats, NDArray[np.intp]]:
    code = np.round(moment.age * WEEK) * 1e6 + moment.repeats
    kinds, place = np.unique(code, return_inverse=True)
    return np.mod(kinds, 1e6), np.floor(kinds / 1e6) / WEEK, place


def _add_model(scored: pd.DataFrame, now: _Moment, fitted: _Fitted, discount: float) -> None:
    buying = fitted.buying
    repeats, age, place = _kinds(now)
    alive = buying.alive(*now.times())
    amount = now.amounts(fitted.spending)
    if buying.kind != "nbd":
        scored["alive"] = alive
    times = _nodes(buying.alpha, max(HORIZONS))
    curves = np.array([buying.purchases_if_alive(float(time), repeats, age) for time in times])
    year = _weights(times, buying.alpha, 12, 0.0) @ curves
    scored["purchases_12"] = alive * np.maximum(year, 0.0)[place]
    for months in HORIZONS:
        weights = _weights(times, buying.alpha, months, discount)
        worth = alive * np.maximum(weights @ curves, 0.0)[place] * amount
        scored[f"model_revenue_{months}"] = worth
        scored[f"model_profit_{months}"] = worth * now.margin


def _add_model_to_test(
    test: pd.DataFrame, then: _Moment, known: NDArray[np.bool_], fitted: _Fitted, weeks: float
) -> None:
    repeats, age, place = _kinds(then)
    purchases = fitted.earlier.alive(*then.times()) * fitted.earlier.purchases_if_alive(weeks, repeats, age)[place]
    test["predicted_purchases"] = np.where(known, purchases, np.nan)
    test["predicted_model"] = test["predicted_purchases"] * then.amounts(fitted.earlier_spending)


def discounted_purchases(
    buying: RepeatBuying, weeks: float, discount: float, repeats: Floats, recency: Floats, age: Floats
) -> Floats:
    """Return the discounted purchase days to come: those of each week count at its end, as published."""
    ends = _week_ends(weeks)
    curves = np.array([buying.purchases_if_alive(float(end), repeats, age) for end in ends])
    steps = np.diff(curves, axis=0, prepend=0.0)
    found: Floats = buying.alive(repeats, recency, age) * (_discounts(ends, discount) @ steps)
    return found


def _week_ends(weeks: float) -> Floats:
    whole = np.arange(1.0, np.floor(weeks) + 1)
    return whole if weeks == np.floor(weeks) else np.append(whole, weeks)


def _discounts(ends: Floats, discount: float) -> Floats:
    found: Floats = (1 + discount) ** (-WEEK * ends / 365.25)
    return found


def _nodes(alpha: float, months: int) -> Floats:
    """Return the times (weeks) at which the curve of purchases is worked out: closer together where it bends."""
    longest = months * DAYS_IN_MONTH / WEEK
    at = (1 - np.cos(np.pi * np.arange(NODES) / (NODES - 1))) / 2
    return _unbent(at, alpha, longest)


def _unbent(at: Floats, alpha: float, longest: float) -> Floats:
    found: Floats = alpha * np.expm1(at * np.log1p(longest / alpha))
    return found


def _weights(times: Floats, alpha: float, months: int, discount: float) -> Floats:
    """Return what the curve counts at each node, so that their sum is the discounted purchases of the weeks.

    The curve between nodes is its polynomial through them (barycentric, over Chebyshev points of the bent time).
    """
    ends = _week_ends(months * DAYS_IN_MONTH / WEEK)
    longest = float(times[-1])
    at, wanted = (np.log1p(np.asarray(one) / alpha) / np.log1p(longest / alpha) for one in (times, ends))
    signs = (-1.0) ** np.arange(len(at))
    signs[[0, -1]] /= 2
    apart = wanted[:, None] - at[None, :]
    exact = np.abs(apart) < 1e-12
    parts = signs / np.where(exact, 1.0, apart)
    parts[exact.any(axis=1)] = 0.0
    parts[exact] = 1.0
    basis = parts / parts.sum(axis=1, keepdims=True)
    worth = _discounts(ends, discount)
    found: Floats = (worth - np.append(worth[1:], 0.0)) @ basis
    return found


def _add_again(scored: pd.DataFrame, now: _Moment, discount: float) -> None:
    """The same again: what came in the last twelve months, or the days there are, comes each year once more."""
    yearly = 365.25 / max(now.last_days, 1.0)
    for months in HORIZONS:
        ends = np.arange(1, months + 1) * DAYS_IN_MONTH / WEEK
        years = float(_discounts(ends, discount).sum()) / 12
        scored[f"again_revenue_{months}"] = now.last_revenue * yearly * years
        scored[f"again_profit_{months}"] = now.last_profit * yearly * years


def _test_of(history: pd.DataFrame, then: _Moment, known: NDArray[np.bool_]) -> pd.DataFrame:
    def of_known(values: Any) -> Floats:
        return np.where(known, values, np.nan)

    has_profit = not np.isnan(column(history, "profit")).all()
    came_profit = np.nan_to_num(column(history, "came_profit")) if has_profit else np.full(len(history), np.nan)
    return pd.DataFrame(
        {
            "predicted_model": np.full(len(history), np.nan),
            "predicted_again": of_known(then.last_revenue),
            "came": of_known(np.nan_to_num(column(history, "came_revenue"))),
            "predicted_purchases": np.nan,
            "came_purchases": of_known(np.nan_to_num(column(history, "came_purchases"))),
            "came_profit": of_known(came_profit),
        }
    )


def _qualities(test: pd.DataFrame, known: NDArray[np.bool_]) -> dict[str, Quality]:
    """Return how both did on sales; without customers at the origin there is nothing to compare."""
    if not known.any():
        return {}
    came = test["came"].to_numpy()[known]
    found = {"again": quality(test["predicted_again"].to_numpy()[known], came)}
    model = test["predicted_model"].to_numpy()[known]
    if not np.isnan(model).any():
        found["model"] = quality(model, came)
    return found
