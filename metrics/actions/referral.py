"""Who brings new customers, and whether those who were brought stay longer than others who came in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.cohorts.differences import newcombe
from metrics.entry import HIGH, LOW, PERIOD, Entry
from metrics.intervals import Z_95, grouped, ratio, wilson

if TYPE_CHECKING:
    from datetime import date

# So long after the first purchase it is seen whether a customer was kept: by another purchase within these days.
KEPT_DAYS = 180
REJECTED = ("unknown_referrer", "self_referred", "in_circles", "referrer_later")


def referral_rate(
    purchase_days: ir.Table,
    customers: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    grain: str,
    *,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """How many customers bring new ones, and how many of the new ones were brought?

    A new customer is one in the period of the first purchase. A referral counts where the referrer had bought on an
    earlier day than the customer they brought; it is rejected, and counted as such, where the referrer is no customer
    who ever bought, is the customer, was in turn referred by them, or came no earlier.

    Parameters
    ----------
    purchase_days, customers
        What was bought; attributes, and `referred_by`, the referrer's own number.
    days, periods, grain
        The calendar, and the periods to speak of.
    by
        Attributes to break down by, of the new customer and of the active ones; a referrer counts in the group of those
        whom they brought.

    Returns
    -------
    One row per `by` and complete period: period (first day), active (customers with a purchase in it), referrers (who
    brought a new customer of the period), rate (referrers ÷ active) with low and high (95 % Wilson), new, referred (of
    the new, with a referral that counts), referred_share (referred ÷ new), and what was rejected of the period's new
    customers: unknown_referrer, self_referred, in_circles, referrer_later.

    Source: metrics reference G5.

    """
    dates = days.select(day="date", period=grain)
    complete = periods.filter(_.is_complete).select("period", starts_on="starts_on")
    there = purchase_days.select("customer_key", "day").join(dates, "day").join(complete, "period")
    there = with_attributes(there.select("customer_key", "starts_on").distinct(), customers, by)
    active = there.group_by(*by, "starts_on").agg(active=_.count())
    named = claims(purchase_days, customers).mutate(day=_.first_day).join(dates, "day").join(complete, "period")
    named = with_attributes(named, customers, by)
    is_one = _.claim == "counts"
    brought = named.group_by(*by, "starts_on").agg(
        new=_.count(),
        referred=is_one.sum().fill_null(0),
        referrers=_.referrer_key.nunique(where=is_one),
        **{name: (_.claim == name).sum().fill_null(0) for name in REJECTED},
    )
    keys = [*by, "starts_on"]
    joined = active.left_join(brought, keys)
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    counts = ("new", "referred", "referrers", *REJECTED)
    counted = joined.mutate(**{name: _[name].fill_null(0) for name in counts})
    low, high = wilson(_.referrers, _.active)
    return counted.select(
        *by,
        "active",
        "referrers",
        "new",
        "referred",
        *REJECTED,
        period=_.starts_on,
        rate=ratio(_.referrers, _.active),
        low=low,
        high=high,
        referred_share=ratio(_.referred, _.new),
    ).order_by([*by, "period"])


def referral_kept(
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    *,
    within_days: int = KEPT_DAYS,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """Do customers who were brought by others stay more often, and bring more, than those who came by themselves?

    Customers count whose first purchase is at least `within_days` old, and as many days after the data begin, for of
    earlier ones nobody knows whether they are new; kept is who bought on another day up to that
    many days after it. `all`: the referred against all others, as they are. `alike`: against those whose first purchase
    fell into the same month and who were won through the same channel; what is left of the difference there does not
    come from when and where they were found. It is still no proof that the referral makes it.

    Parameters
    ----------
    purchase_days, customers
        What was bought; attributes, channel and referred_by among them.
    complete_up_to
        Last day that the data cover in full.
    within_days
        Days after the first purchase.
    by
        Attributes to break down by.

    Returns
    -------
    One row per `by` and among (all, alike): among, customers (referred, of `alike` those in a cohort and channel that
    hold others as well), retained, rate, other_customers, other_retained, other_rate (of `alike` as if they were spread
    over cohorts and channels like the referred), difference with difference_low and difference_high (95 %: Newcombe for
    all, Sato's for alike), is_real, profit_each, other_profit_each (profit of the first purchase and the
    days after it, for each customer, currency; null where costs are not known).

    Source: metrics reference G5, G12; Mantel and Haenszel's difference of strata with the variance of Sato 1989.

    """
    judged = with_attributes(_judged(purchase_days, customers, complete_up_to, within_days), customers, by)
    strata = judged.group_by(*by, "cohort", "won_through").agg(**_counts())
    both = strata.filter((_.customers > 0) & (_.other_customers > 0))
    every = grouped(judged, by).agg(**_counts())
    return _crude(every, by).union(_alike(both, by)).order_by([*by, ibis.desc("among")]).select(*by, *KEPT)


KEPT = (
    *("among", "customers", "retained", "rate", "other_customers", "other_retained", "other_rate"),
    *("difference", "difference_low", "difference_high", "is_real", "profit_each", "other_profit_each"),
)


def claims(purchase_days: ir.Table, customers: ir.Table) -> ir.Table:
    """What is said of who referred each customer with a purchase, and whether it can be.

    Returns
    -------
    One row per customer: customer_key, first_day, referrer_key (null where nobody is named or known), claim: none,
    counts, or one of REJECTED.

    """
    firsts = purchase_days.group_by("customer_key").agg(first_day=_.day.min())
    named = customers.select(
        "customer_key",
        "customer_id",
        said=_.referred_by.strip().nullif("") if "referred_by" in customers.columns else ibis.null("string"),
    )
    known = firsts.join(named, "customer_key")
    referrers = known.select(
        referrer_id="customer_id", referrer_key="customer_key", referrer_first="first_day", referrer_said="said"
    )
    joined = known.left_join(referrers, known.said == referrers.referrer_id)
    claim = ibis.cases(
        (_.said.isnull(), "none"),
        (_.said == _.customer_id, "self_referred"),
        (_.referrer_key.isnull(), "unknown_referrer"),
        ((_.referrer_said == _.customer_id).fill_null(False), "in_circles"),
        (_.referrer_first >= _.first_day, "referrer_later"),
        else_="counts",
    )
    return joined.mutate(claim=claim).select("customer_key", "first_day", "referrer_key", "claim")


def _judged(purchase_days: ir.Table, customers: ir.Table, complete_up_to: date, within_days: int) -> ir.Table:
    """Customers whose days are over: customer_key, cohort, won_through, is_referred, is_kept, profit, knows_profit."""
    until = ibis.literal(complete_up_to)
    began = purchase_days.agg(began_on=_.day.min())
    said = claims(purchase_days, customers).filter(_.first_day.delta(until, unit="day") <= -within_days)
    # Of who bought in the first days of the data nobody knows whether it was their first time.
    said = said.cross_join(began).filter(_.first_day.delta(_.began_on, unit="day") >= within_days).drop("began_on")
    channel = _.channel.fill_null("") if "channel" in customers.columns else ibis.literal("")
    said = said.join(customers.select("customer_key", won_through=channel), "customer_key")
    bought = purchase_days.select("customer_key", "day", "profit")
    near = said.select("customer_key", "first_day").join(bought, "customer_key")
    near = near.mutate(after=_.day.delta(_.first_day, unit="day")).filter(_.after <= within_days)
    sums = near.group_by("customer_key").agg(
        is_kept=(_.after > 0).any(),
        profit=_.profit.sum().cast("float64"),
        knows_profit=_.profit.count() == _.count(),
    )
    joined = said.join(sums, "customer_key")
    return joined.mutate(cohort=_.first_day.truncate("M").cast("date"), is_referred=_.claim == "counts").select(
        "customer_key", "cohort", "won_through", "is_referred", "is_kept", "profit", "knows_profit"
    )


def _counts() -> dict[str, ir.Value]:
    """Aggregations of judged customers, of the referred and of the others."""
    found: dict[str, ir.Value] = {"knows_profit": _.knows_profit.all()}
    for prefix, is_one in (("", _.is_referred), ("other_", ~_.is_referred)):
        found |= {
            f"{prefix}customers": is_one.sum().fill_null(0),
            f"{prefix}retained": (is_one & _.is_kept).sum().fill_null(0),
            f"{prefix}profit": _.profit.sum(where=is_one),
        }
    return found


def _crude(counted: ir.Table, by: tuple[str, ...]) -> ir.Table:
    known = counted.filter(_.customers > 0)
    shares = known.mutate(
        among=ibis.literal("all"),
        rate=ratio(_.retained, _.customers),
        other_rate=ratio(_.other_retained, _.other_customers),
        profit_each=_profit(ratio(_.profit, _.customers)),
        other_profit_each=_profit(ratio(_.other_profit, _.other_customers)),
        **newcombe(known),
    )
    return shares.select(*by, *KEPT)


def _alike(strata: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Hold strata against each other as Mantel and Haenszel do; the others are spread over strata like the referred."""
    n, x, m, y = (_[name].cast("float64") for name in ("customers", "retained", "other_customers", "other_retained"))
    # Months and channels hold few: the usual variance, share by share, takes one customer's outcome for certain.
    weighed = strata.mutate(whole=n + m).mutate(
        w=n * m / _.whole,
        apart=(x * m - y * n) / _.whole,
        slope=(n * n * y - m * m * x + n * m * (m - n) / 2.0) / (_.whole * _.whole),
        level=(x * (m - y) + y * (n - x)) / (2.0 * _.whole),
        expected=n * y / m,
        expected_profit=n * _.other_profit / m,
    )
    summed = grouped(weighed, by).agg(
        **{
            name: _[name].sum()
            for name in ("customers", "retained", "other_customers", "other_retained", "profit", "expected")
        },
        expected_profit=_.expected_profit.sum(),
        knows_profit=_.knows_profit.all(),
        w=_.w.sum(),
        apart=_.apart.sum(),
        slope=_.slope.sum(),
        level=_.level.sum(),
    )
    summed = summed.filter(_.customers > 0).mutate(difference=ratio(_.apart, _.w))
    spread = ibis.greatest(_["difference"] * _.slope + _.level, 0.0)
    summed = summed.mutate(half=ratio(spread.sqrt(), _.w) * Z_95)
    limits = summed.mutate(
        among=ibis.literal("alike"),
        rate=ratio(_.retained, _.customers),
        other_rate=ratio(_.expected, _.customers),
        difference_low=_["difference"] - _.half,
        difference_high=_["difference"] + _.half,
        profit_each=_profit(ratio(_.profit, _.customers)),
        other_profit_each=_profit(ratio(_.expected_profit, _.customers)),
    )
    said = limits.mutate(is_real=(_.difference_low > 0) | (_.difference_high < 0))
    whole = said.select(*by, *KEPT)
    counts = ("customers", "retained", "other_customers", "other_retained")
    return whole.mutate(**{name: whole[name].cast("int64") for name in counts})


def _profit(value: ir.Value) -> ir.Value:
    return ibis.ifelse(_.knows_profit, value, ibis.null("float64"))


SCHMITT = "Schmitt, Skiera and Van den Bulte 2011, Referral Programs and Customer Value"

ENTRIES = (
    Entry(
        referral_rate,
        title=N_("Customers who bring customers"),
        definition=N_(
            "Of the customers of each period, the share who brought a new one, and of the new ones the share who were "
            "brought. A referral counts where the referrer bought earlier; others are rejected and counted."
        ),
        formula="rate = referrers ÷ active; referred_share = referred ÷ new",
        source=SCHMITT,
        reads=("purchase_days", "customers", "days", "periods"),
        columns={
            "period": PERIOD,
            "active": N_("Customers with a purchase in the period"),
            "referrers": N_("Customers who brought a new one of the period"),
            "rate": N_("Referrers as a share of the active customers (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "new": N_("Customers whose first purchase is in the period"),
            "referred": N_("Of the new, those whom an earlier customer brought"),
            "referred_share": N_("Share of the new who were brought (0 to 1)"),
            "unknown_referrer": N_("Of the new, rejected: the referrer named is no customer who ever bought"),
            "self_referred": N_("Of the new, rejected: they name themselves"),
            "in_circles": N_("Of the new, rejected: the two name each other"),
            "referrer_later": N_("Of the new, rejected: the referrer bought no earlier than they"),
        },
        by="optional",
    ),
    Entry(
        referral_kept,
        title=N_("Whether referred customers stay"),
        definition=N_(
            "Customers whom others brought against those who came by themselves: how many bought again within 180 days "
            "of their first purchase, and their profit; among all, and among those of the same month and channel."
        ),
        formula="difference = retained ÷ customers − other_retained ÷ other_customers; alike: Σ w·difference ÷ Σ w, "
        "w = n·m ÷ (n + m) of each month and channel",
        source="Sato 1989, On the variance estimator for the Mantel–Haenszel risk difference",
        reads=("purchase_days", "customers"),
        columns={
            "among": N_("`all` customers, or `alike`: of the same month of first purchase and the same channel"),
            "customers": N_("Referred customers whose days are over"),
            "retained": N_("Of these, bought on another day within the days"),
            "rate": N_("Share of the referred who bought again (0 to 1)"),
            "other_customers": N_("Others whose days are over"),
            "other_retained": N_("Of the others, bought on another day within the days"),
            "other_rate": N_(
                "Share of the others who bought again (0 to 1); of those alike as if they came when and where the "
                "referred did"
            ),
            "difference": N_("How much larger the first share is than the other (−1 to 1)"),
            "difference_low": N_("Lower 95 % limit of the difference"),
            "difference_high": N_("Upper 95 % limit of the difference"),
            "is_real": N_("Whether the limits leave zero out, so that chance alone is a poor explanation"),
            "profit_each": N_("Profit for each referred customer in those days (currency)"),
            "other_profit_each": N_("Profit for each of the others in those days (currency)"),
        },
        by="optional",
        has_grain=False,
    ),
)
