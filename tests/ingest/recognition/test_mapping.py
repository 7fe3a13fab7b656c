"""Headers that are recognised without help."""

from __future__ import annotations

import pytest

import ingest
from store.schema import TABLES, loadable_columns

ONLINE_RETAIL = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
DIGIKALA = "ID_Order,ID_Customer,ID_Item,DateTime_CartFinalize,Amount_Gross_Order,city_name_fa,Quantity_item"
PERSIAN = "شناسه سفارش,تاریخ سفارش,شناسه مشتری,بخش مشتری,منطقه,دسته کالا,تعداد,مبلغ فروش (ریال),سود (ریال)"
ARABIC = "رقم الطلب,تاريخ الطلب,معرف العميل,شريحة العميل,المنطقة,فئة المنتج,الكمية,المبلغ,التكلفة"


def recognised(headers, table="orders"):
    return ingest.recognise(headers.split(","), table)


def test_online_retail():
    mapping = recognised(ONLINE_RETAIL)
    assert mapping.columns == {
        "customer_id": "CustomerID",
        "ordered_on": "InvoiceDate",
        "order_id": "InvoiceNo",
        "product": "StockCode",
        "quantity": "Quantity",
        "region": "Country",
    }
    assert mapping.computed == {"revenue": "Quantity * UnitPrice"}


def test_digikala():
    assert recognised(DIGIKALA).columns == {
        "customer_id": "ID_Customer",
        "ordered_on": "DateTime_CartFinalize",
        "revenue": "Amount_Gross_Order",
        "order_id": "ID_Order",
        "product": "ID_Item",
        "quantity": "Quantity_item",
        "region": "city_name_fa",
    }


def test_persian():
    mapping = recognised(PERSIAN)
    assert mapping.columns == {
        "customer_id": "شناسه مشتری",
        "ordered_on": "تاریخ سفارش",
        "revenue": "مبلغ فروش (ریال)",
        "order_id": "شناسه سفارش",
        "category": "دسته کالا",
        "quantity": "تعداد",
        "segment": "بخش مشتری",
        "region": "منطقه",
    }
    assert mapping.computed == {"cost": "revenue - [سود (ریال)]"}


def test_persian_typed_on_an_arabic_keyboard():
    assert recognised("شناسه‌ي مشتري,تاريخ سفارش,مبلغ فروش").columns.keys() >= {"ordered_on", "revenue"}


def test_arabic():
    assert recognised(ARABIC).columns == {
        "customer_id": "معرف العميل",
        "ordered_on": "تاريخ الطلب",
        "revenue": "المبلغ",
        "order_id": "رقم الطلب",
        "category": "فئة المنتج",
        "quantity": "الكمية",
        "cost": "التكلفة",
        "segment": "شريحة العميل",
        "region": "المنطقة",
    }


@pytest.mark.parametrize(
    ("headers", "table"),
    [
        (ONLINE_RETAIL, "orders"),
        (PERSIAN, "orders"),
        (ARABIC, "orders"),
        ("customer_id,name,segment,region", "customers"),
        ("Customer ID,Churn Date,Churn Reason", "departures"),
        ("customer,start date,end date,amount", "contracts"),
        ("customer,call date,direction,answered", "contacts"),
        ("customer,opened at,closed at,topic", "complaints"),
        ("customer_id,date", "visits"),
        ("customer,date,score,comment", "surveys"),
        ("customer,cost date,amount,kind", "costs"),
        ("month,cpi", "prices"),
        ("customer,date,wallet,source", "wallets"),
        ("شناسه مشتری,تاریخ,کیف پول", "wallets"),
    ],
)
def test_the_table_is_guessed(headers, table):
    assert ingest.recognise_table(headers.split(",")) == table


@pytest.mark.parametrize("table", TABLES)
def test_the_products_own_names_are_recognised(table):
    names = [column.name for column in loadable_columns(table)]
    assert recognised(",".join(names), table).columns == {name: name for name in names}


def test_a_header_fills_one_column_alone():
    mapping = recognised("customer,date,amount,city", "orders")
    assert sorted(mapping.columns.values()) == ["amount", "city", "customer", "date"]
