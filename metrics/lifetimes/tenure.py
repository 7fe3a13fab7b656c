"""How long customers stay, where a list of them says for how long they have been some and who has left, and no day."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from localization.grains import MONTH_DAYS
from metrics.entry import KAPLAN_MEIER, Entry
from metrics.lifetimes.product_limit import LEAST_AT_RISK
from metrics.lifetimes.survival import SURVIVAL_COLUMNS, curve_of


def tenure_survival(
    customer_charges: ir.Table,
    departures: ir.Table,
    by: tuple[str, ...] = (),
    *,
    least_at_risk: int = LEAST_AT_RISK,
) -> ir.Table:
    """Which share of the customers is still one so many months after they became one?

    Of who has left, the stated months are how long they stayed; everybody else is still here after theirs. The list is
    taken to hold all who ever came: where it holds only who was still here lately, the curve stands too high.

    Parameters
    ----------
    customer_charges
        customer_key and tenure_months, with the `by` columns; who has no stated time is not counted.
    departures
        Who has left, once or more often.
    by, least_at_risk
        As for `survival`.

    Returns
    -------
    As `survival`, a month counted as 30.44 days: day, at_risk, events, survival, low, high, restricted_mean,
    restricted_low, restricted_high, median_days, customers, lost, left_out (nobody).

    Source: Kaplan and Meier 1958; metrics reference B5.

    """
    gone = departures.select("customer_key").distinct().mutate(is_gone=ibis.literal(True))
    known = customer_charges.filter(_.tenure_months >= 0)
    marked = known.left_join(gone, "customer_key").drop("customer_key_right")
    spells = marked.select(
        "customer_key",
        *by,
        entry=ibis.literal(0, "int32"),
        time=(_.tenure_months * MONTH_DAYS).round().cast("int32"),
        event=_.is_gone.fill_null(False),
        is_early=ibis.literal(False),
    )
    return curve_of(spells, by, least_at_risk=least_at_risk)


ENTRIES = (
    Entry(
        tenure_survival,
        title=N_("Survival by stated time as a customer"),
        definition=N_(
            "The share of the customers who are still here so many months after they became customers, from the time "
            "that a list states of each and who has left; it is taken to hold all who ever came."
        ),
        formula="survival = Π (1 − events ÷ at_risk) over the days up to then, a month counted as 30.44 days",
        source=KAPLAN_MEIER,
        reads=("customer_charges", "departures"),
        columns=SURVIVAL_COLUMNS,
        by="optional",
        has_grain=False,
    ),
)
