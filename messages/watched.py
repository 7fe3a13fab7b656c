"""The numbers that are watched for alerts, each with its complete periods, of whatever a data set has."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

import access
import store
from localization.grains import PERIODS_IN_A_YEAR, shortest
from metrics import MetricError, evaluate
from metrics.warning.risk import top_at_risk
from models import control
from store import answers
from store.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    import numpy as np

    from store import Snapshot
    from store.tables import Where

ROLE = "role"
MOST_SIDES = 4
# Below so many customers of equal weight one of them decides a share of money.
LEAST_EFFECTIVE = 5.0
# Versions that are opened to see how a number went that only the newest day of a version has.
MOST_VERSIONS = 60


@dataclass(frozen=True)
class Looked:
    """What is looked at: a version of a data set, of one side where a firm has two, by periods of one length.

    What was asked of a version when it was published is not asked again (`answers`); money at the prices of one month
    (`prices_of`) is asked for anew.
    """

    snapshot: Snapshot
    grain: str
    where: Where
    prices_of: date | None = None
    answers: Answers = field(default_factory=lambda: Answers({}), compare=False, repr=False)

    @classmethod
    def at(
        cls,
        snapshot: Snapshot,
        grain: str | None = None,
        where: Where | None = None,
        *,
        prices_of: date | None = None,
        known: Answers | None = None,
    ) -> Looked:
        """Look at a version as its pages do: the first of several sides, the shortest period that suits.

        Other customers are looked at where `where` says which. The answers that are kept of the version are taken, or
        those that are given.

        StoreError where the version holds no periods of the wanted length.
        """
        chosen = grain or shortest(complete_periods(snapshot), snapshot.info.counts.get("usual_gap_days", 0))
        snapshot.activity(chosen)
        held_answers = answers.read(snapshot) if known is None else known
        return cls(snapshot, chosen, _side(snapshot) if where is None else where, prices_of, held_answers)

    @property
    def tables(self) -> store.Tables:
        """What a metric may ask for."""
        return store.Tables(self.snapshot, self.grain, self.where, prices_of=self.prices_of)

    def fetch(self, metric: str, *, by: tuple[str, ...] = (), **options: Any) -> pd.DataFrame:
        """Run a metric of the glossary."""
        return self.of(self.tables, metric, by=by, **options)

    def of(self, tables: store.Tables, metric: str, *, by: tuple[str, ...] = (), **options: Any) -> pd.DataFrame:
        """Run a metric on other tables of the same version, such as those of one period."""
        asked = answers.question(tables.grain, tables.where, tables.since, tables.until, metric, by, options)
        return self.known(
            asked, lambda: self.snapshot.fetch(evaluate(metric, tables, by=by, **options)), names=bool(by)
        )

    def known(self, question: str, find: Callable[[], pd.DataFrame], *, names: bool = False) -> pd.DataFrame:
        """Return the answer to a question as it is kept, else the one that is found now.

        Where it may name somebody, whoever may not see that is answered anew, from what they may see.
        """
        if self.prices_of is not None or (names and self.snapshot.sight != access.FULL):
            return find()
        return self.answers.answer(question, find)

    def asked(self, metric: str, **options: Any) -> pd.DataFrame | None:
        """Run a metric; None where nothing was loaded to tell it by, or it says nothing."""
        try:
            found = self.fetch(metric, **options)
        except MetricError:
            return None
        return None if found.empty else found

    @cached_property
    def periods(self) -> pd.DataFrame:
        """The periods: period, starts_on, ends_on, label, is_complete."""
        return self.snapshot.fetch(self.snapshot.periods(self.grain).order_by("period"))


def complete_periods(snapshot: Snapshot) -> dict[str, int]:
    """Count the complete periods of each length that a version holds."""
    counted = snapshot.fetch(snapshot.table("periods"))
    complete = counted[counted["is_complete"]].groupby("grain").size().to_dict()
    return {str(name): int(number) for name, number in complete.items() if name in snapshot.grains}


@dataclass(frozen=True)
class Watched:
    """One number by period, the last one being the last complete period.

    Attributes
    ----------
    name
        customers, sales, profit (shares kept), lost, cause, top_at_risk, in_time, complaints or nps.
    what
        Which cause; empty for the others.
    periods
        First days.
    part, whole
        Its numerator and denominator, by which it is judged; of complaints and lost customers, the count and the days.
    money
        Sales, or of the share of profit kept the profit, behind one of the whole (currency), to say what the
        difference from the usual is worth; nan where nobody can say.
    more_is_worse
        Whether a rise is bad news.
    judged
        What is usual, and how far off the last value is.

    """

    name: str
    what: str
    periods: tuple[pd.Timestamp, ...]
    part: np.ndarray
    whole: np.ndarray
    money: float
    more_is_worse: bool
    judged: control.Judged

    @property
    def excess(self) -> float:
        """By how many the last value is worse than the usual one, in its own units; below zero where it is better."""
        off = float(self.judged.value - self.judged.centre) * float(self.whole[-1])
        return off if self.more_is_worse else -off

    @property
    def worth(self) -> float:
        """What `excess` is worth (currency); nan where nobody can say."""
        return self.excess * self.money


def watched(looked: Looked) -> list[Watched]:
    """Return every number that can be judged: known in the last complete period and in enough of those before it."""
    periods = looked.periods
    complete = periods[periods["is_complete"]]
    if complete.empty:
        return []
    last = complete["starts_on"].iloc[-1]
    kept = looked.asked("retention")
    sales = _sales_of_each(kept)
    replies = looked.asked("replies_over_time")
    found = [
        *_kept(looked, kept),
        *_lost(looked, kept, complete, sales),
        *_causes(looked, sales),
        *_top_at_risk(looked, complete),
        *_replies(replies),
        *_complaints(looked, replies, complete),
        *_scores(looked),
    ]
    return [one for one in found if one.periods[-1] == last]


def _side(snapshot: Snapshot) -> Where:
    """Return which side of a two-sided firm is looked at: the first; nothing where there is one side only."""
    if ROLE not in snapshot.info.attributes:
        return ()
    customers = store.tables.grouped(snapshot)
    found = snapshot.fetch(customers.select(side=customers[ROLE].cast("string")).distinct())["side"]
    sides = sorted(value for value in found.dropna() if value)
    return ((ROLE, (sides[0],)),) if 2 <= len(sides) <= MOST_SIDES else ()


def _sales_of_each(kept: pd.DataFrame | None) -> float:
    """Return the sales behind a customer of the period before; nan where there are none."""
    if kept is None or not kept["start"].iloc[-1]:
        return float("nan")
    return float(kept["start_revenue"].iloc[-1]) / float(kept["start"].iloc[-1])


def _judge(
    name: str,
    rows: pd.DataFrame,
    kind: str,
    *,
    what: str = "",
    money: float = float("nan"),
    more_is_worse: bool = False,
    season: int = 0,
) -> Iterator[Watched]:
    """Judge the last row by those before it; nothing where they are too few.

    Parameters
    ----------
    name, what, money, more_is_worse
        As of `Watched`.
    rows
        period, part, whole, the oldest first; for scores their variance too.
    kind
        shares, rates, counts or scores: how it is judged.
    season
        For counts: how many periods back the same season lies, where the rows reach back two years.

    """
    rows = rows[(rows["whole"] > 0) & rows["part"].notna()]
    seasonal = season if len(rows) >= max(2 * season + 1, season + control.LEAST + 1) else 0
    rows = rows.tail(control.MOST + 1 + seasonal)
    part, whole = rows["part"].to_numpy(float), rows["whole"].to_numpy(float)
    if len(rows) < control.LEAST + 1 or (kind != "counts" and not whole[:-1].sum()):
        return
    if kind == "counts":
        judged = control.counts(part / whole, whole, seasonal)
    elif kind == "scores":
        judged = control.scores(part / whole, whole, float(rows["variance"].iloc[-1]))
    else:
        judged = (control.shares if kind == "shares" else control.rates)(part, whole)
    yield Watched(name, what, tuple(rows["period"]), part, whole, money, more_is_worse, judged)


def _kept(looked: Looked, kept: pd.DataFrame | None) -> Iterator[Watched]:
    """Watch the share of customers, sales and profit that stays; money by how many customers of equal weight it is."""
    if kept is None:
        return
    rows = kept.assign(part=kept["retained"], whole=kept["start"])
    yield from _judge("customers", rows, "shares", money=_sales_of_each(kept))
    changes = looked.asked("retention_change")
    for lens in ("sales", "profit") if changes is not None else ():
        found = changes[(changes["lens"] == lens) & changes["rate"].notna()]  # type: ignore[index]  # asked above
        found = found[found["effective"] >= LEAST_EFFECTIVE]
        if found.empty or not found["rate"].between(0, 1).all():
            continue
        whole = found["effective"]
        money = float(found["whole"].iloc[-1] / whole.iloc[-1])
        yield from _judge(lens, found.assign(part=found["rate"] * whole, whole=whole), "shares", money=money)


def _lost(looked: Looked, kept: pd.DataFrame | None, complete: pd.DataFrame, sales: float) -> Iterator[Watched]:
    if kept is None:
        return
    rows = _by_day(kept.assign(part=kept["lost"])[["period", "part"]], complete)
    season = PERIODS_IN_A_YEAR[looked.grain]
    yield from _judge("lost", rows, "counts", money=sales, more_is_worse=True, season=season)


def _causes(looked: Looked, sales: float) -> Iterator[Watched]:
    found = looked.asked("cause_rates")
    if found is None:
        return
    for cause, rows in found.groupby("cause", sort=True):
        named = rows.assign(part=rows["mentions"], whole=rows["start"])
        yield from _judge("cause", named, "rates", what=str(cause), money=sales, more_is_worse=True)


def _top_at_risk(looked: Looked, complete: pd.DataFrame) -> Iterator[Watched]:
    """Watch how many of the best customers will probably not buy, as each period's last version said it."""
    if "customer_risk" not in looked.tables:
        return
    found = looked.known(repr((looked.grain, looked.where, "top_at_risk")), lambda: _top_by_version(looked, complete))
    if found.empty:
        return
    money = float(found["at_stake"].iloc[-1] / found["top"].iloc[-1])
    yield from _judge("top_at_risk", found, "shares", money=money, more_is_worse=True)


def _top_by_version(looked: Looked, complete: pd.DataFrame) -> pd.DataFrame:
    """Return, for each period whose last version is still there, how many of the best customers were at risk."""
    snapshot = looked.snapshot
    rows: dict[pd.Timestamp, dict[str, Any]] = {}
    for info in store.versions(snapshot.dataset)[:MOST_VERSIONS]:
        day = pd.Timestamp(info.complete_up_to) if info.complete_up_to else None
        if day is None or info.version > snapshot.version:
            continue
        held = complete[complete["ends_on"] <= day]
        if held.empty or held["starts_on"].iloc[-1] in rows:
            continue
        tables = replace(looked.tables, snapshot=store.open(snapshot.dataset, info.version))
        if "customer_risk" not in tables:
            continue
        row = tables.snapshot.fetch(top_at_risk(tables.customer_risk)).iloc[0]
        if row["top"]:
            rows[held["starts_on"].iloc[-1]] = {str(name): value for name, value in row.items()}
    return pd.DataFrame(
        [{"period": day, "part": row["at_risk"], "whole": row["top"], **row} for day, row in sorted(rows.items())]
    )


def _replies(found: pd.DataFrame | None) -> Iterator[Watched]:
    if found is None:
        return
    rows = found[found["is_complete"]]
    yield from _judge(
        "in_time", rows.assign(part=rows["in_time"], whole=rows["complaints"] - rows["pending"]), "shares"
    )


def _complaints(looked: Looked, found: pd.DataFrame | None, complete: pd.DataFrame) -> Iterator[Watched]:
    if found is None or not found["is_complete"].any():
        return
    # A period without any complaint between two with some is quiet; after the last one the file may just end.
    known = found[found["is_complete"]].set_index("period")["complaints"]
    between = complete[complete["starts_on"].between(known.index.min(), known.index.max())]["starts_on"]
    parts = known.reindex(between).fillna(0).rename_axis("period").rename("part").reset_index()
    season = PERIODS_IN_A_YEAR[looked.grain]
    yield from _judge("complaints", _by_day(parts, complete), "counts", more_is_worse=True, season=season)


def _scores(looked: Looked) -> Iterator[Watched]:
    found = looked.asked("nps")
    if found is None:
        return
    rows = found[found["is_complete"] & (found["answers"] > 0)]
    if rows.empty:
        return
    sums = rows[["promoters", "detractors", "answers"]].sum()
    for_us, against = sums["promoters"] / sums["answers"], sums["detractors"] / sums["answers"]
    variance = for_us + against - (for_us - against) ** 2
    part = rows["promoters"] - rows["detractors"]
    if variance > 0:
        yield from _judge("nps", rows.assign(part=part, whole=rows["answers"], variance=variance), "scores")


def _by_day(rows: pd.DataFrame, complete: pd.DataFrame) -> pd.DataFrame:
    """Put the days of each period beside a count, as its whole."""
    days = (complete["ends_on"] - complete["starts_on"]).dt.days + 1
    return rows.merge(pd.DataFrame({"period": complete["starts_on"], "whole": days}), on="period", how="inner")
