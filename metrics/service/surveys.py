"""What customers say when they are asked: would they recommend us, how content are they, what matters to them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.entry import CUSTOMER_KEY, IS_COMPLETE, PERIOD, Entry
from metrics.intervals import Z_95, ratio, wilson
from metrics.presence import money_lost, presence
from metrics.service.issues import COUNTED, MONEY_LOST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

Group = Literal["promoter", "passive", "detractor", "unanswered"]
# As files write the one scale that NPS is asked on; and what the question is called where it has a topic.
SCALE = "0-10"
_NAMES_OF_SCALE = (SCALE, "0–10", "0 - 10", "0 to 10", "nps", "0..10")
_WHOLE_FIRM = ("", "nps", "recommend", "recommendation", "overall")
# Below so many customers a topic is not said to be good or bad at anything.
LEAST_OF_A_TOPIC = 20


def nps(surveys: ir.Table, periods: ir.Table, *, by: tuple[str, ...] = ()) -> ir.Table:
    """Would they recommend us: promoters less detractors, in each wave?

    A wave is a period; of a customer who answered more than once in it the latest answer counts. Only answers on the
    scale from 0 to 10 are NPS; where a file names no scale, its scores do if any is above 5 and none above 10. Answers
    about a topic are none.

    Parameters
    ----------
    surveys
        customer_key, answered_on, score, scale, topic, period and the `by` columns.
    periods
        Those to speak of.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by` and period with an answer: period (first day), is_complete, answers, promoters (9 and 10), passives
    (7 and 8), detractors (0 to 6), nps, nps_low, nps_high (−100 to 100; adjusted Wald, 95 %).

    Source: metrics reference G2; Rocks 2016.

    """
    each = _latest(_recommending(surveys)).semi_join(periods, "period")
    counted = each.group_by(*by, "period").agg(
        answers=_.count(), **{f"{name}s": (_.nps_group == name).sum() for name in ("promoter", "passive", "detractor")}
    )
    named = periods.select(number="period", starts_on="starts_on", is_complete="is_complete")
    joined = counted.join(named, counted.period == named.number).drop("period", "number").rename(period="starts_on")
    n = joined.answers.cast("float64") + 3.0
    for_us, against = (joined.promoters + 0.75) / n, (joined.detractors + 0.75) / n
    middle = for_us - against
    half = Z_95 * ((for_us + against - middle * middle) / n).sqrt()
    scored = joined.mutate(
        nps=100.0 * ratio(joined.promoters - joined.detractors, joined.answers),
        nps_low=100.0 * (middle - half),
        nps_high=100.0 * (middle + half),
    )
    columns = ("period", "is_complete", "answers", "promoters", "passives", "detractors", "nps", "nps_low", "nps_high")
    return scored.select(*by, *columns).order_by([*by, "period"])


def nps_change(now: Sequence[int], before: Sequence[int]) -> tuple[float, float, float]:
    """Return by how many points NPS changed, the z value, and how likely chance alone makes so large a change.

    Parameters
    ----------
    now, before
        Promoters, passives and detractors of either wave.

    Source: metrics reference G2.

    """
    points, variance = 0.0, 0.0
    for (promoters, passives, detractors), sign in ((now, 1.0), (before, -1.0)):
        n = promoters + passives + detractors
        if not n:
            return math.nan, math.nan, math.nan
        net = (promoters - detractors) / n
        points += sign * net
        variance += ((promoters + detractors) / n - net * net) / n
    if variance <= 0:
        return 100.0 * points, math.nan, math.nan
    z = points / math.sqrt(variance)
    return 100.0 * points, z, math.erfc(abs(z) / math.sqrt(2.0))


def nps_leaving(
    surveys: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    *,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """What did promoters, passives, detractors and those who did not answer do afterwards?

    The customers of each period in which anybody answered, by what they answered in it, and how many of them were gone
    in the next. Who does not answer is a group of its own: often the one that leaves.

    Parameters
    ----------
    surveys
        As for `nps`.
    customers, periods, activity, contracts, departures, all_periods
        As for `metrics.presence.presence`.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by` and group: nps_group (promoter, passive, detractor, unanswered), customers (counted in each
    period), share (of the customers of these periods; of the first three together it is the share who answered), left,
    rate, low, high, lost_revenue, lost_profit.

    Source: metrics reference G2.

    """
    there = presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    rows = with_attributes(_answered(there, surveys), customers, by)
    counted = rows.group_by(*by, "nps_group").agg(**money_lost())
    low, high = wilson(counted["left"], counted.customers)
    whole = ibis.window(group_by=list(by)) if by else ibis.window()
    place = _place(counted.nps_group)
    named = counted.mutate(
        share=ratio(_.customers, _.customers.sum().over(whole)),
        rate=ratio(counted["left"], counted.customers),
        low=low,
        high=high,
        place=place,
    )
    columns = ("nps_group", "customers", "share", "left", "rate", "low", "high", "lost_revenue", "lost_profit")
    return named.order_by([*by, "place"]).select(*by, *columns)


def nps_members(
    surveys: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    *,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    group: Group | None = None,
    has_left: bool | None = None,
    answered_in: date | None = None,
) -> ir.Table:
    """Who is behind a number of `nps_leaving`, or of `nps` in one wave?

    Parameters
    ----------
    surveys, customers, periods, activity, contracts, departures, all_periods
        As for `nps_leaving`.
    group
        promoter, passive, detractor or unanswered; None lists all.
    has_left
        Only those who left, or only those who stayed.
    answered_in
        First day of a wave: everybody who answered in it, be it known whether they left or not.

    Returns
    -------
    One row per customer and period, the lowest score first: customer_key, in_period (its first day), nps_group, score,
    comment, has_left (empty where it is not known).

    """
    there = presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    starts = (periods if all_periods is None else all_periods).select("period", in_period="starts_on")
    if answered_in is None:
        rows = _answered(there, surveys)
    else:
        chosen = starts.filter(_.in_period == ibis.literal(answered_in))
        given = _latest(_recommending(surveys)).semi_join(chosen, "period")
        known = there.select("customer_key", "period", "is_gone")
        rows = given.left_join(known, ["customer_key", "period"]).drop("customer_key_right", "period_right")
    for name, value in (("nps_group", group), ("is_gone", has_left)):
        if value is not None:
            rows = rows.filter(_[name] == value)
    return (
        rows.inner_join(starts, "period")
        .order_by(_.score.asc(nulls_first=False), "in_period", "customer_key")
        .select("customer_key", "in_period", "nps_group", "score", "comment", has_left=_.is_gone)
    )


def satisfaction(surveys: ir.Table | None = None, complaints: ir.Table | None = None) -> ir.Table:
    """How content are they, each scale by itself?

    A 4 of 5 and a 4 of 10 are not the same: scores of different scales are never averaged, nor made into NPS.

    Parameters
    ----------
    surveys
        score, scale, topic of what was asked, where surveys were loaded.
    complaints
        satisfaction and its scale, asked after an answer, where complaints were loaded.

    Returns
    -------
    One row per place where it was asked, topic and scale: asked_in (survey or complaint), topic, scale (empty: none was
    named), answers, people, mean_score, score_low, score_high (95 %, by customer).

    Source: metrics reference G2, G9.

    """
    parts = []
    if surveys is not None:
        parts.append(
            surveys.select(
                "customer_key", "topic", asked_in=ibis.literal("survey"), scale=_scale(surveys), score=surveys.score
            )
        )
    if complaints is not None:
        scale = complaints.satisfaction_scale.strip().fill_null("")
        parts.append(
            complaints.select(
                "customer_key",
                "topic",
                asked_in=ibis.literal("complaint"),
                scale=scale,
                score=complaints.satisfaction,
            )
        )
    if not parts:
        parts = [_nothing_asked()]
    asked = parts[0] if len(parts) == 1 else parts[0].union(parts[1].select(parts[0].columns))
    keys = ("asked_in", "topic", "scale")
    found = _means(asked.filter(_.score.notnull()), keys, "score")
    columns = ("answers", "people", "mean_score", "score_low", "score_high")
    return found.select(*keys, *columns).order_by([ibis.desc("answers"), *keys])


def importance_performance(
    surveys: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    *,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """What matters to customers, and how good are we at it?

    By topic of a survey. Importance is what customers say it is. Where nobody was asked that, it is derived: how well
    the order of the topic's scores agrees with that of the same customers' scores for the firm as a whole, and where
    there are none, with their staying in the next period (Spearman). Scores of different scales stay apart. A topic of
    fewer than twenty customers is placed nowhere.

    Parameters
    ----------
    surveys, customers, periods, activity, contracts, departures, all_periods
        As for `nps_leaving`.

    Returns
    -------
    One row per topic and scale, the most important first: topic, scale, answers, people, mean_score, score_low,
    score_high, importance (0 to 10 as stated, −1 to 1 as derived), importance_low, importance_high (of what is stated),
    is_derived, quadrant (work_first: important and below the mean score; keep: important and above; enough, low: not
    important; null for few customers).

    Source: metrics reference G9; Martilla and James 1977.

    """
    scaled = surveys.mutate(scale=_scale(surveys))
    about = scaled.filter(~_.topic.lower().isin(_WHOLE_FIRM))
    keys = ("topic", "scale")
    scores = _means(about, keys, "score")
    stated = _means(about.filter(_.importance.notnull()), keys, "importance").select(
        *keys, stated="mean_importance", importance_low="importance_low", importance_high="importance_high"
    )
    overall = scaled.filter(_.topic.lower().isin(_WHOLE_FIRM)).group_by("customer_key").agg(overall=_.score.mean())
    each = about.group_by("customer_key", *keys).agg(score=_.score.mean(), period=_.period.max())
    if activity is None and contracts is None and departures is None:
        stayed = each.select("customer_key", "period", kept=ibis.null("float64")).limit(0)
    else:
        there = presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
        stayed = there.select("customer_key", "period", kept=1.0 - _.is_gone.cast("int32").cast("float64"))
    both = each.left_join(overall, "customer_key").drop("customer_key_right")
    both = both.left_join(stayed, ["customer_key", "period"]).drop("customer_key_right", "period_right")
    counted = overall.agg(has_overall=_.count())
    both = both.cross_join(counted).mutate(target=ibis.ifelse(_.has_overall > 0, _.overall, _.kept))
    derived = _spearman(both.filter(_.target.notnull()), keys)
    joined = scores.left_join(stated, list(keys)).drop("topic_right", "scale_right")
    joined = joined.left_join(derived, list(keys)).drop("topic_right", "scale_right")
    joined = joined.mutate(is_derived=_.stated.count().over(ibis.window()) == 0)
    joined = joined.mutate(importance=ibis.ifelse(_.is_derived, _.agreement, _.stated))
    placed = (_.people >= LEAST_OF_A_TOPIC) & _.importance.notnull()
    of_scale = ibis.window(group_by="scale")
    cut = joined.mutate(
        middle_importance=_.importance.mean(where=placed).over(of_scale),
        middle_score=_.mean_score.mean(where=placed).over(of_scale),
        is_placed=placed,
    )
    matters, is_good = cut.importance >= cut.middle_importance, cut.mean_score >= cut.middle_score
    quadrant = ibis.cases(
        (~cut.is_placed, ibis.null("string")),
        (matters & ~is_good, "work_first"),
        (matters, "keep"),
        (is_good, "enough"),
        else_="low",
    )
    columns = ("answers", "people", "mean_score", "score_low", "score_high", "importance")
    return (
        cut.mutate(quadrant=quadrant)
        .order_by("scale", _.importance.desc(nulls_first=False), "topic")
        .select(*keys, *columns, "importance_low", "importance_high", "is_derived", "quadrant")
    )


def _scale(surveys: ir.Table) -> ir.StringValue:
    """The scale of each answer: 0-10 however it is written, and where none is named but the scores can be no other."""
    text = surveys.scale.strip().lower().fill_null("")
    unnamed = ibis.ifelse(text == "", surveys.score, ibis.null("float64"))
    is_wide = (unnamed.max().over(ibis.window()) > 5.0) & (unnamed.max().over(ibis.window()) <= 10.0)
    is_ten = text.isin(_NAMES_OF_SCALE) | ((text == "") & is_wide.fill_null(False))
    return ibis.ifelse(is_ten, SCALE, surveys.scale.strip().fill_null(""))


def _recommending(surveys: ir.Table) -> ir.Table:
    """Answers to how likely somebody is to recommend the firm, each with its group."""
    scaled = surveys.mutate(own_scale=_scale(surveys))
    asked = scaled.filter(
        (_.own_scale == SCALE) & _.topic.lower().isin(_WHOLE_FIRM) & (_.score >= 0.0) & (_.score <= 10.0)
    )
    group = ibis.cases((asked.score >= 9.0, "promoter"), (asked.score >= 7.0, "passive"), else_="detractor")
    return asked.mutate(nps_group=group)


def _latest(answers: ir.Table) -> ir.Table:
    """One answer of each customer in each period, the latest; of one day, the least."""
    in_order = ibis.window(
        group_by=["customer_key", "period"],
        order_by=[ibis.desc("answered_on"), "score", _.comment.asc(nulls_first=False)],
    )
    return answers.mutate(place=ibis.row_number().over(in_order)).filter(_.place == 0).drop("place")


def _answered(there: ir.Table, surveys: ir.Table) -> ir.Table:
    """Customers of the periods in which anybody answered, with what they said."""
    given = _latest(_recommending(surveys)).select("customer_key", "period", "nps_group", "score", "comment")
    asked = there.semi_join(given.select("period").distinct(), "period")
    joined = asked.left_join(given, ["customer_key", "period"]).drop("customer_key_right", "period_right")
    return joined.mutate(nps_group=_.nps_group.fill_null("unanswered"))


def _place(group: ir.StringValue) -> ir.IntegerValue:
    found: ir.IntegerValue = ibis.cases(
        *((group == name, place) for place, name in enumerate(("promoter", "passive", "detractor"))), else_=3
    )
    return found


def _means(answers: ir.Table, keys: tuple[str, ...], name: str) -> ir.Table:
    """Mean of a column with its interval; who answers often says the same again, so customers vary, not answers."""
    each = answers.group_by("customer_key", *keys).agg(own=_.count().cast("float64"), total=_[name].sum())
    whole = ibis.window(group_by=list(keys))
    apart = each.mutate(mean=(_.total.sum().over(whole) / _.own.sum().over(whole)))
    apart = apart.mutate(apart=_.total - _["mean"] * _.own)
    summed = apart.group_by(list(keys)).agg(
        answers=_.own.sum().cast("int64"),
        people=_.count(),
        mean=ratio(_.total.sum(), _.own.sum()),
        squares=(_.apart * _.apart).sum(),
    )
    k = summed.people.cast("float64")
    variance = ratio(summed.squares, (summed.answers * summed.answers)) * ratio(k, k - 1.0)
    half = Z_95 * variance.sqrt()
    return summed.select(
        *keys,
        "answers",
        "people",
        **{f"mean_{name}": summed["mean"], f"{name}_low": summed["mean"] - half, f"{name}_high": summed["mean"] + half},
    )


def _spearman(pairs: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """Rank correlation of score and target, ties at their middle rank: agreement."""
    ranked = pairs
    for name in ("score", "target"):
        in_order = ibis.window(group_by=list(keys), order_by=name)
        tied = ibis.window(group_by=[*keys, name])
        ranked = ranked.mutate(**{f"{name}_first": ibis.rank().over(in_order), f"{name}_ties": _.count().over(tied)})
    x, y = ((_[f"{name}_first"] + (_[f"{name}_ties"] - 1) / 2.0).cast("float64") for name in ("score", "target"))
    summed = ranked.group_by(list(keys)).agg(
        n=_.count().cast("float64"), x=x.sum(), y=y.sum(), xx=(x * x).sum(), yy=(y * y).sum(), xy=(x * y).sum()
    )
    spread = (_.n * _.xx - _.x * _.x) * (_.n * _.yy - _.y * _.y)
    return summed.mutate(spread=spread).select(
        *keys,
        agreement=ratio(_.n * _.xy - _.x * _.y, ibis.ifelse(_.spread > 0, _.spread, ibis.null("float64")).sqrt()),
    )


def _nothing_asked() -> ir.Table:
    columns = {"customer_key": "int32", "topic": "string", "asked_in": "string", "scale": "string", "score": "float64"}
    nothing = ibis.literal(1).name("one").as_table()
    return nothing.select(**{name: ibis.null(kind) for name, kind in columns.items()})


ROCKS = "Rocks 2016, Interval Estimation for the Net Promoter Score; Reichheld 2003"
NPS_GROUP = N_("`promoter` (9 and 10), `passive` (7 and 8), `detractor` (0 to 6) or `unanswered`")
RATE = N_("Share of these who left (0 to 1)")
LOW = N_("From here on the true rate lies, 19 times in 20 (0 to 1; lower end of the 95 % Wilson interval)")
HIGH = N_("Up to here the true rate lies, 19 times in 20 (0 to 1; upper end of the 95 % Wilson interval)")
ANSWERS = N_("Answers")
SCORES = {
    "scale": N_("Scale of the scores; empty where none was named"),
    "answers": ANSWERS,
    "people": N_("Customers who answered"),
    "mean_score": N_("Mean of the scores, on their scale"),
    "score_low": N_("From here on the true mean lies, 19 times in 20"),
    "score_high": N_("Up to here the true mean lies, 19 times in 20"),
}
READS = ("surveys", "customers", "periods", "activity", "contracts", "departures")

ENTRIES = (
    Entry(
        nps,
        title=N_("Net promoter score"),
        definition=N_(
            "Of the customers who answered how likely they are to recommend us, from 0 to 10: the share of those who "
            "said 9 or 10, less the share of those who said 6 or less. One answer a customer in each wave, the latest."
        ),
        formula="nps = 100 × (promoters − detractors) ÷ answers",
        source=ROCKS,
        reads=("surveys", "periods"),
        columns={
            "period": PERIOD,
            "is_complete": IS_COMPLETE,
            "answers": N_("Customers who answered in the period"),
            "promoters": N_("Those who said 9 or 10"),
            "passives": N_("Those who said 7 or 8"),
            "detractors": N_("Those who said 6 or less"),
            "nps": N_("Net promoter score (−100 to 100)"),
            "nps_low": N_("From here on the true score lies, 19 times in 20 (adjusted Wald)"),
            "nps_high": N_("Up to here the true score lies, 19 times in 20 (adjusted Wald)"),
        },
        by="optional",
    ),
    Entry(
        nps_leaving,
        title=N_("What they said, and who left"),
        definition=N_(
            "Customers of the periods in which anybody was asked, by their answer, and how many were gone in the "
            "next period. Those who did not answer are shown beside them: a score is of those alone who gave one."
        ),
        formula="rate = left ÷ customers",
        source=ROCKS,
        reads=READS,
        columns={
            "nps_group": NPS_GROUP,
            **COUNTED,
            "share": N_("Share of the customers of these periods (0 to 1)"),
            "rate": RATE,
            "low": LOW,
            "high": HIGH,
            **MONEY_LOST,
        },
        by="optional",
    ),
    Entry(
        nps_members,
        title=N_("Customers by what they said"),
        definition=N_(
            "Customers and the period in which they were asked, with their score, their words and whether they left."
        ),
        formula="promoter: score ≥ 9; passive: 7 ≤ score < 9; detractor: score < 7",
        source=ROCKS,
        reads=READS,
        columns={
            "customer_key": CUSTOMER_KEY,
            "in_period": PERIOD,
            "nps_group": NPS_GROUP,
            "score": N_("Score from 0 to 10; empty without an answer"),
            "comment": N_("Comment in words"),
            "has_left": N_("Whether they were gone in the next period; empty where it is not known yet"),
        },
        by="beside",
    ),
    Entry(
        satisfaction,
        title=N_("How content customers are"),
        definition=N_(
            "Mean scores, each scale and each topic by itself: in surveys, and after the answer to a complaint."
        ),
        formula="mean_score = Σ score ÷ answers",
        source="Cochran 1977, Sampling Techniques (means by customer)",
        reads=("surveys", "complaints"),
        columns={
            "asked_in": N_("`survey`, or `complaint`: after the answer to one"),
            "topic": N_("What the score is for; empty for the firm as a whole"),
            **SCORES,
        },
        has_grain=False,
    ),
    Entry(
        importance_performance,
        title=N_("What matters, and how good we are at it"),
        definition=N_(
            "Topics of the surveys by how much they matter to customers and how well we score. Cut at the means of "
            "both: what matters more and scores less than the others comes first."
        ),
        formula="work_first: importance ≥ mean and mean_score < mean",
        source="Martilla and James 1977, Importance-Performance Analysis",
        reads=READS,
        columns={
            "topic": N_("What the score is for"),
            **SCORES,
            "importance": N_("How much it matters: 0 to 10 as customers say, or −1 to 1 as derived"),
            "importance_low": N_("From here on the true importance lies, 19 times in 20"),
            "importance_high": N_("Up to here the true importance lies, 19 times in 20"),
            "is_derived": N_("Whether importance is derived from what goes along with the score"),
            "quadrant": N_("`work_first`, `keep`, `enough` or `low`; empty for fewer than 20 customers"),
        },
    ),
)
