"""Share of wallet: how much of what customers spend on what we sell do they spend with us, and where is room left?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, IS_COMPLETE, PERIOD, Entry
from metrics.intervals import Z_95, grouped, ratio

if TYPE_CHECKING:
    from datetime import date

# A wallet is what a customer spends in a year.
YEAR_DAYS = 365
RANK, SUPPLIERS = "supplier_rank", "suppliers"


def share_of_wallet(
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...] = (),
    wallets: ir.Table | None = None,
    days: ir.Table | None = None,
    *,
    wallet_days: int = YEAR_DAYS,
) -> ir.Table:
    """How much of what our customers spend on what we sell do they spend with us?

    Counted are customers with a purchase, ever, whose wallet is known and above zero; who bought nothing in the same
    365 days counts with nothing. What we sold each is net of returns, never below zero and never more than the wallet:
    a wallet below our own sales is wrong, and is counted apart.

    A wallet of `wallets` is of the 365 days up to its day, and so are our sales beside it; the latest of the last 365
    days counts. Of whom it knows none, that of `customers` does, as one of the last 365 days.

    Parameters
    ----------
    purchase_days
        As `booking.purchase_days` returns it, with the `by` columns.
    customers
        With wallet, and may be supplier_rank and suppliers.
    complete_up_to
        Last day of the 365.
    by
        Attributes to break down by.
    wallets
        What was spent with everybody in the year up to a day: customer_key, known_on, spend.
    days
        Every day of the data; without it they are taken to begin early enough.
    wallet_days
        How many days a wallet is of.

    Returns
    -------
    One row per (by), the largest headroom first: customers (whose wallet is known), wallet_unknown (whose is not), ours
    and wallet (currency, of the known), share with share_low and share_high (Σ ours ÷ Σ wallet, 95 %, over customers;
    null ends with fewer than two), mean_share (of each customer's own), headroom (wallet less ours), below (customers
    whose wallet is below our sales), ranked (customers without a known wallet whose rank of us among their suppliers is
    known), estimated_share (their mean share by the wallet allocation rule; null without any).

    Source: Farris, Bendle, Pfeifer and Reibstein 2010; Keiningham et al. 2011; metrics reference G1.

    """
    each = _each(purchase_days, customers, complete_up_to, by, wallets, days, wallet_days)
    is_known = each.wallet.notnull()
    summed = grouped(each, by).agg(
        **_sums(each),
        wallet_unknown=(~is_known).sum().fill_null(0),
        ranked=each.estimated_share.count(where=~is_known),
        estimated_share=each.estimated_share.mean(where=~is_known),
    )
    found = _rated(summed)
    named = (
        *(
            "customers",
            "wallet_unknown",
            "ours",
            "wallet",
            "share",
            "share_low",
            "share_high",
            "mean_share",
            "headroom",
        ),
        *("below", "ranked", "estimated_share"),
    )
    return found.select(*by, *named).order_by([ibis.desc("headroom", nulls_first=False), *by])


def _sums(each: ir.Table) -> dict[str, ir.Value]:
    """Return what `_rated` reads of customers with ours, wallet, share (null where unknown) and is_below."""
    return {
        "customers": each.wallet.count(),
        "ours": each.ours.sum(),
        "wallet": each.wallet.sum(),
        "mean_share": each.share.mean(),
        "below": each.is_below.sum().fill_null(0),
        "oo": (each.ours * each.ours).sum(),
        "ow": (each.ours * each.wallet).sum(),
        "ww": (each.wallet * each.wallet).sum(),
    }


def _rated(summed: ir.Table) -> ir.Table:
    """Put the share, its interval (linearised, over customers) and the headroom beside sums."""
    rated = summed.mutate(share=ratio(_.ours, _.wallet))
    n = _.customers.cast("float64")
    squares = ibis.greatest(_.oo - 2.0 * _.share * _.ow + _.share * _.share * _.ww, 0.0)
    spread = ratio((squares * ratio(n, n - 1.0)).sqrt(), _.wallet) * Z_95
    is_sure = (_.customers > 1) & _.share.notnull()
    undefined = ibis.null("float64")
    return rated.mutate(
        share_low=ibis.ifelse(is_sure, ibis.greatest(_.share - spread, 0.0), undefined),
        share_high=ibis.ifelse(is_sure, ibis.least(_.share + spread, 1.0), undefined),
        headroom=_.wallet - _.ours,
    )


def wallets_over_time(
    purchase_days: ir.Table,
    wallets: ir.Table,
    periods: ir.Table,
    days: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...] = (),
    wallet_days: int = YEAR_DAYS,
) -> ir.Table:
    """Does our share of what customers spend rise or fall?

    A wallet belongs to the period of its day and is of the 365 days up to it, as are our sales beside it; of several
    in a period the latest counts. Counted are customers with a purchase up to that day. A wallet whose 365 days begin
    before the data do, or end after they are complete, is left out: our share of it would be too small. Who is asked
    changes from period to period, so the same customers' share at their wallet before stands beside.

    Parameters
    ----------
    purchase_days
        As `booking.purchase_days` returns it, with the `by` columns.
    wallets
        customer_key, known_on, spend (with everybody, in the year up to that day), period (of that day).
    periods
        The periods to list.
    days
        The calendar, which begins with the data.
    complete_up_to
        Last day that the data cover in full.
    by
        Attributes to break down by.
    wallet_days
        How many days a wallet is of.

    Returns
    -------
    One row per (by, period) with a known wallet: period (first day), customers, ours and wallet (currency), share with
    share_low and share_high (Σ ours ÷ Σ wallet, 95 %, over customers), mean_share, headroom, below (customers whose
    wallet is below our sales); known_before (those of them with an earlier
    wallet, neither of the two below our sales), their_share (their share now) and
    earlier_share (their share then; both null without any); is_complete (whether the period is).

    Source: Farris, Bendle, Pfeifer and Reibstein 2010; metrics reference G1.

    """
    each = _wallet_years(purchase_days, wallets, days, complete_up_to, by, wallet_days)
    dated = each.inner_join(periods.select("period", "starts_on", "is_complete"), "period")
    has_earlier = dated.earlier_wallet.notnull()
    summed = dated.group_by([*by, "starts_on", "is_complete"]).agg(
        **_sums(dated),
        known_before=has_earlier.sum().fill_null(0),
        their_share=ratio(dated.ours.sum(where=has_earlier), dated.wallet.sum(where=has_earlier)),
        earlier_share=ratio(dated.earlier_ours.sum(where=has_earlier), dated.earlier_wallet.sum(where=has_earlier)),
    )
    found = _rated(summed)
    return found.select(
        *by,
        "customers",
        *("ours", "wallet", "share", "share_low", "share_high", "mean_share", "headroom", "below"),
        *("known_before", "their_share", "earlier_share", "is_complete"),
        period=_.starts_on,
    ).order_by(["period", *by])


def wallet_year_members(
    purchase_days: ir.Table,
    wallets: ir.Table,
    periods: ir.Table,
    days: ir.Table,
    complete_up_to: date,
    known_in: date | None = None,
    wallet_days: int = YEAR_DAYS,
) -> ir.Table:
    """Whose share of wallet is known of a period, and from whom did we lose some?

    Parameters
    ----------
    purchase_days, wallets, periods, days, complete_up_to, wallet_days
        As for `wallets_over_time`.
    known_in
        First day of a period: only its wallets; None lists those of all of `periods`.

    Returns
    -------
    One row per customer and period of `wallets_over_time`, the most lost first: customer_key, known_on, ours, wallet,
    headroom (currency, of the 365 days up to known_on), share, earlier_share (at the wallet before; null without one),
    share_lost (what the share that was lost since comes to, of the wallet now; below zero where it was won), is_below.

    Source: metrics reference G1.

    """
    chosen = periods if known_in is None else periods.filter(_.starts_on == ibis.date(known_in.isoformat()))
    each = _wallet_years(purchase_days, wallets, days, complete_up_to, (), wallet_days).semi_join(chosen, "period")
    found = each.mutate(earlier_share=ratio(_.earlier_ours, _.earlier_wallet), headroom=_.wallet - _.ours)
    return found.select(
        *("customer_key", "known_on", "ours", "wallet", "headroom", "share", "earlier_share"),
        share_lost=(_.earlier_share - _.share) * _.wallet,
        is_below=_.is_below,
    ).order_by([ibis.desc("share_lost", nulls_first=False), ibis.desc("headroom"), "customer_key", "known_on"])


def _wallet_years(
    purchase_days: ir.Table,
    wallets: ir.Table,
    days: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...],
    wallet_days: int,
) -> ir.Table:
    """Return the latest wallet of each customer and period beside our sales of its 365 days, and the one before."""
    end = ibis.date(complete_up_to.isoformat())
    since_first = _.known_on.delta(_.first_day, unit="day")
    covered = (
        wallets.filter((_.spend > 0) & (_.known_on <= end))
        .cross_join(days.agg(first_day=_.date.min()))
        .filter(since_first >= wallet_days - 1)
    )
    latest_first = ibis.window(group_by=["customer_key", "period"], order_by=ibis.desc("known_on"))
    told = covered.mutate(place=ibis.row_number().over(latest_first)).filter(_.place == 0)
    latest = told.select(wallet_key="customer_key", known_on="known_on", period="period", spend="spend")
    joined = purchase_days.inner_join(latest, purchase_days.customer_key == latest.wallet_key)
    dated = joined.filter(_.day <= _.known_on)
    is_in_year = dated.day.delta(dated.known_on, unit="day") > -wallet_days
    sold = dated.group_by(["customer_key", *by, "known_on", "period", "spend"]).agg(
        sold=dated.revenue.sum(where=is_in_year).fill_null(0).cast("float64")
    )
    each = _shared(sold.mutate(wallet=_.spend.cast("float64")).drop("spend"))
    in_order = ibis.window(group_by="customer_key", order_by="known_on")
    # A wallet that is wrong, being below our own sales, tells no change.
    is_right = ~_.is_below & ~_.is_below.lag().over(in_order).fill_null(True)
    return each.mutate(
        earlier_ours=ibis.ifelse(is_right, _.ours.lag().over(in_order), ibis.null("float64")),
        earlier_wallet=ibis.ifelse(is_right, _.wallet.lag().over(in_order), ibis.null("float64")),
    )


def wallet_members(
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    top: int | None = None,
    wallets: ir.Table | None = None,
    days: ir.Table | None = None,
    *,
    wallet_days: int = YEAR_DAYS,
) -> ir.Table:
    """With whom is there room: who spends how much elsewhere?

    Parameters
    ----------
    purchase_days, customers, complete_up_to, wallets, days, wallet_days
        As for `share_of_wallet`.
    top
        Only so many, the largest headroom first; None lists all of them.

    Returns
    -------
    One row per customer of `share_of_wallet` whose wallet is known, the largest headroom first: customer_key, ours,
    wallet, headroom (currency; of the wallet's 365 days), share, is_below (the wallet is below our sales: it is wrong).

    Source: metrics reference G1.

    """
    each = _each(purchase_days, customers, complete_up_to, (), wallets, days, wallet_days).filter(_.wallet.notnull())
    found = each.mutate(headroom=_.wallet - _.ours)
    ordered = found.select("customer_key", "ours", "wallet", "headroom", "share", "is_below").order_by(
        _.headroom.desc(), _.customer_key
    )
    return ordered if top is None else ordered.limit(top)


def allocated(rank: ir.NumericValue, suppliers: ir.NumericValue) -> ir.FloatingValue:
    """Return the share of wallet of the supplier with this rank among so many: (1 − rank ÷ (n+1)) · 2 ÷ n.

    Suppliers that are ranked alike share the mean of their ranks. Null where the rank is not among them.

    Source: Keiningham, Aksoy, Buoye and Cooil 2011, Customer Loyalty Isn't Enough; metrics reference G1.
    """
    n = suppliers.cast("float64")
    share = (1.0 - ratio(rank, n + 1.0)) * ratio(2.0 + 0.0 * n, n)
    return ibis.ifelse((n >= 1) & (rank >= 1) & (rank <= n), share, ibis.null("float64"))


def _each(
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...],
    wallets: ir.Table | None,
    days: ir.Table | None,
    wallet_days: int,
) -> ir.Table:
    """Return what each customer spent with us in the days of their wallet beside it: null where it is not known."""
    end = ibis.date(complete_up_to.isoformat())
    dated = purchase_days.filter(_.day <= end)
    if wallets is None:
        dated = dated.mutate(until=end)
    else:
        recent = wallets.filter(
            (_.known_on <= end) & (_.known_on.delta(end, unit="day") > -wallet_days) & (_.spend > 0)
        )
        latest = recent.group_by(wallet_key="customer_key").agg(
            until=_.known_on.max(), spent=_.spend.argmax(_.known_on).cast("float64")
        )
        dated = dated.left_join(latest, dated.customer_key == latest.wallet_key).drop("wallet_key")
        dated = dated.mutate(until=_.until.fill_null(end))
        by = (*by, "spent")
    is_in_year = (dated.day <= dated.until) & (dated.day.delta(dated.until, unit="day") > -wallet_days)
    sold = dated.group_by(["customer_key", "until", *by]).agg(
        sold=dated.revenue.sum(where=is_in_year).fill_null(0).cast("float64")
    )
    asked = {RANK, SUPPLIERS} <= set(customers.columns)
    known = customers.select(
        known_key="customer_key",
        told=_.wallet.cast("float64") if "wallet" in customers.columns else ibis.null("float64"),
        estimated_share=allocated(_[RANK], _[SUPPLIERS]) if asked else ibis.null("float64"),
    )
    joined = sold.left_join(known, sold.customer_key == known.known_key).drop("known_key")
    named = joined.mutate(wallet=_.told if wallets is None else ibis.coalesce(_.spent, _.told))
    is_known = _.wallet > 0
    if days is not None:
        named = named.cross_join(days.agg(first_day=_.date.min()))
        is_known &= _.until.delta(_.first_day, unit="day") >= wallet_days - 1
    return _shared(named.mutate(wallet=ibis.ifelse(is_known, _.wallet, ibis.null("float64"))))


def _shared(sold: ir.Table) -> ir.Table:
    """Put ours, share and is_below beside what was sold and a wallet: never below zero, never more than the wallet."""
    whole = sold.mutate(sold=ibis.greatest(_.sold, 0.0))
    # `least` skips nulls on some engines, so what is not known is kept null by hand.
    capped = ibis.ifelse(_.wallet.notnull(), ibis.least(_.sold, _.wallet), ibis.null("float64"))
    return whole.mutate(ours=capped, is_below=_.wallet.notnull() & (_.sold > _.wallet)).mutate(
        share=ratio(_.ours, _.wallet)
    )


_OURS = N_("What they spent with us in the year of their wallet, at most all of it (currency)")
_WALLET = N_("What they spend with everybody in a year (currency)")
_HEADROOM = N_("What they spend elsewhere (currency)")
_SHARE = {
    "share": N_("Our share of it (0 to 1)"),
    "share_low": N_("From here on the true share lies, 19 times in 20; empty with fewer than two customers"),
    "share_high": N_("Up to here the true share lies, 19 times in 20; empty with fewer than two customers"),
    "mean_share": N_("Mean of the customers’ own shares (0 to 1)"),
    "headroom": _HEADROOM,
    "below": N_("Customers who spent more with us than they are said to spend at all: their wallet is wrong"),
}
_EARLIER_SHARE = N_("The same customers’ share at their wallet before (0 to 1); empty where there is none")
_READS_YEARS = ("purchase_days", "wallets", "periods", "days")
_SOURCE = "Farris, Bendle, Pfeifer and Reibstein 2010, Marketing Metrics"

ENTRIES = (
    Entry(
        wallets_over_time,
        title=N_("Share of wallet over time"),
        definition=N_(
            "Our share of what customers spend in a year on what we sell, by the period in which that year ended; "
            "beside it the share of those of them whose wallet was known before, then and now."
        ),
        formula="Σ min(ours, wallet) ÷ Σ wallet, both up to known_on; earlier_share = the same of the wallet before",
        source=_SOURCE,
        reads=_READS_YEARS,
        columns={
            "period": PERIOD,
            "customers": N_("Customers whose spending is known"),
            "ours": _OURS,
            "wallet": _WALLET,
            **_SHARE,
            "known_before": N_("Those of them whose wallet was known before, too"),
            "their_share": N_("Our share with these now (0 to 1); empty where there are none"),
            "earlier_share": _EARLIER_SHARE,
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        wallet_year_members,
        title=N_("Customers by the share of wallet that was lost"),
        definition=N_(
            "Customers whose spending with everybody is known of a period, and what the change of our share since "
            "their wallet before comes to."
        ),
        formula="share_lost = (earlier_share − share) · wallet",
        source=_SOURCE,
        reads=_READS_YEARS,
        columns={
            "customer_key": CUSTOMER_KEY,
            "known_on": N_("Last day of the year in which it was spent"),
            "ours": _OURS,
            "wallet": _WALLET,
            "headroom": _HEADROOM,
            "share": N_("Our share of it (0 to 1)"),
            "earlier_share": N_("Our share at the customer’s wallet before (0 to 1); empty where there is none"),
            "share_lost": N_(
                "What the share lost since then comes to, of the wallet now; below zero where it was won (currency)"
            ),
            "is_below": N_("Whether they spent more with us than they are said to spend at all"),
        },
        by="beside",
    ),
    Entry(
        share_of_wallet,
        title=N_("Share of wallet"),
        definition=N_(
            "How much of what customers spend in a year on what we sell they spend with us; of those alone whose "
            "spending is known and whose year the data cover. Where only our rank among their suppliers is known, the "
            "share stands apart as an estimate."
        ),
        formula="Σ min(ours, wallet) ÷ Σ wallet; estimated_share = mean of (1 − rank ÷ (n+1)) · 2 ÷ n",
        source=_SOURCE,
        reads=("purchase_days", "customers", "wallets", "days"),
        columns={
            "customers": N_("Customers whose spending is known"),
            "wallet_unknown": N_("Customers whose spending is not known"),
            "ours": _OURS,
            "wallet": _WALLET,
            **_SHARE,
            "ranked": N_("Customers of unknown spending who said where we stand among their suppliers"),
            "estimated_share": N_("Our share with these, estimated from the rank (0 to 1); empty without any"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        wallet_members,
        title=N_("Customers by what they spend elsewhere"),
        definition=N_("Customers whose spending with everybody is known, by how much of it goes elsewhere."),
        formula="headroom = wallet − min(ours, wallet)",
        source=_SOURCE,
        reads=("purchase_days", "customers", "wallets", "days"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "ours": _OURS,
            "wallet": _WALLET,
            "headroom": _HEADROOM,
            "share": N_("Our share of it (0 to 1)"),
            "is_below": N_("Whether they spent more with us than they are said to spend at all"),
        },
        by="beside",
        has_grain=False,
    ),
)
