"""Orders written in any layout load back to themselves: the same customers, days, amounts and numbers."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest
from localization.calendars import from_jalali, to_jalali
from localization.numbers import localize_digits

if TYPE_CHECKING:
    from collections.abc import Callable

HEADERS = {
    "en": ("Customer ID", "Invoice Date", "Net Amount", "Invoice No", "Product"),
    "fa": ("کد مشتری", "تاریخ فاکتور", "مبلغ خالص", "شماره فاکتور", "نام کالا"),
    "ar": ("رقم العميل", "تاريخ الفاتورة", "صافي المبلغ", "رقم الفاتورة", "اسم المنتج"),
    "de": ("Kundennummer", "Rechnungsdatum", "Nettobetrag", "Rechnungsnummer", "Artikel"),
}
TITLES = {"en": "Sales of the shop", "fa": "گزارش فروش", "ar": "تقرير المبيعات", "de": "Umsatzliste"}
TOTALS = {"en": "Total", "fa": "جمع کل", "ar": "الإجمالي", "de": "Summe"}
PRODUCTS = ("Tea, green", 'A "big" box', "چای", "شاي")


def jalali(day):
    return localize_digits("{:04}/{:02}/{:02}".format(*to_jalali(day)), "fa")


DAYS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "dots": lambda day: f"{day:%d.%m.%Y}",
    "american": lambda day: f"{day:%m/%d/%Y}",
    "named": lambda day: f"{day:%d %b %Y}",
    "moment": lambda day: f"{day:%Y-%m-%d} 23:59:59",
    "jalali": jalali,
}
AMOUNTS: dict[str, Callable[[Decimal], str]] = {
    "plain": lambda amount: f"{amount:.2f}",
    "grouped": lambda amount: f"{amount:,.2f}",
    "comma": lambda amount: f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", "."),
    "currency": lambda amount: f"${amount:,.2f}",
    "eastern": lambda amount: localize_digits(f"{amount:,.2f}".replace(",", "٬").replace(".", "٫"), "fa"),
}


@dataclass(frozen=True)
class Layout:
    """One way in which a system writes orders."""

    lang: str
    places: tuple[int, ...]
    delimiter: str
    encoding: str
    days: str
    amounts: str
    titles: int
    blank_after_titles: bool
    has_total: bool
    blank_rows: bool
    line_end: str


ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["A-17", "B-2", "C-300", "D-41"]),
        st.integers(0, 700).map(lambda days: date(2022, 3, 22) + timedelta(days)),
        st.decimals(Decimal("1.01"), Decimal("98765.43"), places=2),
        st.sampled_from(PRODUCTS),
    ),
    min_size=6,
    max_size=14,
)
LAYOUTS = st.builds(
    Layout,
    lang=st.sampled_from(list(HEADERS)),
    places=st.permutations(range(5)).map(tuple),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    days=st.sampled_from(list(DAYS)),
    amounts=st.sampled_from(list(AMOUNTS)),
    titles=st.integers(0, 3),
    blank_after_titles=st.booleans(),
    has_total=st.booleans(),
    blank_rows=st.booleans(),
    line_end=st.sampled_from(["\n", "\r\n"]),
)


# Months as headers of a wide table: the first of the month in the file's own calendar and language.
MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
JALALI_MONTHS = ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"]
MONTHS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: f"{day:%Y-%m}",
    "slash": lambda day: f"{day:%m/%Y}",
    "named": lambda day: f"{MONTH_NAMES[day.month - 1]} {day.year}",
    "short": lambda day: f"{MONTH_NAMES[day.month - 1]} {day:%y}",
    "jalali": lambda day: localize_digits("{:04}/{:02}".format(*to_jalali(day)), "fa"),
    "jalali_named": lambda day: f"{JALALI_MONTHS[to_jalali(day)[1] - 1]} {to_jalali(day)[0]}",
}
AMOUNTS_OF_MONTHS = st.lists(
    st.lists(st.integers(0, 98765).map(lambda cents: Decimal(cents) / 100), min_size=6, max_size=6),
    min_size=3,
    max_size=6,
).filter(lambda table: all(any(amounts) for amounts in table))


@dataclass(frozen=True)
class Wide:
    """One way in which a system writes months side by side."""

    lang: str
    delimiter: str
    encoding: str
    months: str
    amounts: str
    titles: int
    has_total: bool
    leaves_blank: bool


WIDES = st.builds(
    Wide,
    lang=st.sampled_from(list(HEADERS)),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    months=st.sampled_from(list(MONTHS)),
    amounts=st.sampled_from(["plain", "grouped", "comma"]),
    titles=st.integers(0, 2),
    has_total=st.booleans(),
    leaves_blank=st.booleans(),
)


def starts_of(months):
    """Six months from the first one on, as the calendar of the headers has them."""
    if months.startswith("jalali"):
        return [from_jalali(1402, month, 1) for month in range(4, 10)]
    return [date(2023, month, 1) for month in range(4, 10)]


def written_wide(table, layout):
    text = io.StringIO()
    out = csv.writer(text, delimiter=layout.delimiter, lineterminator="\n")
    starts = starts_of(layout.months)
    text.write("".join(f"{TITLES[layout.lang]} {n}\n" for n in range(layout.titles)))
    out.writerow([HEADERS[layout.lang][0], *(MONTHS[layout.months](day) for day in starts)])
    for number, amounts in enumerate(table):
        cells = ["" if layout.leaves_blank and not one else AMOUNTS[layout.amounts](one) for one in amounts]
        out.writerow([f"C-{number}", *cells])
    if layout.has_total:
        sums = [AMOUNTS[layout.amounts](sum(column, Decimal())) for column in zip(*table, strict=True)]
        out.writerow([TOTALS[layout.lang], *sums])
    return text.getvalue().encode(layout.encoding)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=AMOUNTS_OF_MONTHS, layout=WIDES)
def test_months_side_by_side_load_back_to_themselves(desk, table, layout):
    (source,) = ingest.workbook_tables(desk.write(written_wide(table, layout), "orders.csv"))
    (guess,) = ingest.recognise_tables(source)
    assert guess.table == "orders"
    mark = "," if layout.amounts == "comma" else "."
    mapping = replace(guess.mapping, decimal_mark={"revenue": mark})
    report = ingest.load(desk.connection, source, "orders", mapping)
    assert report.rejected == 0
    assert report.rows_read == report.accepted + report.skipped
    found = [row for row in desk.rows("customer_id, ordered_on, revenue") if row[2]]
    right = [
        (f"C-{number}", day, amount)
        for number, amounts in enumerate(table)
        for day, amount in zip(starts_of(layout.months), amounts, strict=True)
        if amount
    ]
    assert sorted(found) == sorted(right)


def written(orders, layout):
    text = io.StringIO()
    out = csv.writer(text, delimiter=layout.delimiter, lineterminator=layout.line_end)

    def write(*cells):
        out.writerow([cells[place] for place in layout.places])

    text.write("".join(f"{TITLES[layout.lang]} {n}{layout.line_end}" for n in range(layout.titles)))
    text.write(layout.line_end * (layout.titles > 0 and layout.blank_after_titles))
    write(*HEADERS[layout.lang])
    for number, (customer, day, amount, product) in enumerate(orders):
        write(customer, DAYS[layout.days](day), AMOUNTS[layout.amounts](amount), f"R{number:03}", product)
        text.write(layout.line_end * (layout.blank_rows and number % 3 == 0))
    if layout.has_total:
        whole = AMOUNTS[layout.amounts](sum((amount for _customer, _day, amount, _product in orders), Decimal()))
        write(TOTALS[layout.lang], "", whole, "", "")
    return text.getvalue().encode(layout.encoding)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=ORDERS, layout=LAYOUTS)
def test_orders_in_any_layout_load_back_to_themselves(desk, orders, layout):
    source = ingest.inspect(desk.write(written(orders, layout), "orders.csv"))
    (guess,) = ingest.recognise_tables(source)
    assert guess.table == "orders"
    order = {"dots": "dmy", "american": "mdy"}.get(layout.days)
    mapping = replace(guess.mapping, date_order={"ordered_on": order} if order else {})
    if layout.amounts in {"comma", "grouped", "plain", "currency"}:
        mapping = replace(mapping, decimal_mark={"revenue": "," if layout.amounts == "comma" else "."})
    report = ingest.load(desk.connection, source, "orders", mapping)
    assert (report.accepted, report.rejected) == (len(orders), 0)
    assert report.rows_read == report.accepted + report.skipped
    found = desk.rows("customer_id, ordered_on, revenue, order_id, product")
    right = [
        (customer, day, amount, f"R{number:03}", product)
        for number, (customer, day, amount, product) in enumerate(orders)
    ]
    assert sorted(found) == sorted(right)
