"""Rules of the tree in words, with what became of those it had not seen."""

from __future__ import annotations

import pytest

from models.odds import Term
from screens.causes.together import rule

ROW = {
    "terms": (Term("region", "north", is_so=True),),
    "customers": 40,
    "left": 10,
    "rate": 0.25,
    "lift": 2.5,
    "next_customers": 8,
    "next_left": 2,
    "next_rate": 0.25,
}


@pytest.mark.parametrize(("is_by_lot", "of_whom"), [(False, "in the next period"), (True, "of those left out")])
def test_what_became_of_others_like_them_is_told(view, is_by_lot, of_whom):
    said = rule(view, ROW, is_by_lot=is_by_lot).replace("\N{NO-BREAK SPACE}", " ")
    assert f"{of_whom} 25 % (2 of 8)" in said


@pytest.mark.parametrize("is_by_lot", [False, True])
def test_where_nobody_else_was_like_them_no_share_is_told(view, is_by_lot):
    said = rule(view, ROW | {"next_customers": 0, "next_left": 0, "next_rate": float("nan")}, is_by_lot=is_by_lot)
    assert said.endswith("2.5 times the share of all; nobody else was like them to try it on.")
    assert "(10 of 40)" in said
