"""What the numbers of departures and their causes mean."""

from __future__ import annotations

from localization import N_
from metrics.departures import cause_lift, cause_members, cause_rates, departures_by_cause, lapsed_members
from metrics.entry import CUSTOMER_KEY, IS_COMPLETE, PERIOD, START, Entry

CAUSE = N_("Code of the cause; unknown, unclassified and no_answer are causes of their own")
MENTIONS = N_("Departures that name this cause")
DEPARTED = N_("Departures, those with several causes shared out evenly")
LOST_REVENUE = N_("Sales in the twelve months before leaving (currency); empty where none are known")
LOST_PROFIT = N_("Profit in the twelve months before leaving (currency); empty where not known")
STATED = N_("Stated reasons sorted into causes by published rules; those who said nothing are counted apart")

ENTRIES = (
    Entry(
        departures_by_cause,
        title=N_("Departures by cause"),
        definition=N_(
            "Why customers left: recorded departures, and the sales and profit of the twelve months before them, by "
            "cause; a departure with several causes is shared out evenly among them."
        ),
        formula="departed = Σ 1 ÷ causes of the departure; share = departed ÷ all departures; money likewise",
        source=STATED,
        reads=("departures", "departure_causes"),
        columns={
            "cause": CAUSE,
            "mentions": MENTIONS,
            "departed": DEPARTED,
            "share": N_("Share of all departures (0 to 1)"),
            "lost_revenue": LOST_REVENUE,
            "lost_profit": LOST_PROFIT,
        },
        by="optional",
    ),
    Entry(
        cause_rates,
        title=N_("Rate of each cause"),
        definition=N_(
            "Departures that name a cause, for each customer active at the start of the period: whether a cause takes "
            "more and more customers, whatever the others do."
        ),
        formula="rate = mentions ÷ start; limits of a count by Byar's approximation",
        source="Breslow and Day 1987, Statistical Methods in Cancer Research II (limits)",
        reads=("departures", "departure_causes", "activity", "periods"),
        columns={
            "period": PERIOD,
            "cause": CAUSE,
            "mentions": MENTIONS,
            "start": START,
            "rate": N_("Mentions for each customer at the start (may pass 1 where others leave too)"),
            "low": N_("Lower 95 % limit of the rate"),
            "high": N_("Upper 95 % limit of the rate"),
            "is_complete": IS_COMPLETE,
        },
    ),
    Entry(
        cause_lift,
        title=N_("Causes by segment"),
        definition=N_(
            "How much more often a cause is named in a segment than in all of them; empty where fewer than ten "
            "departures name it."
        ),
        formula="lift = share in the segment ÷ share in all segments",
        source=STATED,
        reads=("departures", "departure_causes"),
        columns={
            "cause": CAUSE,
            "mentions": MENTIONS,
            "departed": DEPARTED,
            "departures": N_("Departures from the segment"),
            "share": N_("Share of the segment's departures (0 to 1)"),
            "overall_share": N_("Share of all departures (0 to 1)"),
            "lift": N_("How many times the overall share (1 is the same)"),
        },
        by="needed",
    ),
    Entry(
        cause_members,
        title=N_("Departures, one by one"),
        definition=N_("Who left for each cause, when, what they said, and what they brought in the year before."),
        formula="one row for each departure and cause",
        source=STATED,
        reads=("departures", "departure_causes", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "cause": CAUSE,
            "left_on": N_("Day the customer left"),
            "left_in": N_("First day of the period in which they left"),
            "reason": N_("Why they left, in their own words"),
            "competitor": N_("Competitor they went to"),
            "lost_revenue": LOST_REVENUE,
            "lost_profit": LOST_PROFIT,
        },
        by="beside",
    ),
    Entry(
        lapsed_members,
        title=N_("Lapsed customers, one by one"),
        definition=N_(
            "The customers behind the count of the lapsed, and what they brought in their last active period."
        ),
        formula="last active period ≤ last complete period − silent_periods",
        source=N_("Inferred from silence; a recorded departure is better evidence"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "last_period": N_("First day of the last active period"),
            "orders": N_("Orders in that period"),
            "revenue": N_("Sales in that period (currency)"),
            "profit": N_("Profit in that period (currency); empty where costs are not known"),
        },
        by="beside",
    ),
)
