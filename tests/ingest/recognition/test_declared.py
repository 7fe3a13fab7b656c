"""Layouts of known systems, and of a firm's own: told by their headers, right to the last cent, or one sentence."""

from __future__ import annotations

import json

import pytest

import ingest
import loading
from ingest.recognition.declared import OWN, known, matching
from ingest.recognition.states import effect_of
from tests.command_line.shop import done

COUNTED = ("rows_read", "accepted", "rejected", "customers", "orders", "revenue")


@pytest.fixture
def layouts(data_folder):
    return data_folder / "layouts"


@pytest.fixture
def expected(layouts):
    return json.loads((layouts / "expected.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize(
    "name",
    [
        "shopify_orders.csv",
        "stripe_payments.csv",
        "hubspot_deals.csv",
        "didar_deals.csv",
        "holoo_invoices.csv",
        "quickbooks_by_customer.csv",
        "mixed_line_ends.csv",
        "two_line_header.xlsx",
    ],
)
def test_an_export_of_sales_loads_unaided(layouts, expected, name):
    right = expected[name]
    line = json.loads(done("load", layouts / name, "--dataset", "shop"))
    (table,) = line["tables"]
    assert table["table"] == right["table"]
    assert {key: line[key] for key in COUNTED if key in right} == {key: right[key] for key in COUNTED if key in right}
    assert line["orders"] == right.get("orders_that_count", line["orders"])
    assert line["rows_read"] == line["accepted"] + line["rejected"] + line["skipped"]


@pytest.mark.parametrize("name", ["shopify_orders.csv", "stripe_payments.csv", "didar_deals.csv"])
def test_the_page_reads_it_as_the_command_line_does(layouts, expected, name):
    dropped = loading.Dropped(name, (layouts / name).read_bytes())
    (filling,) = loading.glance(None, dropped).fillings
    trial = loading.try_out(dropped, filling.table, filling.mapping)
    counts = trial.preview["status"] != "cancelled"
    assert float(trial.preview["revenue"][counts].sum()) == expected[name]["revenue"]
    assert filling.questions == trial.report.questions == ()


def test_every_layout_of_the_package_can_be_used():
    assert len(known()) == len(list(OWN.glob("*.toml"))) > 20


def test_a_discount_and_a_refund_of_an_order_are_shared_to_the_cent(desk):
    content = (
        "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem price,Lineitem name,Discount Amount,"
        "Refunded Amount\n"
        "#1,a@x,paid,2024-01-01,1,10,Mug,1,0\n#1,a@x,,2024-01-01,1,10,Tee,,\n#1,a@x,,2024-01-01,1,10,Cap,,\n"
        "#2,b@x,partially_refunded,2024-01-02,1,30,Mug,0,10\n#2,b@x,,2024-01-02,1,10,Tee,,\n"
        "#3,c@x,voided,2024-01-03,1,50,Mug,0,0\n#4,d@x,refunded,2024-01-04,1,50,Mug,5,59\n"
    )
    source = ingest.inspect(desk.write(content))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    by_order = dict(desk.connection.execute("SELECT order_id, sum(revenue) FROM incoming.orders GROUP BY 1").fetchall())
    assert by_order == {"#1": 29, "#2": 30, "#3": 50, "#4": 0}
    assert desk.rows("status")[5] == ("cancelled",)
    assert report.notes == ("Financial Status: 1 row with voided is no sale.",)
    assert "order_discount" not in [row[0] for row in desk.connection.execute("DESCRIBE incoming.orders").fetchall()]


def test_a_credit_note_is_taken_off_whatever_its_sign(desk):
    content = (
        "Customer,Date,Transaction Type,Num,Amount\n"
        "Ann,2024-01-05,Invoice,1,100\nAnn,2024-01-09,Credit Memo,2,30\nBob,2024-02-01,Refund,3,-5\n"
        "Bob,2024-01-20,Payment,4,999\n"
    )
    source = ingest.inspect(desk.write(content))
    (guess,) = ingest.recognise_tables(source)
    ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert desk.rows("revenue, status") == [(100, None), (-30, None), (-5, None), (999, "cancelled")]


@pytest.mark.parametrize(
    ("word", "effect"),
    [
        ("wc-completed", "sale"),
        ("Voided", "no sale"),
        ("ملغاة", "no sale"),
        ("storniert", "no sale"),
        ("لغو‌شده", "no sale"),
        ("Credit Note", "return"),
        ("برگشت از فروش", "return"),
        ("مرجوعي", "return"),
        ("Gutschrift", "return"),
        ("refunded", "refunded"),
        ("ready to ship", "sale"),
        ("Order cancelled", "no sale"),
        ("Payment failed", "no sale"),
        ("لغوشده", "no sale"),
        ("لغو شد توسط مشتری", "no sale"),
        ("تحویل شد", "sale"),
        ("Rückerstattet", "refunded"),
        ("Возврат от покупателя", "return"),
        ("Remboursée", "refunded"),
        ("Rimborsati", "refunded"),
        ("Reembolsadas", "refunded"),
        ("Rückerstatteter", "refunded"),
        ("geri ödendi", "refunded"),
        ("İade edilmiş", "return"),
        ("teruggestuurde", "return"),
        ("terugbetaald", "refunded"),
        ("Возвращены", "refunded"),
        ("المستردة", "refunded"),
        ("مسترد گردید", "refunded"),
        ("totalement remboursée", "refunded"),
        ("teilweise erstattet", "sale"),
        ("Annulées", "no sale"),
        ("Отменены", "no sale"),
        ("Cancelled (no answer)", "no sale"),
    ],
)
def test_words_of_states(word, effect):
    assert effect_of(word) == effect


def test_what_a_layout_says_of_a_word_comes_first():
    assert effect_of("On hold", {"*": "no sale"}) == "no sale"
    assert effect_of("Closed Won", {"*": "no sale", "closed won": "sale"}) == "sale"


TILL = """name = "Till: receipts"
table = "orders"
headers = ["Receipt", ["Card", "Card no"]]
[columns]
customer_id = ["Card", "Card no"]
ordered_on = "Day"
order_id = "Receipt"
status = "State"
[computed]
revenue = ["[Net]", "[Pieces] * [Price] - [Discount]?"]
[constants]
channel = "till"
[states]
"aborted" = "no sale"
[days]
ordered_on = "dmy"
"""


def test_a_firm_adds_a_layout_without_code(home, tmp_path):
    (home / "layouts").mkdir(parents=True)
    (home / "layouts" / "till.toml").write_text(TILL, encoding="utf-8")
    file = tmp_path / "till.csv"
    file.write_text(
        "Receipt,Card no,Day,Pieces,Price,Discount,State\n1,k1,03/04/2024,2,10,,done\n2,k2,04/04/2024,1,7,2,done\n"
        "3,k1,05/04/2024,1,9,,aborted\n",
        encoding="utf-8",
    )
    line = json.loads(done("load", file, "--dataset", "shop"))
    assert (line["accepted"], line["orders"], line["revenue"]) == (3, 2, 25.0)
    found = matching(("Receipt", "Card", "Day", "Net"), home / "layouts")
    assert found is not None
    assert (found[0].name, dict(found[1].computed)) == ("Till: receipts", {"revenue": "Net"})
    assert dict(found[1].date_order) == {"ordered_on": "dmy"}
    assert matching(("Receipt", "Card", "Day"), home / "layouts") is None


def test_what_a_firm_says_of_its_money_stands_whatever_sums_show(home, tmp_path):
    (home / "layouts").mkdir(parents=True)
    own = 'name = "Till"\ntable = "orders"\nheaders = ["Card no", "Gross"]\n[columns]\n'
    own += 'customer_id = "Card no"\nordered_on = "Day"\nrevenue = "Gross"\n'
    (home / "layouts" / "till.toml").write_text(own, encoding="utf-8")
    file = tmp_path / "till.csv"
    file.write_text("Card no,Day,Goods,Tax,Gross\nk1,2024-01-05,10,1,11\nk2,2024-01-06,20,2,22\n", encoding="utf-8")
    assert json.loads(done("load", file, "--dataset", "shop"))["revenue"] == 33


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "till.toml cannot be used"),
        (TILL.replace('"orders"', '"sales"'), "table must be one of orders"),
        (TILL.replace("order_id", "order_no"), "Orders has no column order_no (did you mean"),
        (TILL.replace('"no sale"', '"nothing"'), "states says nothing, which must be one of sale"),
        (TILL.replace("[columns]", "[colums]"), "it has no part colums (did you mean columns?)"),
        (TILL.replace("headers", "name2"), "it has no part name2"),
    ],
)
def test_a_damaged_layout_gets_a_sentence(tmp_path, text, said):
    (tmp_path / "till.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ingest.IngestError) as raised:
        known(tmp_path)
    sentence = str(raised.value).replace("\u2068", "").replace("\u2069", "")
    assert said in sentence
    assert "mend it or take it out" in sentence
