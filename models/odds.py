"""What goes with leaving, all of it at once: the odds of each trait with the others held equal, and a tree in words.

A logistic regression of who was gone in the next period on all that was known at the end of one. A customer of several
periods is one customer: the intervals are of customers, not of rows (Liang and Zeger 1986). The tree is learnt from all
periods but the last that can be judged, and tried on that one; where there is one alone, it is learnt from two in three
customers, drawn by lot, and tried on the third. Neither says what causes what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from models.reasons import NoModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Z_95 = 1.959963984540054
# A trait of fewer customers, or with fewer who left or stayed, is counted with the rest of its kind.
LEAST_WITH, LEAST_OF_EACH = 30, 10
# So many who left, and who stayed, for each of the odds (Peduzzi and others 1996).
EVENTS_EACH = 10
# Odds whose spread is so many times what it would be alone cannot be told from those of the others.
ENTANGLED = 5.0
# Of one period alone, one in so many customers are left out, to try the tree on.
HELD_OUT = 3
DEPTH, LEAST_IN_LEAF, LEAST_SHARE_IN_LEAF = 3, 50, 0.02
MOST_ROUNDS, NEAR, SAME = 50, 1e-9, 1e-6
WAITS = ("under_4", "under_24", "over_24", "never")
# What rises in steps: more orders of the period (one, two, three or more), the time a customer has been one (each step
# is twice as long), the longest wait for an answer (each step the next of WAITS).
STEPS = ("volume", "age", "wait")
REST = "\N{HORIZONTAL ELLIPSIS}"


class Term(NamedTuple):
    """One condition of a rule: a trait that is there or not, or a step up to which or beyond which it lies."""

    feature: str
    trait: str
    is_so: bool
    step: float = np.nan


@dataclass(frozen=True)
class Together:
    """What all traits together say.

    Attributes
    ----------
    odds
        One row per trait and step, the strongest first: feature, trait (empty for a step), compared_with (the largest
        of its kind; empty for a step), customers and left (of those with it; of a step, of all), odds (times the odds
        of leaving, all else equal), odds_low, odds_high (95 %), inflation (of its variance, by what goes with it).
    rules
        One row per leaf of the tree, the largest share first: terms (tuple of Term), customers, left, rate, lift (times
        the share of all), and the same of those whom the tree has not seen: next_customers, next_left, next_rate.
    is_by_lot
        Whether the tree was tried on customers drawn by lot, for want of another period.
    customers, left
        How many customers of a period the odds are of, and how many of these left.
    same
        Features and traits that follow from the others, so that nobody can tell what they alone do.

    """

    odds: pd.DataFrame
    rules: pd.DataFrame
    customers: int
    left: int
    same: tuple[tuple[str, str], ...] = ()
    is_by_lot: bool = False


def together(rows: pd.DataFrame, traits: Sequence[str]) -> Together:
    """Hold everything that was known of each customer against whether they left.

    Parameters
    ----------
    rows
        As `metrics.leaving_rows` returns them, with the traits beside.
    traits
        Columns of texts: each value is held against the one that most have.

    Raises
    ------
    NoModel
        Where too few left or stayed for as many odds.

    Source: metrics reference E8.

    """
    known = _prepared(rows, traits)
    lost = known["has_left"].to_numpy(dtype=np.float64)
    columns, named = _columns(known, traits)
    told = _apart(columns)
    rest = [named[place] for place in range(len(named)) if place not in told]
    same = tuple((str(one["feature"]), str(one["trait"])) for one in rest)
    columns, named = [columns[place] for place in told], [named[place] for place in told]
    fewest = float(min(lost.sum(), len(lost) - lost.sum()))
    nuisance = _periods(known)
    wanted = EVENTS_EACH * max(len(named), 1)
    if not named or fewest < wanted:
        raise NoModel("few_left", n=fewest, least=wanted)
    x = np.column_stack([np.ones(len(known)), *columns, *nuisance])
    fitted, spread = fit(x, lost, known["customer_key"].to_numpy())
    inflation = _inflation(np.column_stack(columns))
    odds = pd.DataFrame(
        [
            {
                **row,
                "odds": np.exp(fitted[place]),
                "odds_low": np.exp(fitted[place] - Z_95 * spread[place]),
                "odds_high": np.exp(fitted[place] + Z_95 * spread[place]),
                "inflation": inflation[place - 1],
            }
            for place, row in enumerate(named, 1)
        ]
    )
    strength = (np.log(odds["odds"]) / (np.log(odds["odds_high"]) - np.log(odds["odds_low"]))).abs()
    ordered = odds.assign(strength=strength).sort_values(
        ["strength", "feature", "trait"], ascending=[False, True, True]
    )
    rules = _rules(known, columns, named)
    return Together(
        ordered, rules, len(known), int(lost.sum()), same, known["in_period"].min() == known["in_period"].max()
    )


def fit(x: Floats, lost: Floats, customer: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Fit a logistic regression by maximum likelihood; the spread of each number is of customers, not of rows.

    Returns
    -------
    The numbers and their standard errors, one for each column of x.

    Raises
    ------
    NoModel
        Where the search has no end: a column tells who leaves without exception, or two are the same.

    """
    patterns, of_row = np.unique(x, axis=0, return_inverse=True)
    of_row = of_row.reshape(-1)
    many = np.bincount(of_row).astype(np.float64)
    gone = np.bincount(of_row, weights=lost)
    at = np.zeros(x.shape[1])
    for _round in range(MOST_ROUNDS):
        share = 1.0 / (1.0 + np.exp(-patterns @ at))
        bend = patterns.T @ (patterns * (many * share * (1.0 - share))[:, None])
        slope = patterns.T @ (gone - many * share)
        try:
            step = np.linalg.solve(bend, slope)
        except np.linalg.LinAlgError:
            raise NoModel("no_convergence") from None
        at = at + np.clip(step, -3.0, 3.0)
        if np.abs(step).max() < NEAR:
            break
    else:
        raise NoModel("no_convergence")
    inverse = np.linalg.inv(bend)
    apart = lost - share[of_row]
    _keys, of_customer = np.unique(customer, return_inverse=True)
    each = np.column_stack([np.bincount(of_customer, weights=x[:, column] * apart) for column in range(x.shape[1])])
    groups, rows, columns = len(each), *x.shape
    few = groups / (groups - 1.0) * (rows - 1.0) / (rows - columns)
    spread: Floats = np.sqrt(np.diag(inverse @ (each.T @ each) @ inverse) * few)
    return at, spread


def _prepared(rows: pd.DataFrame, traits: Sequence[str]) -> pd.DataFrame:
    """Write each row's steps as numbers, and values that few have as one."""
    known = rows.assign(
        age=np.log2(1.0 + rows["age_periods"].to_numpy(dtype=np.float64, na_value=np.nan)),
        wait=rows["wait"].map({name: place for place, name in enumerate(WAITS)}).fillna(0).astype(np.float64),
        volume=rows["volume"].astype(np.float64),
    )
    for name in traits:
        text = known[name].fillna("").astype(str)
        counted = known.groupby(text)["has_left"].agg(["size", "sum"])
        people = known.groupby(text)["customer_key"].nunique()
        is_few = (people < LEAST_WITH) | (counted["sum"] < LEAST_OF_EACH)
        is_few |= counted["size"] - counted["sum"] < LEAST_OF_EACH
        known[name] = text.where(~text.map(is_few), REST)
    return known


def _columns(known: pd.DataFrame, traits: Sequence[str]) -> tuple[list[Floats], list[dict[str, object]]]:
    """Return a column for each step and each value but the largest, and what each is."""
    columns: list[Floats] = []
    named: list[dict[str, object]] = []
    lost = known["has_left"].to_numpy(dtype=bool)
    for name in traits:
        sizes = {str(value): int(size) for value, size in known[name].value_counts().items()}
        first = _largest(sizes)
        for value in sorted(sizes.keys() - {first, REST}):
            has = (known[name] == value).to_numpy()
            columns.append(has.astype(np.float64))
            counts = {"customers": int(has.sum()), "left": int((has & lost).sum())}
            named.append({"feature": name, "trait": value, "compared_with": first, **counts})
    for name in STEPS:
        values = known[name].to_numpy(dtype=np.float64)
        if np.isnan(values).any() or values.min() == values.max():
            continue
        columns.append(values)
        counts = {"customers": len(values), "left": int(lost.sum())}
        named.append({"feature": name, "trait": "", "compared_with": "", **counts})
    return columns, named


def _largest(sizes: dict[str, int]) -> str:
    """Return the value that most have, which the others are held against; never those of few taken together."""
    return min(sizes, key=lambda value: (value == REST, -sizes[value], value))


def _apart(columns: list[Floats]) -> list[int]:
    """Return the places of the columns that do not follow from those before them."""
    kept: list[Floats] = []
    places = []
    for place, column in enumerate(columns):
        rest = column - column.mean()
        size = np.linalg.norm(rest)
        for one in (*kept, *kept):  # once more, for what rounding left
            rest = rest - one * (one @ rest)
        if np.linalg.norm(rest) > SAME * size:
            kept.append(rest / np.linalg.norm(rest))
            places.append(place)
    return places


def _periods(known: pd.DataFrame) -> list[Floats]:
    """Return a column for each period but the first: in some more leave than in others."""
    counted = known.groupby("in_period")["has_left"].agg(["size", "sum"])
    mixed = counted[(counted["sum"] > 0) & (counted["sum"] < counted["size"])].index.sort_values()
    return [(known["in_period"] == period).to_numpy(dtype=np.float64) for period in mixed[1:]]


def _inflation(columns: Floats) -> Floats:
    """Return how many times its variance is what it would be if a column went with none of the others."""
    if columns.shape[1] == 1:
        return np.ones(1)
    found: Floats = np.diag(np.linalg.pinv(np.corrcoef(columns, rowvar=False)))
    return found


def _rules(known: pd.DataFrame, columns: list[Floats], named: list[dict[str, object]]) -> pd.DataFrame:
    """Grow a shallow tree on all periods but the last, write its leaves as rules, and try them on the last."""
    from sklearn.tree import DecisionTreeClassifier

    names = ("terms", "customers", "left", "rate", "lift", "next_customers", "next_left", "next_rate")
    lost = known["has_left"].to_numpy(dtype=bool)
    is_last = (known["in_period"] == known["in_period"].max()).to_numpy()
    if is_last.all():
        is_last = known["customer_key"].to_numpy(dtype=np.int64) * 48271 % 2147483647 % HELD_OUT == 0
    x = np.column_stack(columns)
    learnt, gone = x[~is_last], lost[~is_last]
    least = max(LEAST_IN_LEAF, int(np.ceil(LEAST_SHARE_IN_LEAF * len(learnt))))
    if len(learnt) < 2 * least or not 0 < gone.sum() < len(gone):
        return pd.DataFrame(columns=list(names))
    grown = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=0).fit(learnt, gone)
    at, later = grown.apply(learnt), grown.apply(x[is_last])
    usual = gone.mean()
    rows = []
    for leaf, terms in _leaves(grown.tree_, named):
        here, then = at == leaf, later == leaf
        share = float(gone[here].mean())
        next_left = int(lost[is_last][then].sum())
        rows.append(
            (
                terms, int(here.sum()), int(gone[here].sum()), share, share / usual,
                int(then.sum()), next_left, next_left / then.sum() if then.any() else np.nan,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(names)).sort_values("rate", ascending=False, ignore_index=True)


def _leaves(tree: object, named: list[dict[str, object]]) -> list[tuple[int, tuple[Term, ...]]]:
    """Return each leaf of a grown tree with the conditions that lead to it."""
    left, right = tree.children_left, tree.children_right  # type: ignore[attr-defined]
    column, limit = tree.feature, tree.threshold  # type: ignore[attr-defined]
    found: list[tuple[int, tuple[Term, ...]]] = []

    def walk(node: int, terms: tuple[Term, ...]) -> None:
        if left[node] < 0:
            found.append((node, terms))
            return
        what = named[column[node]]
        feature, trait = str(what["feature"]), str(what["trait"])
        step = np.nan if trait or feature not in STEPS else float(limit[node])
        walk(left[node], (*terms, Term(feature, trait, is_so=False, step=step)))
        walk(right[node], (*terms, Term(feature, trait, is_so=True, step=step)))

    walk(0, ())
    return found
