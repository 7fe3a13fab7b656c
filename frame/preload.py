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
# After so many new objects the youngest are looked through; Python's own first number is 700.
THRESHOLD = (20_000, 50, 100)


@st.cache_resource(show_spinner=False)
def once() -> bool:
    """Import the heavy modules and set what they built aside from the garbage collector.

    Streamlit collects all garbage after every rerun; with these modules loaded and not frozen that alone
    costs a hundred milliseconds. Writing one query makes a hundred thousand objects, which hang together: collecting
    between them takes a third of the time and finds nothing.
    """
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLD)
    return True
