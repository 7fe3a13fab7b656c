"""Exports as they come: right, or asked about, and never something else in silence."""

from __future__ import annotations

import json

import pytest

import store
from ingest.recognition.states import effect_of
from metrics.booking import CANCELLED
from tests.command_line.shop import done, refused, run


def loaded(path, *options, dataset="any", code=None):
    """The line of a load, and the topics that it asks about."""
    result = run("load", path, "--dataset", dataset, *options)
    line = json.loads(result.stdout)
    asked = [question["answer_with"].split('"')[1].split("=")[0] for question in line.get("questions", ())]
    assert result.exit_code == (code if code is not None else 3 if asked else 0), result.output
    return line, asked


def days(dataset="any"):
    opened = store.open(dataset)
    orders = opened.fetch(opened.orders.order_by("source_row"))
    return [str(day)[:10] for day in orders["ordered_on"]]


@pytest.fixture
def cases(data_folder):
    return data_folder / "cases"


@pytest.fixture
def written(tmp_path):
    def write(text, name="orders.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


RIGHT = {
    "03-ids-that-differ-by-case-only/orders.csv": (2, 198, ["customer_case"]),
    "05-order-total-on-every-line/orders.csv": (3, 230, []),
    "11-long-ids-that-lost-digits/orders.csv": (2, 90, ["lost_digits_customer_id"]),
    "11-long-ids-that-lost-digits/orders.xlsx": (1, 60, ["lost_digits_customer_id"]),
    "12-one-date-typed-in-the-far-future/orders.csv": (5, 1500, ["far_days"]),
    "16-merged-customer-cells/orders.xlsx": (2, 110, []),
    "22-unix-time-stamps/orders.csv": (2, 60, ["time_zone"]),
    "22-unix-time-stamps/orders_ms.csv": (2, 60, ["time_zone"]),
    "33-persian-moments-as-shops-print-them/orders.csv": (9, 2802, []),
    "45-two-customers-with-an-order-1/orders.csv": (3, 90, []),
    "50-one-sheet-per-month/orders.xlsx": (6, 450, []),
    "53-one-column-for-each-month/sales.csv": (3, 110, []),
    "numbers/n1.csv": (1, 25, []),
    "numbers/n2.csv": (1, 15, ["revenue"]),
    "numbers/t1_code_and_name.csv": (2, 300, []),
    "numbers/t2_fa_gross_net.csv": (2, 2900, []),
    "numbers/t6_mobile.csv": (1, 3000, []),
    "numbers/y1_two_digit_jalali.csv": (2, 400, ["ordered_on"]),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_file_is_right_or_asked_about(cases, name):
    customers, revenue, questions = RIGHT[name]
    line, asked = loaded(cases / name)
    assert (line["customers"], line["revenue"], asked) == (customers, revenue, questions)


def test_days_of_unix_times_and_of_short_jalali_years(cases):
    loaded(cases / "22-unix-time-stamps/orders.csv", dataset="unix")
    assert sorted(days("unix")) == ["2024-01-10", "2024-01-20", "2024-02-10"]
    loaded(cases / "33-persian-moments-as-shops-print-them/orders.csv", dataset="moments")
    assert set(days("moments")) == {"2024-07-27"}
    loaded(cases / "numbers/y1_two_digit_jalali.csv", dataset="short")
    assert sorted(days("short")) == ["2024-01-03", "2024-03-19", "2024-04-03", "2024-09-21"]
    assert store.open("short").info.settings.calendar == "jalali"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tehran", "America/New_York"])
def test_instants_fall_on_the_days_of_the_business_whatever_the_server_says(cases, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    path = cases / "31-parquet-moments-with-a-zone/orders.parquet"
    loaded(path, "--timezone", "Asia/Tehran", dataset="there")
    assert sorted(days("there")) == ["2024-01-31", "2024-02-01", "2024-03-01"]
    loaded(path, "--answer", "time_zone=UTC", dataset="utc")
    assert sorted(days("utc")) == ["2024-01-31", "2024-01-31", "2024-02-29"]
    assert store.open("utc").info.settings.time_zone == "UTC"


def test_numbers_in_persian_digits_are_those_in_latin_ones(cases):
    loaded(cases / "numbers/k1_fa_digits.csv")
    line, _asked = loaded(cases / "numbers/k1_latin_digits.csv")
    assert (line["orders"], line["revenue"]) == (2, 300)


def test_zeros_that_a_format_shows_belong_to_the_number(cases):
    loaded(cases / "10-leading-zeros-from-a-number-format/orders.xlsx")
    line, _asked = loaded(cases / "10-leading-zeros-from-a-number-format/customers.csv")
    assert line["customers"] == 2
    customers = store.open("any").fetch(store.open("any").customers)
    assert customers.set_index("customer_id")["segment"].to_dict() == {"00123": "Gold", "00045": "Silver"}


def test_each_file_of_a_folder_fills_its_own_table(data_folder):
    line = json.loads(done("load", "--from", data_folder / "cases/numbers/folder", "--dataset", "any"))
    assert {one["table"]: one["accepted"] for one in line["tables"]} == {"orders": 3, "departures": 1}


def test_two_currencies_are_never_added(cases):
    path = cases / "04-currency-in-its-own-column/orders.csv"
    line, asked = loaded(path, dataset="asked")
    assert (line["revenue"], line["rejected"], asked) == (190, 3, ["currency"])
    assert store.open("asked").info.settings.currency == "USD"
    line, asked = loaded(path, "--answer", "currency=USD, EUR 1.1", dataset="rated")
    assert (line["revenue"], line["rejected"], asked) == (267, 2, [])
    assert "USD, IRR 1.08" in refused("load", path, "--dataset", "no", "--answer", "currency=XYZ")


@pytest.mark.parametrize(
    ("text", "unit", "revenue"),
    [
        (
            "customer,date,amount,ارز\na,2024-01-02,100,تومان\nb,2024-01-03,500,ریال\na,2024-02-02,10,تومان\n",
            "IRT",
            160,
        ),
        ("customer,date,amount\na,2024-01-02,100 تومان\nb,2024-01-03,500 ریال\na,2024-02-02,10 ریال\n", "IRR", 1510),
    ],
    ids=["in a column", "in the cells"],
)
def test_a_toman_is_ten_rials(written, text, unit, revenue):
    line, asked = loaded(written(text))
    assert (line["revenue"], line["rejected"], asked) == (revenue, 0, ["currency"])
    assert store.open("any").info.settings.currency == unit


def test_another_currency_than_that_of_the_data_set_is_not_added(written):
    loaded(written("customer,date,amount\na,2024-01-02,€100\nb,2024-01-03,€5\n", "one.csv"))
    path = written("customer,date,amount\na,2024-02-02,$100\nb,2024-02-03,$5\n", "two.csv")
    assert "another currency" in refused("load", path, "--dataset", "any")
    assert store.open("any").info.counts["revenue"] == 105


SILENT = {
    "an unreadable day": ("customer_id,ordered_on,revenue\na,soon,1\nb,later,2\na,never,3\n", "ordered_on"),
    "no money": (
        "customer_id,date,order_id,quantity\na,2024-01-02,1,2\nb,2024-01-03,2,1\na,2024-02-02,3,2\n",
        "revenue",
    ),
    "no end that is a day": ("customer_id,starts_on,ends_on\na,2024-01-02,x\nb,2024-01-03,y\n", "ends_on"),
}


@pytest.mark.parametrize("name", SILENT)
def test_a_file_never_becomes_a_list_of_customers_in_silence(written, name):
    text, column = SILENT[name]
    said = refused("load", written(text), "--dataset", "any")
    assert f'--map "{column}=HEADER"' in said
    assert "Taken for" in said or "orders without amounts" in said
    assert store.datasets() == []


def test_an_account_asks_whether_a_credit_is_a_return_or_a_payment(written):
    path = written("customer_id,date,debit,credit\na,2024-01-02,10,\nb,2024-01-03,20,\na,2024-02-02,,2\n")
    line, asked = loaded(path)
    assert (line["revenue"], asked) == (28, ["revenue"])
    again = json.loads(done("load", path, "--dataset", "sold", "--compute", "revenue=debit"))
    assert again["revenue"] == 30


def test_net_alone_is_the_money_of_orders(written):
    line, asked = loaded(written("customer_id,date,net\na,2024-01-02,1\nb,2024-01-03,2\na,2024-02-02,4\n"))
    assert (line["orders"], line["revenue"], asked) == (3, 7, [])


def test_customers_stay_customers(written):
    text = "customer_id,name,city,revenue\na,Ann,Rome,10\nb,Bob,Rome,20\nc,Cy,Oslo,30\nd,Dan,Oslo,5\ne,Eve,Rome,1\n"
    assert loaded(written(text))[0]["tables"][0]["table"] == "customers"


DISCOUNTS = {
    "0.25": (15, []),
    "25%": (15, []),
    "5": (15, ["revenue"]),
    "": (20, []),
    "120": (-100, []),
}


@pytest.mark.parametrize("discount", DISCOUNTS)
def test_a_discount_is_taken_off(written, discount):
    text = f"customer_id,date,order_id,unit_price,quantity,discount\na,2024-01-05,1,10,2,{discount}\n"
    line, asked = loaded(written(text + "b,2024-01-06,2,1,0,0\n"))
    assert (line["revenue"], asked, line["accepted"]) == (*DISCOUNTS[discount], 2)


def test_a_total_on_each_line_without_prices_is_asked_about(written):
    rows = "".join(f"c{order},2024-01-0{order},{order},p{line},{order}0\n" for order in range(1, 6) for line in (1, 2))
    path = written("customer_id,date,order_id,product,order total\n" + rows)
    line, asked = loaded(path, dataset="asked")
    assert (line["revenue"], asked) == (150, ["order_total"])
    line, asked = loaded(path, "--answer", "order_total=each", dataset="each")
    assert (line["revenue"], asked) == (300, [])


def test_a_word_that_is_said_to_be_a_sale_is_one_whatever_the_tables_say(written):
    """Two tables know cancelled states, that of words here and the booking's own; a person knows better than both."""
    text = "customer_id,date,order_id,revenue,status\na,2024-01-05,1,10,Draft\nb,2024-01-06,2,20,paid\n"
    line, _asked = loaded(written(text), dataset="as_known")
    assert (line["orders"], line["revenue"]) == (1, 20)
    line, asked = loaded(written(text), "--answer", "status=Draft|paid", dataset="as_said")
    assert (line["orders"], line["revenue"], asked) == (2, 30, [])


def test_what_the_booking_cancels_the_words_know_too():
    assert {effect_of(word) for word in CANCELLED} == {"no sale"}


def test_words_of_a_status_are_shown_and_the_answer_is_remembered(written):
    text = "customer_id,date,order_id,revenue,status\na,2024-01-05,1,10,ok\nb,2024-01-06,2,20,parked\n"
    line, asked = loaded(written(text))
    assert (line["orders"], asked) == (2, ["status"])
    assert line["questions"][0]["options"] == ["ok", "parked"]
    line, asked = loaded(written(text, "again.csv"), "--answer", "status=ok|-parked", "--again")
    assert (line["orders"], line["revenue"], asked) == (1, 10, [])
    line, asked = loaded(written(text.replace("2024", "2025").replace(",1,", ",3,").replace(",2,", ",4,"), "next.csv"))
    assert (line["orders"], line["revenue"], asked) == (2, 20, [])
    line, asked = loaded(written(text.replace("2024", "2026").replace("ok", "new"), "new.csv"))
    assert asked == ["status"]


@pytest.mark.parametrize(
    ("ids", "customers"),
    [
        (["0912 123 4567", "+989121234567", "9121234567", "00989121234567", "۰۹۱۲۱۲۳۴۵۶۷"], 1),
        (["17850", "17850.0"], 1),
        (["17850.0", "17850.5"], 2),
        (["C1\u200b2", "C12", "\ufeffC12"], 1),
        (["Zoe\u0308", "Zoë"], 1),
        (["c12", "C12"], 1),
        (["a@x.test", "A@x.test"], 1),
    ],
    ids=["mobiles", "floats", "no floats", "unseen marks", "decomposed", "case", "addresses"],
)
def test_one_customer_under_several_spellings(written, ids, customers):
    rows = "".join(f"{one},2024-01-0{at},{at}\n" for at, one in enumerate(ids, start=1))
    line, asked = loaded(written("customer_id,date,revenue\n" + rows))
    assert (line["customers"], asked) == (customers, [])


def test_open_questions_are_told_accepted_or_refused(written):
    path = written("customer_id,date,revenue\na,03/04/2024,10\n")
    line, asked = loaded(path, dataset="told")
    assert (asked, line["status"]) == (["ordered_on"], "published, with questions left open")
    assert "2024-04-03" in line["questions"][0]["question"]
    loaded(path, "--questions", "accept", dataset="accepted", code=0)
    assert '--answer "ordered_on=dmy"' in refused("load", path, "--dataset", "no", "--questions", "refuse")
    assert "no" not in store.datasets()
    assert loaded(path, "--answer", "ordered_on=mdy", dataset="answered")[1] == []
    assert days("answered") == ["2024-03-04"]


def test_several_open_days_are_one_question(written):
    text = "customer_id,starts_on,ends_on,cancelled_on\na,03/04/2024,03/05/2024,04/05/2024\n"
    path = written(text)
    assert loaded(path, dataset="asked")[1] == ["starts_on"]
    loaded(path, "--answer", "starts_on=mdy", dataset="answered")
    ends = store.open("answered").fetch(store.open("answered").table("contracts"))["ends_on"]
    assert str(ends[0])[:10] == "2024-03-05"


def test_the_settings_change_alone(written):
    loaded(written("customer_id,date,revenue\na,2024-01-02,1\n"))
    line = json.loads(done("load", "--dataset", "any", "--calendar", "jalali"))
    assert (line["version"], line["settings"]) == (2, {"calendar": "jalali"})
    assert store.open("any").info.settings.calendar == "jalali"
    assert json.loads(done("load", "--dataset", "any", "--calendar", "jalali"))["unchanged"]


def test_far_days_are_kept_when_a_person_says_so(cases):
    line, asked = loaded(cases / "12-one-date-typed-in-the-far-future/orders.csv", "--answer", "far_days=keep")
    assert (line["accepted"], asked) == (101, [])
