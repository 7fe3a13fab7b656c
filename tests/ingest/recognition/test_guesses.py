"""Which table a file fills and how, with the reason: from headers and values."""

from __future__ import annotations

import pytest

import ingest
from ingest.recognition.folding import key
from localization import LANGUAGES, use_language
from store.schema import CUSTOMERS, is_attribute_name
from words import columns as labels


@pytest.fixture(autouse=True)
def _english_again():
    yield
    use_language("en")


def guesses(desk, text, name="file.csv"):
    return ingest.recognise_tables(ingest.inspect(desk.write(text, name)))


def only_guess(desk, text, name="file.csv"):
    (guess,) = guesses(desk, text, name)
    return guess


def table(header, *rows):
    return "\n".join([header, *rows]) + "\n"


def orders(header, row="c{n},2025-01-{n:02d},{n}.50", rows=20):
    return table(header, *(row.format(n=at % 9 + 1) for at in range(rows)))


def test_exact_usual_and_similar_names_say_so(desk):
    guess = only_guess(desk, orders("customer_id,Invoice Date,Totl Amount"))
    assert guess.table == "orders"
    assert guess.mapping.columns == {
        "customer_id": "customer_id",
        "ordered_on": "Invoice Date",
        "revenue": "Totl Amount",
    }
    assert guess.reasons == {
        "customer_id": "customer_id is the column's own name.",
        "ordered_on": "Invoice Date is a usual name of this column.",
        "revenue": "Totl Amount is similar to total amount.",
    }
    assert 0.7 < guess.score < 0.9


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Custmer ID", "customer_id"),
        ("customer identifier no", "customer_id"),
        ("Customer ID of buyer", "customer_id"),
        ("شناسه مشتری محترم", "customer_id"),
        ("Order Dates", "ordered_on"),
        ("Invoice Date and Hour", "ordered_on"),
        ("تاریخ ثبت سفارش مشتری", "ordered_on"),
        ("Net Sales Value", "revenue"),
        ("مبلغ کل سفارش", "revenue"),
        ("Customer Name", "name"),
        ("Delivery Date", ""),
        ("Birth Date", ""),
        ("Shipping Amount", ""),
        ("Tax Amount", ""),
        ("Total Discount", ""),
        ("Unit Price", ""),
        ("مبلغ تخفیف", ""),
        ("مبلغ مالیات", ""),
        ("Customer Phone", ""),
    ],
)
def test_what_a_header_alone_is_taken_for(header, target):
    found = {header: name for name, header in ingest.recognise([header], "orders").columns.items()}
    assert found.get(header, "") == target


def test_money_is_never_taken_from_a_column_of_words(desk):
    guess = only_guess(desk, orders("customer_id,date,amount,sales", "c{n},2025-01-0{n},large,{n}0"))
    assert guess.mapping.columns["revenue"] == "sales"


def test_further_columns_that_could_be_the_money_are_named_and_lower_the_score(desk):
    guess = only_guess(desk, orders("customer_id,date,net sales,total", "c{n},2025-01-0{n},{n}0,{n}5"))
    assert guess.mapping.columns["revenue"] == "net sales"
    assert "total could be meant as well" in guess.reasons["revenue"]
    assert guess.score < 0.9


def test_two_headers_that_are_as_similar_fill_nothing(desk):
    guess = only_guess(desk, orders("customer_id,date,sale amount a,sale amount b", "c{n},2025-01-0{n},{n},{n}"))
    assert "revenue" not in guess.mapping.targets
    assert guess.score == 0
    assert "revenue" in guess.why[0]


def test_no_header_fills_two_columns():
    for name in ingest.recognition.synonyms.ALL_KNOWN:
        for known in ("orders", "customers", "contracts", "departures"):
            headers = list(ingest.recognise([name, f"{name} 2"], known).columns.values())
            assert len(headers) == len(set(headers))


def test_the_only_column_of_days_is_taken_by_its_values(desk):
    guess = only_guess(desk, orders("order_id,customer_id,wann,sales", "o{n},c{n},2025-01-0{n},{n}.5"))
    assert guess.mapping.columns["ordered_on"] == "wann"
    assert "values of wann" in guess.reasons["ordered_on"]
    assert guess.score < 0.5


def test_customers_with_what_they_bought_are_customers(desk):
    rows = [f"{at},Name {at},North,2024-01-{at:02d},{at}00" for at in range(1, 21)]
    guess = only_guess(desk, table("customer_id,name,region,created_at,total", *rows))
    assert guess.table == "customers"
    assert guess.mapping.columns["joined_on"] == "created_at"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_products_own_customer_list_comes_back_as_customers(desk, lang):
    use_language(lang)
    names = ["rank", *CUSTOMERS.names, "orders", "revenue", "profit", "last_day", "is_kept"]
    rows = [
        [
            str(at),
            f"C{at}",
            f"N{at}",
            *"abcde",
            "2024-01-01",
            "5",
            "C1",
            "2024-02-01",
            "1980-03-01",
            "False",
            "9",
            "3",
            "2",
            "12",
            "20.5",
            "4",
            "100",
            "30",
            "2025-01-01",
        ]
        for at in range(1, 31)
    ]
    text = table(",".join(labels.label(name) for name in names), *(",".join([*row, "True"]) for row in rows))
    guess = only_guess(desk, text)
    assert guess.table == "customers"
    found = {name: header for name, header in guess.mapping.columns.items() if name in CUSTOMERS.names}
    assert found == {name: labels.label(name) for name in CUSTOMERS.names}


def test_columns_in_other_alphabets_become_attributes(desk):
    rows = [f"{at},{'طلایی' if at % 2 else 'نقره‌ای'},{'A' if at % 3 else 'B'},x{at}" for at in range(1, 31)]
    guess = only_guess(desk, table("کد مشتری,سطح باشگاه,Größe,note", *rows))
    assert guess.table == "customers"
    assert guess.mapping.columns == {"customer_id": "کد مشتری", "سطح_باشگاه": "سطح باشگاه", "große": "Größe"}
    assert all(is_attribute_name(name) for name in guess.mapping.columns if name != "customer_id")


@pytest.mark.parametrize("name", ["a b", "Größe", "a;b", 'a"b', "1a", "_a", "", "revenue", "a" * 64, "a\u200cb"])
def test_what_cannot_be_an_attribute(name):
    assert not is_attribute_name(name)


def test_whether_somebody_left_is_enough(desk):
    """Without a reason and a day, as in exports of a churn model: nobody was asked, and the day is a question."""
    rows = [f"c{n},{n % 30},Monthly,{20 + n}.5,{'Yes' if n % 4 == 0 else 'No'}" for n in range(20)]
    source = ingest.inspect(desk.write(table("customerID,tenure,Contract,MonthlyCharges,Churn", *rows)))
    customers, departures = ingest.recognise_tables(source)
    assert customers.table == "customers"
    assert "churn" not in customers.mapping.columns
    assert departures.mapping.only == {"Churn": "Yes"}
    assert departures.mapping.columns == {"customer_id": "customerID"}
    assert [question.column for question in departures.questions] == ["left_on"]
    assert customers.mapping.columns["monthly_charge"] == "MonthlyCharges"
    assert customers.mapping.computed == {"tenure_months": "tenure"}
    assert [(one.column, one.options, one.labels) for one in customers.questions] == [
        ("tenure_months", ("tenure", "tenure * 12", "tenure / 30.436875"), ("months", "years", "days"))
    ]
    stayed = table("customerID,tenure,Contract,MonthlyCharges,Churn", *(row.replace("Yes", "No") for row in rows))
    assert [one.table for one in ingest.recognise_tables(ingest.inspect(desk.write(stayed, "b.csv")))] == ["customers"]


@pytest.mark.parametrize(
    ("header", "formula"),
    [
        ("Tenure Months", None),
        ("tenure in months", None),
        ("Tenure in Years", "[Tenure in Years] * 12"),
        ("Tenure (days)", "[Tenure (days)] / 30.436875"),
        ("Tenure (months)", None),
        ("tenure days", "[tenure days] / 30.436875"),
        ("مدت عضویت به ماه", None),
    ],
)
def test_the_header_says_in_what_the_time_as_a_customer_is_counted(desk, header, formula):
    rows = [f"c{n},{n % 30},{'Yes' if n % 4 == 0 else 'No'}" for n in range(20)]
    source = ingest.inspect(desk.write(table(f"customer_id,{header},churn", *rows)))
    (customers, *_left) = ingest.recognise_tables(source)
    if formula is None:
        assert customers.mapping.columns["tenure_months"] == header
        assert not customers.questions
    else:
        assert customers.mapping.computed["tenure_months"] == formula


WIDE = "customer_id,city,plan,gender,churned,churn reason"


def test_a_wide_file_is_customers_and_departures(desk):
    rows = [f"{at},Rome,{'a' if at % 2 else 'b'},f,{'Yes,price' if at % 3 else 'No,'}" for at in range(1, 31)]
    customers, departures = guesses(desk, table(WIDE, *rows))
    assert (customers.table, departures.table) == ("customers", "departures")
    assert customers.mapping.columns == {
        "customer_id": "customer_id",
        "region": "city",
        "plan": "plan",
        "gender": "gender",
    }
    assert departures.mapping.only == {"churned": "Yes"}
    assert departures.mapping.columns == {"customer_id": "customer_id", "reason": "churn reason"}
    (question,) = departures.questions
    assert (question.kind, question.column) == ("constant", "left_on")
    assert departures.mapping.constants == {"left_on": question.assumed}


def test_a_wide_file_with_a_day_and_no_flag_keeps_the_rows_with_a_day(desk):
    rows = [f"{at},Rome,a,f,{'2025-01-01,price' if at % 3 else ','}" for at in range(1, 31)]
    source = ingest.inspect(desk.write(table("customer_id,city,plan,gender,churn date,churn reason", *rows)))
    _customers, departures = ingest.recognise_tables(source)
    assert departures.mapping.only == {"churn date": ingest.ANY_VALUE}
    assert departures.questions == ()
    report = ingest.load(desk.connection, source, "departures", departures.mapping)
    assert (report.accepted, report.rejected, report.skipped) == (20, 0, 10)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reasons_are_whole_sentences_in_every_language(desk, lang):
    use_language(lang)
    guess = only_guess(desk, orders("customer_id,Invoice Date,Totl Amount"))
    for sentence in (*guess.why, *guess.reasons.values()):
        assert "{" not in sentence


def test_a_table_may_be_asked_for(desk):
    source = ingest.inspect(desk.write(orders("customer_id,Invoice Date,amount")))
    guess = ingest.guess_for(source, "costs")
    assert guess.table == "costs"
    assert guess.mapping.columns["amount"] == "amount"


def test_a_header_of_many_words_is_folded_at_once():
    """What stands before the name of a column is looked for word by word, never in all ways to part the words."""
    assert key("_".join(["a"] * 60)) == " ".join(["a"] * 60)
    assert key("order_lines/price") == key("Order Lines/Price") == "price"
