"""Share of wallet: how much of what customers spend on what we sell do they spend with us, and where is room left?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, Entry
from metrics.intervals import Z_95, grouped, ratio

if TYPE_CHECKING:
    from datetime import date

# A wallet is what a customer spends in a year.
YEAR_DAYS = 365
RANK, SUPPLIERS = "supplier_rank", "suppliers"


def share_of_wallet(
    purchase_days: ir.Table, customers: ir.Table, complete_up_to: date, by: tuple[str, ...] = ()
) -> ir.Table:
    """How much of what our customers spend on what we sell do they spend with us?

    Counted are customers with a purchase, ever, whose wallet is known and above zero; who bought nothing in the last
    365 days counts with nothing. What we sold each is net of returns, never below zero and never more than the wallet:
    a wallet below our own sales is wrong, and is counted apart.

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

    Returns
    -------
    One row per (by), the largest headroom first: customers (whose wallet is known), wallet_unknown (whose is not), ours
    and wallet (currency, of the known), share with share_low and share_high (Σ ours ÷ Σ wallet, 95 %, over customers;
    null ends with fewer than two), mean_share (of each customer's own), headroom (wallet less ours), below (customers
    whose wallet is below our sales), ranked (customers without a known wallet whose rank of us among their suppliers is
    known), estimated_share (their mean share by the wallet allocation rule; null without any).

    Source: Farris, Bendle, Pfeifer and Reibstein 2010; Keiningham et al. 2011; metrics reference G1.

    """
    each = _each(purchase_days, customers, complete_up_to, by)
    is_known = each.wallet.notnull()
    summed = grouped(each, by).agg(
        customers=is_known.sum().fill_null(0),
        wallet_unknown=(~is_known).sum().fill_null(0),
        ours=each.ours.sum(where=is_known),
        wallet=each.wallet.sum(),
        mean_share=each.share.mean(),
        below=each.is_below.sum().fill_null(0),
        ranked=each.estimated_share.count(where=~is_known),
        estimated_share=each.estimated_share.mean(where=~is_known),
        oo=(each.ours * each.ours).sum(where=is_known),
        ow=(each.ours * each.wallet).sum(),
        ww=(each.wallet * each.wallet).sum(),
    )
    rated = summed.mutate(share=ratio(_.ours, _.wallet))
    n = _.customers.cast("float64")
    squares = ibis.greatest(_.oo - 2.0 * _.share * _.ow + _.share * _.share * _.ww, 0.0)
    spread = ratio((squares * ratio(n, n - 1.0)).sqrt(), _.wallet) * Z_95
    is_sure = (_.customers > 1) & _.share.notnull()
    undefined = ibis.null("float64")
    found = rated.mutate(
        share_low=ibis.ifelse(is_sure, ibis.greatest(_.share - spread, 0.0), undefined),
        share_high=ibis.ifelse(is_sure, ibis.least(_.share + spread, 1.0), undefined),
        headroom=_.wallet - _.ours,
    )
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


def wallet_members(
    purchase_days: ir.Table, customers: ir.Table, complete_up_to: date, top: int | None = None
) -> ir.Table:
    """With whom is there room: who spends how much elsewhere?

    Parameters
    ----------
    purchase_days, customers, complete_up_to
        As for `share_of_wallet`.
    top
        Only so many, the largest headroom first; None lists all of them.

    Returns
    -------
    One row per customer of `share_of_wallet` whose wallet is known, the largest headroom first: customer_key, ours,
    wallet, headroom (currency; of the last 365 days), share, is_below (the wallet is below our sales, which is wrong).

    Source: metrics reference G1.

    """
    each = _each(purchase_days, customers, complete_up_to, ()).filter(_.wallet.notnull())
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


def _each(purchase_days: ir.Table, customers: ir.Table, complete_up_to: date, by: tuple[str, ...]) -> ir.Table:
    """Return what each customer spent with us in the last 365 days beside their wallet: null where it is not known."""
    end = ibis.date(complete_up_to.isoformat())
    dated = purchase_days.filter(_.day <= end)
    is_recent = dated.day.delta(end, unit="day") > -YEAR_DAYS
    sold = dated.group_by(["customer_key", *by]).agg(
        sold=dated.revenue.sum(where=is_recent).fill_null(0).cast("float64")
    )
    asked = {RANK, SUPPLIERS} <= set(customers.columns)
    known = customers.select(
        known_key="customer_key",
        told=_.wallet.cast("float64"),
        estimated_share=allocated(_[RANK], _[SUPPLIERS]) if asked else ibis.null("float64"),
    )
    joined = sold.left_join(known, sold.customer_key == known.known_key).drop("known_key")
    wallet = ibis.ifelse(_.told > 0, _.told, ibis.null("float64"))
    whole = joined.mutate(wallet=wallet, sold=ibis.greatest(_.sold, 0.0))
    # `least` skips nulls on some engines, so what is not known is kept null by hand.
    capped = ibis.ifelse(_.wallet.notnull(), ibis.least(_.sold, _.wallet), ibis.null("float64"))
    return whole.mutate(ours=capped, is_below=_.wallet.notnull() & (_.sold > _.wallet)).mutate(
        share=ratio(_.ours, _.wallet)
    )


_OURS = N_("What they spent with us in the last 365 days, at most their wallet (currency)")
_WALLET = N_("What they spend with everybody in a year (currency)")
_HEADROOM = N_("What they spend elsewhere (currency)")
_SOURCE = "Farris, Bendle, Pfeifer and Reibstein 2010, Marketing Metrics"

ENTRIES = (
    Entry(
        share_of_wallet,
        title=N_("Share of wallet"),
        definition=N_(
            "How much of what customers spend in a year on what we sell they spend with us; of those alone whose "
            "spending is known. Where only our rank among their suppliers is known, the share stands apart as an "
            "estimate."
        ),
        formula="Σ min(ours, wallet) ÷ Σ wallet; estimated_share = mean of (1 − rank ÷ (n+1)) · 2 ÷ n",
        source=_SOURCE,
        reads=("purchase_days", "customers"),
        columns={
            "customers": N_("Customers whose spending is known"),
            "wallet_unknown": N_("Customers whose spending is not known"),
            "ours": _OURS,
            "wallet": _WALLET,
            "share": N_("Our share of it (0 to 1)"),
            "share_low": N_("From here on the true share lies, 19 times in 20; empty with fewer than two customers"),
            "share_high": N_("Up to here the true share lies, 19 times in 20; empty with fewer than two customers"),
            "mean_share": N_("Mean of the customers’ own shares (0 to 1)"),
            "headroom": _HEADROOM,
            "below": N_("Customers who spent more with us than they are said to spend at all: their wallet is wrong"),
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
        reads=("purchase_days", "customers"),
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
