"""The picture of a difference is a picture of its columns, whatever they hold."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.differences import by_age

COLUMNS = ["age", "difference", "difference_low", "difference_high", "is_real", "age_label", "difference_label",
           "rate_label", "other_label", "verdict_label"]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_difference_by_age(theme):
    spec = by_age(pd.DataFrame(columns=COLUMNS), grain="month", theme=theme).to_dict()
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["rule", "rule", "point"]
    assert [param["name"] for param in spec["params"]] == ["cell"]
