"""Why there is no model, as codes that a version keeps and sentences that a reader sees."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from localization import N_, _
from localization.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

# Each may name a number {n} and, where there is one, the least that is wanted {least}.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "no_purchases": N_("There is no purchase to learn from."),
        "too_few": N_(
            "{n} customers bought on more than one day; a forecast needs at least {least} of them to learn from."
        ),
        "too_short": N_(
            "The data cover {n} days, which is less than three times the usual wait between two purchases; a forecast "
            "needs at least {least} days."
        ),
        "at_bound": N_(
            "The purchases do not say how differently customers buy and stop buying: the forecast would be arbitrary."
        ),
        "nobody_leaves": N_(
            "The data are too short to see customers stop buying: everybody is taken to go on as they bought so far, "
            "which grows less likely the further the forecast reaches."
        ),
        "all_alike": N_("All customers buy at nearly the same rate; there is nobody to tell apart."),
        "no_convergence": N_("The search for the likeliest forecast did not end."),
        "no_renewals": N_("No contract has come to an end yet, so nothing is known of renewals."),
        "nobody_lost": N_("Every contract that ended was renewed; the data do not show how long customers stay."),
        "all_lost": N_("No contract that ended was renewed; the data do not show who stays."),
        "short_to_warn": N_(
            "The data cover {n} days; to tell who will not buy again, and to test it three times on their own past, it "
            "takes at least {least}."
        ),
        "few_to_warn": N_(
            "{n} customers were known when the test begins; to tell who will not buy again it takes at least {least}."
        ),
        "short_to_renew": N_(
            "The data cover {n} days; to tell who will not renew, and to test it three times on their own past, it "
            "takes at least {least}."
        ),
        "few_to_renew": N_(
            "{n} customers were known when the test begins; to tell who will not renew it takes at least {least}."
        ),
        "alike_to_warn": N_(
            "Nearly all customers did the same: only {n} did otherwise, and it takes at least {least} to learn from."
        ),
        "few_left": N_(
            "Of the chosen customers {n} left or stayed, whichever is less; for the odds of so many traits it takes at "
            "least {least}."
        ),
        "few_ended": N_(
            "{n} contracts have come to an end; to tell how long the others go on it takes at least {least}."
        ),
        "few_spenders": N_("{n} customers bought again and paid for it; their spending is taken as it was."),
        "spend_follows_frequency": N_(
            "Customers who buy more often pay other amounts, so each one's own average is taken as it was."
        ),
        "heavy_spenders": N_(
            "A few amounts are so large that the average of all has no meaning; each one's own average is taken."
        ),
    }
)


class NoModel(Exception):  # noqa: N818 - says what happened
    """The data cannot carry a model; `code` is a key of SENTENCES, `numbers` fill its places."""

    def __init__(self, code: str, **numbers: float) -> None:
        """Keep the code and its numbers; the sentence is written when it is read, in the reader's language."""
        super().__init__(code)
        self.code = code
        self.numbers = numbers

    def __str__(self) -> str:
        """Return the sentence in the language in use."""
        return sentence(self.code, **self.numbers)


def sentence(code: str, **numbers: float | None) -> str:
    """Put a reason into words, in the language in use; a code of a later version stands for itself."""
    text = _(SENTENCES[code]) if code in SENTENCES else code
    return text.format(n=format_number(numbers.get("n")), least=format_number(numbers.get("least")))
