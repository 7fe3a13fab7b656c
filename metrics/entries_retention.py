"""What the numbers of keeping customers mean."""

from __future__ import annotations

from localization import N_
from metrics.activity import activity
from metrics.cohorts import cohort_members, cohort_retention, pooled_retention
from metrics.entry import AGE, COHORT, CUSTOMER_KEY, HIGH, IS_COMPLETE, LOW, PERIOD, RATE, RETAINED, START, Entry
from metrics.repeat import repeat_purchase
from metrics.retention import bridge, bridge_members, lapsed, retention

REVENUE_RATE = N_("Sales at this age as a share of the sales at age 0; may pass 1, empty when those were nothing")
PROFIT_RATE = N_("Profit at this age as a share of the profit at age 0; may pass 1, empty when that was none or a loss")

ENTRIES = (
    Entry(
        activity,
        title=N_("Activity"),
        definition=N_(
            "When each customer was active, meaning with at least one purchase in the period, and when they were "
            "active before and after."
        ),
        formula="active in t = purchases in t > 0; retained in t = previous is t − 1; lost after t = next is not t + 1",
        source="J. Hsu, Diligence at Social Capital, part 1: accounting for user growth",
        reads=("purchase_days", "days"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "period": N_("Number of the period, or its first day where people read it"),
            "cohort": N_("Period of the first purchase over the whole history"),
            "previous": N_("Active period before this one; empty if there is none"),
            "next": N_("Active period after this one; empty if there is none"),
            "orders": N_("Orders with a purchase in the period"),
            "revenue": N_("Sales of the period, net of returns (currency)"),
            "cost": N_("Cost of the lines sold in the period (currency)"),
            "profit": N_("Profit of the period (currency); empty where costs are not known"),
            "previous_revenue": N_("Sales of the active period before (currency)"),
            "previous_profit": N_("Profit of the active period before (currency)"),
        },
        by="beside",
    ),
    Entry(
        cohort_retention,
        title=N_("Cohort retention"),
        definition=N_(
            "Of the customers who bought first in one period, the share that was active again at each age, counted "
            "in periods since then."
        ),
        formula=(
            "rate = retained ÷ customers; on_or_after_rate = retained_on_or_after ÷ customers; "
            "revenue_rate = revenue ÷ first_revenue; profit_rate = profit ÷ first_profit"
        ),
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("activity", "periods"),
        columns={
            "cohort": COHORT,
            "age": AGE,
            "customers": N_("Customers in the cohort"),
            "retained": N_("Customers of the cohort active at this age"),
            "rate": N_("Share of the cohort active at this age (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "retained_on_or_after": N_("Customers of the cohort active at this age or later"),
            "on_or_after_rate": N_("Share of the cohort active at this age or later (0 to 1); may still rise"),
            "revenue": N_("Sales to the cohort at this age (currency)"),
            "first_revenue": N_("Sales to the cohort at age 0 (currency)"),
            "revenue_rate": REVENUE_RATE,
            "profit": N_("Profit from the cohort at this age (currency); empty where costs are not known"),
            "first_profit": N_("Profit from the cohort at age 0 (currency); empty where costs are not known"),
            "profit_rate": PROFIT_RATE,
            "is_complete": N_("Whether the period of this age is complete"),
        },
        by="optional",
    ),
    Entry(
        pooled_retention,
        title=N_("Retention by age"),
        definition=N_(
            "The share of customers active again at each age, over all cohorts that have completed that age; large "
            "cohorts weigh more."
        ),
        formula="rate(age) = Σ retained ÷ Σ customers over the cohorts whose period of that age is complete",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("activity", "periods"),
        columns={
            "age": AGE,
            "cohorts": N_("Cohorts that have completed this age"),
            "customers": N_("Customers in those cohorts"),
            "retained": N_("Customers of those cohorts active at this age"),
            "rate": N_("Share of those customers active at this age (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "retained_on_or_after": N_("Customers of those cohorts active at this age or later"),
            "on_or_after_rate": N_("Share of those customers active at this age or later (0 to 1); may still rise"),
            "revenue": N_("Sales to those cohorts at this age (currency)"),
            "first_revenue": N_("Sales to those cohorts at age 0 (currency)"),
            "revenue_rate": REVENUE_RATE,
            "profit": N_("Profit from those cohorts at this age (currency); empty where costs are not known"),
            "first_profit": N_("Profit from those cohorts at age 0 (currency); empty where costs are not known"),
            "profit_rate": PROFIT_RATE,
        },
        by="optional",
    ),
    Entry(
        cohort_members,
        title=N_("Customers of a cohort"),
        definition=N_("The customers of one cohort, each marked as kept or lost at one age."),
        formula="is_kept = active in cohort + age",
        source=N_("The list behind a cell of cohort retention"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "first_revenue": N_("Sales in the period of the first purchase (currency)"),
            "first_profit": N_("Profit in the period of the first purchase (currency)"),
            "orders": N_("Orders at this age; 0 when lost"),
            "revenue": N_("Sales at this age (currency); empty when lost"),
            "profit": N_("Profit at this age (currency); empty when lost or where costs are not known"),
            "is_kept": N_("Whether the customer was active at this age"),
        },
        by="beside",
    ),
    Entry(
        bridge,
        title=N_("Customer bridge"),
        definition=N_(
            "How the active customers of one period became those of the next: who was lost, who is new, "
            "who was won back."
        ),
        formula="start − lost + new + won_back = end; rate = retained ÷ start; quick_ratio = (new + won_back) ÷ lost",
        source="J. Hsu, Diligence at Social Capital, part 1: accounting for user growth",
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": START,
            "lost": N_("Customers active in the period before and not in this one"),
            "new": N_("Customers whose first purchase ever is in this period"),
            "won_back": N_("Customers active again who were not in the period before"),
            "end": N_("Customers active in this period"),
            "retained": RETAINED,
            "rate": RATE,
            "quick_ratio": N_("Customers gained for each one lost; empty when nobody was lost"),
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        bridge_members,
        title=N_("Customers behind the bridge"),
        definition=N_("The customers kept, lost, new and won back in one period."),
        formula="kept + lost = start; kept + new + won_back = end",
        source=N_("The list behind the customer bridge"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "status": N_("kept, lost, new or won_back"),
            "orders": N_("Orders of the period; of the period before for the lost"),
            "revenue": N_("Sales of the period, of the period before for the lost (currency)"),
            "profit": N_("Profit of the period, of the period before for the lost (currency)"),
        },
        by="beside",
    ),
    Entry(
        retention,
        title=N_("Retention"),
        definition=N_(
            "How much of the customers, of their sales and of their profit of one period stayed for the next; sales "
            "and profit weigh each customer by what they brought in the period before."
        ),
        formula=(
            "rate = retained ÷ start; sales_adjusted = kept_revenue ÷ start_revenue; "
            "profit_adjusted = kept_profit ÷ start_profit; "
            "grr = Σ min(sales now, sales before) of the kept ÷ Σ sales before; "
            "nrr = Σ sales now of the kept ÷ Σ sales before"
        ),
        source="F. Buttle 2004, Customer Relationship Management (adjusted retention)",
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": START,
            "retained": RETAINED,
            "rate": RATE,
            "low": LOW,
            "high": HIGH,
            "lost": N_("Customers active in the period before and not in this one"),
            "start_revenue": N_("Sales of the period before (currency)"),
            "kept_revenue": N_("Of those sales, the part brought by customers who stayed (currency)"),
            "lost_revenue": N_("Of those sales, the part brought by customers who were lost (currency)"),
            "sales_adjusted": N_("Share of the sales of the period before that stayed (0 to 1)"),
            "start_profit": N_("Profit of the period before (currency)"),
            "kept_profit": N_("Of that profit, the part brought by customers who stayed (currency)"),
            "lost_profit": N_("Of that profit, the part brought by customers who were lost (currency)"),
            "profit_adjusted": N_(
                "Share of the profit of the period before that stayed; above 1 when the lost were making losses"
            ),
            "grr": N_("Gross revenue retention: sales kept, without growth of the kept customers (0 to 1)"),
            "nrr": N_("Net revenue retention: sales kept, with growth of the kept customers; may pass 1"),
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        lapsed,
        title=N_("Lapsed customers"),
        definition=N_(
            "Customers without a purchase for so many complete periods, and what they brought in their last active one."
        ),
        formula=(
            "lapsed = customers whose last active period ≤ last complete period − silent_periods; "
            "rate = lapsed ÷ customers"
        ),
        source=N_("Inferred from silence; a recorded departure is better evidence"),
        reads=("activity", "periods"),
        columns={
            "customers": N_("Customers ever active"),
            "lapsed": N_("Customers silent for so many complete periods"),
            "revenue": N_("Sales of the lapsed customers in their last active period (currency)"),
            "profit": N_("Profit of the lapsed customers in their last active period (currency)"),
            "rate": N_("Share of the customers who have lapsed (0 to 1)"),
        },
        by="optional",
    ),
    Entry(
        repeat_purchase,
        title=N_("Repeat purchase"),
        definition=N_(
            "The share of buyers who bought on a second day, and the share who did so within some days of the first; "
            "only customers who had that long are counted in the second."
        ),
        formula="rate = repeaters ÷ customers; conversion = converted ÷ mature",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days",),
        columns={
            "customers": N_("Customers with a purchase"),
            "repeaters": N_("Customers with purchases on two days or more"),
            "rate": N_("Share of the customers who bought on a second day (0 to 1); grows with the length of the data"),
            "low": LOW,
            "high": HIGH,
            "mature": N_("Customers whose first purchase is old enough for the second to be judged"),
            "converted": N_("Of those, the customers whose second purchase came in time"),
            "conversion": N_("Share of the mature customers whose second purchase came in time (0 to 1)"),
            "from_day": N_("First purchase day counted"),
            "to_day": N_("Last purchase day counted"),
        },
        by="optional",
        has_grain=False,
    ),
)
