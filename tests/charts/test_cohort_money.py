"""The picture of what a customer has brought is a picture of its columns, whatever they hold."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.cohort_money import so_far
from charts.spec import vega_lite

COLUMNS = ["cohort_label", "emphasis", "hue", "age", "value", "cost", "cost_label", "value_label", "count_label"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("measure", ["revenue", "profit"])
def test_so_far(theme, measure):
    spec = vega_lite(so_far(pd.DataFrame(columns=COLUMNS), measure=measure, currency="€", grain="month", theme=theme))
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["line", "point", "text", "rule", "text"]
    title = spec["layer"][0]["encoding"]["y"]["axis"]["title"]
    assert title == {"revenue": "Sales", "profit": "Profit"}[measure] + " so far, for each customer won (€)"
