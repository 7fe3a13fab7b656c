"""What the numbers of contracts and of personal rhythms mean."""

from __future__ import annotations

from localization import N_
from metrics.contracts import contract_members, contract_retention, contract_survival, renewal_members, renewals
from metrics.entries_survival import KAPLAN_MEIER, SURVIVAL_COLUMNS
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, PERIOD, Entry
from metrics.rhythm import rhythm_levels, rhythm_members, rhythm_model

BROWN = "Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)"
PLATZER = (
    "Platzer and Reutterer 2016, Ticking Away the Moments: Timing Regularity Helps to Better Predict Customer Activity"
)
STATUS = N_("kept, lost or new")
COVERED = N_("Last day that the customer is covered without a break; empty while the contract runs on")
IS_PRIOR = N_("Whether too few customers came back to learn from, so that a cautious model was taken")

ENTRIES = (
    Entry(
        contract_retention,
        title=N_("Retention under contract"),
        definition=N_(
            "Of the customers covered by a contract on the first day of a period, the share that is covered on the day "
            "after its last. A contract that follows within the days of grace carries the cover on."
        ),
        formula="rate = retained ÷ start; lost = start − retained",
        source=BROWN,
        reads=("contracts", "customers", "periods"),
        columns={
            "period": PERIOD,
            "start": N_("Customers covered on the first day of the period"),
            "retained": N_("Of these, the ones covered on the day after its last"),
            "rate": N_("Share of the customers at the start who were kept (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "lost": N_("Customers covered at the start and not at the end"),
            "pending": N_("Of the lost, those whose contract may still be renewed within the grace"),
            "new": N_("Customers covered at the end and not at the start"),
            "end": N_("Customers covered on the day after the last of the period"),
        },
        by="optional",
    ),
    Entry(
        contract_members,
        title=N_("Customers behind the retention under contract"),
        definition=N_("Who was kept, lost and won under contract in one period."),
        formula="kept = covered at the start and the end; lost = at the start alone; new = at the end alone",
        source=BROWN,
        reads=("contracts", "periods"),
        columns={"customer_key": CUSTOMER_KEY, "status": STATUS, "covered_to": COVERED},
        by="beside",
    ),
    Entry(
        renewals,
        title=N_("Renewal of contracts"),
        definition=N_(
            "Of the contracts that ran out in a period, the share whose customer was covered by another one after the "
            "end, within the days of grace. Contracts cancelled before their end are counted apart."
        ),
        formula="rate = renewed ÷ due; early_cancel_rate = cancelled_early ÷ (due + cancelled_early)",
        source=BROWN,
        reads=("contracts", "customers", "periods"),
        columns={
            "period": PERIOD,
            "due": N_("Contracts that ran out in the period, and whose time to be renewed is over"),
            "renewed": N_("Of these, the ones after whose end another covered the customer within the grace"),
            "rate": N_("Share of the contracts due that were renewed (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "not_renewed": N_("Contracts due that were not renewed"),
            "cancelled_early": N_("Contracts cancelled in the period before their end"),
            "early_cancel_rate": N_("Cancelled ones as a share of those due and cancelled (0 to 1)"),
        },
        by="optional",
    ),
    Entry(
        renewal_members,
        title=N_("Contracts behind the renewal rate"),
        definition=N_("Whose contracts ran out or were cancelled in one period; one row for each contract."),
        formula="renewed = another contract ends later and begins at most the grace and a day after the end",
        source=BROWN,
        reads=("contracts", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "ended_on": N_("Last day of the contract, or the day it was cancelled"),
            "status": N_("renewed, not_renewed or cancelled_early"),
        },
        by="beside",
    ),
    Entry(
        contract_survival,
        title=N_("Survival under contract"),
        definition=N_(
            "The share of the customers who are still covered so many days after their first contract began. Contracts "
            "that may still be renewed say nothing beyond their end."
        ),
        formula="survival = Π (1 − events ÷ at_risk) over the days up to then; restricted_mean = area under it",
        source=KAPLAN_MEIER,
        reads=("contracts", "customers"),
        columns=SURVIVAL_COLUMNS,
        by="optional",
        has_grain=False,
    ),
    Entry(
        rhythm_levels,
        title=N_("Silent beyond their own rhythm, in numbers"),
        definition=N_(
            "How many customers have been silent for longer than their own gaps between purchases make likely: lapsed "
            "if at most one in twenty who still buy is silent for so long, high one in ten, watch one in four."
        ),
        formula="p_silence = P(gap > silent_days | still buying); lapsed < 0.05 ≤ high < 0.10 ≤ watch < 0.25 ≤ none",
        source=PLATZER,
        reads=("gaps", "customers"),
        columns={
            "level": N_("lapsed, high, watch or none"),
            "customers": N_("Customers of the level"),
            "is_prior": IS_PRIOR,
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        rhythm_members,
        title=N_("Silent beyond their own rhythm"),
        definition=N_(
            "Customers by how unlikely their present silence is, were they still buying in their own rhythm."
        ),
        formula="p_silence = P(gap > silent_days | still buying); times_usual = silent_days ÷ usual_days",
        source=PLATZER,
        reads=("gaps",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "last_day": N_("Day of the last purchase"),
            "silent_days": N_("Days from the last purchase to the end of the data"),
            "usual_days": N_("The customer's median gap between purchases, in days; empty after one purchase"),
            "times_usual": N_("Days silent, in usual gaps"),
            "p_silence": N_("Probability of so long a silence, were the customer still buying (0 to 1)"),
            "p_alive": N_("Probability that the customer still buys (0 to 1)"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        rhythm_model,
        title=N_("How customers buy"),
        definition=N_(
            "How regularly the customers buy, how differently, and how many leave after each purchase: the likeliest "
            "of 750 models."
        ),
        formula="gap ~ Gamma(regularity, λ); λ ~ Gamma(shape, pace); after each purchase the share leaving is gone",
        source=PLATZER,
        reads=("gaps",),
        columns={
            "regularity": N_("1 buys at random, 6 like clockwork"),
            "shape": N_("How alike the customers' paces are; large is alike"),
            "pace": N_("Days that, with the shape, say how fast they buy"),
            "leaving": N_("Share of the customers who leave after each purchase (0 to 1)"),
            "customers": N_("Customers learnt from"),
            "is_prior": IS_PRIOR,
        },
        has_grain=False,
    ),
)
