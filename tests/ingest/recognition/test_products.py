"""Lists of products are told from order lines, and order lines from them."""

from __future__ import annotations

import pytest

import ingest

LISTS = {
    "an ERP's": (
        "productID,productName,supplierID,categoryID,unitCost,discontinued",
        "1,Tea,2,6,7.5,0",
        ("productID", "productName", "categoryID", "unitCost"),
    ),
    "a stock list": (
        "SKU,Item name,Category,Quantity on hand,Cost price,Selling price",
        "a1,Tea,Drinks,7,2,5",
        ("SKU", "Item name", "Category", "Cost price"),
    ),
    "plain numbers": ("ID,Product name,Cost", "1,Tea,2", ("ID", "Product name", None, "Cost")),
    "names alone": ("Product,Category", "Tea,Drinks", ("Product", None, "Category", None)),
    "Persian": (
        "کد کالا,نام کالا,گروه کالا,قیمت خرید,قیمت فروش",
        "۱,چای,نوشیدنی,۲۰۰۰۰,۵۰۰۰۰",
        ("کد کالا", "نام کالا", "گروه کالا", "قیمت خرید"),
    ),
    "Arabic": (
        "رمز المنتج,اسم المنتج,الفئة,سعر الشراء",
        "١,شاي,مشروبات,٢",
        ("رمز المنتج", "اسم المنتج", "الفئة", "سعر الشراء"),
    ),
    "German": (
        "Artikelnummer;Bezeichnung;Warengruppe;EK-Preis",
        "1;Tee;Getränke;2,50",
        ("Artikelnummer", "Bezeichnung", "Warengruppe", "EK-Preis"),
    ),
    "French": (
        "Référence;Désignation;Famille;Prix d'achat HT",
        "1;Thé;Boissons;2,50",
        ("Référence", "Désignation", "Famille", "Prix d'achat HT"),
    ),
    "Turkish": (
        "Stok Kodu;Stok Adı;Stok Grubu;Alış Fiyatı",
        "1;Çay;İçecek;2,50",
        ("Stok Kodu", "Stok Adı", "Stok Grubu", "Alış Fiyatı"),
    ),
    "Shopify": (
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Variant SKU,Variant Price,Cost per item",
        "tea,Tea,,v,Drinks,,T1,5.00,2.00",
        ("Variant SKU", "Title", "Type", "Cost per item"),
    ),
    "WooCommerce": (
        "ID,Type,SKU,Name,Published,Regular price,Categories,Meta: _wc_cog_cost",
        "9,simple,T1,Tea,1,5,Drinks,2",
        ("SKU", "Name", "Categories", "Meta: _wc_cog_cost"),
    ),
}  # fmt: skip


def recognised(desk, header, *rows):
    source = ingest.inspect(desk.write("\n".join([header, *rows]) + "\n", "products.csv"))
    (guess, *_others) = ingest.recognise_tables(source)
    return guess


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_products_is_one(desk, name):
    header, row, columns = LISTS[name]
    guess = recognised(
        desk, header, row, row.replace("1", "2").replace("۱", "۲").replace("١", "٢").replace("Tea", "Cup")
    )
    assert guess.table == "products"
    names = ("product", "product_name", "category", "unit_cost")
    assert guess.mapping.columns == {target: of for target, of in zip(names, columns, strict=True) if of}


@pytest.mark.parametrize(
    ("header", "row", "table"),
    [
        ("customer_id,date,product,category,cost,revenue", "{0},2024-01-0{0},p{0},c,1,2", "orders"),
        ("order_id,product_id,unit_price,quantity,unit_cost", "{0},p{0},1,2,1", "orders"),
        ("product,category,units sold,net sales,cost", "p{0},c,2,20,8", "orders"),
        ("customer,product,category", "a{0},p{0},c", "customers"),
        ("date,product,category,quantity,amount", "2024-01-05,p{0},c,1,2", "orders"),
    ],
    ids=["orders", "lines of orders", "sums of products", "customers", "a till"],
)
def test_what_tells_of_sales_is_no_list_of_products(desk, header, row, table):
    assert recognised(desk, header, *(row.format(at) for at in range(1, 8))).table == table


def test_products_that_come_again_and_again_are_no_list(desk):
    assert recognised(desk, "product,category,cost", *["p,c,1", "q,c,2"] * 5).table != "products"


def test_rows_of_pictures_are_skipped(desk):
    header, row, _columns = LISTS["Shopify"]
    report = desk.load(
        "\n".join([header, row, "tea,,,,,,,,", row.replace("T1", "T2")]),
        "products",
        mapping=recognised(desk, header, row).mapping,
    )
    assert (report.accepted, report.skipped, report.rejected) == (2, 1, 0)
    assert desk.rows("product, unit_cost", "products") == [("T1", 2), ("T2", 2)]


def test_codes_that_differ_by_case_stay_apart(desk):
    desk.load("sku,product name\nab,One\nAB,Two\n", "products")
    assert desk.rows("product, product_name", "products") == [("ab", "One"), ("AB", "Two")]
