"""From files to a new version: look at them, try a mapping out, see what would change, publish."""

from loading.filling import Filled, Filling, Rehearsal, as_chosen, fillings_of, publish, rehearse
from loading.scheduled import Wanted, load, sources
from loading.upload import Dropped, Glance, Trial, fill_instead, glance, set_aside, settle, try_out

__all__ = [
    "Dropped",
    "Filled",
    "Filling",
    "Glance",
    "Rehearsal",
    "Trial",
    "Wanted",
    "as_chosen",
    "fill_instead",
    "fillings_of",
    "glance",
    "load",
    "publish",
    "rehearse",
    "set_aside",
    "settle",
    "sources",
    "try_out",
]
