"""What the numbers of lifetimes and of silence mean."""

from __future__ import annotations

from localization import N_
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, PERIOD, Entry
from metrics.log_rank import survival_difference, survival_scores
from metrics.silence import return_curve
from metrics.silence_interval import silence_counts
from metrics.survival import reasons_over_time, survival, survival_members
from metrics.windows import gap_percentiles, returned_members, silent_members, window_members, window_retention

KAPLAN_MEIER = "Kaplan and Meier 1958, Nonparametric Estimation from Incomplete Observations"
MANTEL = "Mantel 1966; Benjamini and Hochberg 1995, Controlling the False Discovery Rate"
CUTS = N_("Percentiles of ended gaps are too short: heavy buyers have most gaps, and the open ones are left out")
DAY = N_("Days since the start")
AT_RISK = N_("Customers whose time had lasted that long and who were under observation then")
OTHER = N_("The segment it is compared with")
OBSERVED = N_("Customers lost in the first segment")
EXPECTED = N_("How many it would have lost, had all lost alike on every day")
LAST_DAY = N_("Day of the last purchase before the silence")
SURVIVAL_COLUMNS = {
    "day": DAY,
    "at_risk": AT_RISK,
    "events": N_("Customers lost on that day of their time"),
    "survival": N_("Share of the customers who are still here (0 to 1)"),
    "low": N_("Lower 95 % limit of the share (log-log, Greenwood)"),
    "high": N_("Upper 95 % limit of the share (log-log, Greenwood)"),
    "restricted_mean": N_("Mean days as a customer, up to that day"),
    "restricted_low": N_("Lower 95 % limit of the mean days"),
    "restricted_high": N_("Upper 95 % limit of the mean days"),
    "median_days": N_("Days after which half of the customers are lost; empty while more are here"),
    "customers": N_("Customers counted"),
    "lost": N_("Of these, the lost"),
    "left_out": N_("Customers left out, because they may have begun before the data do"),
}

ENTRIES = (
    Entry(
        return_curve,
        title=N_("Return after silence"),
        definition=N_(
            "How likely a customer who has not bought for so many days still returns, from the gaps between purchases; "
            "the gap since everybody's last purchase counts as one that has not ended yet. Lost is who has been silent "
            "for so long that at most 10 in 100 return within the next 30 days."
        ),
        formula="return_rate = 1 − S(W + H) ÷ S(W), S = Kaplan–Meier of the gaps; lost_after_days = least W from "
        "which on return_rate ≤ 10 %",
        source=KAPLAN_MEIER,
        reads=("gaps", "customers"),
        columns={
            "window_days": N_("Days of silence"),
            "reached": N_("Silences that lasted longer, or are open and that old"),
            "returned": N_("Of these, the ones that a purchase has ended by now"),
            "still_silent": N_("Of these, the ones that are still open"),
            "back_rate": N_("Share of the silences reached that a purchase has ended by now (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "return_rate": N_(
                "Probability of a purchase within the days of the horizon (0 to 1); empty at the edge of the history"
            ),
            "ever_rate": N_(
                "Probability of a purchase ever, as far as the history reaches (0 to 1): who would be called lost by "
                "mistake"
            ),
            "delay_days": N_("Days by which the loss is noticed later than the usual next purchase was due"),
            "lost_after_days": N_("Days of silence after which a customer is lost, by the rule"),
            "is_short": N_("Whether the history is too short for the rule, so that the days are only a proposal"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        silence_counts,
        title=N_("Silences in groups of customers"),
        definition=N_(
            "How many silences between purchases lasted how long, in 200 groups of customers taken at random. Drawing "
            "whole groups again and again gives the interval of the days after which a customer is lost."
        ),
        formula="group = customer_key scattered over 200; interval = middle 95 % of lost_after_days over 500 draws",
        source="Efron and Tibshirani 1993, An Introduction to the Bootstrap",
        reads=("gaps",),
        columns={
            "group": N_("Number of the group"),
            "silent_days": N_("Days of silence"),
            "ended": N_("Silences that were seen for so many days and no longer"),
            "returned": N_("Of these, the ones that a purchase has ended"),
        },
        has_grain=False,
    ),
    Entry(
        gap_percentiles,
        title=N_("Usual gaps between purchases"),
        definition=N_(
            "The gap that half, nine in ten and nineteen in twenty do not pass: of all ended gaps alike, with every "
            "customer weighing the same, and with the open gaps counted as not ended yet."
        ),
        formula="pooled = quantile of ended gaps; weighted = each customer's gaps weigh 1 in all; survival = least g "
        "with S(g) ≤ 1 − percentile",
        source=CUTS,
        reads=("gaps", "customers"),
        columns={
            "percentile": N_("Share of the gaps that are no longer (0 to 1)"),
            "pooled_days": N_("Days, all ended gaps alike; too short"),
            "weighted_days": N_("Days, every customer with the same weight"),
            "survival_days": N_("Days, open gaps counted as not ended yet; empty while too few have ended"),
            "open_gaps": N_("Gaps that have not ended yet"),
            "ended_gaps": N_("Gaps that a purchase has ended"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        window_retention,
        title=N_("Retention by the days of silence"),
        definition=N_(
            "Retention of the last complete period, if customers count as gone after so many days without a purchase: "
            "who was not gone at its start, and of these, who was not gone at its end."
        ),
        formula="rate = retained ÷ start; silent at an instant = days since the last purchase ≥ window_days",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("gaps", "customers", "periods"),
        columns={
            "window_days": N_("Days without a purchase after which a customer counts as gone"),
            "period": PERIOD,
            "start": N_("Customers who were not gone at the start of the period"),
            "retained": N_("Of these, the ones who were not gone at its end"),
            "rate": N_("Share of the customers at the start who were kept (0 to 1); empty where the data do not reach"),
            "low": LOW,
            "high": HIGH,
            "lost": N_("Customers at the start who were gone at the end"),
            "is_covered": N_("Whether the data reach so many days back from the start of the period"),
        },
        by="optional",
    ),
    Entry(
        window_members,
        title=N_("Customers behind the retention by days of silence"),
        definition=N_("Who was not gone at the start of the last complete period, and who still was not at its end."),
        formula="is_kept = silent_days < window_days",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("gaps", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "is_kept": N_("Whether the customer was not gone at the end of the period"),
            "silent_days": N_("Days from the last purchase to the end of the period"),
        },
        by="beside",
    ),
    Entry(
        silent_members,
        title=N_("Silent customers"),
        definition=N_("Customers whose last purchase lies before a day."),
        formula="last_day < before; silent_days = complete_up_to − last_day",
        source=N_("Inferred from silence; a recorded departure is better evidence"),
        reads=("gaps",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "last_day": N_("Day of the last purchase"),
            "silent_days": N_("Days from the last purchase to the end of the data"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        returned_members,
        title=N_("Returned after silence"),
        definition=N_("Customers who bought again after more than so many days of silence; one row for each silence."),
        formula="silent_days > window_days; returned_on = last_day + silent_days",
        source=KAPLAN_MEIER,
        reads=("gaps",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "last_day": LAST_DAY,
            "returned_on": N_("Day of the purchase that ended the silence"),
            "silent_days": N_("Days of the silence"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        survival,
        title=N_("Survival of customers"),
        definition=N_(
            "The share of the customers who are still here so many days after their first purchase. A customer is "
            "lost on the day on which silence reaches the set number of days, never earlier; those still here count "
            "for as long as they were seen; those who began before the data count from when they were seen."
        ),
        formula="survival = Π (1 − events ÷ at_risk) over the days up to then; restricted_mean = area under it",
        source=KAPLAN_MEIER,
        reads=("gaps", "customers"),
        columns=SURVIVAL_COLUMNS,
        by="optional",
        has_grain=False,
    ),
    Entry(
        survival_members,
        title=N_("Customers behind the survival curve"),
        definition=N_("When each customer counted by the survival curve began, and when they were lost, if they were."),
        formula="lost_on = last purchase + inactive_after_days; days = (lost_on, else complete_up_to) − started_on",
        source=KAPLAN_MEIER,
        reads=("gaps", "customers"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "started_on": N_("Day of the first purchase, or of joining where that lies before the data"),
            "lost_on": N_("Day on which silence reached the set number of days; empty while here"),
            "days": N_("Days as a customer"),
            "is_lost": N_("Whether the customer was lost"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        survival_difference,
        title=N_("Segments that lose faster"),
        definition=N_(
            "The log-rank test of every two segments: how many customers the first has lost, and how many it would "
            "have lost, had both lost alike. The p-value is adjusted for the number of pairs; below 5 % the difference "
            "is called real."
        ),
        formula="chi_square = (observed − expected)² ÷ variance; adjusted_p = Benjamini–Hochberg over the pairs",
        source=MANTEL,
        reads=("gaps", "customers"),
        columns={
            "other": OTHER,
            "observed": OBSERVED,
            "expected": EXPECTED,
            "variance": N_("Variance of that number"),
            "chi_square": N_("How far apart they are, in units of chance, squared"),
            "p_value": N_("Probability of so large a difference by chance alone (0 to 1)"),
            "adjusted_p": N_("The same, adjusted for the number of pairs looked at"),
        },
        by="needed",
        has_grain=False,
    ),
    Entry(
        survival_scores,
        title=N_("Lost and expected of each segment"),
        definition=N_(
            "How many customers each segment has lost, how many it would have lost, had all lost alike, and how these "
            "numbers vary together: what the test of all segments at once is made of."
        ),
        formula="χ² = (observed − expected)ᵀ covariance⁻¹ (observed − expected)",
        source=MANTEL,
        reads=("gaps", "customers"),
        columns={
            "other": OTHER,
            "observed": OBSERVED,
            "expected": EXPECTED,
            "covariance": N_("Covariance of the two segments' expected numbers"),
        },
        by="needed",
        has_grain=False,
    ),
    Entry(
        reasons_over_time,
        title=N_("Causes of leaving over the lifetime"),
        definition=N_(
            "The share of the customers who have left for each cause so many days after their start. Who left for one "
            "cause cannot leave for another any more, so the shares and those still here add up to all."
        ),
        formula="incidence = Σ survival before the day × departed ÷ at_risk, over the days up to then",
        source="Aalen and Johansen 1978, An Empirical Transition Matrix for Non-homogeneous Markov Chains",
        reads=("gaps", "customers", "departures", "departure_causes"),
        columns={
            "cause": N_("Cause of leaving; silent where no departure was recorded"),
            "day": DAY,
            "at_risk": AT_RISK,
            "departed": N_("Customers who left for it on that day, shared evenly among the causes of a departure"),
            "incidence": N_("Share of the customers who have left for it by that day (0 to 1)"),
        },
        by="optional",
        has_grain=False,
    ),
)
