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


def test_spellings_of_a_category_are_one_and_the_commonest_is_kept(desk):
    cities = ["شیراز", "شيراز", "شيراز ", "كرج", "کرج", "کرج", "مشهد", "VIP", "vip", "VIP\u200c", "VIP"]
    lines = "".join(f"c{n},2025-01-01,1,{city}\n" for n, city in enumerate(cities))
    report = desk.load("customer_id,ordered_on,revenue,city\n" + lines)
    assert report.mapping.columns["region"] == "city"
    found = [region for (region,) in desk.rows("region")]
    assert found == ["شيراز"] * 3 + ["کرج"] * 3 + ["مشهد"] + ["VIP"] * 4
    assert [one.column for one in report.evidence] == ["region"]


def test_the_category_of_the_data_set_keeps_its_spelling(desk):
    desk.connection.execute("CREATE TABLE customers AS SELECT 'x' AS customer_id, 'Vip' AS region")
    desk.load("customer_id,ordered_on,revenue,region\na,2025-01-01,1,VIP\nb,2025-01-01,1,VIP\n")
    assert [region for (region,) in desk.rows("region")] == ["Vip", "Vip"]


def test_a_customer_under_several_regions_is_noted_and_one_under_two_spellings_is_not(desk):
    head = "customer_id,ordered_on,revenue,region\n"
    report = desk.load(head + "a,2024-01-05,100,North\na,2024-02-05,900,South\nb,2024-01-05,50,South\n")
    assert [note for note in report.notes if "1 of 2 customers" in note and "region" in note]
    report = desk.load(head + "a,2024-01-05,100,North\na,2024-02-05,900,north\n")
    assert not [note for note in report.notes if "several values" in note]
