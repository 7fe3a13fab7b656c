"""Why customers leave, as a short list of causes, and what can be done about each.

The causes are those that the trade literature names (poor quality, weak service, poor communication, no
follow-up, price, competitors, a complicated purchase), those that nobody controls, and three that say how
much is not known. The remedies and examples of the first group come from one published table of remedies
for lost customers; the others were added in the same manner.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from localization import N_

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Cause:
    """One cause of leaving, with its remedy; every text is a message id to be translated when shown.

    `is_controllable` says whether the company could have prevented it; `example` is what the remedy looks
    like in practice and `kpi` the number that shows whether it works.
    """

    code: str
    label: str
    is_controllable: bool
    remedy: str
    example: str
    kpi: str


_CAUSES = (
    Cause(
        "quality",
        N_("Quality"),
        True,
        N_("Find the product or service that disappoints and repair it before selling more of it."),
        N_("Rebuild quality control, and replace at no charge what fell short."),
        N_("Share of sales returned; complaints about quality"),
    ),
    Cause(
        "support",
        N_("Support"),
        True,
        N_("Train the support team and answer fast."),
        N_("Answer every request within 24 hours."),
        N_("Share of requests answered within 24 hours; repeated complaints"),
    ),
    Cause(
        "communication",
        N_("Communication"),
        True,
        N_("Record every contact in a CRM and follow up in person."),
        N_("Call or write after each purchase."),
        N_("Share of customers contacted this quarter; share that did not reply"),
    ),
    Cause(
        "no_followup",
        N_("No follow-up after the sale"),
        True,
        N_("Plan a follow-up with each sale and give somebody the task."),
        N_("Set a follow-up for 7 and for 30 days after each purchase, in one person's name."),
        N_("Follow-ups done on time; second purchases within 60 days"),
    ),
    Cause(
        "price",
        N_("Price"),
        True,
        N_("Compare prices with competitors, and set them anew by what the service is worth to each segment."),
        N_("Offer economy packages."),
        N_("Customers who left over the price, of every 100 active; sales kept without selling more to those who stay"),
    ),
    Cause(
        "competitor",
        N_("Competitor"),
        True,
        N_("Learn what the competitor does better, and reward the customers who stay with a loyalty club."),
        N_("Give points for repeat purchases, and a special offer to those who bought before."),
        N_("Share of the customers' spending that we get; customers won back"),
    ),
    Cause(
        "buying_experience",
        N_("Buying experience"),
        True,
        N_("Simplify the website and the steps to payment."),
        N_("Remove steps from the order form."),
        N_("Share of started orders that are completed; complaints about ordering"),
    ),
    Cause(
        "delivery",
        N_("Delivery and delays"),
        True,
        N_("Promise dates that can be kept, and say so early when one cannot."),
        N_("Write an apology that names the reason for the delay before the customer has to ask."),
        N_("Share delivered on the promised day; days late"),
    ),
    Cause(
        "need_ended",
        N_("Need ended"),
        False,
        N_("Spend nothing on keeping them; ask for a referral and for when the need may return."),
        N_("Reward a former customer who sends a new one."),
        N_("Referrals from former customers; customers won back"),
    ),
    Cause(
        "moved_deceased",
        N_("Moved or deceased"),
        False,
        N_("Close the account with care and send no more offers."),
        N_("Pass a customer who moves on to the nearest branch."),
        N_("Offers sent to closed accounts, which should be none"),
    ),
    Cause(
        "unknown",
        N_("Unknown"),
        False,
        N_("Ask again, in person and a few weeks later: a reason that is not known cannot be repaired."),
        N_("Have each customer of value who left called by somebody they know."),
        N_("Share of departures with a known reason"),
    ),
    Cause(
        "unclassified",
        N_("Not classified"),
        False,
        N_("Read these answers; a cause that keeps coming back deserves a category of its own."),
        N_("Read twenty of them together each month."),
        N_("Share of answers not classified, below 15 %"),
    ),
    Cause(
        "no_answer",
        N_("No answer"),
        False,
        N_("Ask every customer who leaves one short question, at once."),
        N_("Put a single open question into the farewell message."),
        N_("Share of departures with an answer"),
    ),
)

CAUSES: Mapping[str, Cause] = MappingProxyType({cause.code: cause for cause in _CAUSES})
