"""What the short codes in a result are called for a reader: "won_back" is "Won back", or بازگشته."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from localization import N_, _
from metrics.causes.remedies import CAUSES
from metrics.headings import COLUMNS
from metrics.value.rfm import GROUPS
from store.facts import OTHERS

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEFT = {
    "lost": N_("Left the list: bought nothing"),
    "declined": N_("Left the list: bought less"),
    "displaced": N_("Left the list: others bought more"),
}
_STATES = {
    "kept": N_("Kept"),
    "lost": N_("Did not buy again"),
    "new": N_("New"),
    "won_back": N_("Won back"),
    "growing": N_("Growing"),
    "steady": N_("Steady"),
    "shrinking": N_("Shrinking"),
    "grown": N_("Grown"),
    "shrunk": N_("Shrunk"),
    "rebought": N_("Bought it again"),
    "switched": N_("Switched to something else"),
    "renewed": N_("Renewed"),
    "not_renewed": N_("Not renewed"),
    "cancelled_early": N_("Cancelled early"),
}
SIGNS = {
    "buys_less": N_("Buys less"),
    "buys_smaller": N_("Buys smaller"),
    "complains": N_("Complains more"),
    "no_answer": N_("Does not answer"),
    "visits_less": N_("Comes by less often"),
}
STRENGTHS = {"none": N_("No sign"), "watch": N_("A little"), "high": N_("Clearly")}
WAYS = {
    "logistic": N_("Logistic regression"),
    "boosting": N_("Boosted trees"),
    "buying": N_("Model of repeat buying"),
    "together": N_("The three together"),
    "recency": N_("Days since the last purchase"),
    "both": N_("The two together"),
    "soonest_end": N_("The soonest end of a contract"),
}
# Causes that say no more than that the cause is not known.
NOT_KNOWN = ("unknown", "unclassified", "no_answer")
# Columns of the customers that have a heading of ours; a customer of a rare value is among the others.
ATTRIBUTES = ("segment", "role", "region", "channel", "owner")
# By the name of the column, so that a customer's attribute keeps the words of its file.
CODES = MappingProxyType(
    {
        "turn": {
            "grew": N_("Grew at equal prices, too"),
            "turned": N_("Grew by prices alone"),
            "shrank": N_("Shrank"),
        },
        "paid": {
            "paid_back": N_("Paid back"),
            "will_pay_back": N_("Will pay back by the forecast"),
            "not_paid_back": N_("Will not pay back"),
        },
        "state": _STATES,
        "status": _STATES,
        "step": _STATES,
        "change": {"stayed": N_("Stayed"), "entered": N_("Entered"), "left": N_("Left the list")},
        "fate": _LEFT,
        "lens": {
            "customers": N_("Customers"),
            "sales": N_("Sales"),
            "profit": N_("Profit"),
            "gross": N_("Sales, growth left out"),
            "net": N_("Sales, growth included"),
        },
        "standing": {**GROUPS, "none": N_("Not a buyer")},
        "standing_before": {**GROUPS, "none": N_("Not a buyer")},
        "method": {"model": N_("Model"), "again": N_("The same again"), **WAYS},
        "signal": SIGNS,
        **dict.fromkeys(SIGNS, STRENGTHS),
        "level": {
            "lapsed": N_("Very late (fewer than 5 in 100 wait so long)"),
            "high": N_("Late (5 to 10 in 100 wait so long)"),
            "watch": N_("A little late (10 to 25 in 100 wait so long)"),
            "none": N_("On time"),
        },
        "cause": {code: cause.label for code, cause in CAUSES.items()} | {"silent": N_("Silent, no reason known")},
        "held_equal": {
            "all": N_("All together"),
            "held": N_("The other held equal"),
            "stratum": N_("One value of it"),
        },
        "charge": {
            "low": N_("The lower third"),
            "middle": N_("The middle third"),
            "high": N_("The upper third"),
        },
        "volume": {"1": N_("One order"), "2": N_("Two orders"), "3": N_("Three orders or more")},
        "complaint": {
            "none": N_("No complaint"),
            "solved": N_("Solved"),
            "open": N_("Left open"),
            "second": N_("A second one within 30 days"),
        },
        "wait": {
            "under_4": N_("Under 4 hours"),
            "under_24": N_("4 to 24 hours"),
            "over_24": N_("Over 24 hours"),
            "never": N_("Not answered"),
        },
        "reply_state": {
            "in_time": N_("Answered in time"),
            "late": N_("Answered later"),
            "unanswered": N_("Not answered"),
            "pending": N_("Still in time"),
        },
        "nps_group": {
            "promoter": N_("Promoters (9, 10)"),
            "passive": N_("Passives (7, 8)"),
            "detractor": N_("Detractors (0 to 6)"),
            "unanswered": N_("Did not answer"),
        },
        "quadrant": {
            "work_first": N_("Work here first"),
            "keep": N_("Keep it up"),
            "enough": N_("Good enough"),
            "low": N_("Matters less"),
        },
        "way": {
            "naive": N_("As they are"),
            "matched": N_("Beside customers alike"),
            "did": N_("Change since joining, beside customers alike"),
            "step": N_("One third of the days"),
            "before_after": N_("Change of the treated"),
            "untreated": N_("Change of customers alike"),
        },
        "among": {"all": N_("All"), "alike": N_("Of the same month and channel")},
        "asked_in": {"survey": N_("Survey"), "complaint": N_("After an answer")},
    }
)


# Why somebody is due to be spoken to; a reason for leaving is in the customer's own words.
WHY_DUE = {
    "contract_7": N_("Contract ends in 7 days"),
    "contract_30": N_("Contract ends in 30 days"),
    "contract_60": N_("Contract ends in 60 days"),
    "solved": N_("Complaint solved a week ago"),
    "best": N_("Among the best, no contact for 30 days"),
    "silent": N_("Silent for longer than usual"),
    "satisfaction": N_("How was it? 30 days after a purchase"),
    "six_months": N_("Six months without a purchase"),
    "birthday": N_("Birthday"),
    "nowruz": N_("Nowruz"),
    "thanks": N_("Thanks, 7 days after a purchase"),
}


def spoken(column: str, among: Iterable[str] = ()) -> dict[str, str]:
    """Return what the codes of a column are called; nothing where it holds none.

    `among` are the columns of the whole result: under a contract a customer is lost, from period to period they did
    not buy again.
    """
    said = {code: _(label) for code, label in CODES.get(column, {}).items()}
    if column == "reason" and {"due_on", "on_time"} & {*among}:
        return {code: _(label) for code, label in WHY_DUE.items()}
    if column == "status" and "covered_to" in among:
        return said | {"lost": _("Lost")}
    is_attribute = column in ATTRIBUTES or column not in COLUMNS
    return said or ({OTHERS: _("all others")} if is_attribute else {})


def cause_label(cause: str) -> str:
    """Return a cause's name for the reader."""
    return _(CAUSES[cause].label) if cause in CAUSES else cause
