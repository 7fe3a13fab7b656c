"""Files that belong together: one source, its keys named, nothing multiplied and nothing lost without a word."""

from __future__ import annotations

import json

import pytest

import ingest
import loading
from loading.together import joined
from tests.command_line.shop import done

LINES = "orderID,productID,unitPrice,quantity,discount\n1,p,10,2,0\n1,q,5,1,0.2\n2,p,10,1,0\n9,q,1,1,0\n"
ORDERS = "OrderID,Customer ID,Order date\n1,ann,2024-01-05\n2,bob,2024-01-06\n3,cy,2024-01-07\n"
PRODUCTS = "Product ID,Product name,Category,Unit cost\np,Mug,Home,4\nq,Tee,Wear,2\n"
ALONE = "1 row of orders.csv belongs to none of them."
CUSTOMERS = "Customer ID,Segment,City\nann,A,Bonn\nbob,B,Köln\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in {"lines": LINES, "orders": ORDERS, "products": PRODUCTS, "customers": CUSTOMERS}.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("names", "right"),
    [
        (
            ("marketplace_orders.csv", "marketplace_customers.csv", "marketplace_order_items.csv"),
            {"customers": 15, "orders": 35, "revenue": 3495, "rejected": 0},
        ),
        (
            ("erp_products.csv", "erp_order_details.csv", "erp_orders.csv"),
            {"customers": 5, "orders": 30, "revenue": 2050.5, "rejected": 0},
        ),
    ],
    ids=["marketplace", "erp"],
)
def test_three_files_are_one_data_set(data_folder, names, right):
    expected = json.loads((data_folder / "layouts" / "expected.json").read_text("utf-8"))
    said = expected[f"{names[0].split('_')[0]}_*.csv"]
    line = json.loads(done("load", *(data_folder / "layouts" / name for name in names), "--dataset", "shop"))
    assert {key: line[key] for key in right} == right
    assert (line["customers"], line["revenue"]) == (said["customers"], said["revenue"])
    assert line["orders"] + said.get("cancelled_orders", 0) == said["orders"]
    tables = [table["table"] for table in line["tables"]]
    # A list of products is a table of its own, which the lines of later files find as well.
    assert tables == (["orders", "products"] if "erp_products.csv" in names else ["orders"])
    assert len(line["joined"]) + len(tables) == 3
    assert ("products" in line) == ("products" in tables)
    assert line["rows_read"] == line["accepted"]


def test_profit_comes_with_the_products(data_folder, tmp_path):
    names = ("erp_orders.csv", "erp_order_details.csv", "erp_products.csv")
    done("load", *(data_folder / "layouts" / name for name in names), "--dataset", "shop")
    done("export", "--dataset", "shop", "--table", "orders", "--output", tmp_path / "out.csv")
    rows = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    at = rows[0].split(",").index("cost")
    assert sum(float(row.split(",")[at]) for row in rows[1:]) == 1192.5


def test_the_page_joins_what_the_command_line_joins(files):
    dropped = [loading.Dropped(path.name, path.read_bytes()) for path in sorted(files.iterdir())]
    found = loading.together(dropped)
    assert found is not None
    assert sorted(dropped[at].name for at in found.used) == ["lines.csv", "orders.csv"]
    plain = [sentence.replace("\u2068", "").replace("\u2069", "") for sentence in found.sentences]
    assert plain == [f"lines.csv and orders.csv are joined by orderID = OrderID: 3 of 4 rows match. {ALONE}"]
    (filling,) = loading.glance(None, found).fillings
    trial = loading.try_out(found, filling.table, filling.mapping)
    assert (trial.report.rows_read, trial.report.accepted, trial.report.rejected) == (4, 3, 1)
    assert trial.preview[["customer_id", "revenue", "product"]].values.tolist() == [
        ["ann", 20, "p"],
        ["ann", 4, "q"],
        ["bob", 10, "p"],
    ]
    assert trial.rejects["line"].tolist() == [5]
    (product,) = [one for one in dropped if one.name == "products.csv"]
    (listed,) = loading.glance(None, product).fillings
    said = loading.fit_of_products([trial, loading.try_out(product, listed.table, listed.mapping)])
    assert "3 of 3" in said
    assert "0 of 2" in said


def test_products_are_joined_where_they_alone_tell_the_prices(files):
    (files / "lines.csv").write_text("orderID,productID,quantity\n1,p,2\n1,q,1\n2,p,1\n", encoding="utf-8")
    text = "Product ID,Product name,Price,Unit cost\np,Mug,10,4\nq,Tee,5,2\n"
    (files / "products.csv").write_text(text, encoding="utf-8")
    names = [files / f"{name}.csv" for name in ("lines", "orders", "products")]
    line = json.loads(done("load", *names, "--dataset", "shop"))
    assert (line["revenue"], len(line["joined"]), len(line["tables"])) == (35, 2, 1)


def test_files_that_can_be_loaded_by_themselves_stay_apart(files):
    (files / "sales.csv").write_text("customer_id,ordered_on,revenue\nann,2024-01-05,9\n", encoding="utf-8")
    names = (files / "sales.csv", files / "customers.csv")
    assert loading.together([loading.Dropped(path.name, path.read_bytes()) for path in names]) is None
    line = json.loads(done("load", *names, "--dataset", "shop"))
    assert {table["table"] for table in line["tables"]} == {"orders", "customers"}
    assert "joined" not in line


def test_a_key_that_comes_twice_joins_nothing(files):
    (files / "orders.csv").write_text(ORDERS + "1,dan,2024-01-08\n", encoding="utf-8")
    sources = [ingest.inspect(files / name) for name in ("lines.csv", "orders.csv")]
    assert ingest.join(sources, [0, 1]) is None


def test_the_same_files_again_change_nothing(files):
    names = [files / f"{name}.csv" for name in ("lines", "orders", "products")]
    done("load", *names, "--dataset", "shop")
    line = json.loads(done("load", *reversed(names), "--dataset", "shop"))
    assert line["unchanged"] is True


@pytest.mark.parametrize("first_rows", [1, 2, 3, 4, 5])
def test_what_tells_rows_apart_is_seen_in_all_of_them(files, monkeypatch, first_rows):
    """The first row of the lines has an order of its own; the second is of the same one."""
    (files / "orders.csv").write_text(ORDERS.replace("\n1,", "\n,dan,2024-01-08\n1,"), encoding="utf-8")
    monkeypatch.setattr("ingest.reading.joined._FIRST_ROWS", first_rows)
    found = joined([ingest.inspect(files / f"{name}.csv") for name in ("lines", "orders", "products")])
    assert {(step.file, step.other, step.header, step.matching) for step in found.steps} == {
        ("lines.csv", "orders.csv", "orderID", 3),
    }
