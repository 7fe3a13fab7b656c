"""Who under contract will probably not renew in the days to come, and how good such a warning was on the own past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, Entry
from metrics.warning.landmark import COUNTS, complaints_at, contacts_at, contracts_at, visits_at
from metrics.warning.risk import ENTRIES as OF_RISK
from metrics.warning.risk import LIKELY, TENTH, risk_test

if TYPE_CHECKING:
    from metrics.warning.landmark import Day

MONTHS = 12
# A contract without an end is looked at after all that have one; of these the youngest first.
FAR_DAYS = 3650
# As the ways are called here: there is no model of repeat buying, and common sense looks at the end.
NAMES = {"recency": "soonest_end", "together": "both"}


def renewal_landmark(
    contracts: ir.Table,
    contacts: ir.Table,
    complaints: ir.Table,
    visits: ir.Table,
    as_of: Day,
    sides: tuple[str, ...] = (),
) -> ir.Table:
    """Everything that was known on a day of each customer who was under contract then.

    Parameters
    ----------
    contracts, contacts, complaints, visits
        As they were loaded.
    as_of
        The day.
    sides
        Which of contacts, complaints and visits were loaded; the columns of the others are left out.

    Returns
    -------
    One row per customer covered on the day: the columns of `landmark.contracts_at`, then of the sides; silent_days: the
    order of common sense, higher the sooner the contract ends (−ends_in_days; of those that run on, the youngest
    first).

    """
    each = contracts_at(contracts, as_of)
    each = each.mutate(silent_days=-ibis.coalesce(_.ends_in_days, FAR_DAYS + _.covered_days).cast("int64"))
    found = {"contacts": contacts_at, "complaints": complaints_at, "visits": visits_at}
    loaded = {"contacts": contacts, "complaints": complaints, "visits": visits}
    for side in sides:
        table = found[side](loaded[side], as_of)
        each = each.left_join(table, "customer_key").drop("customer_key_right")
        counts = {name: _[name].fill_null(0) for name in table.columns if name in COUNTS}
        each = each.mutate(**counts)
    return each


def renewal_risk_summary(renewal_risk: ir.Table, customer_charges: ir.Table) -> ir.Table:
    """How many customers under contract will probably not be in the days to come, and what would be lost with them?

    Parameters
    ----------
    renewal_risk
        The chances that publishing keeps: one row per customer under contract.
    customer_charges
        What each pays in a month.

    Returns
    -------
    One row: customers (under contract), likely_lost (of these, with a chance of one half or more; null without a
    chance), expected_lost (the chances added up), at_stake (currency, what they pay in a year), expected_loss (chance
    times that, added up), risk_stake (at stake of those who will probably not renew).

    Source: metrics reference F6.

    """
    placed = _with_stake(renewal_risk, customer_charges)
    is_likely = (_.chance >= LIKELY).fill_null(False)
    summed = placed.agg(
        customers=_.count(),
        judged=_.chance.count(),
        likely=is_likely.sum().fill_null(0),
        expected_lost=_.chance.sum(),
        at_stake=_.at_stake.sum(),
        expected_loss=_.expected_loss.sum(),
        risk_stake=_.at_stake.sum(where=is_likely),
    )
    likely = ibis.ifelse(_.judged > 0, _.likely, ibis.null("int64"))
    return summed.select("customers", "expected_lost", "at_stake", "expected_loss", "risk_stake", likely_lost=likely)


def renewal_risk_members(
    renewal_risk: ir.Table, customer_charges: ir.Table, likely: bool = False, top: int | None = None
) -> ir.Table:
    """Whom to call before they do not renew, the largest expected loss first?

    Parameters
    ----------
    renewal_risk, customer_charges
        As for `renewal_risk_summary`.
    likely
        Only those who will probably not renew: a chance of one half or more.
    top
        Return only so many of the list, the first.

    Returns
    -------
    One row per customer under contract: customer_key, chance (0 to 1, that they are not under contract after the days
    to come), at_stake (currency, of a year; null where not known), expected_loss (chance times that; the order of the
    list, then the chance), ends_in_days (null where it runs on), covered_days, contracts.

    Source: metrics reference F6.

    """
    placed = _with_stake(renewal_risk, customer_charges)
    if likely:
        placed = placed.filter(_.chance >= LIKELY)
    nulls_last = {"nulls_first": False}
    ordered = placed.order_by(
        [ibis.desc("expected_loss", **nulls_last), ibis.desc("chance", **nulls_last), "ends_in_days", "customer_key"]
    )
    columns = ("chance", "at_stake", "expected_loss", "ends_in_days", "covered_days", "contracts")
    found = ordered.select("customer_key", *columns)
    return found if top is None else found.limit(top)


def renewal_risk_test(renewal_tested: ir.Table, share: float = TENTH, by_origin: bool = False) -> ir.Table:
    """How good were such warnings on the firm's own past, and is the list better than by the soonest end?

    Parameters
    ----------
    renewal_tested
        What was said of whom, and what came, as publishing keeps it.
    share, by_origin
        As for `risk_test`.

    Returns
    -------
    As `risk_test`, without lead_days, and with not_renewed in place of lost: the way that common sense takes is
    `soonest_end`.

    Source: metrics reference F7.

    """
    found = risk_test(renewal_tested, share, by_origin)
    method = ibis.cases(*((_.method == own, name) for own, name in NAMES.items()), else_=_.method)
    return found.drop("lead_days").mutate(method=method).rename(not_renewed="lost")


def _with_stake(renewal_risk: ir.Table, customer_charges: ir.Table) -> ir.Table:
    paid = customer_charges.select("customer_key", at_stake=_.monthly_charge * MONTHS)
    joined = renewal_risk.left_join(paid, "customer_key").drop("customer_key_right")
    return joined.mutate(expected_loss=_.chance * _.at_stake)


_CHANCE = N_("Chance not to be under contract any more after the days to come (0 to 1); empty where there is no model")
_AT_STAKE = N_("What they pay in a year; empty where no amount is known (currency)")
_EXPECTED_LOSS = N_("The chance times what they pay in a year (currency); empty where either is not known")
_OF_TEST = next(entry for entry in OF_RISK if entry.name == "risk_test")
_FADER = "Fader and Hardie 2007, How to Project Customer Retention; Pedregosa et al. 2011, scikit-learn"

ENTRIES = (
    Entry(
        renewal_risk_summary,
        title=N_("Early warning of contracts in numbers"),
        definition=N_(
            "Customers under contract who will probably not be any more after the days to come, and what they pay in a "
            "year. The chance is told by whichever way did best on the data's own past. Who is known to have left, and "
            "began no contract since, is not counted."
        ),
        formula="likely_lost = customers with chance ≥ ½; expected_loss = Σ chance · at_stake",
        source=_FADER,
        reads=("renewal_risk", "customer_charges"),
        columns={
            "customers": N_("Customers under contract on the last complete day"),
            "likely_lost": N_("Of these, those who will probably not renew: a chance of one half or more"),
            "expected_lost": N_("How many of them will not renew, by their chances added up"),
            "at_stake": _AT_STAKE,
            "expected_loss": _EXPECTED_LOSS,
            "risk_stake": N_("What those who will probably not renew pay in a year (currency)"),
        },
        has_grain=False,
    ),
    Entry(
        renewal_risk_members,
        title=N_("Whom to call before their contract ends"),
        definition=N_(
            "Customers under contract by the loss to expect: the chance that they are not any more after the days to "
            "come, times what they pay in a year."
        ),
        formula="expected_loss = chance · at_stake",
        source=_FADER,
        reads=("renewal_risk", "customer_charges"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "chance": _CHANCE,
            "at_stake": _AT_STAKE,
            "expected_loss": _EXPECTED_LOSS,
            "ends_in_days": N_("Days to the end of the contract; empty without one, or where it runs on"),
            "covered_days": N_("Days under contract so far, without a break"),
            "contracts": N_("Contracts so far"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        renewal_risk_test,
        title=N_("Test of the warning of contracts"),
        definition=N_(
            "The same warning given on earlier days from nothing but what was known then, against who was not under "
            "contract afterwards; beside it the list that common sense makes, by the soonest end."
        ),
        formula=_OF_TEST.formula,
        source=_OF_TEST.source,
        reads=("renewal_tested",),
        columns={name: meaning for name, meaning in _OF_TEST.columns.items() if name not in {"lead_days", "lost"}}
        | {
            "method": N_("Which way of telling: `logistic`, `boosting`, `both` or `soonest_end`"),
            "not_renewed": N_(
                "Customers who were not under contract any more after the days that the warning looked ahead"
            ),
            "base_rate": N_("Share of the customers tested who did not renew (0 to 1)"),
        },
        has_grain=False,
    ),
)
