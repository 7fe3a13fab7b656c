"""Files dropped on the data page, as a person does."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
LINES = """customer_id,order_date,order_id,quantity,unit_price,profit
ann,2024-01-05,1,2,10.50,5
bob,2024-01-09,2,1,40,20
,2024-01-30,3,1,7,1
ann,2024-02-11,4,3,10,9
bob,soon,5,1,40,20
cy,2024-03-30,6,1,99,50
cy,2024-03-31,7,none,99,50
"""


def open_data(lang="en"):
    """The data page behind the map of the dashboard, so that it can lead to other pages."""
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
    at.query_params["lang"] = lang
    return at.switch_page("pages/data.py").run()


def drop(at, content, name="orders.csv", dataset="shop"):
    """Name a new data set and drop a file."""
    at.text_input(key="upload_name").set_value(dataset)
    data = content.encode() if isinstance(content, str) else content
    return at.file_uploader(key="upload").upload(name, data).run()


def widget(kind, suffix):
    """The one widget whose key ends so."""
    (one,) = [one for one in kind if str(one.key).endswith(suffix)]
    return one


def card(at, label):
    (one,) = [one.value for one in at.metric if one.label == label]
    return one
