"""What stands in a file without being data is left out and counted; every line of the file is accounted for."""

from __future__ import annotations

import pytest

import ingest

LINES = "ann,2024-01-05,100\nbob,2024-01-09,40\nann,2024-02-11,30\n"
HEADER = "customer_id,ordered_on,revenue\n"


def loaded(desk, content, name="orders.csv"):
    source = ingest.inspect(desk.write(content, name))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert report.rows_read == report.accepted + report.rejected + report.skipped
    return report


@pytest.mark.parametrize(
    ("above", "titles"),
    [
        ("Sales of the year\n", 1),
        ("Sales of the year,,\nFrom 2024-01-01,,\n,,\n", 2),
        ("\n\nSales\n\nFrom,2024-01-01\nTo,2024-12-31\n\n", 3),
        ("گزارش فروش,,\n", 1),
    ],
    ids=["one", "filled up with commas", "blank lines and pairs", "Persian"],
)
def test_titles_above_the_header_are_counted(desk, above, titles):
    report = loaded(desk, above + HEADER + LINES)
    assert (report.accepted, report.rejected, report.skipped) == (3, 0, 0)
    word = "lines" if titles > 1 else "line"
    assert report.notes[0] == f"Left out, as they are no data: {titles} title {word}."
    before = len((above + HEADER).splitlines())
    assert desk.rows("customer_id, source_row") == [("ann", before + 1), ("bob", before + 2), ("ann", before + 3)]


@pytest.mark.parametrize(
    "total",
    ["Total,,170", "TOTAL;170", ",Grand total,170", "جمع کل,,170", "الإجمالي,,170", "Summe,,170", "Toplam,,170"],
)
def test_a_line_of_totals_is_no_sale(desk, total):
    report = loaded(desk, HEADER + LINES + total.replace(";", ",") + "\n")
    assert (report.rows_read, report.accepted, report.rejected, report.skipped) == (4, 3, 0, 1)
    assert sum(revenue for (revenue,) in desk.rows("revenue")) == 170


@pytest.mark.parametrize("total", ["Total,2024-02-29,170", "جمع کل,2024-02-29,170", "Итого,2024-02-29,170"])
def test_a_line_of_totals_is_none_either_if_it_has_a_day(desk, total):
    report = loaded(desk, HEADER + LINES + total + "\n")
    assert (report.accepted, report.rejected, report.skipped) == (3, 0, 1)


def test_subtotals_with_days_add_up_what_is_above_them(desk):
    content = (
        "ann,2024-01-05,100\nann,2024-01-09,40\nann Total,2024-01-31,140\nbob,2024-02-11,30\nbob Total,2024-02-28,30\n"
    )
    report = loaded(desk, HEADER + content + "Grand Total,2024-02-29,170\n")
    assert (report.accepted, report.skipped) == (3, 3)


@pytest.mark.parametrize("name", ["Total Energies", "Total"])
def test_a_customer_called_total_is_a_customer(desk, name):
    report = loaded(desk, HEADER + LINES + f"{name},2024-03-01,7\n")
    assert (report.accepted, report.skipped, report.notes) == (4, 0, ())


def test_what_systems_write_below_a_table_is_a_note(desk):
    lines = "ann,2024-01-05,100,a,b\nbob,2024-01-09,40,c,d\n"
    content = "customer_id,ordered_on,revenue,product,channel\n" + lines + '\n"2","record(s) downloaded"\n'
    report = loaded(desk, content)
    assert (report.accepted, report.rejected, report.skipped) == (2, 0, 1)


def test_further_lines_of_an_order_take_its_day_by_its_number(desk):
    content = "Order ID,Email,Created at,Amount\n1,a@x,2024-01-05,10\n1,a@x,,20\n2,b@x,2024-01-06,5\n"
    assert loaded(desk, content).rejected == 0
    assert [str(day) for (day,) in desk.rows("ordered_on")] == ["2024-01-05", "2024-01-05", "2024-01-06"]


def test_a_name_stands_once_above_its_lines(desk):
    content = (
        "Firm,,,\n,Date,Num,Amount\n"
        "Bolt Co,,,\n,2024-01-05,1,100\n,2024-01-06,2,20\nTotal for Bolt Co,,,120\n"
        "Crown,,,\n,2024-01-07,3,5\nTotal for Crown,,,5\nTOTAL,,,125\nMade on Monday,,,\n"
    )
    report = loaded(desk, content)
    assert (report.rows_read, report.accepted, report.rejected, report.skipped) == (9, 3, 0, 6)
    assert desk.rows("customer_id, revenue, source_row") == [("Bolt Co", 100, 4), ("Bolt Co", 20, 5), ("Crown", 5, 8)]


def test_a_name_may_stand_in_a_column_that_lines_fill(desk):
    content = "Date,Num,Amount\nCustomer: Bolt,,\n2024-01-05,1,100\nCustomer: Crown,,\n2024-01-07,3,5\n2024-01-09,4,6\n"
    assert loaded(desk, content).skipped == 2
    assert desk.rows("customer_id, revenue") == [("Bolt", 100), ("Crown", 5), ("Crown", 6)]


def test_a_header_of_two_lines_is_one(desk):
    content = "Customer,,Order,,Money\nID,Name,Date,Number,Amount\nc1,Ann,2024-01-05,o1,10\nc2,Bob,2024-01-06,o2,20\n"
    report = loaded(desk, content)
    assert (report.rows_read, report.accepted) == (2, 2)
    assert dict(report.mapping.columns) == {
        "customer_id": "Customer ID",
        "name": "Customer Name",
        "ordered_on": "Order Date",
        "order_id": "Order Number",
        "revenue": "Money Amount",
    }


def test_a_header_that_is_repeated_on_each_page_is_no_row(desk):
    report = loaded(desk, HEADER + LINES + HEADER + LINES.replace("2024", "2023"))
    assert (report.rows_read, report.accepted, report.rejected, report.skipped) == (7, 6, 0, 1)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_header_that_ends_in_another_way_loses_no_row(desk, end):
    report = loaded(desk, HEADER.replace("\n", "\r") + LINES.replace("\n", end))
    assert (report.rows_read, report.accepted) == (3, 3)


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be", "utf-16", "utf-16-le"])
def test_texts_of_four_bytes_a_letter_are_read(desk, encoding):
    report = loaded(desk, (HEADER + LINES.replace("bob", "باب")).encode(encoding))
    assert report.accepted == 3
    assert desk.rows("customer_id")[1] == ("باب",)


def test_products_stand_above_lines_that_name_the_customer(desk):
    content = (
        "Sales by Product/Service Detail\n\nDate,Num,Customer,Amount\n"
        "Hours\n2024-01-03,1,Bolt,200\n2024-01-30,2,Crown,100\nTotal for Hours,,,300\n"
        "Parts\n2024-02-03,3,Bolt,50\nTotal for Parts,,,50\nTOTAL,,,350\n"
    )
    report = loaded(desk, content)
    assert (report.rows_read, report.accepted, report.rejected, report.skipped) == (8, 3, 0, 5)
    assert desk.rows("customer_id, product, revenue") == [
        ("Bolt", "Hours", 200),
        ("Crown", "Hours", 100),
        ("Bolt", "Parts", 50),
    ]


def test_notes_below_the_table_are_counted(desk):
    report = loaded(desk, HEADER + LINES + "\nTotal orders: 3\nReport created on 2024-03-01\n")
    assert (report.rows_read, report.accepted, report.rejected, report.skipped) == (5, 3, 0, 2)


def test_a_survey_names_its_questions_in_two_lines(desk):
    content = (
        "Respondent ID,Email Address,End Date,How likely is it that you would recommend us to a friend?,Why?\n"
        ",,,Response,Open-Ended Response\n1,a@x,2024-01-05 10:00,9,good\n2,b@x,2024-01-06 10:00,4,bad\n"
    )
    report = loaded(desk, content)
    assert (report.table, report.rows_read, report.accepted) == ("surveys", 2, 2)
    assert desk.rows("customer_id, score, scale", "surveys") == [("a@x", 9, "0-10"), ("b@x", 4, "0-10")]


def test_a_further_line_of_an_order_takes_what_belongs_to_the_order_but_not_its_total(desk):
    text = (
        "Order No,Date,Customer,Order Total,Item,Amount\n1001,2024-01-05,Ann,130,Desk,100\n,,,,Lamp,30\n"
        ",,,,,\n1002,2024-02-07,Bob,45,Lamp,45\n"
    )
    source = ingest.inspect(desk.write(text, "orders.csv"))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert (report.rows_read, report.accepted, report.rejected, report.skipped) == (4, 3, 0, 1)
    rows = desk.rows("order_id, customer_id, revenue, product")
    assert [(*row[:2], float(row[2]), row[3]) for row in rows] == [
        ("1001", "Ann", 100.0, "Desk"),
        ("1001", "Ann", 30.0, "Lamp"),
        ("1002", "Bob", 45.0, "Lamp"),
    ]


def test_a_line_that_lacks_its_day_alone_is_no_further_line(desk):
    text = "Order No,Date,Customer,Amount\n1001,2024-01-05,Ann,100\n1002,,Bob,30\n1003,2024-02-07,Cyd,45\n"
    source = ingest.inspect(desk.write(text, "orders.csv"))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert (report.accepted, report.rejected) == (2, 1)
