"""One file in: look at it, map its columns, read its rows, set aside those that cannot be read."""

from __future__ import annotations

from ingest.errors import IngestError
from ingest.load import LoadReport, forget, load, preview, rejected_rows, rejects
from ingest.mapping import Mapping, recognise, recognise_table
from ingest.sources import Source, inspect

__all__ = [
    "IngestError",
    "LoadReport",
    "Mapping",
    "Source",
    "forget",
    "inspect",
    "load",
    "preview",
    "recognise",
    "recognise_table",
    "rejected_rows",
    "rejects",
]
