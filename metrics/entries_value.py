"""What the numbers of worth and of the best customers mean."""

from __future__ import annotations

from localization import N_
from metrics.entry import CUSTOMER_ID, CUSTOMER_KEY, HIGH, LOW, TOP, VALUE, Entry
from metrics.segments import segment_members, segment_profitability, whale_curve
from metrics.top import list_changes, list_stability, pareto_share, top_customers

ENTRIES = (
    Entry(
        segment_profitability,
        title=N_("Segment profitability"),
        definition=N_(
            "What each segment earns, how many of its customers make a loss, and how well it is kept; profit is sales "
            "less the cost of the lines, before overhead."
        ),
        formula=(
            "profit = revenue − cost; margin = profit ÷ revenue; profit_per_customer = profit ÷ customers; "
            "rate = retained ÷ start"
        ),
        source="R. Kaplan and V. Narayanan 2001, Measuring and Managing Customer Profitability",
        reads=("activity", "periods"),
        columns={
            "customers": N_("Customers of the segment with a purchase"),
            "active": N_("Customers active in the last complete period"),
            "revenue": N_("Sales, net of returns (currency)"),
            "cost": N_("Cost of the lines sold (currency)"),
            "profit": N_("Sales less cost (currency); empty where costs are not known"),
            "margin": N_("Profit for each unit of sales (0 to 1; below 0 for a loss)"),
            "profit_per_customer": N_("Profit for each customer (currency)"),
            "loss_makers": N_("Customers with profit below zero"),
            "loss": N_("Summed profit of the loss-makers (currency, below zero)"),
            "start": N_("Customers active in the period before the last complete one"),
            "retained": N_("Of those, the customers active in the last complete period"),
            "rate": N_("Share of those customers active in the last complete period (0 to 1)"),
            "low": LOW,
            "high": HIGH,
        },
        by="needed",
    ),
    Entry(
        segment_members,
        title=N_("Customers of a segment"),
        definition=N_(
            "The customers behind a segment, or all of them: what each brought over the periods, and when they were "
            "last active."
        ),
        formula="attribute = value; with below_zero: profit < 0",
        source=N_("The list behind a number is as long as the number"),
        reads=("activity", "periods", "customers"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "customer_id": CUSTOMER_ID,
            "revenue": N_("Sales, net of returns (currency)"),
            "profit": N_("Sales less cost (currency); empty where costs are not known"),
            "orders": N_("Orders with a purchase"),
            "last_period": N_("First day of the last active period"),
        },
        by="beside",
    ),
    Entry(
        whale_curve,
        title=N_("Whale curve"),
        definition=N_(
            "How profit or sales build up from the best customer to the worst; the curve passes 100 % where the "
            "remaining customers destroy value."
        ),
        formula="value(rank) = Σ value of the best customers up to rank; value_share = value ÷ value of all",
        source="R. Kaplan and V. Narayanan 2001, Measuring and Managing Customer Profitability",
        reads=("activity", "periods"),
        columns={
            "rank": N_("Place of the customer, best first"),
            "customers": N_("Customers ranked"),
            "customer_share": N_("Share of the customers up to this place (0 to 1)"),
            "value": N_("Sales or profit of the customers up to this place (currency)"),
            "value_share": N_("The same as a share of the total (may pass 1); empty when the total is not above zero"),
            "is_peak": N_("Whether the curve is highest here, for the first time"),
            "is_cut": N_("Whether this is the last customer of the top list"),
            "reaches_80": N_("Whether the sum reaches 80 % of the total with this customer"),
            "below_zero": N_("Customers with a value below zero"),
        },
    ),
    Entry(
        top_customers,
        title=N_("Top customers"),
        definition=N_("The best fifth of the customers by sales or by profit, with the ties at the cut named."),
        formula="listed = ⌈0.2 × customers⌉, ordered by value, then latest purchase, then customer_id",
        source=TOP,
        reads=("activity", "periods", "customers"),
        columns={
            "rank": N_("Place in the list, best first"),
            "customer_key": CUSTOMER_KEY,
            "customer_id": CUSTOMER_ID,
            "value": VALUE,
            "revenue": N_("Sales, net of returns (currency)"),
            "profit": N_("Sales less cost (currency); empty where costs are not known"),
            "orders": N_("Orders with a purchase"),
            "last_period": N_("First day of the last active period"),
            "tied_at_cut": N_("Whether a customer left outside the list has exactly the same value"),
            "tied_outside": N_("Customers left outside the list with exactly the same value"),
            "in_sales_list": N_("Whether the customer is in the list by sales"),
            "in_profit_list": N_("Whether the customer is in the list by profit; empty where no profit is known"),
            "listed": N_("Customers in the list"),
            "loss_makers": N_("Customers in the list with profit below zero; empty where no profit is known"),
        },
        by="beside",
    ),
    Entry(
        pareto_share,
        title=N_("Pareto share"),
        definition=N_("How much of the sales or profit the top list brings, and how few customers bring 80 %."),
        formula="share = list_value ÷ total; share_of_positive = list_value ÷ Σ values above zero",
        source=TOP,
        reads=("activity", "periods", "customers"),
        columns={
            "customers": N_("Customers with a purchase"),
            "listed": N_("Customers in the list"),
            "list_value": N_("Sales or profit of the list (currency)"),
            "total": N_("Sales or profit of all customers (currency)"),
            "positive": N_("Sales or profit of the customers above zero (currency)"),
            "cut_value": N_("Value of the last customer listed (currency)"),
            "tied_at_cut": N_("Customers outside the list with exactly that value"),
            "customers_for_80": N_("Fewest customers who together bring 80 % of the total"),
            "share": N_("Share of the list in the total (0 to 1)"),
            "share_of_positive": N_("Share of the list in the values above zero (0 to 1)"),
        },
    ),
    Entry(
        list_changes,
        title=N_("Changes of the top list"),
        definition=N_(
            "Who entered, stayed in and left the top list between the last two complete periods, and why the leavers "
            "left."
        ),
        formula="lost = no purchase now; declined = value_now < cut before; displaced = value_now ≥ cut before",
        source=N_("Comparison of two top lists"),
        reads=("activity", "periods", "customers"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "customer_id": CUSTOMER_ID,
            "change": N_("stayed, entered or left"),
            "fate": N_("Of those who left: lost, declined or displaced; otherwise empty"),
            "value_before": N_("Sales or profit in the period before (currency)"),
            "value_now": N_("Sales or profit in the last complete period (currency)"),
            "rank_before": N_("Place in the period before"),
            "rank_now": N_("Place in the last complete period"),
        },
        by="beside",
    ),
    Entry(
        list_stability,
        title=N_("Stability of the top list"),
        definition=N_(
            "How many entered, stayed in and left the top list between the last two complete periods, and what they "
            "brought in both."
        ),
        formula="customers = customers of list_changes with this change and fate",
        source=N_("Comparison of two top lists"),
        reads=("activity", "periods", "customers"),
        columns={
            "period": N_("First day of the last complete period"),
            "change": N_("stayed, entered or left"),
            "fate": N_("Of those who left: lost, declined or displaced; otherwise empty"),
            "customers": N_("Customers of whom this is true"),
            "value_before": N_("Their sales or profit in the period before (currency)"),
            "value_now": N_("Their sales or profit in the last complete period (currency)"),
        },
    ),
)
