"""Layouts that exports of known systems have, declared as data: one short TOML file each.

They are read from the package and from a folder of the firm's own, whose layouts come first. docs/layouts.md says what
stands in one.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import IngestError
from ingest.recognition.contract_states import STANDINGS
from ingest.recognition.folding import key
from ingest.recognition.mapping import Mapping, did_you_mean
from ingest.recognition.states import EFFECTS
from ingest.values.expressions import compile_expression, quoted
from localization import _
from localization.numbers import isolate
from store.schema import TABLES, is_attribute_name, loadable_columns

if TYPE_CHECKING:
    from collections.abc import Mapping as ReadOnly
    from collections.abc import Sequence

OWN = Path(__file__).with_name("layouts")
_PARTS = {"name", "table", "headers", "without", "columns", "computed", "constants", "states", "only", "days"}
_ORDERS_OF_DAYS = ("dmy", "mdy", "ymd")
_IN_BRACKETS = re.compile(r"\[([^\]]+)\](\?)?")


@dataclass(frozen=True)
class Declared:
    """A layout as its file declares it.

    Attributes
    ----------
    name
        What people call it, such as "Shopify: orders".
    table
        The table that it fills.
    headers
        By them it is told: each must be there, or one of several names.
    without
        None of these may be there.
    columns, computed
        What fills a column of the table: headers or formulas, of which the first is taken that the file has.
    constants, only, states, days
        As in `Mapping`; `days` says in which order days are written, by column of the table.
    """

    name: str
    table: str
    headers: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    columns: ReadOnly[str, tuple[str, ...]] = field(default_factory=dict)
    computed: ReadOnly[str, tuple[str, ...]] = field(default_factory=dict)
    constants: ReadOnly[str, str] = field(default_factory=dict)
    states: ReadOnly[str, str] = field(default_factory=dict)
    only: ReadOnly[str, str] = field(default_factory=dict)
    days: ReadOnly[str, str] = field(default_factory=dict)

    def mapping(self, headers: Sequence[str]) -> Mapping | None:
        """Say how a file with these headers fills the table; None if it is not of this layout."""
        keys = {key(header): header for header in reversed(headers)}
        if any(not _first(names, keys) for names in self.headers) or _first(self.without, keys):
            return None
        columns = {target: found for target, names in self.columns.items() if (found := _first(names, keys))}
        computed = {
            target: formula
            for target, formulas in self.computed.items()
            if (formula := next(filter(None, (_formula(text, keys) for text in formulas)), ""))
        }
        mapping = Mapping(
            columns={target: header for target, header in columns.items() if target not in computed},
            computed=computed,
            constants={name: text for name, text in self.constants.items() if name not in {*columns, *computed}},
            states=dict(self.states),
            only={found: text for header, text in self.only.items() if (found := _first((header,), keys))},
            date_order={target: order for target, order in self.days.items() if target in columns},
        )
        return None if mapping.missing(self.table) else mapping


def _first(names: Sequence[str], keys: dict[str, str]) -> str:
    return next((keys[key(name)] for name in names if key(name) in keys), "")


def _formula(text: str, keys: dict[str, str]) -> str:
    """Put a file's own headers into a formula; one with a question mark may be lacking; "" if another one is."""
    lacking = False

    def own(found: re.Match[str]) -> str:
        nonlocal lacking
        header = _first((found[1],), keys)
        lacking = lacking or not (header or found[2])
        return quoted(header) + (found[2] or "") if header else "[]"

    formula = re.sub(r"\s*[-+]\s*\[\]", "", _IN_BRACKETS.sub(own, text)).replace("[]", "0")
    return "" if lacking else formula


def known(folder: Path | None = None) -> tuple[Declared, ...]:
    """List the layouts: those of the folder first, then the package's, the more telling ones first of each.

    Raises
    ------
    IngestError
        If a file of the folder cannot be read as a layout: which one, and what is wrong with it.

    """
    firms = tuple(_read(path) for path in sorted(folder.glob("*.toml"))) if folder and folder.is_dir() else ()
    return (*_telling_first(firms), *_of_package())


def matching(headers: Sequence[str], folder: Path | None = None) -> tuple[Declared, Mapping] | None:
    """Find the first layout that a file with these headers has, and how it fills its table."""
    for one in known(folder):
        mapping = one.mapping(headers)
        if mapping is not None:
            return one, mapping
    return None


def is_of_package(layout: Declared) -> bool:
    """Whether a layout came with Mandegar; a firm's own says what the firm means, whatever its sums show."""
    return layout in _of_package()


@lru_cache(1)
def _of_package() -> tuple[Declared, ...]:
    return _telling_first(tuple(_read(path) for path in sorted(OWN.glob("*.toml"))))


def _telling_first(layouts: tuple[Declared, ...]) -> tuple[Declared, ...]:
    return tuple(sorted(layouts, key=lambda one: -len(one.headers)))


def _read(path: Path) -> Declared:
    try:
        declared = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _damaged(path, str(error)) from error
    return _checked(path, declared)


def _checked(path: Path, declared: dict[str, Any]) -> Declared:
    unknown = sorted(declared.keys() - _PARTS)
    if unknown:
        raise _damaged(
            path, _("it has no part {name}").format(name=isolate(unknown[0])) + did_you_mean(unknown[0], _PARTS)
        )
    table = str(declared.get("table"))
    if table not in TABLES:
        raise _damaged(path, _("table must be one of {names}").format(names=isolate(", ".join(TABLES))))
    headers = declared.get("headers")
    if not isinstance(headers, list) or not headers:
        raise _damaged(path, _("headers must list the columns by which the layout is told"))
    parts = {name: declared.get(name, {}) for name in ("columns", "computed", "constants", "states", "only", "days")}
    for name, part in parts.items():
        if not isinstance(part, dict):
            raise _damaged(path, _("{name} must be a table of names and texts").format(name=isolate(name)))
    loadable = {column.name for column in loadable_columns(table)}
    for target in (*parts["columns"], *parts["computed"], *parts["constants"], *parts["days"]):
        if target not in loadable and not (table == "customers" and is_attribute_name(target)):
            raise _damaged(
                path,
                _("{table} has no column {column}").format(table=_(TABLES[table].label), column=isolate(target))
                + did_you_mean(target, loadable),
            )
    effects = STANDINGS if table == "contracts" else EFFECTS
    for part, words in (("states", effects), ("days", _ORDERS_OF_DAYS)):
        wrong = next((text for text in parts[part].values() if text not in words), None)
        if wrong is not None:
            raise _damaged(
                path,
                _("{name} says {text}, which must be one of {names}").format(
                    name=isolate(part), text=isolate(str(wrong)), names=isolate(", ".join(words))
                ),
            )
    return Declared(
        name=str(declared.get("name", path.stem)),
        table=table,
        headers=tuple(map(_names, headers)),
        without=_names(declared.get("without", [])),
        columns={target: _names(names) for target, names in parts["columns"].items()},
        computed={target: _names(texts) for target, texts in parts["computed"].items()},
        constants={target: str(text) for target, text in parts["constants"].items()},
        states={str(word): text for word, text in parts["states"].items()},
        only={header: str(text) for header, text in parts["only"].items()},
        days=parts["days"],
    )


def written(name: str, table: str, mapping: Mapping, headers: Sequence[str]) -> str:
    """Write how a file fills a table as the text of a layout, so that files with these headers fill it alike.

    It is told by the headers that it reads. What a person answered beside the mapping is not part of a layout: the
    decimal mark, and which of two customers are one, are asked of each file again.

    Parameters
    ----------
    name
        What people call it.
    table, mapping
        As the file was loaded.
    headers
        Column names of the file.

    Raises
    ------
    IngestError
        If a header that it reads cannot stand in a layout.

    """
    formulas = {target: _in_brackets(text, mapping, headers) for target, text in mapping.computed.items()}
    read = [*mapping.columns.values(), *mapping.only]
    read += [found[1] for formula in formulas.values() for found in _IN_BRACKETS.finditer(formula)]
    days = {target: order for target, order in mapping.date_order.items() if target in mapping.columns}
    parts = {
        "columns": mapping.columns,
        "computed": formulas,
        "constants": mapping.constants,
        "states": mapping.states,
        "only": mapping.only,
        "days": days,
    }
    lines = [f"name = {_text(name)}", f"table = {_text(table)}"]
    lines.append(f"headers = [{', '.join(map(_text, dict.fromkeys(read)))}]")
    for part, said in parts.items():
        if said:
            lines += ["", f"[{part}]", *(f"{_text(one)} = {_text(text)}" for one, text in said.items())]
    text = "\n".join(lines) + "\n"
    _checked(Path(file_of(name)), tomllib.loads(text))
    return text


def file_of(name: str) -> str:
    """Return how the file of a layout is called; IngestError of a name without a letter or a digit."""
    stem = re.sub(r"[^\w-]+", "_", name).strip("_-")[:60]
    if not stem:
        raise IngestError(_("Give the layout a name with letters in it."))
    return f"{stem.lower()}.toml"


def _in_brackets(formula: str, mapping: Mapping, headers: Sequence[str]) -> str:
    """Put every header of a formula into brackets, the way layouts write it; names of targets stay."""
    names: list[str] = []

    def name_of(name: str) -> str:
        names.append(name)
        return "(0)"

    compile_expression(formula, name_of)
    keys = {key(header): header for header in reversed(headers)}
    for name in sorted(dict.fromkeys(names), key=len, reverse=True):
        if name not in headers and name in {*mapping.computed, *mapping.columns, *mapping.constants}:
            continue
        header = name if name in headers else keys.get(key(name), name)
        if "]" in header:
            raise IngestError(_("{header} cannot stand in a layout: rename the column.").format(header=isolate(header)))
        for way in (f"[{name}]", f'"{name}"', f"`{name}`"):
            formula = formula.replace(way, f"[{header}]")
        formula = re.sub(rf"(?<![\w\[\u200c]){re.escape(name)}(?![\w\]\u200c])(?![^\[]*\])", f"[{header}]", formula)
    return formula


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _names(given: object) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, list) else (str(given),)


def _damaged(path: Path, reason: str) -> IngestError:
    return IngestError(
        _("The layout {file} cannot be used: {reason}; mend it or take it out of its folder.").format(
            file=isolate(path.name), reason=reason.rstrip(".")
        )
    )
