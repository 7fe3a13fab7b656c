"""The language of computed columns."""

from __future__ import annotations

import duckdb
import pytest

from ingest import IngestError, Mapping
from ingest.values.expressions import compile_expression, quoted

VALUES = {"a": 6.0, "b": 4.0, "net price": 2.5, "مبلغ": 10.0, "zero": 0.0, 'odd"]name': 3.0}


def value_of(text):
    compiled = compile_expression(text, lambda name: f"CAST({VALUES[name]} AS DOUBLE)")
    return duckdb.sql(f"SELECT {compiled.sql}").fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", 6),
        ("a+b*2", 14),
        ("(a+b)*2", 20),
        ("a-b-1", 1),
        ("a/b/2", 0.75),
        ("a × b ÷ 2", 12),
        ("a − b", 2),
        ("-a + +b", -2),
        ("a * [net price]", 15),
        ('a * "net price"', 15),
        ("a * `net price`", 15),
        ("مبلغ * ۰٫۰۹", 0.9),
        ("مبلغ*.5", 5),
        ("a/zero", None),
        ("a/(b-4)", None),
    ],
)
def test_arithmetic(text, value):
    assert value_of(text) == (pytest.approx(value) if value is not None else None)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a b", "a +", "* a", "(a", "a)", "()", "a ** b", "a % b", "a; DROP TABLE x", "sum(a)", "a = b"),
        *("'x'", "a || b", "1e5", "[a", "a -- b;", "a /* x */", "$1", "a,b", "2x"),
        "(" * 200 + "a" + ")" * 200,
        "a+" * 999 + "a",
    ],
)
def test_nothing_else_is_an_expression(text):
    with pytest.raises(IngestError, match="cannot be understood"):
        compile_expression(text, lambda name: f"CAST({VALUES.get(name, 1.0)} AS DOUBLE)")


@pytest.mark.parametrize("name", ["plain", "net price", "a]b", 'a]b"c', "مبلغ فروش (ریال)", "2024", "a-b"])
def test_any_header_can_be_quoted(name):
    asked = []
    compile_expression(quoted(name), lambda one: asked.append(one) or "1")
    assert asked == [name]


def load(desk, computed, **columns):
    mapping = Mapping(columns={"customer_id": "c", "ordered_on": "d", **columns}, computed=computed)
    desk.load("c,d,Net Sales,fee\nann,2025-01-01,10,2\n", mapping=mapping)
    return desk.rows("revenue, cost")


def test_an_expression_may_use_other_targets(desk):
    assert load(desk, {"cost": "revenue - fee", "revenue": "[Net Sales] * 2"}) == [(20, 18)]
    assert load(desk, {"cost": "revenue - fee"}, revenue="Net Sales") == [(10, 8)]


def test_an_expression_that_goes_in_circles_is_refused(desk):
    with pytest.raises(IngestError, match="refers to itself"):
        load(desk, {"cost": "revenue - fee", "revenue": "cost + fee"})


def test_an_unknown_column_gets_a_suggestion(desk):
    with pytest.raises(IngestError, match=r"no column Net_Sale.*did you mean Net Sales\?"):
        load(desk, {"revenue": "Net_Sale * 2", "cost": "fee"})


def test_only_amounts_are_computed(desk):
    with pytest.raises(IngestError, match="is not an amount"):
        load(desk, {"revenue": "fee", "cost": "fee", "product": "fee"})
