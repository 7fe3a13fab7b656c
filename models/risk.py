"""How likely each customer buys nothing in the days to come, by whichever way did best on the data's own past.

Four ways are tried, each as of several days in the past (origins) from nothing but what was known then, and held
against what came: a logistic regression, boosted trees and a model of repeat buying (`models.repeat_buying`), and the
mean of the three. Beside them stands the simplest: the longer ago the last purchase, the likelier there is no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from models.calibrate import calibration, cross_fitted
from models.reasons import NoModel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEEK = 7
LEARNT = ("logistic", "boosting", "buying")
TOGETHER, RECENCY = "together", "recency"
METHODS = (*LEARNT, TOGETHER, RECENCY)
LEAST_TESTED = 200
LEAST_OF_EACH = 30
# As many buyers are learnt from at most; more take time and change nothing.
MOST_LEARNT = 30_000
COUNTED = (
    *("days", "silent_days", "tenure_days", "bought_days", "days_30", "days_60", "days_90", "days_180"),
    *("revenue", "revenue_90"),
)
# Counted too where they were loaded.
BESIDE = (
    *("products_90", "products_before", "sent", "answers", "unanswered", "complaints_90", "complaints_before"),
    *("open_complaints", "visits_28", "visits_before", "covered_days", "ends_in_days", "contracts"),
)
FAR = 3650.0  # days to the end of a contract that has none


@dataclass(frozen=True)
class Landmark:
    """What was known of every customer on a day, and of the past what became of them.

    Attributes
    ----------
    day
        The day.
    known
        Columns of `metrics.landmark`, or of `metrics.renewal_landmark`, one row per customer.
    is_lost
        1 for who bought nothing in the days after it, or was not under contract any more at their end, else 0; None
        where that is not known yet.

    """

    day: date
    known: pd.DataFrame
    is_lost: Floats | None = None


@dataclass(frozen=True)
class Risk:
    """What is kept of the chances in a version.

    Attributes
    ----------
    customers
        customer_key and chance (null without a model), in the order of what was known.
    tested
        One row per origin and customer: origin, customer_key, silent_days, is_lost, chance_logistic, chance_boosting,
        chance_buying, chance_together, chance_recency (calibrated; null where that way was not possible) and chance (by
        the one that is used; null without a model).
    uses
        One of METHODS; "" without a model.
    reason, reason_numbers
        Why there is no model; else "". A code of `models.reasons`.

    """

    customers: pd.DataFrame
    tested: pd.DataFrame
    uses: str
    reason: str = ""
    reason_numbers: tuple[tuple[str, float], ...] = ()


def risk(
    now: pd.DataFrame,
    lessons: Sequence[tuple[Landmark, Landmark]],
    last: Landmark | None,
    horizon_days: int,
    *,
    too_short: NoModel | None = None,
) -> Risk:
    """Say how likely each customer buys nothing, and test it on the past.

    Parameters
    ----------
    now
        What is known of every customer today.
    lessons
        For each origin, the landmark to learn from (its outcome was known at the origin) and the one that is tested.
    last
        The landmark to learn today's chances from; None where the past is too short for any.
    horizon_days
        Days within which nothing is bought.
    too_short
        Why the past holds no lesson, where it holds none.

    """
    tested = _empty() if not lessons else pd.concat([_tested(*lesson, horizon_days) for lesson in lessons])
    tested = tested.reset_index(drop=True)
    tested = tested.assign(chance=np.nan)
    try:
        if too_short is not None:
            raise too_short
        _check([*(landmark for lesson in lessons for landmark in lesson), last])
    except NoModel as none:
        nothing = pd.DataFrame({"customer_key": now["customer_key"].to_numpy(), "chance": np.nan})
        tested[[f"chance_{method}" for method in (*LEARNT, TOGETHER)]] = np.nan
        return Risk(nothing, tested, "", none.code, tuple(none.numbers.items()))
    raw = {method: tested[f"chance_{method}"].to_numpy(dtype=np.float64) for method in METHODS}
    lost, customer = tested["is_lost"].to_numpy(dtype=np.float64), tested["customer_key"].to_numpy(dtype=np.int64)
    possible = [method for method in METHODS if not np.isnan(raw[method]).any()]
    for method in possible:
        tested[f"chance_{method}"] = cross_fitted(raw[method], lost, customer)
    uses = best(tested, possible)
    tested["chance"] = tested[f"chance_{uses}"]
    assert last is not None  # noqa: S101 - checked
    scored = _chances(last, now, horizon_days, (uses,))[uses]
    chance = calibration(raw[uses], lost)(scored)
    return Risk(pd.DataFrame({"customer_key": now["customer_key"].to_numpy(), "chance": chance}), tested, uses)


def best(tested: pd.DataFrame, possible: Sequence[str]) -> str:
    """Choose the way that missed by least over the origins; the simplest one unless it is beaten in order and in size.

    Missed by: Brier's score, the mean of (chance − outcome)², the mean over the origins. A way must also put customers
    in a better order than the days since the last purchase do.
    """
    origins = [part for _origin, part in tested.groupby("origin", sort=True)]

    def score(method: str) -> float:
        return float(np.mean([((one[f"chance_{method}"] - one["is_lost"]) ** 2).mean() for one in origins]))

    def order(column: str) -> float:
        return float(np.mean([area(one[column].to_numpy(), one["is_lost"].to_numpy()) for one in origins]))

    learnt = sorted((method for method in possible if method != RECENCY), key=lambda method: (score(method), method))
    if not learnt:
        return RECENCY
    first = learnt[0]
    is_better = score(first) < score(RECENCY) and order(f"chance_{first}") > order("silent_days")
    return first if is_better else RECENCY


def area(score: Floats, is_lost: Floats) -> float:
    """Return the chance that of one lost and one kept customer the lost one has the higher score; half for a tie."""
    lost = float(is_lost.sum())
    kept = len(is_lost) - lost
    if not lost or not kept:
        return float("nan")
    ranks = pd.Series(score).rank().to_numpy()
    return float((ranks[is_lost > 0].sum() - lost * (lost + 1) / 2) / (lost * kept))


def _check(landmarks: Sequence[Landmark | None]) -> None:
    """Refuse to say chances from too little."""
    for one in landmarks:
        lost = np.zeros(0) if one is None or one.is_lost is None else one.is_lost
        if len(lost) < LEAST_TESTED:
            raise NoModel("few_to_warn", n=len(lost), least=LEAST_TESTED)
        fewer = float(min(lost.sum(), len(lost) - lost.sum()))
        if fewer < LEAST_OF_EACH:
            raise NoModel("alike_to_warn", n=fewer, least=LEAST_OF_EACH)


def _empty() -> pd.DataFrame:
    columns = ("origin", "customer_key", "silent_days", "is_lost", *(f"chance_{method}" for method in METHODS))
    return pd.DataFrame({name: pd.Series(dtype="float64") for name in columns})


def _tested(learn: Landmark, test: Landmark, horizon_days: int) -> pd.DataFrame:
    """Say the chances of one origin from what was known then, beside what came; not calibrated yet."""
    is_enough = all(one.is_lost is not None and len(one.is_lost) >= LEAST_TESTED for one in (learn, test))
    chances = _chances(learn, test.known, horizon_days, METHODS if is_enough else (RECENCY,))
    return pd.DataFrame(
        {
            "origin": pd.Timestamp(test.day),
            "customer_key": test.known["customer_key"].to_numpy(),
            "silent_days": test.known["silent_days"].to_numpy(dtype=np.float64),
            "is_lost": test.is_lost,
            **{f"chance_{method}": chances.get(method, np.nan) for method in METHODS},
        }
    )


def _chances(learn: Landmark, known: pd.DataFrame, horizon_days: int, wanted: Sequence[str]) -> dict[str, Floats]:
    """Learn from one landmark and say the chances at another; ways that the data do not carry are left out."""
    found: dict[str, Floats] = {}
    lost = np.asarray(learn.is_lost, dtype=np.float64)
    if RECENCY in wanted and len(lost):
        found[RECENCY] = _by_recency(learn.known, lost, known)
    ways = LEARNT if TOGETHER in wanted else tuple(way for way in LEARNT if way in wanted)
    found |= _learnt(learn.known, lost, known, [way for way in ways if way in FITS])
    if "buying" in ways and "days" in known.columns and (chance := _by_buying(known, horizon_days)) is not None:
        found["buying"] = chance
    if TOGETHER in wanted and all(way in found for way in ("logistic", "boosting")):
        found[TOGETHER] = np.mean([found[way] for way in LEARNT if way in found], axis=0)
    return found


def _learnt(learn: pd.DataFrame, lost: Floats, known: pd.DataFrame, ways: Sequence[str]) -> dict[str, Floats]:
    """Learn each of the ways from what is known of the outcome; nothing where all came or none did."""
    if not ways or not 0 < lost.sum() < len(lost):
        return {}
    # Loaded before the threads are held back: a limit reaches the libraries that are there.
    import sklearn.ensemble
    import sklearn.linear_model  # noqa: F401
    from threadpoolctl import threadpool_limits

    lesson, asked = features(learn), features(known)
    varied = [name for name in lesson.columns if name in asked.columns and lesson[name].min() < lesson[name].max()]
    rows = _some(len(lost))
    x, y, at = lesson[varied].to_numpy()[rows], lost[rows], asked[varied].to_numpy()
    # Of so few rows threads wait for each other more than they work: on a busy machine twenty times as long.
    with threadpool_limits(1):
        return {way: FITS[way](x, y, at) for way in ways}


def features(known: pd.DataFrame) -> pd.DataFrame:
    """Return what chances are learnt from: counts and money as logarithms, and how each compares with the own past."""

    def column(name: str) -> Floats:
        return known[name].to_numpy(dtype=np.float64, na_value=np.nan)

    found: dict[str, Floats] = {}
    if "days" in known.columns:  # of contracts alone there is no purchase
        found = {name: np.log1p(np.maximum(column(name), 0.0)) for name in COUNTED}
        tenure, days = column("tenure_days") + 1.0, column("days")
        found["silent_share"] = column("silent_days") / tenure
        found["pace"] = days / tenure * 30
        found["recent_pace"] = column("days_90") / np.minimum(tenure, 90) * 30
        found["basket"] = np.log1p(np.maximum(column("revenue"), 0.0) / days)
        # Silence in own gaps; of a single purchase, in months.
        found["times_usual"] = column("silent_days") / ((column("bought_days") + 30) / days)
    for name in BESIDE:
        if name in known.columns and not np.isnan(values := column(name)).all():
            missing = FAR if name == "ends_in_days" else 0.0
            found[name] = np.log1p(np.maximum(np.nan_to_num(values, nan=missing), 0.0))
    return pd.DataFrame(found)


def _some(count: int) -> NDArray[np.int64]:
    rows = np.arange(count)
    return rows if count <= MOST_LEARNT else rows[:: int(np.ceil(count / MOST_LEARNT))]


def _logistic(x: Floats, y: Floats, asked: Floats) -> Floats:
    """Learn a logistic regression; nothing is said of values beyond those that were learnt from."""
    from sklearn.linear_model import LogisticRegression

    centre, spread = x.mean(axis=0), x.std(axis=0)
    model = LogisticRegression(C=0.3, max_iter=500).fit((x - centre) / spread, y)
    seen = np.clip(asked, x.min(axis=0), x.max(axis=0))
    found: Floats = model.predict_proba((seen - centre) / spread)[:, 1]
    return found


def _boosting(x: Floats, y: Floats, asked: Floats) -> Floats:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.06, max_leaf_nodes=8, min_samples_leaf=50, early_stopping=False, random_state=0
    ).fit(x, y)
    found: Floats = model.predict_proba(asked)[:, 1]
    return found


FITS = {"logistic": _logistic, "boosting": _boosting}


def _by_buying(known: pd.DataFrame, horizon_days: int) -> Floats | None:
    """Return what a model of repeat buying says; it needs no past to learn from. None where there is no such model."""
    from models.repeat_buying import fit_repeat_buying

    repeats, recency, age = buying_times(known)
    rows = _some(len(known))
    try:
        buying = fit_repeat_buying(repeats[rows], recency[rows], age[rows])
    except NoModel:
        return None
    return buying.nothing(horizon_days / WEEK, repeats, recency, age)


def buying_times(known: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Return repeated purchase days, weeks from the first to the last, and weeks since the first."""
    days, bought, tenure = (known[name].to_numpy(dtype=np.float64) for name in ("days", "bought_days", "tenure_days"))
    return days - 1, bought / WEEK, tenure / WEEK


def _by_recency(learn: pd.DataFrame, lost: Floats, known: pd.DataFrame) -> Floats:
    """Return the share lost among those who had been silent about as long: the rising curve of it."""
    silent, asked = (one["silent_days"].to_numpy(dtype=np.float64) for one in (learn, known))
    return calibration(silent, lost).at(asked)
