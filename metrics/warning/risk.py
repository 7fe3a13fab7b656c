"""Who will probably not buy in the days to come, what would be lost with them, and how good such warnings were."""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson
from metrics.warning.signals import SIGNALS

Measure = Literal["revenue", "profit"]
Signal = Literal["buys_less", "buys_smaller", "complains", "no_answer", "visits_less"]
Level = Literal["watch", "high"]
METHODS = ("logistic", "boosting", "buying", "together", "recency")
LIKELY = 0.5
# How many calls can be made, as long as nobody says otherwise.
USUAL_CALLS = 50
STEPS = 10
TENTH = 0.1
# Of hexadecimal digests, a tenth lies below this one.
HELD_OUT_BELOW = "1999999a"
HELD_OUT = "early warning"
SHOWN = (
    *("silent_days", "usual_days", "days_90", "base_days", "base_span_days", "recent_basket", "base_basket"),
    *("price_growth", "products_90", "products_before", "complaints_90", "yearly_complaints"),
    *("open_complaints", "unanswered", "answer_rate", "visits_28", "visits_before", "visit_span_days"),
    *("ends_in_days", "last_contact_on"),
)


def risk_summary(customer_risk: ir.Table, measure: Measure = "revenue", by: tuple[str, ...] = ()) -> ir.Table:
    """How many customers will probably not buy in the days to come, and what would be lost with them?

    Everybody with a purchase up to the last complete day is counted, but for who left and did not buy since. At stake
    is what a customer brought in the last 365 days: as much would come in the next, if they stayed as they were. Who
    brought nothing in them is lost already, and on no list. Probably means a chance of one half or more.

    Parameters
    ----------
    customer_risk
        The chances and signs that publishing keeps: one row per customer.
    measure
        What is at stake: revenue or profit.
    by
        Attributes to break down by.

    Returns
    -------
    One row per (by), the largest expected loss first: customers, buyers (with something at stake), likely_lost (of
    these, who will probably not buy; null without a chance), expected_lost (the chances of the buyers added up),
    at_stake (currency), expected_loss (chance times what is at stake, added up), risk_stake (at stake of those at
    risk), signed (of the buyers, those with at least one sign), contacted (of those at risk, whom we or they contacted
    in the last thirty days; null where no contacts are loaded).

    """
    placed = _with_stake(customer_risk, measure)
    is_active = placed.at_stake > 0
    is_risk = is_active & (placed.chance >= LIKELY)
    summed = grouped(placed, by).agg(
        customers=placed.count(),
        buyers=is_active.sum(),
        judged=placed.chance.count(),
        risky=is_risk.sum(),
        expected_lost=placed.chance.sum(where=is_active),
        at_stake=placed.at_stake.sum(where=is_active),
        expected_loss=placed.expected_loss.sum(where=is_active),
        risk_stake=placed.at_stake.sum(where=is_risk),
        signed=(is_active & (placed.signals > 0)).sum(),
        met=(is_risk & placed.contacted_30.fill_null(False)).sum(),
        knows_contacts=placed.sent.count(),
    )
    missing = ibis.null("int64")
    return summed.select(
        *by,
        "customers",
        "buyers",
        likely_lost=ibis.ifelse(_.judged > 0, _.risky, missing),
        expected_lost=_.expected_lost,
        at_stake=_.at_stake,
        expected_loss=_.expected_loss,
        risk_stake=_.risk_stake,
        signed=_.signed,
        contacted=ibis.ifelse((_.knows_contacts > 0) & (_.judged > 0), _.met, missing),
    ).order_by([ibis.desc("expected_loss", nulls_first=False), ibis.desc("at_stake", nulls_first=False), *by])


def risk_members(
    customer_risk: ir.Table,
    customers: ir.Table,
    measure: Measure = "revenue",
    signal: Signal | None = None,
    level: Level | None = None,
    likely: bool = False,
    top: int | None = None,
) -> ir.Table:
    """Whom to call, the largest expected loss first, with what is known of the signs?

    Parameters
    ----------
    customer_risk
        The chances and signs that publishing keeps.
    customers
        Their numbers, for the hold-out.
    measure
        What is at stake: revenue or profit.
    signal
        Only customers who show this sign.
    level
        Only those who show it (any sign, without `signal`) that strongly.
    likely
        Only those who will probably not buy: a chance of one half or more.
    top
        Return only so many of the list, the first.

    Returns
    -------
    One row per customer with something at stake: customer_key, chance (0 to 1, that they buy nothing in the days to
    come; null without a model), at_stake (currency, of the last 365 days), expected_loss (chance times at stake; the
    order of the list, then signs and what is at stake), the five levels, signals (how many signs), signals_known (of
    five), the numbers behind them, is_held_out (one in ten, the same ones every time: whom not to call, to see later
    what calling does).

    """
    placed = _with_stake(customer_risk, measure).filter(_.at_stake > 0)
    if likely:
        placed = placed.filter(_.chance >= LIKELY)
    wanted = [level] if level else ["watch", "high"]
    if signal:
        placed = placed.filter(_[signal].isin(wanted))
    elif level:
        placed = placed.filter(_.signals_high > 0) if level == "high" else placed.filter(_.signals > 0)
    # Drawn by the customer's own number, which every version shares.
    drawn = customers.select(
        "customer_key",
        is_held_out=(_.customer_id.cast("string") + HELD_OUT).hexdigest("md5") < HELD_OUT_BELOW,
    )
    in_order = [
        ibis.desc("expected_loss", nulls_first=False),
        ibis.desc("signals"),
        ibis.desc("at_stake", nulls_first=False),
        "customer_key",
    ]
    if top is not None:  # before the lots are drawn, which takes as long as all else
        placed = placed.order_by(in_order).limit(top)
    return (
        placed.join(drawn, "customer_key")
        .select(
            "customer_key", "chance", "at_stake", "expected_loss", *SIGNALS, "signals", "signals_known", *SHOWN,
            "is_held_out",
        )
        .order_by(in_order)
    )  # fmt: skip


def share_called(calls: int, buyers: float) -> float:
    """Return which part of those with something at stake so many calls are, at most all: a list that is tested."""
    return min(calls / max(buyers, 1.0), 1.0)


def top_at_risk(customer_risk: ir.Table, measure: Measure = "revenue", share: float = 0.2) -> ir.Table:
    """How many of the customers who bring most will probably not buy?

    Parameters
    ----------
    customer_risk
        The chances and signs that publishing keeps.
    measure
        What they bring: revenue or profit, of the last 365 days.
    share
        Which part of those with something at stake is looked at, the largest first; ties by customer.

    Returns
    -------
    One row: top (customers), at_risk (those of them with a chance of one half or more), at_stake (currency, of all of
    them).

    """
    placed = _with_stake(customer_risk, measure).filter(_.at_stake > 0, _.chance.notnull())
    rank = ibis.row_number().over(order_by=[ibis.desc("at_stake"), "customer_key"])
    ranked = placed.mutate(rank=rank, most=(_.count().over(ibis.window()) * share).ceil())
    listed = ranked.filter(_.rank < _.most)
    return listed.agg(
        top=_.count(), at_risk=(_.chance >= LIKELY).sum().fill_null(0), at_stake=_.at_stake.sum().cast("float64")
    )


def signal_counts(customer_risk: ir.Table, measure: Measure = "revenue") -> ir.Table:
    """How many customers show each of the five signs, and what is at stake with them?

    Returns
    -------
    One row per sign, in the order of SIGNALS: signal, known (customers with something at stake of whom it can be
    known), slight (watch), clear (high), shown (watch or high), at_stake (of those who show it, currency).

    """
    active = _with_stake(customer_risk, measure).filter(_.at_stake > 0)
    parts = []
    for place, name in enumerate(SIGNALS):
        is_shown = active[name].isin(["watch", "high"]).fill_null(False)
        parts.append(
            active.agg(
                known=active[name].count(),
                slight=(active[name] == "watch").sum().fill_null(0),
                clear=(active[name] == "high").sum().fill_null(0),
                at_stake=active.at_stake.sum(where=is_shown),
            ).mutate(signal=ibis.literal(name), place=ibis.literal(place))
        )
    return (
        ibis.union(*parts)
        .order_by("place")
        .select("signal", "known", "slight", "clear", shown=_.slight + _.clear, at_stake=_.at_stake)
    )


def risk_test(risk_tested: ir.Table, share: float = TENTH, by_origin: bool = False) -> ir.Table:
    """How good were such warnings on the firm's own past, and is the list better than the days since the last purchase?

    Each way of telling was tried as of each origin, from nothing but what was known then, and held against who bought
    nothing in as many days as the warning looks ahead. Customers of an equal chance share a place: where a list ends
    among them, as large a part of those who left is counted as of them is on the list.

    Parameters
    ----------
    risk_tested
        What was said of whom, and what came, as publishing keeps it.
    share
        How long the list is: which share of the customers can be called.
    by_origin
        A row for each origin, too; else the means over the origins.

    Returns
    -------
    One row per method (and origin): method, origin (first day of the test; only if asked for), origins (how many),
    customers (tested, over all origins), lost (of these, who bought nothing), base_rate (lost over customers),
    said (mean chance), auc (of one lost and one kept, how often the lost one stood higher; 0.5 is chance),
    average_precision, brier (mean squared distance of chance and outcome), base_brier (of saying the base rate of
    everybody), precision (of the list, how many were lost), recall (of the lost, how many were on the list), lift
    (precision over base rate), lead_days (median days by which the warning came before their silence was as long as the
    warning looks ahead), is_used.

    Source: metrics reference F7.

    """
    both = ["method", "origin"]
    told = ibis.union(*(_of_method(risk_tested, method) for method in METHODS))
    each = ibis.window(group_by=both)
    scored = told.mutate(all=_.customer_key.count().over(each)).mutate(
        calls=(_.all * share).ceil().cast("int64"),
        place=ibis.rank().over(ibis.window(group_by=both, order_by=ibis.desc("score"))),
    )
    sizes = scored.group_by(both).agg(
        customers=_.count(),
        lost=_.is_lost.sum(),
        calls=_.calls.max(),
        said=_.chance.mean(),
        brier=((_.chance - _.is_lost) * (_.chance - _.is_lost)).mean(),
        lead_days=(_.horizon_days - _.silent_days).quantile(0.5, where=(_.place < _.calls) & (_.is_lost > 0)),
        is_used=_.is_used.all(),
    )
    so_far = ibis.window(group_by=both, order_by=ibis.desc("score"), preceding=None, following=0)
    steps = (
        scored.group_by(*both, "score")
        .agg(size=_.count(), hits=_.is_lost.sum(), calls=_.calls.max())
        .mutate(through=_["size"].sum().over(so_far), hits_through=_.hits.sum().over(so_far))
        .mutate(taken=ibis.greatest(ibis.least(_.calls - (_.through - _["size"]), _["size"]), 0))
    )
    # Of each pair of one lost and one kept, the lost one stands higher; a tie counts half.
    summed = steps.group_by(both).agg(
        below=(_.hits * (_.through - _.hits_through - 0.5 * (_["size"] - _.hits))).sum(),
        precisions=(_.hits * _.hits_through / _.through).sum(),
        caught=(_.taken * _.hits / _["size"]).sum(),
    )
    one = (
        sizes.join(summed, both)
        .mutate(kept=_.customers - _.lost)
        .mutate(
            auc=1.0 - ratio(_.below, _.lost * _.kept),
            average_precision=ratio(_.precisions, _.lost),
            base_rate=ratio(_.lost, _.customers),
            precision=ratio(_.caught, _.calls),
            recall=ratio(_.caught, _.lost),
        )
        .mutate(base_brier=_.base_rate * (1.0 - _.base_rate), lift=ratio(_.precision, _.base_rate))
    )
    figures = ("auc", "average_precision", "brier", "base_brier", "precision", "recall", "lift", "lead_days")
    order = ibis.cases(*((_.method == name, place) for place, name in enumerate(METHODS)), else_=len(METHODS))
    if by_origin:
        columns = ("customers", "lost", "base_rate", "said", *figures, "is_used")
        return one.order_by(["origin", order]).select(
            "method",
            "origin",
            *columns[:2],
            origins=ibis.literal(1, "int64"),
            **{name: _[name] for name in columns[2:]},
        )
    return (
        one.group_by("method")
        .agg(
            origins=_.count(),
            customers=_.customers.sum(),
            lost=_.lost.sum(),
            said=_.said.mean(),
            **{name: _[name].mean() for name in figures},
            is_used=_.is_used.all(),
        )
        .order_by(order)
        .select(
            "method", "origins", "customers", "lost", base_rate=ratio(_.lost, _.customers), said=_.said,
            **{name: _[name] for name in (*figures, "is_used")},
        )
    )  # fmt: skip


def _of_method(risk_tested: ir.Table, method: str) -> ir.Table:
    """Return what one way said; the simplest is judged by the order of the days since the last purchase."""
    chance = risk_tested[f"chance_{method}"]
    return risk_tested.filter(chance.notnull()).select(
        "origin",
        "customer_key",
        "is_lost",
        "silent_days",
        "horizon_days",
        method=ibis.literal(method),
        chance=chance,
        score=risk_tested.silent_days if method == "recency" else chance,
        is_used=(chance == risk_tested.chance).fill_null(False),
    )


def risk_calibration(risk_tested: ir.Table) -> ir.Table:
    """Of those who were given a chance, did as many leave?

    All origins together; a customer counts once in each. Without a model, the chances by the days since the last
    purchase.

    Returns
    -------
    One row per tenth of the chance in which anybody was: chance_step (1: below 10 %, 10: 90 % and more), customers,
    said (mean chance), lost, rate (who bought nothing), low, high (95 % Wilson).

    Source: metrics reference F7.

    """
    counted = (
        _with_steps(risk_tested)
        .group_by("chance_step")
        .agg(customers=_.count(), said=_.told.mean(), lost=_.is_lost.sum())
    )
    low, high = wilson(_.lost, _.customers)
    return counted.select(
        "chance_step",
        "customers",
        "said",
        lost=_.lost.cast("int64"),
        rate=ratio(_.lost, _.customers),
        low=low,
        high=high,
    ).order_by("chance_step")


def calibration_members(risk_tested: ir.Table, tenth: int) -> ir.Table:
    """Whom did a step of the test hold, and what became of them?

    Returns
    -------
    One row per customer and origin, as many as `risk_calibration` counts: customer_key, origin, chance, silent_days
    (at the origin), is_lost (whether they bought nothing).

    """
    return (
        _with_steps(risk_tested)
        .filter(_.chance_step == tenth)
        .select("customer_key", "origin", chance=_.told, silent_days=_.silent_days, is_lost=_.is_lost > 0)
        .order_by([ibis.desc("chance"), "origin", "customer_key"])
    )


def _with_steps(risk_tested: ir.Table) -> ir.Table:
    told = risk_tested.mutate(told=ibis.coalesce(_.chance, _.chance_recency)).filter(_.told.notnull())
    return told.mutate(chance_step=ibis.least((_.told * STEPS).floor().cast("int64"), STEPS - 1) + 1)


def _with_stake(customer_risk: ir.Table, measure: Measure) -> ir.Table:
    stake = customer_risk[f"{measure}_365"]
    return customer_risk.mutate(at_stake=stake, expected_loss=customer_risk.chance * ibis.greatest(stake, 0.0))


_CHANCE = N_("Chance that the customer buys nothing in the days to come (0 to 1); empty where there is no model")
_AT_STAKE = N_(
    "What they brought in the last 365 days: as much would come again if they stayed as they were (currency)"
)
_EXPECTED_LOSS = N_("The chance times what is at stake (currency); empty where there is no model")
_LEVEL = N_("`none`, `watch` or `high`; empty where it cannot be known")
_LOST = N_("Customers who bought nothing in the days that the warning looked ahead")
_FADER = "Fader, Hardie and Lee 2005, Counting Your Customers the Easy Way; Pedregosa et al. 2011, scikit-learn"

ENTRIES = (
    Entry(
        risk_summary,
        title=N_("Early warning in numbers"),
        definition=N_(
            "Customers who will probably not buy in the days to come, and what would be lost with them. The chance is "
            "told by whichever way did best on the data's own past. Who is known to have left, and did not buy since, "
            "is not counted."
        ),
        formula="likely_lost = customers with chance ≥ ½ and at_stake > 0; expected_loss = Σ chance · at_stake",
        source=_FADER,
        reads=("customer_risk",),
        columns={
            "customers": N_("Customers with a purchase up to the last complete day, but for who is known to have left"),
            "buyers": N_("Of these, customers who brought something in the last 365 days"),
            "likely_lost": N_("Of the buyers, those who will probably not buy: a chance of one half or more"),
            "expected_lost": N_("How many of the buyers will not buy, by their chances added up"),
            "at_stake": _AT_STAKE,
            "expected_loss": _EXPECTED_LOSS,
            "risk_stake": N_("What is at stake with those who will probably not buy (currency)"),
            "signed": N_("Of the buyers, customers who show at least one of the five signs"),
            "contacted": N_(
                "Of those at risk, customers with a contact in the last thirty days; empty without contacts"
            ),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        risk_members,
        title=N_("Whom to call"),
        definition=N_(
            "Customers by the loss to expect: the chance that they buy nothing in the days to come, times what they "
            "brought in the last 365 days; with the signs that they show, each against their own past. Who is known to "
            "have left, and did not buy since, is not on it."
        ),
        formula="expected_loss = chance · at_stake",
        source=_FADER,
        reads=("customer_risk", "customers"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "chance": _CHANCE,
            "at_stake": _AT_STAKE,
            "expected_loss": _EXPECTED_LOSS,
            **dict.fromkeys(SIGNALS, _LEVEL),
            "signals": N_("How many of the five signs they show"),
            "signals_known": N_("Of how many signs it can be known whether they show them"),
            "silent_days": N_("Days since the last purchase"),
            "usual_days": N_("The customer's median gap between purchases, in days; empty after one purchase"),
            "days_90": N_("Purchase days in the last 90 days"),
            "base_days": N_("Purchase days in the own past before the last 90 days"),
            "base_span_days": N_("How many days that own past has, at most 360"),
            "recent_basket": N_("Median of the last three baskets (currency); empty with fewer than eight"),
            "base_basket": N_("Median of the up to twelve baskets before them (currency)"),
            "price_growth": N_("By how much the baskets of all grew, taken for dearer prices (1 is not at all)"),
            "products_90": N_("Different products bought in the last 90 days"),
            "products_before": N_("Different products bought in the 90 days before them"),
            "complaints_90": N_("Complaints of the last 90 days; empty where no complaints are loaded"),
            "yearly_complaints": N_("Complaints a year that are usual for this customer"),
            "open_complaints": N_("Complaints opened before the last day and still open; empty where nobody knows"),
            "unanswered": N_("Contacts of ours since the customer's last answer; empty where no contacts are loaded"),
            "answer_rate": N_("Share of our contacts that this customer answers (0 to 1)"),
            "visits_28": N_("Days with a visit in the last 28 days; empty where no visits are loaded"),
            "visits_before": N_("Days with a visit in the 84 days before them"),
            "visit_span_days": N_("How many of these 84 days the visits reach back"),
            "ends_in_days": N_("Days to the end of the contract; empty without one, or where it runs on"),
            "last_contact_on": N_("Day of the last contact"),
            "is_held_out": N_("One in ten, always the same ones: whom not to call, to see later what calling does"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        signal_counts,
        title=N_("The five signs"),
        definition=N_(
            "How many customers buy less, buy smaller, complain more, do not answer or come by less often, each held "
            "against the customer's own past."
        ),
        formula="p = P(so much of it, if nothing has changed); slight and clear by the limits of each sign",
        source=N_("Exact tests of counts (binomial, Poisson) and a robust distance; metrics reference F1 to F5"),
        reads=("customer_risk",),
        columns={
            "signal": N_("`buys_less`, `buys_smaller`, `complains`, `no_answer` or `visits_less`"),
            "known": N_("Customers who brought something in the last 365 days, and of whom it can be known"),
            "slight": N_("Of these, customers who show it a little"),
            "clear": N_("Of these, customers who show it clearly"),
            "shown": N_("Customers who show it a little or clearly"),
            "at_stake": N_("What those who show it brought in the last 365 days (currency)"),
        },
        has_grain=False,
    ),
    Entry(
        risk_test,
        title=N_("Test of the warning"),
        definition=N_(
            "The same warning given on earlier days from nothing but what was known then, against who bought nothing "
            "afterwards; beside it the list that common sense makes, by the days since the last purchase. Who was "
            "known to have left by then is left out."
        ),
        formula="lift = share lost among those called ÷ share lost of all; auc = P(a lost customer stands above a kept one); brier = mean of (chance − outcome)²",  # noqa: E501
        source="Hanley and McNeil 1982 (area under the curve); Brier 1950",
        reads=("risk_tested",),
        columns={
            "method": N_("Which way of telling: `logistic`, `boosting`, `buying`, `together` or `recency`"),
            "origins": N_("On how many days of the past it was tried"),
            "customers": N_("Customers tested, over all these days"),
            "lost": _LOST,
            "base_rate": N_("Share of the customers tested who bought nothing (0 to 1)"),
            "said": N_("Mean chance that was said (0 to 1)"),
            "auc": N_("Of one lost and one kept customer, how often the lost one stood higher (0 to 1; 0.5 is chance)"),
            "average_precision": N_("Share of lost customers above each lost one, on average (0 to 1)"),
            "brier": N_("Mean squared distance of the chance and what came; less is better"),
            "base_brier": N_("The same, of saying the share of all for everybody"),
            "precision": N_("Of the customers on a list of that length, the share who were lost (0 to 1)"),
            "recall": N_("Of the customers who were lost, the share on the list (0 to 1)"),
            "lift": N_("How many times as many lost customers the list finds as chance would"),
            "lead_days": N_("Median days by which the warning came before the silence was as long as it looks ahead"),
            "is_used": N_("Whether the chances on the page are told this way"),
        },
        has_grain=False,
    ),
    Entry(
        risk_calibration,
        title=N_("Did the chances come true?"),
        definition=N_("Customers of the test in ten steps of the chance they were given, and how many bought nothing."),
        formula="chance_step = 1 + ⌊10 · chance⌋; rate = lost ÷ customers",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("risk_tested",),
        columns={
            "chance_step": N_("Step of the chance: 1 is below 10 %, 10 is 90 % and more"),
            "customers": N_("Customers of the test in it, once for each day of the test"),
            "said": N_("Mean chance that was said (0 to 1)"),
            "lost": _LOST,
            "rate": N_("Share of them who bought nothing (0 to 1)"),
            "low": LOW,
            "high": HIGH,
        },
        has_grain=False,
    ),
    Entry(
        calibration_members,
        title=N_("Customers of a step of the test"),
        definition=N_("Whom a step of the chance held in the test, and whether they bought afterwards."),
        formula="chance_step = 1 + ⌊10 · chance⌋",
        source=N_("The list behind the test of the warning"),
        reads=("risk_tested",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "origin": N_("Day of the past on which the warning was given"),
            "chance": N_("Chance that was said then (0 to 1)"),
            "silent_days": N_("Days since the last purchase, then"),
            "is_lost": N_("Whether the customer bought nothing in the days that the warning looked ahead"),
        },
        by="beside",
        has_grain=False,
    ),
)
