"""Why a customer is on the list of whom to call, in words."""

from __future__ import annotations

import pytest

from metrics.warning.words import why

QUIET = {
    **dict.fromkeys(("complains", "buys_less", "buys_smaller", "no_answer", "visits_less"), "none"),
    "open_complaints": 0,
    "ends_in_days": None,
    "silent_days": 12,
    "usual_days": 26.0,
}


@pytest.mark.parametrize(
    ("differing", "said"),
    [
        ({}, "no sign; days of silence: 12, usual 26"),
        ({"usual_days": None}, "no sign; one purchase, days since: 12"),
        ({"buys_less": "watch", "silent_days": 60}, "days of silence: 60, usual 26"),
        ({"buys_less": "high", "usual_days": None}, "days of silence: 12, after one purchase"),
        (
            {"complains": "high", "open_complaints": 2, "ends_in_days": 60},
            "open complaints: 2 · days to the end of the contract: 60",
        ),
        ({"ends_in_days": 61}, "no sign; days of silence: 12, usual 26"),
    ],
)
def test_why_somebody_is_listed(differing, said):
    assert why(QUIET | differing, str) == said
