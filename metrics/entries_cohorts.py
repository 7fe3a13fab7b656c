"""What the numbers of cohorts mean, beyond the plain table."""

from __future__ import annotations

from localization import N_
from metrics.cohort_definitions import cohort_averages, defined_retention
from metrics.cohort_money import cohort_value, payback, pooled_payback, pooled_value
from metrics.day_cohorts import day_averages, day_members, day_retention
from metrics.differences import cohort_differences
from metrics.entry import AGE, COHORT, CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.products import product_members, product_retention

DIFFERENCE = N_("How much larger the first share is than the other (−1 to 1)")
DIFFERENCE_LOW = N_("Lower 95 % limit of the difference")
DIFFERENCE_HIGH = N_("Upper 95 % limit of the difference")
IS_REAL = N_("Whether the limits leave zero out, so that chance alone is a poor explanation")
AGE_IN_DAYS = N_("Which so many days after the customer's own first purchase; 0 is the purchase itself")
OLD_ENOUGH = N_("Customers whose days of this age all lie within the data")
MEANS = {
    "cohorts": N_("Cohorts that have completed this age"),
    "customers": N_("Customers in those cohorts"),
    "retained": N_("Of those, the customers who count as kept"),
    "rate": N_("Share of those customers who count as kept (0 to 1)"),
    "low": LOW,
    "high": HIGH,
    "simple_rate": N_("Mean of the cohorts' own shares, each counting alike (0 to 1)"),
    "median_rate": N_("Share of the cohort in the middle (0 to 1)"),
}

ENTRIES = (
    Entry(
        defined_retention,
        title=N_("Cohorts by definition"),
        definition=N_(
            "Of the customers who bought first in one period, the share that counts as kept at each age: active then "
            "(exact), then or later (on_or_after), at least once in some periods from then on (bracket), or in every "
            "period up to then (streak)."
        ),
        formula="rate = retained ÷ customers",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("activity", "periods"),
        columns={
            "cohort": COHORT,
            "age": AGE,
            "customers": N_("Customers of the cohort"),
            "retained": N_("Customers of the cohort who count as kept at this age"),
            "rate": N_("Share of the cohort who count as kept at this age (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "is_complete": N_("Whether every period that counts for this age is complete"),
        },
        by="optional",
    ),
    Entry(
        day_retention,
        title=N_("Cohorts by days"),
        definition=N_(
            "Of the customers who bought first in one period, the share that counts as kept at each age, counted in "
            "days since each customer's own first purchase: active then (exact), then or later (on_or_after), at least "
            "once in some ages from then on (bracket), or at every age up to then (streak). Only customers old enough "
            "for an age are counted in it."
        ),
        formula="age = ⌈days since the first purchase ÷ bucket_days⌉; rate = retained ÷ customers",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days", "days", "periods"),
        columns={
            "cohort": COHORT,
            "age": AGE_IN_DAYS,
            "customers": OLD_ENOUGH,
            "retained": N_("Of those, the customers who count as kept"),
            "rate": N_("Share of those customers who count as kept (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "is_complete": N_("Whether the whole cohort is old enough for this age"),
        },
        by="optional",
    ),
    Entry(
        cohort_averages,
        title=N_("Mean of the cohorts"),
        definition=N_(
            "Retention at each age over all cohorts that have completed it: over their customers, as the mean of the "
            "cohorts, and as the cohort in the middle."
        ),
        formula="rate = Σ retained ÷ Σ customers; simple_rate = mean of rate; median_rate = median of rate",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("activity", "periods"),
        columns={"age": AGE, **MEANS},
        by="optional",
    ),
    Entry(
        day_averages,
        title=N_("Mean of the cohorts by days"),
        definition=N_(
            "Retention at each age in days over all customers old enough for it: over the customers, as the mean of "
            "the cohorts, and as the cohort in the middle."
        ),
        formula="rate = Σ retained ÷ Σ customers; simple_rate = mean of rate; median_rate = median of rate",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days", "days", "periods"),
        columns={"age": AGE_IN_DAYS, **MEANS},
        by="optional",
    ),
    Entry(
        day_members,
        title=N_("Customers of a cohort by days"),
        definition=N_(
            "The customers of one cohort who are old enough for an age in days, each marked as kept or lost at it."
        ),
        formula="is_kept = counts as kept at this age, by the definition chosen",
        source=N_("The list behind a cell of the cohorts by days"),
        reads=("purchase_days", "days", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "first_revenue": N_("Sales of the first purchase day (currency)"),
            "first_profit": N_("Profit of the first purchase day (currency)"),
            "orders": N_("Orders at the ages that count; 0 when lost"),
            "revenue": N_("Sales at the ages that count (currency); empty when lost"),
            "profit": N_("Profit at the ages that count (currency); empty when lost or where costs are not known"),
            "is_kept": N_("Whether the customer counts as kept"),
        },
        by="beside",
    ),
    Entry(
        cohort_differences,
        title=N_("Difference in retention"),
        definition=N_(
            "The share of the customers with one value who come back at each age, beside that of everybody else or of "
            "another value, and the difference between the two with its interval."
        ),
        formula="difference = retained ÷ customers − other_retained ÷ other_customers",
        source="Newcombe 1998, Interval estimation for the difference between independent proportions (method 10)",
        reads=("activity", "periods"),
        columns={
            "age": AGE,
            "customers": N_("Customers with this value whose cohorts have completed this age"),
            "retained": N_("Of those, the customers active at this age"),
            "rate": N_("Share of those customers active at this age (0 to 1)"),
            "other_customers": N_("Customers on the other side whose cohorts have completed this age"),
            "other_retained": N_("Of those, the customers active at this age"),
            "other_rate": N_("Share of the other side's customers active at this age (0 to 1)"),
            "difference": DIFFERENCE,
            "difference_low": DIFFERENCE_LOW,
            "difference_high": DIFFERENCE_HIGH,
            "is_real": IS_REAL,
        },
        by="needed",
    ),
    Entry(
        cohort_value,
        title=N_("Value of a cohort so far"),
        definition=N_(
            "Sales and profit of a cohort from its first period up to each age, for every customer who was ever won, "
            "those who left included."
        ),
        formula="revenue_per_customer = Σ revenue up to the age ÷ customers of age 0; profit likewise",
        source=N_("Cumulative value per acquired customer, as used for lifetime value observed so far"),
        reads=("activity", "periods"),
        columns={
            "cohort": COHORT,
            "age": AGE,
            "customers": N_("Customers of the cohort"),
            "revenue": N_("Sales of this age (currency)"),
            "profit": N_("Profit of this age (currency); empty where costs are not known"),
            "revenue_so_far": N_("Sales from the first period up to this age (currency)"),
            "profit_so_far": N_("Profit from the first period up to this age (currency)"),
            "revenue_per_customer": N_("Sales up to this age for each customer of the cohort (currency)"),
            "profit_per_customer": N_("Profit up to this age for each customer of the cohort (currency)"),
            "is_complete": N_("Whether the period of this age is complete"),
        },
        by="optional",
    ),
    Entry(
        payback,
        title=N_("Payback of winning customers"),
        definition=N_(
            "After how many periods the profit of a cohort has paid back what winning it cost; only customers whose "
            "cost of winning is known are counted."
        ),
        formula="payback_age = first age with profit_per_customer ≥ acquisition_cost",
        source=N_("Acquisition cost and payback as in Gupta and Lehmann 2005, Managing Customers as Investments"),
        reads=("activity", "periods", "customers"),
        columns={
            "cohort": COHORT,
            "customers": N_("Customers of the cohort whose cost of winning is known"),
            "acquisition_cost": N_("Mean cost of winning one of them (currency)"),
            "profit_per_customer": N_("Profit for each of them up to the last complete age (currency)"),
            "payback_age": N_("First age at which the profit has paid back the cost; empty while it has not"),
            "last_age": N_("Last complete age"),
            "value_to_cost": N_("Profit for each customer up to the last complete age, as a multiple of the cost"),
        },
        by="optional",
    ),
    Entry(
        pooled_value,
        title=N_("Value of a customer so far"),
        definition=N_(
            "Sales and profit from the first period up to each age, over all cohorts that have completed it, for every "
            "customer who was ever won, those who left included. Fewer and older cohorts stand behind each further age."
        ),
        formula="revenue_per_customer = Σ revenue_so_far ÷ Σ customers; profit likewise",
        source=N_("Cumulative value per acquired customer, as used for lifetime value observed so far"),
        reads=("activity", "periods"),
        columns={
            "age": AGE,
            "cohorts": N_("Cohorts that have completed this age"),
            "customers": N_("Customers in those cohorts"),
            "revenue_so_far": N_("Sales from the first period up to this age (currency)"),
            "profit_so_far": N_("Profit from the first period up to this age (currency)"),
            "revenue_per_customer": N_("Sales up to this age for each of those customers (currency)"),
            "profit_per_customer": N_(
                "Profit up to this age for each of those customers (currency); empty where costs are not known"
            ),
        },
        by="optional",
    ),
    Entry(
        pooled_payback,
        title=N_("Payback over all cohorts"),
        definition=N_(
            "After how many periods the profit of all cohorts together has paid back what winning their customers "
            "cost; at each age only cohorts that have completed it are counted, and only customers whose cost of "
            "winning is known."
        ),
        formula="payback_age = first age with Σ profit_so_far ≥ Σ cost of winning",
        source=N_("Acquisition cost and payback as in Gupta and Lehmann 2005, Managing Customers as Investments"),
        reads=("activity", "periods", "customers"),
        columns={
            "cohorts": N_("Cohorts with customers whose cost of winning is known"),
            "customers": N_("Customers whose cost of winning is known"),
            "acquisition_cost": N_("Mean cost of winning one of them (currency)"),
            "profit_per_customer": N_("Profit for each of them up to the last complete age (currency)"),
            "payback_age": N_("First age at which the profit has paid back the cost; empty while it has not"),
            "last_age": N_("Last complete age"),
            "value_to_cost": N_("Profit for each customer up to the last complete age, as a multiple of the cost"),
        },
        by="optional",
    ),
    Entry(
        product_retention,
        title=N_("Retention by product"),
        definition=N_(
            "Of the customers who bought a product in one period, the share that bought it again in the next one, and "
            "the share that bought anything then. A customer of several products is in several rows, so rows do not "
            "sum up to all customers."
        ),
        formula="rate = rebought ÷ buyers; buyer_rate = came_back ÷ buyers; switched = came_back − rebought",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("orders", "days", "periods"),
        columns={
            "item": N_("Product or category"),
            "period": N_("First day of the later of the two periods"),
            "buyers": N_("Customers who bought it in the period before"),
            "rebought": N_("Of those, the customers who bought it again"),
            "rate": N_("Share of its buyers who bought it again (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "came_back": N_("Of its buyers, the customers who bought anything"),
            "buyer_rate": N_("Share of its buyers who bought anything (0 to 1)"),
            "buyer_low": N_("Lower 95 % Wilson limit of that share"),
            "buyer_high": N_("Upper 95 % Wilson limit of that share"),
            "switched": N_("Buyers who came back for something else only"),
            "switched_rate": N_("Share of its buyers who came back for something else only (0 to 1)"),
            "revenue": N_("Sales of it in the period before (currency)"),
        },
    ),
    Entry(
        product_members,
        title=N_("Buyers of a product"),
        definition=N_("The customers who bought a product in one period, and what became of them in the next one."),
        formula="rebought + switched + lost = buyers",
        source=N_("The list behind retention by product"),
        reads=("orders", "days", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "status": N_("rebought, switched (bought something else) or lost"),
            "revenue": N_("Sales of it in the period before (currency)"),
        },
        by="beside",
    ),
)
