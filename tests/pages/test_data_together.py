"""Files that belong together, dropped at once on the data page."""

from __future__ import annotations

import pytest

import store
from tests.pages.dropping import open_data


@pytest.fixture
def dropped(home, data_folder):
    at = open_data()
    at.text_input(key="upload_name").set_value("market")
    box = at.file_uploader(key="upload")
    for name in ("marketplace_orders.csv", "marketplace_customers.csv", "marketplace_order_items.csv"):
        box = box.upload(name, (data_folder / "layouts" / name).read_bytes())
    return box.run()


def test_three_files_are_loaded_as_one_with_the_keys_shown(dropped):
    assert not dropped.exception
    said = [one.value for one in dropped.text if "are joined by" in one.value]
    assert len(said) == 1
    assert "80 of 80 rows match" in said[0]
    dropped.button(key="publish").click().run()
    assert not dropped.exception
    counts = store.open("market").info.counts
    assert (counts["customers"], counts["orders"], counts["revenue"]) == (15, 35, 3495)


def test_a_list_of_products_lights_up_profit(home, data_folder):
    at = open_data()
    at.text_input(key="upload_name").set_value("firm")
    box = at.file_uploader(key="upload")
    for name in ("erp_products.csv", "erp_orders.csv", "erp_order_details.csv"):
        box = box.upload(name, (data_folder / "layouts" / name).read_bytes())
    at = box.run()
    assert not at.exception
    said = [one.value for one in at.info if "list of products" in one.value]
    assert len(said) == 1
    assert "60 of 60" in said[0]
    assert [one.value for one in at.selectbox if str(one.key).endswith("_table")] == ["orders", "products"]
    at.button(key="publish").click().run()
    assert not at.exception
    info = store.open("firm").info
    assert info.knows_profit
    assert (info.counts["revenue"], info.counts["products_rows"]) == (2050.5, 4)
    found = store.open("firm")
    lines = found.fetch(found.orders)
    assert (lines["cost"].sum(), lines["product"].iloc[0]) == (1192.5, "Product 1")
