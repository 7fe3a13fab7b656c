"""What customers pay in a month, where a contract or a list of customers says so and no order does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from localization.grains import MONTH_DAYS
from metrics.entry import CUSTOMER_KEY, Entry
from metrics.lifetimes.contracts import RUNS_ON, with_last_day
from metrics.value.segments import CURVE_COLUMNS, listed_of, running_total

if TYPE_CHECKING:
    from datetime import date

# Months that an amount is for, by the words that files have for it.
_MONTHS_OF: dict[str, float] = {
    **dict.fromkeys(("month", "monthly", "months", "mo", "1 month", "ماه", "ماهانه", "ماهیانه", "شهر", "شهري"), 1),
    **dict.fromkeys(("quarter", "quarterly", "3 months", "فصل", "سه ماهه", "سه‌ماهه", "ربع سنوي"), 3),
    **dict.fromkeys(("half", "half year", "half-yearly", "semiannual", "6 months", "شش ماهه", "شش‌ماهه", "نصف سنوي"), 6),
    **dict.fromkeys(("year", "yearly", "annual", "annually", "1 year", "سال", "سالانه", "سالیانه", "سنة", "سنوي"), 12),
    **dict.fromkeys(("week", "weekly", "هفته", "هفتگی", "أسبوع", "أسبوعي"), 7 / MONTH_DAYS),
    **dict.fromkeys(("day", "daily", "روز", "روزانه", "يوم", "يومي"), 1 / MONTH_DAYS),
}


def customer_charges(
    customers: ir.Table, contracts: ir.Table | None = None, complete_up_to: date | None = None
) -> ir.Table:
    """What does each customer pay in a month, or did when they were last one, and for how long have they been one?

    With contracts it is what those in force on the customer's last covered day, at the latest `complete_up_to`, come
    to in a month of 30.44 days: an amount for a quarter is a third of it, one without a stated time is spread over
    the term of its contract. An amount in words that say no time, or for a term without an end, is not known. Without
    contracts it is what the list of customers says.

    Parameters
    ----------
    customers
        customer_key, and may be monthly_charge and tenure_months.
    contracts
        As for `covers`, with amount and amount_period; None where no contract was loaded.
    complete_up_to
        Last day that the data cover in full.

    Returns
    -------
    One row per customer: customer_key, monthly_charge (currency; null where not known), tenure_months (null likewise).

    """
    names = {"monthly_charge": "float64", "tenure_months": "float64"}
    said = customers.select(
        "customer_key",
        **{
            name: customers[name].cast(kind) if name in customers.columns else ibis.null(kind)
            for name, kind in names.items()
        },
    )
    if contracts is None or complete_up_to is None or "amount" not in contracts.columns:
        return said
    until = ibis.literal(complete_up_to)
    begun = with_last_day(in_a_month(contracts)).filter(_.starts_on <= until).mutate(seen_to=ibis.least(_.ends, until))
    last = begun.mutate(last_day=_.seen_to.max().over(ibis.window(group_by="customer_key")))
    in_force = last.filter((_.starts_on <= _.last_day) & (_.ends >= _.last_day))
    paid = in_force.group_by("customer_key").agg(of_contracts=_.of_month.sum())
    known = said.left_join(paid, "customer_key").drop("customer_key_right")
    return known.mutate(monthly_charge=_.of_contracts.coalesce(_.monthly_charge)).drop("of_contracts")


def in_a_month(contracts: ir.Table) -> ir.Table:
    """Say of every contract what it comes to in a month: of_month (currency), null where that is not known.

    An amount for a quarter is a third of it; one without a stated time is spread over the term of its contract.
    """
    term = (_.ends_on.delta(_.starts_on, unit="day") + 1).cast("float64") / MONTH_DAYS
    has_end = (_.ends_on < RUNS_ON).fill_null(False)
    worded = contracts.mutate(word=_.amount_period.lower().strip().fill_null(""))
    stated = ibis.cases(
        *((worded.word == text, ibis.literal(float(months))) for text, months in _MONTHS_OF.items()),
        ((worded.word == "") & has_end, term),
        else_=ibis.null("float64"),
    )
    return worded.mutate(of_month=_.amount.cast("float64") / stated).drop("word")


def charges_curve(customer_charges: ir.Table, points: int = 200, share: float = 0.2) -> ir.Table:
    """How the monthly charges build up from the customer who pays most to the one who pays least.

    Parameters
    ----------
    customer_charges
        As `customer_charges` returns it; who has no known charge is not ranked.
    points, share
        As for `whale_curve`.

    Returns
    -------
    As `whale_curve`, of charges (currency a month).

    Source: metrics reference C2, D1.

    """
    paying = customer_charges.filter(_.monthly_charge.notnull())
    return running_total(paying.select("customer_key", own=_.monthly_charge), points, share)


def top_charges(
    customer_charges: ir.Table, departures: ir.Table | None = None, share: float = 0.2, *, top: int | None = None
) -> ir.Table:
    """Which customers pay most in a month, and which of them have left?

    Of n customers whose charge is known the first ⌈share · n⌉ are listed, by charge, then by number.

    Parameters
    ----------
    customer_charges
        As `customer_charges` returns it.
    departures
        Who has left; None where no departure was loaded.
    share
        Share of the customers on the list.
    top
        Return only so many of the list, the first.

    Returns
    -------
    One row per listed customer: rank, customer_key, monthly_charge (currency), tenure_months, has_left (null where no
    departure was loaded), listed (how many the list has), left (how many of them have left).

    Source: metrics reference D1.

    """
    paying = customer_charges.filter(_.monthly_charge.notnull())
    if departures is None:
        marked = paying.mutate(has_left=ibis.null("boolean"))
    else:
        gone = departures.select("customer_key").distinct().mutate(is_gone=ibis.literal(True))
        joined = paying.left_join(gone, "customer_key").drop("customer_key_right")
        marked = joined.mutate(has_left=_.is_gone.fill_null(False)).drop("is_gone")
    best_first = ibis.window(order_by=[ibis.desc("monthly_charge"), "customer_key"])
    ranked = marked.mutate(rank=ibis.row_number().over(best_first) + 1, everybody=_.count().over(ibis.window()))
    listed = ranked.mutate(listed=listed_of(_.everybody, share)).filter(_["rank"] <= _.listed)
    counted = listed.mutate(left=_.has_left.cast("int64").sum().over(ibis.window()))
    found = counted.select("rank", "customer_key", "monthly_charge", "tenure_months", "has_left", "listed", "left")
    return (found if top is None else found.filter(_["rank"] <= top)).order_by("rank")


_PARETO = N_("Pareto's rule of 80 and 20")

ENTRIES = (
    Entry(
        charges_curve,
        title=N_("How monthly charges build up"),
        definition=N_(
            "What customers pay in a month, added up from the one who pays most to the one who pays least: of those in "
            "force, or of the last month of those who left."
        ),
        formula="value(rank) = Σ monthly charges of the best customers up to rank; value_share = value ÷ value of all",
        source=_PARETO,
        reads=("customer_charges",),
        columns={**CURVE_COLUMNS, "value": N_("Monthly charges of the customers up to this place (currency)")},
        has_grain=False,
    ),
    Entry(
        top_charges,
        title=N_("Customers who pay most in a month"),
        definition=N_("The customers with the highest monthly charges, and which of them have left."),
        formula="listed = ⌈share × customers with a known charge⌉, by monthly_charge",
        source=_PARETO,
        reads=("customer_charges", "departures"),
        columns={
            "rank": N_("Place of the customer, best first"),
            "customer_key": CUSTOMER_KEY,
            "monthly_charge": N_("What the customer pays in a month, or paid when they left (currency)"),
            "tenure_months": N_("Months as a customer; empty where not known"),
            "has_left": N_("Whether the customer has left; empty where no departure was loaded"),
            "listed": N_("Customers on the list"),
            "left": N_("Customers of the list who have left"),
        },
        by="beside",
        has_grain=False,
    ),
)
