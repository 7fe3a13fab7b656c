"""How long customers stay, by the months that a list states: by hand, and as statsmodels has it."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

import metrics
from localization.grains import MONTH_DAYS
from tests.metrics.conftest import rows


def customers(*months):
    return ibis.memtable({"customer_key": range(1, len(months) + 1), "tenure_months": [*map(float, months)]})


def test_by_hand():
    """Of five, one leaves after the first month, one after the second; who stays is seen no longer after the second."""
    gone = ibis.memtable({"customer_key": [1, 2, 2]})
    found = metrics.tenure_survival(customers(1, 2, 2, 3, 3), gone, least_at_risk=1)
    assert rows(found, "day", "at_risk", "events", "survival") == [
        (30, 5, 1, 0.8),
        (61, 4, 1, pytest.approx(0.6)),
        (91, 2, 0, pytest.approx(0.6)),
    ]
    assert rows(found, "customers", "lost", "left_out") == [(5, 2, 0)] * 3


def test_who_has_no_stated_time_is_not_counted():
    known = ibis.memtable({"customer_key": [1, 2, 3], "tenure_months": [4.0, None, 0.0]})
    found = metrics.tenure_survival(known, ibis.memtable({"customer_key": [2]}), least_at_risk=1).to_pandas()
    assert found["customers"].unique().tolist() == [2]
    assert found["events"].sum() == 0


def test_as_statsmodels_has_it():
    chance = np.random.default_rng(7)
    months, left = chance.integers(1, 73, 400), chance.random(400) < 0.3
    gone = ibis.memtable({"customer_key": (np.flatnonzero(left) + 1).tolist()})
    found = metrics.tenure_survival(customers(*months), gone, least_at_risk=1).to_pandas().set_index("day")
    expected = SurvfuncRight(np.round(months * MONTH_DAYS), left.astype(int))
    same = pd.Series(expected.surv_prob, index=expected.surv_times.astype(int))
    assert found["survival"].reindex(same.index).to_numpy() == pytest.approx(same.to_numpy(), abs=1e-4)
