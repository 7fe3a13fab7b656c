"""One file in: look at it, map its columns, read its rows, set aside those that cannot be read."""

from __future__ import annotations

from ingest.errors import IngestError
from ingest.load import LoadReport, forget, load, preview, rejected_rows, rejects
from ingest.mapping import Mapping, attribute_names, recognise, recognise_table
from ingest.private_files import private_copy
from ingest.sources import Source, inspect
from ingest.trial import last_day, samples, scratch

__all__ = [
    "IngestError",
    "LoadReport",
    "Mapping",
    "Source",
    "attribute_names",
    "forget",
    "inspect",
    "last_day",
    "load",
    "preview",
    "private_copy",
    "recognise",
    "recognise_table",
    "rejected_rows",
    "rejects",
    "samples",
    "scratch",
]
