"""Loading the sample files the way an analyst's files are loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ingest
import store
from sample_data import COMPLETE_UP_TO, CURRENCY, FILES, actions
from sample_data.own_words import NAME

if TYPE_CHECKING:
    from collections.abc import Callable


def publish(progress: Callable[[str, float], None] | None = None, name: str = NAME) -> int:
    """Publish the sample data set, and write down what its agency did; returns the version.

    Parameters
    ----------
    progress
        Called with the name of each stage and the share done.
    name
        Name of the data set.

    """
    with store.draft(name, who="Mandegar", progress=progress) as draft:
        for table, path in FILES.items():
            source = ingest.inspect(path)
            draft.apply(ingest.load(draft.connection, source, table, ingest.recognise(source.columns, table)))
        draft.settings = replace(draft.settings, currency=CURRENCY, complete_up_to=COMPLETE_UP_TO)
        version = draft.publish(note="Sample data")
    actions.write(name)
    return version
