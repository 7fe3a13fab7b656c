"""What is done once per process, so that a rerun costs little."""

import gc
import importlib

import streamlit as st

HEAVY = (
    "altair",
    "duckdb",
    "ibis",
    "pandas",
    "pandas.io.formats.style",
    "pyarrow",
    "charts",
    "metrics",
    "store.publishing",
    "store.tables",
)


@st.cache_resource(show_spinner=False)
def once() -> bool:
    """Import the heavy modules and set what they built aside from the garbage collector.

    Streamlit collects all garbage after every rerun; with these modules loaded and not frozen that alone
    costs a hundred milliseconds.
    """
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    return True
