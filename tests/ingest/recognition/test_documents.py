"""What kinds of documents make of their lines, and that what is answered of one column is said of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

import ingest
from ingest.recognition.documents import effects, kind_of


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (
            "Invoice|Factura electrónica (T)|Fattura accompagnatoria|Fatura-Recibo|فاتورة ضريبية|Sale|FS|Rechnung",
            "invoice",
        ),
        ("Credit note for invoice 4|Nota de crédito electrónica|Kreditnota|إشعار دائن|Satış iadesi", "credit"),
        ("Quotation|Cotización|Fatura Pró-Forma|پیش‌فاکتور|عرض سعر|Preventivo", "quote"),
        ("Invoice payment|Payment-In|Recibo|دریافت|Receipt", "payment"),
        ("Sales Order|Ordine cliente|Auftragsbestätigung|سفارش فروش|ZK", "order"),
        ("DDT|Guía de despacho|Lieferschein|WZ|Irsaliye", "delivery"),
        ("Purchase|Purchase Order|فاکتور خرید|برگشت از خرید|Debit Note", "purchase"),
        ("Gift Card|Gift Certificate|کارت هدیه", "gift"),
        ("Service|Physical Good|خدمات", "goods"),
        ("Time Charge|Return customer|Abono mensual|Income|G", None),
    ],
)
def test_documents_are_known_by_their_names(words, kind):
    assert {word: kind_of(word) for word in words.split("|")} == dict.fromkeys(words.split("|"), kind)


def test_beside_invoices_what_leads_to_them_and_what_the_firm_buys_is_no_sale():
    beside = ["Sales Order", "Delivery note", "Payment", "Purchase"]
    assert {*effects(beside).values()} == {"sale"}
    found = effects(["Invoice", *beside, "Quote", "Credit Note"])
    assert found == {"Invoice": "sale", **dict.fromkeys([*beside, "Quote"], "no sale"), "Credit Note": "return"}
    assert effects(["Invoice", "Payment"], {"payment": "sale"})["Payment"] == "sale"


LINES = (
    "Invoice No,Document Type,Customer,Date,Status,Amount\n1,Invoice,ann,2024-01-05,Filed,100\n"
    "2,Invoice,bob,2024-01-06,Filed,50\n3,Payment,bob,2024-01-07,Filed,50\n4,Invoice,cy,2024-02-06,Parked,40\n"
    "5,Credit Note,bob,2024-02-08,Filed,20\n"
)


def sold(desk, content, **answers):
    source = ingest.inspect(desk.write(content))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, "orders", replace(guess.mapping, answers=answers))
    is_sale = "status IS DISTINCT FROM 'cancelled'"
    (money,) = desk.connection.execute(f"SELECT sum(revenue) FROM incoming.orders WHERE {is_sale}").fetchall()[0]
    return float(money), {question.column: question.assumed for question in report.questions}


@pytest.mark.parametrize(
    ("answers", "right"),
    [
        ({}, 170),
        ({"status": "Filed|Parked"}, 170),  # as it is proposed
        ({"status": "Filed"}, 130),
        ({"status": "Filed|-Parked"}, 130),
        ({"document_kind": "Invoice|Payment"}, 220),
        ({"status": "Filed", "document_kind": "Invoice"}, 130),
    ],
)
def test_an_answer_about_states_says_nothing_of_documents(desk, answers, right):
    money, asked = sold(desk, LINES, **answers)
    assert money == right
    assert asked == {topic: said for topic, said in {"status": "Filed|Parked"}.items() if topic not in answers}


def test_a_kind_that_nobody_knows_is_asked_about(desk):
    content = LINES.replace("Parked", "Filed").replace("4,Invoice", "4,Time Charge").replace("Filed", "Paid")
    assert sold(desk, content) == (170, {"document_kind": "Invoice|Time Charge"})
    assert sold(desk, content, document_kind="Invoice|-Time Charge") == (130, {})


def test_a_type_of_something_else_is_no_document(desk):
    content = "Customer,Date,Amount,Order Type\na,2024-01-05,10,Online order\nb,2024-01-06,20,Walk-in\n"
    source = ingest.inspect(desk.write(content))
    (guess,) = ingest.recognise_tables(source)
    assert "document_kind" not in guess.mapping.columns
