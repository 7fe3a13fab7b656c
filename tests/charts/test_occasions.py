"""Pictures over time mark the occasions, although a specification knows only the names of its columns."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from charts import causes, lifecycle, overview
from charts.spec import vega_lite

OVER_TIME = [overview.lenses, overview.trend_bars, lifecycle.sources, lifecycle.states, lifecycle.rates, causes.trend]


@pytest.mark.parametrize("chart", OVER_TIME, ids=lambda chart: chart.__name__)
def test_occasions_are_marked_where_the_rows_may_name_them(chart):
    named = json.dumps(vega_lite(chart(pd.DataFrame(columns=["occasion_label"]))))
    assert "isValid(datum.occasion_label)" in named
    assert "occasion_label" not in json.dumps(vega_lite(chart(pd.DataFrame())))
