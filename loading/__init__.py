"""From files to a new version: look at them, try a mapping out, see what would change, publish."""

from loading.filling import Filled, Filling, Rehearsal, as_chosen, fillings_of, publish, rehearse, started_with
from loading.layouts import forget_learnt, remember_layout
from loading.named import PAGE_SECONDS, NamedSource, named_sources, read_named
from loading.scheduled import Found, Wanted, change_settings, load, sources
from loading.together import Together, together
from loading.upload import (
    Dropped,
    Glance,
    Trial,
    fill_instead,
    fit_of_products,
    glance,
    left_out,
    parts,
    set_aside,
    settle,
    try_out,
)

__all__ = [
    "PAGE_SECONDS",
    "Dropped",
    "Filled",
    "Filling",
    "Found",
    "Glance",
    "NamedSource",
    "Rehearsal",
    "Together",
    "Trial",
    "Wanted",
    "as_chosen",
    "change_settings",
    "fill_instead",
    "fillings_of",
    "fit_of_products",
    "forget_learnt",
    "glance",
    "left_out",
    "load",
    "named_sources",
    "parts",
    "publish",
    "read_named",
    "rehearse",
    "remember_layout",
    "set_aside",
    "settle",
    "sources",
    "started_with",
    "together",
    "try_out",
]
