"""What the numbers of the money bridge, the life cycle and the comparisons mean."""

from __future__ import annotations

from localization import N_
from metrics.comparison import count_shortcut, like_for_like, like_for_like_members
from metrics.entry import CUSTOMER_KEY, HIGH, IS_COMPLETE, LOW, PERIOD, RATE, RETAINED, START, Entry
from metrics.gap import gap_members, retention_gap
from metrics.lifecycle import lifecycle, lifecycle_members
from metrics.money_bridge import revenue_bridge, revenue_bridge_members
from metrics.repeat import repeat_members
from metrics.verdict import retention_change

HSU = "J. Hsu, Diligence at Social Capital, part 1: accounting for user growth"
LOST = N_("Customers active in the period before and not in this one")

ENTRIES = (
    Entry(
        revenue_bridge,
        title=N_("Money bridge"),
        definition=N_(
            "How the sales, or the profit, of one period became those of the next: what the lost took along, what "
            "those who stayed bought less and more, and what the won back and the new brought."
        ),
        formula="start − lost − shrunk + grown + won_back + new = end; won_back_share = won_back ÷ end",
        source=HSU,
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": N_("Sales, or profit, of the period before (currency)"),
            "lost": N_("Of that, what customers brought who did not buy in this period (currency)"),
            "shrunk": N_("What customers who stayed brought less than in the period before (currency)"),
            "grown": N_("What customers who stayed brought more than in the period before (currency)"),
            "won_back": N_("What customers brought who are active again after a period without a purchase (currency)"),
            "new": N_("What customers brought whose first purchase ever is in this period (currency)"),
            "end": N_("Sales, or profit, of this period (currency)"),
            "kept": N_("Of that, what customers brought who were active in the period before too (currency)"),
            "kept_share": N_("Share of this period's amount that the kept brought; empty when it is nothing or less"),
            "won_back_share": N_(
                "Share of this period's amount that the won back brought; empty when it is nothing or less"
            ),
            "new_share": N_("Share of this period's amount that the new brought; empty when it is nothing or less"),
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        revenue_bridge_members,
        title=N_("Customers behind the money bridge"),
        definition=N_("The customers of each step of the money bridge of one period, and by how much they moved it."),
        formula="money_change = now − before; the changes of a step sum to it",
        source=N_("The list behind the money bridge"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "step": N_("lost, shrunk, grown, won_back, new; same when the amount did not change"),
            "before": N_("Sales, or profit, of the period before (currency); empty when not active then"),
            "now": N_("Sales, or profit, of this period (currency); empty when lost"),
            "money_change": N_("What the customer adds to the step (currency)"),
        },
        by="beside",
    ),
    Entry(
        lifecycle,
        title=N_("Life cycle"),
        definition=N_(
            "How many customers, and how much money, are new, growing, steady, shrinking, won back or lost. Steady "
            "changed their sales by no more than the tolerance, 10 % unless another is chosen."
        ),
        formula=(
            "growing: sales now > sales before × (1 + tolerance); shrinking: sales now < sales before × (1 − "
            "tolerance); customer_share = customers ÷ customers of all six states"
        ),
        source=HSU,
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "state": N_("lost, shrinking, steady, growing, won_back or new"),
            "customers": N_("Customers in this state"),
            "customer_share": N_("Share of the customers of all six states (0 to 1)"),
            "revenue": N_("Sales of the period (currency)"),
            "revenue_share": N_("Share of the sales of the period (0 to 1); empty for the lost"),
            "profit": N_("Profit of the period (currency); empty where costs are not known"),
            "revenue_before": N_("Sales of the period before (currency)"),
            "profit_before": N_("Profit of the period before (currency); empty where costs are not known"),
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        lifecycle_members,
        title=N_("Customers by their state"),
        definition=N_("The customers who are new, growing, steady, shrinking, won back or lost in one period."),
        formula="one state for every customer of the period and of the one before",
        source=N_("The list behind the life cycle"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "state": N_("lost, shrinking, steady, growing, won_back or new"),
            "orders": N_("Orders of the period; of the period before for the lost"),
            "revenue": N_("Sales of the period (currency); empty when lost"),
            "profit": N_("Profit of the period (currency); empty when lost or where costs are not known"),
            "revenue_before": N_("Sales of the period before (currency); empty when not active then"),
            "profit_before": N_("Profit of the period before (currency); empty when not active then"),
        },
        by="beside",
    ),
    Entry(
        retention_gap,
        title=N_("Gap between customers kept and money kept"),
        definition=N_(
            "How much further the customers kept are than the profit, or sales, kept, and how few of the lost explain "
            "80 % of it. Each lost customer adds their share of the money less the share of an average customer; "
            "these parts sum to the gap exactly."
        ),
        formula=(
            "gap = rate − adjusted = Σ over the lost of (value ÷ Σ value − 1 ÷ start); customers = the fewest whose "
            "parts reach 80 % of it"
        ),
        source="F. Buttle 2004, Customer Relationship Management (adjusted retention)",
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": START,
            "lost": LOST,
            "rate": RATE,
            "adjusted": N_("Share of the profit, or sales, of the period before that stayed; empty without any"),
            "gap": N_("rate − adjusted: above 0 the large customers left, below 0 the small ones"),
            "customers": N_("The fewest lost customers who explain the wanted share of the gap"),
            "value": N_("What those customers brought in the period before (currency)"),
            "value_share": N_("Their share of everything brought in the period before (0 to 1)"),
        },
        by="optional",
    ),
    Entry(
        gap_members,
        title=N_("Customers who explain the gap"),
        definition=N_("The fewest lost customers who explain the gap between customers kept and money kept."),
        formula="explains = (value ÷ Σ value − 1 ÷ start) ÷ gap",
        source=N_("The list behind the gap between customers kept and money kept"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "revenue": N_("Sales of the period before (currency)"),
            "profit": N_("Profit of the period before (currency); empty where costs are not known"),
            "base_share": N_("Share of everything brought in the period before (0 to 1)"),
            "explains": N_("Share of the gap that is this customer's"),
            "explained": N_("Share of the gap that is this customer's and of those above"),
        },
        by="beside",
    ),
    Entry(
        retention_change,
        title=N_("Change of retention"),
        definition=N_(
            "By how much each kind of retention changed since an earlier period, with the range in which the true "
            "change lies 19 times in 20. It is real when that range leaves zero out; otherwise it could be chance."
        ),
        formula=(
            "customers: Newcombe's interval of two Wilson intervals; money: change ± 1.96 × √(variance now + variance "
            "before), variance = n ÷ (n − 1) × Σ (y − rate × x)² ÷ (Σ x)² over customers"
        ),
        source="Newcombe 1998, Statistics in Medicine 17; Cochran 1977, Sampling Techniques, section 6.4",
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "lens": N_("customers, sales, profit, gross (revenue retention) or net"),
            "part": N_("Numerator of the rate (customers or currency)"),
            "whole": N_("Denominator of the rate (customers or currency)"),
            "rate": N_("The rate (0 to 1; net may pass 1)"),
            "low": N_("Lower 95 % limit of the rate"),
            "high": N_("Upper 95 % limit of the rate"),
            "rate_before": N_("The rate of the period compared with"),
            "rate_change": N_("rate − rate_before"),
            "change_low": N_("Lower 95 % limit of the change"),
            "change_high": N_("Upper 95 % limit of the change"),
            "effective": N_("As many customers of equal weight would vary as much: (Σ x)² ÷ Σ x²"),
            "is_real": N_("Whether the range of the change leaves zero out; empty where that cannot be said"),
        },
        by="optional",
    ),
    Entry(
        like_for_like,
        title=N_("Retention since the same period last year"),
        definition=N_(
            "Of the customers active in the same period of the year before, the share active in this one, and their "
            "sales then and now. The season is the same at both ends."
        ),
        formula="rate = retained ÷ start; grr = Σ min(now, then) ÷ Σ then; nrr = Σ now ÷ Σ then, in sales",
        source=N_("Comparison like for like with the same period last year"),
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": N_("Customers active in the same period last year"),
            "retained": N_("Of those, the customers active in this period"),
            "rate": N_("Share of the customers of that period who are active in this one (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "lost": N_("Of those, the customers not active in this period"),
            "start_revenue": N_("Sales of the same period last year (currency)"),
            "kept_revenue": N_("Of those sales, the part brought by customers active in this period (currency)"),
            "sales_adjusted": N_("Share of those sales brought by customers active in this period (0 to 1)"),
            "revenue_now": N_("What those customers bring in this period (currency)"),
            "grr": N_("Gross revenue retention since last year, without growth (0 to 1)"),
            "nrr": N_("Net revenue retention since last year, with growth; may pass 1"),
        },
        by="optional",
    ),
    Entry(
        like_for_like_members,
        title=N_("Customers of the same period last year"),
        definition=N_("The customers active in the same period of the year before, each kept or lost since then."),
        formula="kept = active in both periods",
        source=N_("The list behind retention since the same period last year"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "status": N_("kept or lost"),
            "revenue_before": N_("Sales of the same period last year (currency)"),
            "revenue": N_("Sales of this period (currency); empty when lost"),
            "orders": N_("Orders of this period; empty when lost"),
        },
        by="beside",
    ),
    Entry(
        count_shortcut,
        title=N_("Shortcut from totals"),
        definition=N_(
            "What retention comes to when it is taken from three totals, (end − new) ÷ start. It counts the customers "
            "won back as if they had never been away and may pass 100 %; for comparison with the strict rate only."
        ),
        formula="shortcut = (end − new) ÷ start = rate + won_back ÷ start",
        source=N_("Marketing dictionaries; the strict rate follows each customer"),
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": START,
            "new": N_("Customers whose first purchase ever is in this period"),
            "end": N_("Customers active in this period"),
            "shortcut": N_("(end − new) ÷ start; may pass 1"),
            "retained": RETAINED,
            "rate": RATE,
            "won_back": N_("Customers active again who were not in the period before"),
            "overstated": N_("shortcut − rate: the won back as a share of the start"),
        },
        by="optional",
    ),
    Entry(
        repeat_members,
        title=N_("Customers with and without a second purchase"),
        definition=N_(
            "Of the customers whose first purchase is old enough, those whose second came within some days, or those "
            "whose did not."
        ),
        formula="in time = second day − first day ≤ within_days",
        source=N_("The list behind repeat purchase"),
        reads=("purchase_days",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "first_day": N_("Day of the first purchase"),
            "second_day": N_("Day of the second purchase; empty without one"),
            "revenue": N_("Sales of the first day (currency)"),
        },
        by="beside",
        has_grain=False,
    ),
)
