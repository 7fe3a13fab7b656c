"""From a small file to typed rows and rejects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest
from ingest import IngestError, Mapping

HEADER = "customer_id,ordered_on,revenue\n"


def test_rows_become_typed_with_their_line(desk):
    report = desk.load(HEADER + "ann,2025-01-31,10.50\nbob,2025-02-01 08:30:00,-3\n")
    assert desk.rows() == [
        ("ann", date(2025, 1, 31), Decimal("10.5000"), 2),
        ("bob", date(2025, 2, 1), Decimal("-3.0000"), 3),
    ]
    assert (report.rows_read, report.accepted, report.rejected, report.skipped) == (2, 2, 0, 0)


def test_a_row_that_cannot_be_read_is_set_aside_with_line_column_value_and_reason(desk):
    report = desk.load(HEADER + "ann,2025-01-01,1\nbob,soon,2\ncid,2025-01-03,much\ndan,,4\n")
    assert desk.rejects() == [
        (3, "ordered_on", "soon", "unreadable_date"),
        (4, "revenue", "much", "unreadable_number"),
        (5, "ordered_on", None, "missing_value"),
    ]
    assert (report.accepted, report.rejected) == (1, 3)


def test_an_optional_amount_may_be_blank_but_not_unreadable(desk):
    content = "customer_id,ordered_on,revenue,cost\nann,2025-01-01,1,\nbob,2025-01-01,1,n/a\ncid,2025-01-01,1,x\n"
    desk.load(content)
    assert desk.rows("customer_id, cost") == [("ann", None), ("bob", None)]
    assert desk.rejects() == [(4, "cost", "x", "unreadable_number")]


@pytest.mark.parametrize("nobody", ["", "-", "NULL", "nan", "N/A", "ندارد", " "])
def test_a_sale_without_a_customer_is_anonymous_not_rejected(desk, nobody):
    report = desk.load(HEADER + f"ann,2025-01-01,1\n{nobody},2025-01-02,2\n")
    assert (report.accepted, report.anonymous) == (2, 1)
    assert desk.rows("customer_id") == [("ann",), (None,)]


def test_other_tables_need_their_customer(desk):
    desk.load("customer_id,left_on\nann,2025-01-01\n,2025-01-02\n", "departures")
    assert desk.rejects() == [(3, "customer_id", None, "missing_value")]


def test_somebody_may_be_called_none(desk):
    desk.load("customer_id,name\n1,None\n2,n/a\n", "customers")
    assert desk.rows("name", "customers") == [("None",), (None,)]


def test_blank_lines_are_no_rows_and_do_not_shift_line_numbers(desk):
    report = desk.load(HEADER + "ann,2025-01-01,1\n\n\nbob,2025-01-02,x\ncid,2025-01-03,3\n\n")
    assert desk.rows("customer_id, source_row") == [("ann", 2), ("cid", 6)]
    assert desk.rejects() == [(5, "revenue", "x", "unreadable_number")]
    assert report.rows_read == 3


def test_rows_of_nothing_but_delimiters_are_skipped(desk):
    report = desk.load(HEADER + "ann,2025-01-01,1\n,,\n ,,\n")
    assert (report.rows_read, report.accepted, report.rejected, report.skipped) == (3, 1, 0, 2)


def test_lines_with_too_few_or_too_many_fields_are_rejects_with_the_line_as_it_stands(desk):
    report = desk.load(HEADER + "ann,2025-01-01,1\nbob,2025\ncid,2025-01-03,3,4\ndan,2025-01-04,4\n")
    assert desk.rejects() == [
        (3, "", "bob,2025", "too_few_fields"),
        (4, "", "cid,2025-01-03,3,4", "too_many_fields"),
    ]
    assert desk.rows("customer_id, source_row") == [("ann", 2), ("dan", 5)]
    assert report.rows_read == 4


def test_a_field_may_run_over_several_lines(desk):
    desk.load('customer_id,ordered_on,revenue,name\nann,2025-01-01,1,"A\n""B"""\nbob,2025-01-02,2,x\n')
    assert desk.rows("name, source_row") == [('A\n"B"', 2), ("x", 4)]


def test_a_quotation_mark_that_is_never_closed_spoils_its_own_line_alone(desk):
    lines = [f"c{day},2025-01-{day:02d},1" for day in range(1, 29)]
    lines[9] = 'c10,"2025-01-10,1'
    report = desk.load(HEADER + "\n".join(lines) + "\n")
    assert desk.rejects() == [(11, "", 'c10,"2025-01-10,1', "broken_quotes")]
    assert (report.rows_read, report.accepted) == (28, 27)


def test_only_keeps_rows_with_a_value_and_counts_the_others_as_skipped(desk):
    content = "id,left,why\n1,Yes,price\n2,No,\n3, Yes ,moved\n"
    mapping = Mapping(
        columns={"customer_id": "id", "reason": "why"},
        constants={"left_on": "2019-09-30"},
        only={"left": "Yes"},
    )
    report = desk.load(content, "departures", mapping=mapping)
    assert desk.rows("customer_id, left_on, reason", "departures") == [
        ("1", date(2019, 9, 30), "price"),
        ("3", date(2019, 9, 30), "moved"),
    ]
    assert (report.rows_read, report.skipped) == (3, 1)


def test_revenue_is_computed_from_quantity_and_price(desk):
    report = desk.load("customer,date,Qty,Unit Price\nann,2025-01-01,3,1.15\nbob,2025-01-01,x,1\ncid,2025-01-01,2,\n")
    assert report.mapping.computed == {"revenue": "Qty * [Unit Price]"}
    assert desk.rows("revenue, quantity") == [(Decimal("3.4500"), 3.0)]
    assert desk.rejects() == [
        (3, "Qty", "x", "unreadable_number"),
        (4, "Unit Price", None, "missing_value"),
    ]


def test_cost_is_what_profit_leaves_of_revenue(desk):
    desk.load("customer,date,sales,profit\nann,2025-01-01,100,30\nbob,2025-01-01,100,(5)\ncid,2025-01-01,100,\n")
    assert desk.rows("cost") == [(Decimal(70),), (Decimal(105),), (None,)]


def test_division_by_zero_rejects_the_row(desk):
    mapping = Mapping(columns={"customer_id": "c", "ordered_on": "d"}, computed={"revenue": "total ÷ people"})
    desk.load("c,d,total,people\nann,2025-01-01,10,4\nbob,2025-01-01,10,0\n", mapping=mapping)
    assert desk.rows("revenue") == [(Decimal("2.5"),)]
    assert desk.rejects() == [(3, "revenue", "0", "division_by_zero")]


def test_amounts_beyond_the_exact_range_are_rejected_not_rounded(desk):
    desk.load(HEADER + "ann,2025-01-01,99999999999999\nbob,2025-01-01,999999999999999\n")
    assert desk.rejects() == [(3, "revenue", "999999999999999", "out_of_range")]


def test_ids_keep_their_text_except_whole_columns_of_floats(desk):
    rows = "17850.0,0012,2025-01-01,1\n,1.0,2025-01-01,1\n13047.0,A-1,2025-01-01,1\n"
    desk.load("customer_id,order_id,ordered_on,revenue\n" + rows)
    assert desk.rows("customer_id, order_id") == [("17850", "0012"), (None, "1.0"), ("13047", "A-1")]


def test_customers_keep_further_columns_as_attributes(desk):
    mapping = Mapping(columns={"customer_id": "id", "fleet_size": "Fleet"})
    desk.load("id,Fleet\n1,large\n", "customers", mapping=mapping)
    assert desk.rows("customer_id, fleet_size", "customers") == [("1", "large")]


def test_contacts_read_yes_and_no(desk):
    rows = "1,2025-01-01,Yes\n2,2025-01-01,خیر\n3,2025-01-01,\n4,2025-01-01,maybe\n"
    desk.load("customer_id,date,answered\n" + rows, "contacts")
    assert desk.rows("answered", "contacts") == [(True,), (False,), (None,)]
    assert desk.rejects() == [(5, "answered", "maybe", "unreadable_flag")]


def test_a_second_load_replaces_what_the_first_left(desk):
    desk.load(HEADER + "ann,2025-01-01,x\nann,2025-01-01,1\n")
    desk.load("customer_id,name\n1,Ann\n", "customers")
    assert desk.rejects() == []
    with pytest.raises(duckdb.CatalogException):
        desk.rows()


def test_preview_and_rejects_for_people(desk):
    path = desk.write(HEADER + "ann,2025-01-01,1\nbob,soon,2\ncid,2025\n")
    source = ingest.inspect(path)
    ingest.load(desk.connection, source, "orders", ingest.recognise(source.columns, "orders"))
    assert ingest.preview(desk.connection, "orders", 5)["customer_id"].tolist() == ["ann"]
    assert ingest.rejects(desk.connection).to_dict("records")[0] == {
        "line": 3,
        "column": "ordered_on",
        "value": "soon",
        "reason": "this is not a date that can be read",
    }
    rows = ingest.rejected_rows(desk.connection, source)
    assert rows[["line", "customer_id", "ordered_on", "revenue"]].fillna("").values.tolist() == [
        [3, "bob", "soon", "2"],
        [4, "cid,2025", "", ""],
    ]
    ingest.forget(desk.connection)


def test_a_carriage_return_in_a_field_is_no_end_of_line(desk):
    content = 'customer_id,ordered_on,revenue,name\nann,2025-01-01,1,"a\nb"\nbob,2025-01-02,2,"c\rd"\n'
    desk.load(content)
    assert desk.rows("name, source_row") == [("a\nb", 2), ("c\rd", 4)]
    desk.load('{"customer_id": "1", "ordered_on": "2025-01-01", "revenue": 1, "name": "c\\rd"}\n', name="o.jsonl")
    assert desk.rows("name, source_row") == [("c\rd", 1)]


FIELDS = st.text(alphabet="ab1290.,;:\"'\\/- \tة۱٬٫()é\u200c", max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.lists(FIELDS, min_size=1, max_size=4).map(",".join), min_size=1, max_size=12))
def test_every_row_is_accepted_rejected_or_skipped_whatever_it_holds(desk, lines):
    content = HEADER + "ann,2025-01-01,1\n" + "\n".join(lines) + "\n"
    report = desk.load(content)  # asserts that the counts add up
    assert 1 <= report.rows_read <= 1 + len(lines)
    assert report.rejected == len(desk.rejects())
    ends = [row for (row,) in desk.rows("source_row")] + [row for row, *_rest in desk.rejects()]
    assert len(set(ends)) == len(ends)
    assert set(ends) <= set(range(2, len(lines) + 3))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_are_loaded_or_refused_with_a_sentence(desk, content):
    refused = None
    try:
        report = desk.load(HEADER.encode() + content)
    except IngestError as error:
        refused = str(error)
    assert "orders.csv" in refused if refused is not None else report.accepted > 0
