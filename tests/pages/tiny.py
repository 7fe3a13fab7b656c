"""Tiny data sets typed by hand, published the way a person's file is, and pages opened on them."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ingest
import store
from localization import current_language, use_language
from tests import once

ROOT = Path(__file__).resolve().parents[2]

# The mini data set M of the metrics reference: eight customers, April 2024 complete.
MINI = """customer_id,ordered_on,order_id,revenue
c1,2024-01-05,1,100
c1,2024-02-10,2,100
c1,2024-03-08,3,120
c1,2024-04-02,4,80
c2,2024-01-12,5,200
c2,2024-02-20,6,200
c2,2024-04-15,7,150
c3,2024-01-20,8,50
c4,2024-02-03,9,300
c4,2024-03-15,10,200
c4,2024-04-20,11,250
c5,2024-02-14,12,80
c5,2024-03-30,13,80
c6,2024-03-05,14,60
c6,2024-03-25,15,60
c7,2024-04-10,16,500
c8,2024-01-30,17,40
c8,2024-02-03,17,-40
c8,2024-03-12,18,90
"""


def publish(folder, *, complete_up_to=None, dataset="tiny", **tables):
    """Publish texts, each a file of the table it is named by, as one version.

    Tests whose first version is of the same texts begin with a copy of one that was published once for all of them.
    """
    st.cache_resource.clear()  # results are kept by data set and version, and each test has a first version
    files = {table: folder / f"{table}.csv" for table in tables}
    for table, path in files.items():
        path.write_text(tables[table], encoding="utf-8")
    if store.home().exists():
        _publish(files, complete_up_to, dataset)
        return

    def make(home):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MANDEGAR_HOME", str(home))
            _publish(files, complete_up_to, dataset)

    asked = repr((tables, complete_up_to, dataset, current_language()))
    shutil.copytree(once.made(f"tiny-{hashlib.sha256(asked.encode()).hexdigest()[:16]}", make), store.home())


def _publish(files, complete_up_to, dataset):
    with store.draft(dataset) as draft:
        for table, path in files.items():
            source = ingest.inspect(path)
            mapping = ingest.Mapping(columns={name: name for name in source.columns})
            draft.apply(ingest.load(draft.connection, source, table, mapping))
        if complete_up_to:
            draft.settings = replace(draft.settings, complete_up_to=date.fromisoformat(complete_up_to))
        draft.publish()


def open_page(name, **parameters):
    """Open a page behind the map of the dashboard, with the view that an address names: all sides, if it names none."""
    use_language(parameters.get("lang", "en"))  # AppTest reads the labels of choices outside the page
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
    at.query_params.update({"side": "all"} | parameters)
    # Pages are called by the names of their files, so that no other page need run first.
    return (at if name == "overview" else at.switch_page(f"pages/{name}.py")).run()


def texts(at):
    """What stands on the page as plain text: what is filtered first, if anything can be, then the finding."""
    said = [text.value for text in at.text]
    choices = {box.key for box in (*at.selectbox, *at.multiselect)}
    return ["", *said] if "dataset" in choices and not choices & {"grain", "only"} else said


def pictures(at):
    """How many pictures the page draws."""
    return len(at.get("arrow_vega_lite_chart")) + len(at.get("vega_lite_chart"))
