"""What each customer under contract will bring: how long contracts of that age go on, times what they come to a month.

Two ways of telling how long they go on are tried on the data's own past, beside the simplest forecast there is, that
nobody leaves: the model of renewals (`models.contracts`), which has a shape, and the shares that were kept at each age
(Kaplan and Meier 1958), which have none. The one that missed by the least is shown, by the mean of the squares: a
contract goes on or it does not, so the mean of the misses themselves would favour whoever says that all go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models.backtest import quality
from models.contracts import fit_renewals
from models.enough import check_ended
from models.reasons import NoModel
from models.worth import DAYS_IN_MONTH, DISCOUNT, HORIZONS, Forecast, column

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    # The share that is still there after so many months.
    GoingOn = Callable[[Floats], Floats]

# Of an age that fewer have reached, the share kept is that of the last ages that enough have reached.
LEAST_AT_RISK = 10
LAST_AGES = 12
NOBODY_LEAVES = "nobody_leaves"


def forecast_contracts(
    history: pd.DataFrame,
    lengths: pd.DataFrame,
    lengths_then: pd.DataFrame,
    *,
    horizon_days: int,
    margin: float | None = None,
    discount: float = DISCOUNT,
) -> Forecast:
    """Forecast what every customer under contract brings, and test the forecast on the past.

    Parameters
    ----------
    history
        As `metrics.contract_history` returns it.
    lengths, lengths_then
        As `metrics.cover_lengths` returns it, as of the end of the data and as of the origin.
    horizon_days
        Days from the origin to the end of the data: what came in them is known, and is what the test forecasts.
    margin
        Profit of a unit of sales (0 to 1); None where it is not known.
    discount
        Rate a year at which money to come is worth less than money today; the test is not discounted.

    Returns
    -------
    As `models.worth.forecast`: alive is 1 for who is covered at the end of the data, else 0; no purchase is forecast.

    """
    known = history["was_known"].to_numpy(dtype=bool) & ~np.isnan(column(history, "then_monthly"))
    came = np.where(known, column(history, "came_revenue"), np.nan)
    shapes, reason, numbers = _shapes(lengths, lengths_then)
    then, paid = column(history, "then_age_months"), np.where(known, column(history, "then_monthly"), np.nan)
    months = horizon_days / DAYS_IN_MONTH
    test = {name: paid * _months_paid(shape, then, months) for name, (shape, _now) in shapes.items()}
    missed = {name: float(np.square(test[name] - came)[known].mean()) for name in test} if known.any() else {}
    best = min(shapes, key=lambda name: missed.get(name, np.inf)) if shapes else NOBODY_LEAVES
    predicted = {"model": test.get(best, np.full(len(history), np.nan)), "again": paid * months}
    uses = "again"
    if best in missed and missed[best] <= float(np.square(predicted["again"] - came)[known].mean()):
        uses = "model"

    scored = pd.DataFrame({"customer_key": history["customer_key"].to_numpy()})
    scored["last_revenue"] = column(history, "last_revenue")
    age = column(history, "age_months")
    scored["alive"], scored["purchases_12"] = np.isfinite(age).astype(np.float64), np.nan
    ways = {"again": _nobody_leaves} | ({"model": shapes[best][1]} if best in shapes else {})
    for months_ahead in HORIZONS:
        for way in ("model", "again"):
            going_on = ways.get(way)
            paying = np.nan if going_on is None else _months_paid(going_on, age, months_ahead, discount)
            scored[f"{way}_revenue_{months_ahead}"] = column(history, "monthly") * paying
        scored[f"revenue_{months_ahead}"] = scored[f"{uses}_revenue_{months_ahead}"]
    scored["came"], scored["predicted"] = came, predicted[uses]
    for way, values in predicted.items():
        scored[f"predicted_{way}"] = values
    scored["predicted_purchases"] = scored["came_purchases"] = np.nan
    of_unit = np.nan if margin is None else margin
    for name in [name for name in map(str, scored.columns) if "revenue" in name]:
        scored[name.replace("revenue", "profit")] = scored[name] * of_unit
    for name in ("predicted", "came"):
        scored[f"{name}_profit"] = scored[name] * of_unit
    methods = ("again", "model") if best in shapes else ("again",)
    found = {way: quality(predicted[way][known], came[known]) for way in methods} if known.any() else {}
    return Forecast(scored, None, None, found, uses, reason, numbers, rests_on="contracts", shape=best)


def _shapes(
    lengths: pd.DataFrame, lengths_then: pd.DataFrame
) -> tuple[dict[str, tuple[GoingOn, GoingOn]], str, tuple[tuple[str, float], ...]]:
    """Return what tells how long contracts go on, as of the origin and as of the end; and why nothing does."""
    found: dict[str, tuple[GoingOn, GoingOn]] = {}
    reason, numbers = "", tuple[tuple[str, float], ...]()
    for name, shape in {"renewals": by_renewals, "ages": by_ages}.items():
        try:
            check_ended(float(lengths_then["ended"].sum()))
            found[name] = shape(lengths_then), shape(lengths)
        except NoModel as none:
            reason, numbers = none.code, tuple(none.numbers.items())
    return (found, "", ()) if found else ({}, reason, numbers)


def _months_paid(going_on: GoingOn, age: Floats, months: float, discount: float = 0.0) -> Floats:
    """Return for how many of the months to come each is expected to pay, discounted; 0 for who is not covered.

    A month counts the mean of the shares that are there at its start and at its end, and is discounted from its end; a
    part of a month counts as much as it is of one. Customers of one age share what is worked out.
    """
    ages, place = np.unique(np.nan_to_num(age, nan=-1.0), return_inverse=True)
    steps = np.arange(int(np.ceil(months)) + 1, dtype=np.float64)
    shares = going_on(ages[:, None] + steps[None, :])
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(shares[:, :1] > 0, shares / shares[:, :1], 0.0)
    parts = np.minimum(1.0, months - steps[:-1])
    worth = ((left[:, :-1] + left[:, 1:]) / 2) @ (parts * (1 + discount) ** (-steps[1:] / 12))
    found: Floats = np.where(ages < 0, 0.0, worth)[place]
    return found


def _nobody_leaves(ages: Floats) -> Floats:
    return np.ones_like(ages)


def by_renewals(lengths: pd.DataFrame) -> GoingOn:
    """Return the share that goes on for so many months, by the model of renewals, one of which is due each month."""
    longest = int(lengths["months"].max())
    lost = np.zeros(longest)
    ended = lengths[lengths["ended"] > 0]
    np.add.at(lost, ended["months"].to_numpy(dtype=int) - 1, ended["ended"].to_numpy(dtype=np.float64))
    still = lengths[(lengths["going_on"] > 0) & (lengths["months"] > 0)]
    ages, many = still["months"].to_numpy(dtype=int), still["going_on"].to_numpy(dtype=np.float64)
    groups = [([0.0] * age, count) for age, count in zip(ages.tolist(), many.tolist(), strict=True)]
    return fit_renewals([(list(lost), 0.0), *groups]).survival


def by_ages(lengths: pd.DataFrame) -> GoingOn:
    """Return the share that goes on for so many months, as it was at each age that enough have reached."""
    longest = int(lengths["months"].max())
    lost, gone = np.zeros(longest + 1), np.zeros(longest + 1)
    at = lengths["months"].to_numpy(dtype=int)
    np.add.at(lost, at, lengths["ended"].to_numpy(dtype=np.float64))
    np.add.at(gone, at, lengths[["ended", "going_on"]].sum(axis=1).to_numpy(dtype=np.float64))
    at_risk = gone[::-1].cumsum()[::-1]
    reached = int((at_risk >= LEAST_AT_RISK).sum())
    if reached < 2:  # nobody has been here for a month
        raise NoModel("no_renewals")
    leaving = lost[:reached] / at_risk[:reached]
    last = slice(max(1, reached - LAST_AGES), reached)
    usual = float(lost[last].sum() / at_risk[last].sum())
    # The curve is drawn once, so far that the oldest and the longest horizon are on it.
    drawn = np.concatenate([leaving, np.full(longest + max(HORIZONS) + 2, usual)])
    curve = np.cumprod(1 - drawn)

    def going_on(ages: Floats) -> Floats:
        found: Floats = curve[np.clip(ages, 0, len(curve) - 1).astype(int)]
        return found

    return going_on
