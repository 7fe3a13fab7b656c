"""Wide files: one row for each customer, and beside it whether, why and perhaps when they left."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ingest.questions import Question
from ingest.recognition.folding import key
from ingest.recognition.mapping import ANY_VALUE, Mapping
from ingest.recognition.synonyms import LEFT, LEFT_VALUES
from localization import _
from localization.numbers import isolate
from store.schema import TABLES

if TYPE_CHECKING:
    from ingest.reading.sources import Source
    from ingest.recognition.profiles import Profile

_OF_A_CUSTOMER_ALONE = 3
_LARGEST_PROPERTIES = 1 << 20


@dataclass(frozen=True)
class Split:
    """The departures in a wide file: their mapping, the sentences that say why, what is open."""

    mapping: Mapping
    why: tuple[str, ...]
    questions: tuple[Question, ...]


def departures_in(source: Source, seen: dict[str, Profile], recognised: Mapping) -> Split | None:
    """Find those who left in a file with a row for each customer; None if it is no such file.

    `recognised` is the mapping that the departures' columns have by their names. Rows of those who left are told by a
    column such as Churn Label, else by a day or a reason that is not blank. If no column says when, the day on which
    the workbook was saved stands for it, else today: a question, not a fact.
    """
    columns = recognised.columns
    customer = seen.get(columns.get("customer_id", ""))
    if customer is None or not customer.is_unique:
        return None
    flag = _flag(source, seen)
    if not flag and not {"reason", "category", "left_on"} & columns.keys():
        return None
    own = {name: columns[name] for name in TABLES["departures"].names if name in columns}
    if len(source.columns) - len(own) < _OF_A_CUSTOMER_ALONE:
        return None
    told_by = next((columns[name] for name in ("left_on", "reason", "category") if name in columns), "")
    only = flag or {told_by: ANY_VALUE}
    known = {*TABLES["departures"].names}
    said = {
        part: {name: text for name, text in getattr(recognised, part).items() if name in known}
        for part in ("computed", "constants")
    }
    mapping = replace(recognised, columns=own, only=only, **said)
    header, value = next(iter(only.items()))
    why = (
        _("Those who left are the rows with {value} in {header}.").format(value=isolate(value), header=isolate(header))
        if flag
        else _("Those who left are the rows in which {header} is filled.").format(header=isolate(header)),
    )
    if "left_on" in columns:
        return Split(mapping, why, ())
    day = saved_on(source) or datetime.now(UTC).date()
    mapping = replace(mapping, constants={"left_on": day.isoformat()})
    question = Question(
        kind="constant",
        column="left_on",
        header="",
        options=(),
        assumed=day.isoformat(),
        examples=(),
        sentence=_("{file} does not say when they left: which day shall stand for it?").format(
            file=isolate(source.name)
        ),
    )
    return Split(mapping, why, (question,))


def _flag(source: Source, seen: dict[str, Profile]) -> dict[str, str]:
    """Find the column that says who left, and its value for those who did."""
    keys = {key(header): header for header in reversed(source.columns)}
    for name in LEFT:
        header = keys.get(name)
        if header is None or not 1 <= seen[header].distinct <= 4:
            continue
        value = next((text for text in seen[header].values if key(text) in LEFT_VALUES), None)
        if value is not None:
            return {header: value}
    return {}


def saved_on(source: Source) -> date | None:
    """Return the day on which a workbook was saved, as it says itself; None for other files."""
    if source.kind != "excel" or not zipfile.is_zipfile(source.path):
        return None
    try:
        with zipfile.ZipFile(source.path) as archive, archive.open("docProps/core.xml") as file:
            root = ET.fromstring(file.read(_LARGEST_PROPERTIES))  # noqa: S314 - expat refuses to blow up entities
    except (KeyError, OSError, ValueError, zipfile.BadZipFile, ET.ParseError, NotImplementedError):
        return None
    found = root.find("{http://purl.org/dc/terms/}modified")
    try:
        return date.fromisoformat((found.text or "")[:10]) if found is not None else None
    except ValueError:
        return None
