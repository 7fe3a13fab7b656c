"""What values and sums say where headers do not: kinds of documents, flags, refunds, net amounts, alphabets."""

from __future__ import annotations

import pytest

import ingest


def sales(desk, content, mapping=None):
    """Load orders unaided; returns their money by customer, and what is asked."""
    source = ingest.inspect(desk.write(content))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, "orders", mapping or guess.mapping)
    known = {row[0] for row in desk.connection.execute("DESCRIBE incoming.orders").fetchall()}
    is_sale = "status IS DISTINCT FROM 'cancelled'" if "status" in known else "true"
    rows = desk.connection.execute(
        f"SELECT customer_id, CAST(sum(revenue) AS DOUBLE) FROM incoming.orders WHERE {is_sale} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return dict(rows), [one.column for one in (*guess.questions, *report.questions)]


def test_a_type_of_documents_is_told_by_its_words(desk):
    content = "Customer ID,Date,Invoice,Type,Amount\na,2024-01-05,1,Invoice,100\na,2024-02-05,2,Credit Memo,40\n"
    assert sales(desk, content) == ({"a": 60}, [])


def test_beside_invoices_payments_and_orders_are_no_sales(desk):
    rows = "a,2024-01-05,1,Invoice,100\na,2024-01-06,2,Payment,100\nb,2024-01-07,3,Sales Order,50\n"
    assert sales(desk, "Customer,Date,Number,Transaction Type,Amount\n" + rows)[0] == {"a": 100}
    rows = "a,2024-01-06,2,Payment,100\nb,2024-01-07,3,Refund,50\n"
    assert sales(desk, "Customer,Date,Number,Transaction Type,Amount\n" + rows)[0] == {"a": 100, "b": -50}


@pytest.mark.parametrize(
    ("header", "yes", "no"), [("Void?", "true", "false"), ("Test", "1", "0"), ("آزمایشی", "بله", "خیر")]
)
def test_a_flag_of_no_sale(desk, header, yes, no):
    content = f"Customer,Date,Amount,{header}\na,2024-01-05,10,{no}\nb,2024-01-06,20,{yes}\n"
    assert sales(desk, content) == ({"a": 10}, [])


def test_a_refund_is_taken_off_where_no_order_has_a_number(desk):
    content = "Customer,Date,Amount,Amount Refunded\na,2024-01-05,10,0\nb,2024-01-06,20,5\nc,2024-01-07,20,25\n"
    assert sales(desk, content)[0] == {"a": 10, "b": 15, "c": 0}


def test_what_was_refunded_without_an_amount_is_no_sale(desk):
    content = (
        "Order ID,Customer,Date,Amount,Status,Refunded Amount\n1,a,2024-01-05,10,Paid,0\n2,b,2024-01-06,20,Refunded,0\n"
        "3,c,2024-01-06,20,Refunded,5\n"
    )
    assert sales(desk, content)[0] == {"a": 10, "c": 15}


@pytest.mark.parametrize(
    ("columns", "first", "second", "right"),
    [
        ("Subtotal,Discount,Tax,Shipping,Total", "100,10,9,5,104", "50,0,5,5,60", {"a": 90, "b": 50}),
        ("Subtotal,Discount,Tax,Shipping,Total", "90,10,9,5,104", "50,0,5,5,60", {"a": 90, "b": 50}),
        ("Net Total,Fees,Sale Price", "95,5,100", "48,2,50", {"a": 100, "b": 50}),
        ("Item Total,Tax,Subtotal", "110,10,100", "55,5,50", {"a": 100, "b": 50}),
        ("Total (inc tax),Total (ex tax)", "110,100", "55,50", {"a": 100, "b": 50}),
        ("Amount incl. VAT,Amount excl. VAT", "110,100", "55,50", {"a": 100, "b": 50}),
        ("CGST,SGST,Total,Taxable Value", "9,9,118,100", "4.5,4.5,59,50", {"a": 100, "b": 50}),
        ("Subtotal,Discount,GST,PST,Total", "110,10,5,7,112", "50,0,2.5,3.5,56", {"a": 100, "b": 50}),
        ("Subtotal,Discount,Shipping,Handling,Total", "100,10,9,5,114", "50,0,5,5,60", {"a": 100, "b": 50}),
        ("Subtotal,Sconto,Coupon,Rabais,Tax,Total", "100,10,4,6,8,88", "50,0,0,0,5,55", {"a": 80, "b": 50}),
    ],
    ids=[
        *("before the discount", "after it", "after fees", "with tax", "taxes in brackets", "taxes in words"),
        *("two taxes", "a discount beside two taxes", "a discount taken off before", "three discounts"),
    ],
)
def test_the_net_amount_is_told_by_what_adds_up(desk, columns, first, second, right):
    content = f"Customer,Date,{columns}\na,2024-01-05,{first}\nb,2024-01-06,{second}\n"
    assert sales(desk, content) == (right, [])


@pytest.mark.parametrize(
    ("columns", "rows", "right", "asked"),
    [
        ("Line Discount,Coupon", ("5,10", "0,0", "2,3"), 190, ["revenue"]),
        ("Discount %,Coupon Discount", ("10,10", "0,0", "20,3"), 181, []),
        ("Discount %,Discount Amount", ("10,10", "0,0", "20,6"), 194, []),
        ("Discount,Discount Amount", ("10,10", "0,0", "20,6"), 194, []),
        ("Line Discount,Coupon Discount,Total Discount", ("5,10,15", "0,0,0", "2,3,5"), 190, []),
        ("Line Discount,Coupon Discount,Net", ("5,10,85", "0,0,80", "2,3,25"), 190, []),
        ("Line Discount,Coupon,Amount", ("5,10,95", "0,0,80", "2,3,28"), 190, []),
        ("Discount %,Amount", ("10,100", "0,80", "20,30"), 194, []),
        ("Discount,Coupon Discount,Tax,Total", ("5,10,8.5,93.5", "0,0,8,88", "2,3,2.5,27.5"), 190, []),
    ],
)
def test_each_of_two_discounts_is_taken_off_once(desk, columns, rows, right, asked):
    lines = zip("abc", ("2,50", "1,80", "3,10"), rows, strict=True)
    content = "".join(f"{one},2024-01-05,{one},{line},{row}\n" for one, line, row in lines)
    found, questions = sales(desk, f"Customer,Date,Order ID,Qty,Unit Price,{columns}\n{content}")
    assert (sum(found.values()), questions) == (right, asked)


@pytest.mark.parametrize(
    ("columns", "rows", "right"),
    [
        # What was paid so far and what is still due make the whole, of which the tax is none.
        ("Amount Paid,Balance Due,Tax,Invoice Total", ("55,55,10,110", "55,0,5,55", "0,22,2,22"), 170),
        ("Amount Paid,Invoice Total", ("55,110", "55,55", "0,22"), 187),
        ("Total incl. VAT,Line total excl. VAT", ("110,100", "55,50", "22,20"), 170),
        ("Total inkl. moms,Linjetotal ekskl. moms", ("125,100", "62.5,50", "25,20"), 170),
        # Net of the refund already, which is not taken off again.
        ("Total,Refunded Amount,Net Amount", ("100,30,70", "50,0,50", "20,0,20"), 140),
        ("Gross Sales,Discounts,Returns,Net Sales", ("120,-20,0,100", "50,0,0,50", "0,0,-20,-20"), 130),
        # A tax in the amount is told in spite of a return of the same tax.
        ("Total,Tax", ("110,10", "55,5", "-22,-2"), 130),
        (
            "Amount,Tax,Shipping Charge,Shipping Zip,Order Total",
            ("100,10,5,78701,115", "50,5,5,1,60", "20,2,0,9,22"),
            170,
        ),
    ],
)
def test_of_several_amounts_the_one_is_taken_that_was_sold_for(desk, columns, rows, right):
    content = "".join(
        f"{who},2024-01-0{at},{at},{row}\n" for at, (who, row) in enumerate(zip("abc", rows, strict=True), 1)
    )
    found, asked = sales(desk, f"Customer,Date,Order ID,{columns}\n{content}")
    assert (sum(found.values()), asked) == (right, [])


@pytest.mark.parametrize(
    ("header", "numbers", "taken"),
    [
        ("Ticket", ("7", "7", "8", "9"), True),
        ("Kassenbon", ("7", "7", "8", "9"), True),
        ("Ticket", ("7", "8", "9", "10"), False),  # nothing comes again
        ("Ticket", ("7", "7", "7", "9"), False),  # at two moments
        ("Ticket", ("7", "7", "8", "8"), False),  # of two customers
        ("Ticket", ("7", "7", "8", ""), False),  # some have none
        ("Corner", ("7", "7", "8", "9"), False),  # not called so
    ],
)
def test_what_numbers_purchases_of_several_lines_is_told_by_who_bought_when(desk, header, numbers, taken):
    bought = ("ann,2024-01-05 10:00", "ann,2024-01-05 10:00", "ann,2024-01-05 17:00", "bob,2024-01-05 17:00")
    rows = "".join(f"{number},{who},10\n" for number, who in zip(numbers, bought, strict=True))
    (guess,) = ingest.recognise_tables(ingest.inspect(desk.write(f"{header},Customer,Sold At,Amount\n{rows}")))
    assert guess.table == "orders"
    assert guess.mapping.columns.get("order_id", "") == (header if taken else "")


def test_a_discount_of_what_was_taken_back_leaves_the_others_in_doubt(desk):
    """Of the third order nothing is left to pay, and its discount stands there still."""
    rows = "1,a,2024-01-05,100,10\n2,b,2024-01-06,50,5\n3,c,2024-01-07,0,12\n4,a,2024-01-08,80,8\n"
    assert sales(desk, f"Order ID,Customer,Date,Amount,Discount\n{rows}")[1] == ["revenue"]


def test_a_discount_of_the_line_and_one_of_the_order(desk):
    """Ann's order has two lines: 100 less 5, and 20; ten are given off the whole."""
    content = (
        "Customer,Date,Order ID,Qty,Unit Price,Amount,Line Discount,Order Discount\n"
        "a,2024-01-05,1,2,50,100,5,10\na,2024-01-05,1,1,20,20,0,10\nb,2024-01-06,2,3,10,30,2,3\n"
    )
    assert sales(desk, content) == ({"a": 105, "b": 25}, [])


@pytest.mark.parametrize(
    ("columns", "rows", "right", "asked"),
    [
        ("id,amount,amount_decimal,currency", ("ch_1,1999,19.99,usd", "ch_2,500,5,usd"), {"a": 19.99, "b": 5}, []),
        ("id,amount,currency", ("ch_1,1999,usd", "ch_2,500,usd"), {"a": 19.99, "b": 5}, ["revenue"]),
        ("id,amount,currency", ("ch_1,1999,jpy", "ch_2,500,jpy"), {"a": 1999, "b": 500}, []),
        ("order id,amount,currency", ("1,1999,usd", "2,500,usd"), {"a": 1999, "b": 500}, []),
        ("qty,price,amount", ("2,9.99,1998", "1,5,500"), {"a": 19.98, "b": 5}, []),
        (
            "qty,price,amount,amount_refunded",
            ("2,9.99,1998,500", "1,5,500,0"),
            {"a": 14.98, "b": 5},
            [],
        ),
    ],
)
def test_amounts_in_hundredths_of_their_money(desk, columns, rows, right, asked):
    content = "".join(f"{one},2024-01-15,{row}\n" for one, row in zip("ab", rows, strict=True))
    assert sales(desk, f"customer,created,{columns}\n{content}") == (right, asked)


@pytest.mark.parametrize(
    ("columns", "rows", "right", "asked"),
    [
        ("Total,Tax", ("120,20", "60,10"), {"a": 100, "b": 50}, []),
        ("Amount,VAT", ("100,20", "50,10"), {"a": 100, "b": 50}, []),
        ("Bruttobetrag,MwSt", ("119,19", "59.5,9.5"), {"a": 100, "b": 50}, []),
        ("مبلغ کل,مالیات", ("109000,9000", "218000,18000"), {"a": 100000, "b": 200000}, []),
        ("Total (incl. VAT),VAT", ("113.37,13.37", "52.11,2.11"), {"a": 100, "b": 50}, []),
        ("Total,Tax", ("113.37,13.37", "52.11,2.11"), {"a": 100, "b": 50}, ["revenue"]),
        ("Net Amount,Tax", ("113.37,13.37", "52.11,2.11"), {"a": 113.37, "b": 52.11}, []),
    ],
)
def test_the_tax_beside_an_only_amount_is_no_sale(desk, columns, rows, right, asked):
    content = "".join(f"{one},2024-01-15,{row}\n" for one, row in zip("ab", rows, strict=True))
    assert sales(desk, f"Customer,Date,{columns}\n{content}") == (right, asked)


def test_a_payment_that_failed_needs_no_amount(desk):
    rows = "1,a,2024-01-05,10,Paid\n2,b,2024-01-06,,Declined\n3,c,,5,void\n4,d,2024-01-07,,Paid\n"
    assert sales(desk, f"Order ID,Customer,Date,Amount,Status\n{rows}") == ({"a": 10}, [])
    assert [value for _row, *value in desk.rejects()] == [["Amount", None, "missing_value"]]


def test_a_name_stands_for_a_customer_where_nothing_better_does(desk):
    assert sales(desk, "Client Name,Date,Amount\nAnn,2024-01-05,10\n")[0] == {"Ann": 10}
    assert sales(desk, "Client Name,Phone,Date,Amount\nAnn,0912,2024-01-05,10\n")[0] == {"0912": 10}
    source = ingest.inspect(desk.write("Product Name,Date,Amount\nMug,2024-01-05,10\n"))
    assert ingest.recognise_tables(source)[0].mapping.missing("orders") == ("customer_id",)


def test_a_tick_for_what_is_assumed_changes_nothing(desk):
    content = (
        "Order ID,Customer,Date,Amount,Status\n1,a,2024-01-05,10,Done\n2,b,2024-01-06,20,Refunded\n"
        "3,c,2024-01-06,20,In the attic\n4,c,2024-01-07,5,Returned\n"
    )
    as_assumed, asked = sales(desk, content)
    assert (as_assumed, asked) == ({"a": 10, "c": 20}, ["status"])
    source = ingest.inspect(desk.write(content))
    (guess,) = ingest.recognise_tables(source)
    assumed = ingest.load(desk.connection, source, "orders", guess.mapping).questions[0].assumed
    answered = ingest.Mapping(columns=guess.mapping.columns, answers={"status": assumed})
    assert sales(desk, content, answered)[0] == as_assumed


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (("Żuraw", "Łódź i spółka", "Kwiaciarnia Wąż"), "cp1250"),
        (("ООО Ромашка", "Иванов"), "cp1251"),
        (("Müller", "Café Noël"), "cp1252"),
        (("Yıldız", "Şeker Ağa", "Işık"), "cp1254"),
        (("شرکت آبان", "صنايع بهمن"), "cp1256"),
    ],
)
def test_the_alphabet_of_a_windows_text_is_told(desk, names, encoding):
    rows = "".join(f"{name};2024-01-05;10\n" for name in names)
    source = ingest.inspect(desk.write(f"Customer;Date;Amount\n{rows}".encode(encoding)))
    assert source.encoding == encoding


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("Číslo;Datum vystavení;Odběratel;Částka", "cp1250"),
        ("Számlaszám;Kelt;Vevő neve;Nettó összeg", "cp1250"),
        ("Numéro de facture;Date;Client;Montant TTC réglé", "cp1252"),
        ("Fakturanr.;Dato;Køber;Beløb", "cp1252"),
    ],
)
def test_headers_tell_the_alphabet_where_signs_do_not(desk, header, encoding):
    content = f"{header}\n1;2024-01-05;x;10\n2;2024-01-06;y;20\n"
    source = ingest.inspect(desk.write(content.encode(encoding)))
    assert (source.encoding, source.columns) == (encoding, tuple(header.split(";")))
    assert sales(desk, content.encode(encoding))[0] == {"x": 10, "y": 20}


@pytest.mark.parametrize("amount", ["R$ 1.080,90", "1 080,90 zł", "1 080,90 ₽", "€ 1.080,90", "1.080,90 kr"])
def test_amounts_with_the_signs_of_many_currencies(desk, amount):
    content = f"Customer;Date;Amount\na;2024-01-05;{amount}\n"
    assert sales(desk, content)[0] == {"a": 1080.9}


def test_one_of_several_texts_may_stand_in_a_column_of_only(desk):
    source = ingest.inspect(desk.write("customer_id,ordered_on,revenue,kind\na,2024-01-05,10,x\nb,2024-01-05,10,y\n"))
    mapping = ingest.Mapping(ingest.recognise(source.columns, "orders").columns, only={"kind": "x|z"})
    assert ingest.load(desk.connection, source, "orders", mapping).skipped == 1


def test_a_description_is_no_discount(desk):
    rows = "1,a,2024-01-05,2,5.00,10.00,Warranty of 2 years\n2,b,2024-01-06,1,7.00,7.00,\n"
    content = "Order No,Customer,Date,Quantity,Item Price,Item Total,Item Desc\n" + rows
    assert sales(desk, content) == ({"a": 10, "b": 7}, [])


def test_the_name_of_a_rate_is_no_tax(desk):
    rows = "".join(f"{at},c{at},2024-01-0{at},GST18,{at * 100},{at * 18},{at * 118}\n" for at in range(1, 6))
    content = "Order No,Customer,Date,Item Tax,Amount,Tax Amount,Total\n" + rows
    assert sales(desk, content) == ({f"c{at}": at * 100 for at in range(1, 6)}, [])


def test_several_taxes_are_taken_off_together(desk):
    rows = "".join(f"{at},c{at},2024-01-0{at},{112 * at},{6 * at},{6 * at}\n" for at in range(1, 6))
    assert sales(desk, "Bill No,Customer,Date,Total,CGST,SGST\n" + rows)[0] == {
        f"c{at}": 100 * at for at in range(1, 6)
    }


def test_a_tax_that_is_told_again_is_taken_off_once(desk):
    rows = "".join(f"{at},c{at},2024-01-0{at},{112 * at},{6 * at},{6 * at},{12 * at}\n" for at in range(1, 6))
    content = "Bill No,Customer,Date,Total,CGST,SGST,Total Tax\n" + rows
    assert sales(desk, content)[0] == {f"c{at}": 100 * at for at in range(1, 6)}


def test_what_makes_a_subtotal_holds_no_tax(desk):
    rows = "1,a,2024-01-05,40,4,100,107\n1,a,2024-01-05,60,3,100,107\n2,b,2024-01-06,50,6.5,50,56.5\n"
    content = "Order No,Customer,Date,Item Total,Tax Amount,Subtotal,Total\n" + rows
    assert sales(desk, content) == ({"a": 100, "b": 50}, [])


def test_an_invoice_is_closed_and_no_ticket(desk):
    rows = "1,2024-01-05,ann,92,2024-01-06 10:00,2024-01-05 09:00\n2,2024-01-07,bob,50,,2024-01-07 09:00\n"
    content = "Invoice Number,Issue date,Patient,Net amount,Closed at,Created at\n" + rows
    assert sales(desk, content)[0] == {"ann": 92, "bob": 50}


def test_an_invoice_to_somebody_is_no_number(desk):
    rows = "1,2024-01-05,ann,ann,92\n2,2024-01-07,ann,ann,50\n"
    source = ingest.inspect(desk.write("Number,Issue date,Patient,Invoice to,Net amount\n" + rows))
    (guess,) = ingest.recognise_tables(source)
    assert guess.mapping.columns.get("order_id") != "Invoice to"


def test_the_name_of_a_plan_numbers_no_contract(desk):
    rows = "".join(f"m{at},Unlimited,2024-01-0{at},,59\n" for at in range(1, 6))
    source = ingest.inspect(desk.write("Member ID,Membership,Start Date,End Date,Price\n" + rows))
    (guess,) = ingest.recognise_tables(source)
    assert (guess.table, guess.mapping.columns.get("contract_id")) == ("contracts", None)


@pytest.mark.parametrize(
    ("sellers", "lines", "customer"),
    [(2, 18, None), (3, 18, "E-Mail"), (2, 15, None), (2, 14, "E-Mail"), (3, 21, None), (3, 20, "E-Mail")],
)
def test_a_few_addresses_on_all_rows_are_of_those_who_sell(desk, sellers, lines, customer):
    rows = "".join(f"p{at % sellers}@x.test,2024-01-{at:02},{at},10\n" for at in range(1, lines + 1))
    source = ingest.inspect(desk.write("E-Mail,Date,Receipt No,Net\n" + rows))
    (guess,) = ingest.recognise_tables(source)
    assert guess.mapping.columns.get("customer_id") == customer


def test_a_tax_told_twice_is_asked_about_once(desk):
    rows = "1,a,2024-01-05,53.30,3.30,3.30\n2,b,2024-01-06,87.10,6.07,6.07\n3,c,2024-01-07,20.90,1.13,1.13\n"
    source = ingest.inspect(desk.write("Order No,Customer,Date,Total,Tax,Tax Amount\n" + rows))
    (guess,) = ingest.recognise_tables(source)
    ((asked,),) = [guess.questions]
    assert asked.options[0].count("Tax") == 1


@pytest.mark.parametrize(("lines", "left"), [(11, 100), (10, None)])
def test_many_lines_may_have_five_rates(desk, lines, left):
    rows = "".join(
        f"{at},c{at},2024-01-{at:02},{100 + rate},{rate}\n"
        for at, rate in ((at, (5, 12, 18, 28, 3)[at % 5]) for at in range(1, lines + 1))
    )
    source = ingest.inspect(desk.write("Bill No,Customer,Date,Total,GST\n" + rows))
    (guess,) = ingest.recognise_tables(source)
    assert bool(guess.questions) is (left is None)
    assert guess.mapping.computed == {"revenue": "Total - GST?"}


@pytest.mark.parametrize(("header", "is_known"), [("Nom du client", True), ("اسم العميل", True), ("Objet", False)])
def test_where_a_column_names_customers_a_name_above_lines_is_of_something_else(header, is_known):
    from ingest.reading.structure import _says_whose

    assert _says_whose(header) is is_known


def test_a_signed_amount_on_each_line_is_no_amount_of_the_first(desk):
    header = "Number,Partner,Date,Product,Untaxed Amount Signed\n"
    rows = "1,a,2024-01-05,x,100\n2,b,2024-01-06,x,-20\n3,c,2024-01-07,y,50\n"
    source = ingest.inspect(desk.write(header + rows))
    (guess,) = ingest.recognise_tables(source)
    assert guess.mapping.columns["revenue"] == "Untaxed Amount Signed"
