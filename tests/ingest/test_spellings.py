"""Several spellings of one customer: matched by a key, shown as first written."""

from __future__ import annotations

import pytest

HEADER = "customer_id,ordered_on,revenue\n"


def customers(desk, *ids):
    report = desk.load(HEADER + "".join(f'"{one}",2025-01-01,1\n' for one in ids))
    return [one for (one,) in desk.rows("customer_id")], report


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("علی کریمی", "علي كريمي"),
        ("علی‌رضا", "علی رضا"),
        ("مؤسسة الأمل", "موسسه الامل"),
        ("Ann Smith", "ANN  SMITH"),
        ("M-125", "m-125"),
        ("۱۲۳", "123"),
        ("محمد", "محمـد"),
        ("\u200fA-1\u200f", "A-1"),
    ],
)
def test_spellings_of_one_customer_are_one_and_the_first_is_kept(desk, first, second):
    read, report = customers(desk, first, second, second)
    assert read == [first, first, first]
    assert any(first in one.sentence for one in report.evidence)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("007", "7"),
        ("A-1", "A1"),
        ("0015000000Gv7qJ", "0015000000Gv7qj"),
        ("ann", "anne"),
        ("12", "1 2"),
        ("a.b", "ab"),
    ],
)
def test_numbers_that_differ_stay_two_customers(desk, one, other):
    read, report = customers(desk, one, other)
    assert read == [one, other]
    assert report.evidence == ()


def test_the_spelling_of_the_data_set_wins(desk):
    desk.connection.execute("CREATE TABLE customers AS SELECT 'علی' AS customer_id")
    assert customers(desk, "علي", "bob")[0] == ["علی", "bob"]


def test_blank_customers_stay_blank(desk):
    assert customers(desk, "Ann", "", "ann")[0] == ["Ann", None, "Ann"]


def test_a_hostile_number_is_only_text(desk):
    assert customers(desk, "'; DROP TABLE x; --", "'; drop table x; --")[0] == ["'; DROP TABLE x; --"] * 2
