"""Every number of the product: Ibis tables in, an Ibis table out. Pure: no files, no screen, no clock."""

from metrics.activity import activity, coarser_activity, with_attributes
from metrics.booking import book, purchase_days
from metrics.cohort_definitions import cohort_averages, defined_retention
from metrics.cohort_money import cohort_value, payback, pooled_payback, pooled_value
from metrics.cohorts import cohort_members, cohort_retention, pooled_retention
from metrics.comparison import count_shortcut, like_for_like, like_for_like_members
from metrics.contracts import contract_members, contract_retention, contract_survival, renewal_members, renewals
from metrics.day_cohorts import day_averages, day_members, day_retention
from metrics.departures import (
    cause_lift,
    cause_members,
    cause_rates,
    departure_money,
    departure_values,
    departures_by_cause,
    lapsed_members,
)
from metrics.differences import cohort_differences, difference_of_shares
from metrics.entry import Entry
from metrics.errors import MetricError, MissingData, UnknownMetric, UnsuitableOption
from metrics.gap import gap_members, retention_gap
from metrics.glossary import GLOSSARY, entry_of, evaluate
from metrics.intervals import poisson, ratio, wilson
from metrics.lifecycle import lifecycle, lifecycle_members
from metrics.log_rank import overall_log_rank, survival_difference, survival_scores
from metrics.money_bridge import revenue_bridge, revenue_bridge_members
from metrics.products import product_members, product_retention
from metrics.repeat import repeat_members, repeat_purchase
from metrics.retention import bridge, bridge_members, lapsed, retention
from metrics.rhythm import rhythm_levels, rhythm_members, rhythm_model
from metrics.rollups import customer_totals, flows, lifetime_totals
from metrics.segments import segment_members, segment_profitability, whale_curve
from metrics.silence import purchase_gaps, return_curve
from metrics.silence_interval import silence_counts
from metrics.survival import reasons_over_time, survival, survival_members
from metrics.top import list_changes, list_stability, pareto_share, top_customers
from metrics.trend import trend_of_shares
from metrics.verdict import retention_change
from metrics.windows import gap_percentiles, returned_members, silent_members, window_members, window_retention

__all__ = [
    "GLOSSARY",
    "Entry",
    "MetricError",
    "MissingData",
    "UnknownMetric",
    "UnsuitableOption",
    "activity",
    "book",
    "bridge",
    "bridge_members",
    "cause_lift",
    "cause_members",
    "cause_rates",
    "coarser_activity",
    "cohort_averages",
    "cohort_differences",
    "cohort_members",
    "cohort_retention",
    "cohort_value",
    "contract_members",
    "contract_retention",
    "contract_survival",
    "count_shortcut",
    "customer_totals",
    "day_averages",
    "day_members",
    "day_retention",
    "defined_retention",
    "departure_money",
    "departure_values",
    "departures_by_cause",
    "difference_of_shares",
    "entry_of",
    "evaluate",
    "flows",
    "gap_members",
    "gap_percentiles",
    "lapsed",
    "lapsed_members",
    "lifecycle",
    "lifecycle_members",
    "lifetime_totals",
    "like_for_like",
    "like_for_like_members",
    "list_changes",
    "list_stability",
    "overall_log_rank",
    "pareto_share",
    "payback",
    "poisson",
    "pooled_payback",
    "pooled_retention",
    "pooled_value",
    "product_members",
    "product_retention",
    "purchase_days",
    "purchase_gaps",
    "ratio",
    "reasons_over_time",
    "renewal_members",
    "renewals",
    "repeat_members",
    "repeat_purchase",
    "retention",
    "retention_change",
    "retention_gap",
    "return_curve",
    "returned_members",
    "revenue_bridge",
    "revenue_bridge_members",
    "rhythm_levels",
    "rhythm_members",
    "rhythm_model",
    "segment_members",
    "segment_profitability",
    "silence_counts",
    "silent_members",
    "survival",
    "survival_difference",
    "survival_members",
    "survival_scores",
    "top_customers",
    "trend_of_shares",
    "whale_curve",
    "wilson",
    "window_members",
    "window_retention",
    "with_attributes",
]
