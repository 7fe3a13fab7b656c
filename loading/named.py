"""Sources that whoever runs the server has named: a page offers their names, and nobody types a path or an address.

They stand in sources.toml in MANDEGAR_HOME, a name and a place on each line::

    exports = "/srv/exports"                             # a folder of CSV or Parquet files
    shop = "postgresql://reader:secret@db.example/shop"  # a database, of which a SELECT says what to read
    crm = "env:CRM_ADDRESS"                              # either of the two, kept in the environment

A place is never part of a message.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

import ingest
from localization import _
from localization.numbers import isolate
from store.folders import home

FILE = "sources.toml"
PREFIX = "source:"
FROM_ENVIRONMENT = "env:"
# A page waits no longer for a query; who starts a load from a schedule may.
PAGE_SECONDS = 300


@dataclass(frozen=True)
class NamedSource:
    """A source that can be read by its name; of a database a query says what."""

    name: str
    is_database: bool


def named_sources() -> tuple[NamedSource, ...]:
    """List what sources.toml names, by name; nothing without that file. IngestError if it cannot be read."""
    return tuple(NamedSource(name, _is_address(place)) for name, place in sorted(_places().items()))


def read_named(
    name: str, query: str | None = None, *, seconds: int | None = None, has_header: bool | None = None
) -> ingest.Source:
    """Read a source by its name.

    Parameters
    ----------
    name
        One of `named_sources`.
    query
        Of a database: one SELECT.
    seconds
        How long a query may take; as long as it needs unless told.
    has_header
        Of a folder of text: whether the first lines name the columns; told by their content where None.

    Raises
    ------
    IngestError
        If there is no such source, or it cannot be read; without its place or its password.

    """
    places = _places()
    if name not in places:
        raise ingest.IngestError(
            _("There is no source {name}; {file} names {names}.").format(
                name=isolate(name), file=FILE, names=isolate(", ".join(sorted(places))) if places else _("none")
            )
        )
    place, query = places[name], (query or "").strip()
    if not place:
        raise ingest.IngestError(
            _("The source {name} has no place; whoever runs this server can mend {file}.").format(
                name=isolate(name), file=FILE
            )
        )
    if _is_address(place):
        if not query:
            raise ingest.IngestError(
                _("{name} is a database: say with one SELECT what to read from it.").format(name=isolate(name))
            )
        return ingest.from_query(place, query, name, seconds=seconds)
    if query:
        raise ingest.IngestError(_("{name} is a folder: leave out the query.").format(name=isolate(name)))
    return ingest.from_folder(home() / Path(place).expanduser(), name, has_header=has_header)


def _is_address(place: str) -> bool:
    return "://" in place


def _places() -> dict[str, str]:
    path = home() / FILE
    try:
        named = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unreadable() from error
    if not all(isinstance(place, str) for place in named.values()):
        raise _unreadable()
    return {
        name: os.environ.get(place.removeprefix(FROM_ENVIRONMENT), "") if place.startswith(FROM_ENVIRONMENT) else place
        for name, place in named.items()
    }


def _unreadable() -> ingest.IngestError:
    return ingest.IngestError(
        _('The sources that {file} names cannot be read; each line must be of the form name = "place".').format(
            file=FILE
        )
    )
