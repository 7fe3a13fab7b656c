"""Which header of a file fills which column of a table: the analyst sees the proposal and changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from localization import _
from store.schema import TABLES, Column, loadable_columns
from words import columns
from words.texts import plain, strong

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Parts = dict[str, dict[str, str]]

NOT_THERE = ""
COMPUTED = "="
HEADER = "h:"
AMOUNTS = ("money", "number")
# Parts of a mapping that answer questions, which `ui.questions` asks, and what words of a state mean.
ANSWERED = ("date_order", "decimal_mark", "answers", "states")
STYLE = """<style>
[class*="st-key-"][class*="_mapping"] [data-testid="stText"] {
  opacity: 0.7; font-size: 0.875rem; font-family: inherit; white-space: normal;
}
[class*="st-key-"][class*="_mapping"] [data-testid="stMarkdownContainer"] p { line-height: 1.35; }
</style>"""


def mapping(
    table: str,
    headers: Sequence[str],
    samples: Mapping[str, Sequence[str]],
    attributes: Mapping[str, str],
    proposal: Mapping[str, Mapping[str, str]],
    *,
    reasons: Mapping[str, str],
    key: str,
) -> Parts:
    """Ask what fills each column of a table.

    Parameters
    ----------
    table
        Name of the table.
    headers
        Columns of the file.
    samples
        Some values of each.
    attributes
        Name under which a header could be kept as an attribute of customers.
    proposal
        What is chosen at first: columns, computed, constants, only.
    reasons
        Why a column was recognised, by its name in the table.
    key
        Name of the file and table, so that another file starts from its own proposal.

    Returns
    -------
    The same four parts, as chosen.

    """
    st.html(STYLE)
    chosen: Parts = {"columns": {}, "computed": {}, "constants": {}, "only": {}}
    chosen |= {part: dict(proposal.get(part, {})) for part in ANSWERED}
    known = loadable_columns(table)
    filled = {*proposal["columns"], *proposal["computed"]}
    shown = [column for column in known if column.required or column.name in filled]
    others = [column for column in known if column not in shown]
    with st.container(key=f"{key}_mapping", gap="small"):
        for column in shown:
            _ask(column, headers, samples, proposal, chosen, why=reasons.get(column.name, ""), key=key)
        if others:
            label = _("Further columns that the table can hold: {names}").format(
                names=_(", ").join(columns.label(column.name) for column in others)
            )
            with st.expander(label, key=f"{key}_others"):
                for column in others:
                    _ask(column, headers, samples, proposal, chosen, key=key)
        if table == "customers":
            _ask_attributes(attributes, proposal, chosen, key=key)
        with st.expander(_("Advanced: the same value in every row, or only some of the rows"), key=f"{key}_advanced"):
            _ask_constants(known, proposal, chosen, key=key)
            _ask_only(headers, proposal, chosen, key=key)
    return chosen


def summary(chosen: Parts) -> str:
    """Say in one line what fills what."""
    pairs = {**chosen["columns"], **{name: f"= {text}" for name, text in chosen["computed"].items()}}
    return " · ".join(f"{columns.label(name)} ← \u2068{text}\u2069" for name, text in pairs.items())


def missing(table: str, chosen: Parts) -> list[str]:
    """Name the needed columns that nothing fills yet, as the reader calls them."""
    filled = {*chosen["columns"], *chosen["computed"], *chosen["constants"]}
    return [columns.label(name) for name in TABLES[table].required if name not in filled]


def _ask(
    column: Column,
    headers: Sequence[str],
    samples: Mapping[str, Sequence[str]],
    proposal: Mapping[str, Mapping[str, str]],
    chosen: Parts,
    *,
    why: str = "",
    key: str,
) -> None:
    name = column.name
    options = [NOT_THERE, *([COMPUTED] if column.kind in AMOUNTS else []), *(f"{HEADER}{one}" for one in headers)]
    first = COMPUTED if name in proposal["computed"] else f"{HEADER}{proposal['columns'].get(name, '')}"
    what, which, values = st.columns([4, 4, 5], vertical_alignment="center", gap="small")
    label = strong(columns.label(name)) + (" · " + _("needed") if column.required else "")
    what.markdown(f"{label}  \n:gray[:small[{_(column.meaning)}]]")
    picked = which.selectbox(
        columns.label(name),
        options,
        index=options.index(first) if first in options else 0,
        format_func=_option,
        key=f"{key}_{name}",
        label_visibility="collapsed",
    )
    if picked == COMPUTED:
        formula = which.text_input(
            _("Formula"),
            proposal["computed"].get(name, ""),
            key=f"{key}_{name}_formula",
            placeholder=_("for example Quantity * [Unit price]"),
            label_visibility="collapsed",
            icon=":material/calculate:",
        )
        if formula.strip():
            chosen["computed"][name] = formula.strip()
        values.text(_("Write + - * / and parentheses over columns; names with spaces in [brackets]."))
    elif name in proposal["constants"] and not picked:
        values.text(_("the same in every row: {value}").format(value=proposal["constants"][name]))
    elif picked:
        header = str(picked).removeprefix(HEADER)
        chosen["columns"][name] = header
        shown = [f"\u2068{value}\u2069" for value in samples.get(header, ())]
        values.text(" · ".join(shown) or _("every value looked at is blank"))
        if why and header == proposal["columns"].get(name):
            values.caption(plain(why))


def _option(code: str) -> str:
    if code == NOT_THERE:
        return _("– not in the file –")
    return _("computed from other columns …") if code == COMPUTED else code.removeprefix(HEADER)


def _ask_attributes(
    attributes: Mapping[str, str], proposal: Mapping[str, Mapping[str, str]], chosen: Parts, *, key: str
) -> None:
    own = set(TABLES["customers"].names)
    named = {**attributes, **{header: name for name, header in proposal["columns"].items() if name not in own}}
    options = [header for header, name in named.items() if name not in own]
    if not options:
        return
    picked = st.multiselect(
        _("Further columns to keep, to break customers down by"),
        options,
        [header for name, header in proposal["columns"].items() if name not in own],
        key=f"{key}_attributes",
        placeholder=_("None"),
    )
    chosen["columns"] |= {named[header]: header for header in picked}


def _ask_constants(
    known: Sequence[Column], proposal: Mapping[str, Mapping[str, str]], chosen: Parts, *, key: str
) -> None:
    names = {columns.label(column.name): column.name for column in known}
    labels = {name: label for label, name in names.items()}
    st.caption(_("The same value in every row, where the file lacks a column:"))
    rows = _pairs(
        {labels[name]: value for name, value in proposal["constants"].items() if name in labels},
        _("Column"),
        _("Value"),
        list(names),
        key=f"{key}_constants",
    )
    for label, value in rows.items():
        name = names[label]
        chosen["constants"][name] = value
        chosen["columns"].pop(name, None)
        chosen["computed"].pop(name, None)


def _ask_only(headers: Sequence[str], proposal: Mapping[str, Mapping[str, str]], chosen: Parts, *, key: str) -> None:
    st.caption(_("Load only the rows with this value (* for any value at all); the others count as skipped:"))
    chosen["only"] = _pairs(proposal["only"], _("Column of the file"), _("Value"), list(headers), key=f"{key}_only")


def _pairs(first: Mapping[str, str], left: str, right: str, options: list[str], *, key: str) -> dict[str, str]:
    """Let the analyst type pairs of a column and a value; returns those that are filled."""
    start = pd.DataFrame({left: list(first), right: list(first.values())}, dtype="string")
    edited = st.data_editor(
        start,
        num_rows="dynamic",
        hide_index=True,
        key=key,
        column_config={
            left: st.column_config.SelectboxColumn(options=options, required=True),
            right: st.column_config.TextColumn(required=True),
        },
    )
    return {str(row[left]): str(row[right]) for row in edited.dropna().to_dict("records") if str(row[right]).strip()}
