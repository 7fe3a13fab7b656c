"""What stands on paper instead of a grid: a table of a few rows, a note where there are many."""

from __future__ import annotations

import pandas as pd
from streamlit.testing.v1 import AppTest

from ui.printing import MOST_ROWS


def page(names):
    from types import SimpleNamespace

    import pandas as pd

    from ui import printing
    from view import Lens, View

    settings = SimpleNamespace(calendar="gregorian", currency="EUR")
    view = View("shop", SimpleNamespace(settings=settings, version=1), Lens(), "light")
    printing.twin(view, pd.DataFrame({"name": names, "revenue": range(len(names))}), key="list")


def shown(names):
    at = AppTest.from_function(page, args=(names,)).run()
    assert not at.exception
    return at


def test_a_short_grid_is_written_out_and_what_a_customer_is_called_stays_text():
    (table,) = shown(["<script>alert(1)</script>", "Ann & Bob"]).get("html")
    assert table.proto.body.count("<tr>") == 3
    assert "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td><td>0</td>" in table.proto.body
    assert "<td>Ann &amp; Bob</td><td>1</td>" in table.proto.body


def test_of_a_long_grid_paper_says_how_many_rows_there_are():
    at = shown([f"customer {n}" for n in range(MOST_ROWS + 1)])
    assert not at.get("html")
    assert "there are 61" in at.caption[0].value


def test_as_many_rows_as_fit_are_written_out():
    (table,) = shown(list(pd.Series(range(MOST_ROWS)).astype(str))).get("html")
    assert table.proto.body.count("<tr>") == MOST_ROWS + 1
