"""What contracts will bring: published survival, a test that knows nothing of what came, and who is shown when."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from models.renewing import LEAST_AT_RISK, by_ages, forecast_contracts

YEAR = 365.25
# Fader and Hardie 2007, Table 1, "Regular": of 1,000 customers, those left after each of seven renewals.
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]


def lengths_of(left):
    """Covers of one cohort: so many were left after 0, 1, 2, … months."""
    ended = -np.diff(left)
    months = np.arange(1, len(left))
    going_on = np.where(months == months[-1], left[-1], 0)
    return pd.DataFrame({"months": months, "ended": ended, "going_on": going_on})


def history_of(rows):
    names = ["age_months", "monthly", "then_age_months", "then_monthly", "was_known", "came_revenue"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(customer_key=range(len(frame)), last_revenue=0.0)


def regular():
    """A thousand customers of 10 a month each, forecast after four months and looked at after seven."""
    rows = []
    for number in range(1000):
        stays_to = sum(number < left for left in REGULAR) - 1  # months
        at_then, at_end = stays_to >= 4, stays_to >= 7
        paid = 10.0 * (max(stays_to - 4, 0) + (0.5 if at_then and not at_end else 0)) if at_then else 0.0
        rows.append((7.0 if at_end else np.nan, 10.0 * at_end, 4.0 if at_then else np.nan, 10.0 * at_then, True, paid))
    return history_of(rows)


def test_the_model_of_renewals_forecasts_a_published_cohort():
    found = forecast_contracts(
        regular(), lengths_of(REGULAR), lengths_of(REGULAR[:5]), horizon_days=int(3 * YEAR / 12), margin=0.5
    )
    assert (found.uses, found.shape, found.reason, found.rests_on) == ("model", "renewals", "", "contracts")
    # Fitted on four of the seven renewals, it says what came within three of a hundred; nobody leaving is far off.
    assert abs(found.quality["model"].bias) < 0.03
    assert found.quality["again"].bias > 0.15
    # By hand: S(n) of the published parameters; each month counts the mean of its start and its end.
    left = [1.0]
    for n in range(8, 20):
        left.append(left[-1] * (1.1820 + n - 1) / (0.7041 + 1.1820 + n - 1))
    months = sum((a + b) / 2 * 1.1 ** (-m / 12) for m, (a, b) in enumerate(pairwise(left), 1))
    one = found.customers.iloc[0]
    assert one["revenue_12"] == pytest.approx(10 * months, rel=1e-3)
    assert one["profit_12"] == pytest.approx(one["revenue_12"] / 2)
    gone = found.customers[found.customers["alive"] == 0]
    assert len(gone) == 1000 - 241
    assert (gone[["revenue_12", "revenue_24", "revenue_36"]] == 0).all().all()


def test_contracts_of_a_year_go_on_as_those_of_their_age_did():
    """Everybody stays for a year and six of ten for another: no smooth curve says that, the ages do."""
    left = [100] * 12 + [60] * 12 + [36]
    rows = [(3.0, 1.0, 3.0, 1.0, True, 12.2 if n < 60 else 9.0) for n in range(100)]
    found = forecast_contracts(history_of(rows), lengths_of(left), lengths_of(left), horizon_days=365)
    assert (found.uses, found.shape) == ("model", "ages")
    # From the third month on nine months are certain, of which the last ends with the drop; then six of ten pay.
    months = 365 / (365.25 / 12)
    by_hand = 8 + (1 + 0.6) / 2 + 0.6 * 2 + 0.6 * (months - 11)
    assert found.customers["predicted_model"].tolist() == pytest.approx([by_hand] * 100)


def test_ages_that_few_have_reached_leave_as_the_last_ones_that_enough_have():
    most = LEAST_AT_RISK
    going_on = by_ages(lengths_of([10 * most, 4 * most, most, most - 1, most - 2]))
    # Three ages have been reached by enough: of those at them, 60, 30 and 1 left. The fourth was reached by one less.
    usual = 91 / 150
    hand = [1.0, 0.4, 0.1, 0.1 * (1 - 0.1), 0.1 * 0.9 * (1 - usual), 0.1 * 0.9 * (1 - usual) ** 2]
    assert going_on(np.arange(6.0)).tolist() == pytest.approx(hand)


def test_with_few_ends_nobody_is_taken_to_leave():
    rows = [(3.0, 10.0, 1.0, 10.0, True, 20.0)] * 40
    lengths = pd.DataFrame({"months": [1, 3], "ended": [29, 0], "going_on": [0, 40]})
    found = forecast_contracts(history_of(rows), lengths, lengths, horizon_days=61)
    assert (found.uses, found.shape, found.reason) == ("again", "nobody_leaves", "few_ended")
    assert dict(found.reason_numbers) == {"n": 29.0, "least": 30.0}
    assert found.customers["revenue_12"].tolist() == found.customers["again_revenue_12"].tolist()
    assert found.customers["model_revenue_12"].isna().all()
    assert "model" not in found.quality
    none = forecast_contracts(history_of(rows), lengths.assign(ended=0), lengths.assign(ended=0), horizon_days=61)
    assert none.reason == "nobody_lost"


def test_who_was_no_customer_yet_is_not_in_the_test():
    rows = [(3.0, 10.0, np.nan, np.nan, False, 30.0), (9.0, 10.0, 6.0, 10.0, True, 30.0)]
    found = forecast_contracts(history_of(rows), lengths_of(REGULAR), lengths_of(REGULAR), horizon_days=91)
    assert found.customers["came"].isna().tolist() == [True, False]
    assert found.customers["predicted"].isna().tolist() == [True, False]
    assert found.quality["again"].customers == 1
