"""One file in: look at it, map its columns, read its rows, set aside those that cannot be read."""

from __future__ import annotations

from ingest.errors import IngestError, UnclearHeader
from ingest.load import LoadReport, forget, left_out, load, preview, products, rejected_rows, rejects
from ingest.questions import Evidence, Question
from ingest.reading.combined import from_folder
from ingest.reading.joined import Joined, join
from ingest.reading.private_files import private_copy
from ingest.reading.queries import from_query
from ingest.reading.sources import Source
from ingest.reading.whole_files import folder_tables, inspect, workbook_tables
from ingest.recognition.attempts import Guess
from ingest.recognition.declared import file_of as layout_file
from ingest.recognition.declared import written as layout
from ingest.recognition.guesses import guess_for, recognise_tables
from ingest.recognition.implied import names_persons
from ingest.recognition.mapping import ANY_VALUE, Mapping, attribute_names, recognise, recognise_table
from ingest.trial import samples, scratch

__all__ = [
    "ANY_VALUE",
    "Evidence",
    "Guess",
    "IngestError",
    "Joined",
    "LoadReport",
    "Mapping",
    "Question",
    "Source",
    "UnclearHeader",
    "attribute_names",
    "folder_tables",
    "forget",
    "from_folder",
    "from_query",
    "guess_for",
    "inspect",
    "join",
    "layout",
    "layout_file",
    "left_out",
    "load",
    "names_persons",
    "preview",
    "private_copy",
    "products",
    "recognise",
    "recognise_table",
    "recognise_tables",
    "rejected_rows",
    "rejects",
    "samples",
    "scratch",
    "workbook_tables",
]
