"""The rows of a result as a person at a terminal reads them, or as a file for other programs."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import click
import pandas as pd
import pyarrow.parquet as pq

import store
from localization import _, current_language
from localization.numbers import localize_digits
from metrics import UnsuitableOption
from metrics.headings import label
from store import downloads

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa

MOST_EXCEL_ROWS = 1_048_575
# Columns in which activity counts periods; a person reads the day on which the period starts.
PERIOD_NUMBERS = ("period", "cohort", "previous", "next")


def start_of_period(snapshot: store.Snapshot, grain: str, given: date) -> date:
    """Return the first day of the period in which a day lies."""
    periods = snapshot.fetch(snapshot.periods(grain).order_by("period"))
    holding = periods[(periods["starts_on"] <= str(given)) & (periods["ends_on"] >= str(given))]
    if holding.empty:
        raise UnsuitableOption(
            _("{day} lies outside the data set, which covers {first} to {last}.").format(
                day=given, first=periods["starts_on"].min().date(), last=periods["ends_on"].max().date()
            )
        )
    start: date = holding["starts_on"].iloc[0].date()
    return start


def readable(
    snapshot: store.Snapshot,
    expression: ir.Table,
    grain: str | None = None,
    beside: Mapping[str, pa.Table] | None = None,
) -> pd.DataFrame:
    """Run an expression: whole numbers stay whole where some are missing, days and periods become ISO text."""
    frame = snapshot.fetch(expression, beside)
    starts = None
    if grain is not None:
        periods = snapshot.fetch(snapshot.periods(grain))
        starts = periods.set_index("period")["starts_on"]
    for name, kind in expression.schema().items():
        if starts is not None and name in PERIOD_NUMBERS and kind.is_integer():
            frame[name] = frame[name].map(starts).dt.strftime("%Y-%m-%d")
        elif kind.is_integer():
            frame[name] = frame[name].astype("Int64")
        elif kind.is_boolean():
            frame[name] = frame[name].astype("boolean")
        elif kind.is_date():
            frame[name] = frame[name].dt.strftime("%Y-%m-%d")
        elif kind.is_timestamp():
            frame[name] = frame[name].dt.strftime("%Y-%m-%dT%H:%M:%S")
    return frame


def show(frame: pd.DataFrame, form: str) -> None:
    """Print rows as csv, as json, or as a table headed and counted in the language in use."""
    if form == "csv":
        click.echo(downloads.disarmed(frame).to_csv(index=False, lineterminator="\n"), nl=False)
        return
    names = [str(name) for name in frame.columns]
    rows = [[_plain(value) for value in row] for row in frame.astype(object).itertuples(index=False, name=None)]
    if form == "json":
        objects = [dict(zip(names, row, strict=True)) for row in rows]
        click.echo(json.dumps(objects, ensure_ascii=False, allow_nan=False))
        return
    is_english = current_language() == "en"
    headings = names if is_english else [label(name, among=names) for name in names]
    cells = [headings, *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(names))]
    is_number = [any(isinstance(row[at], int | float) for row in rows) for at in range(len(names))]
    for row in cells:
        aligned = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, is_number, strict=True)
        ]
        click.echo("  ".join(aligned).rstrip())


def write(snapshot: store.Snapshot, rows: ir.Table, output: Path, *, table: str, described: bool = False) -> int:
    """Write rows to a file of the kind that its name says; returns how many.

    Each says what it is: an Excel file in its properties, a Parquet file in its metadata, and a CSV file, which has no
    place for it, in a file beside it, if it is to be `described`.
    """
    facts = _facts(snapshot, table)
    if output.suffix.lower() == ".parquet":
        found = snapshot.connection.to_pyarrow(rows)
        known = {**(found.schema.metadata or {}), b"mandegar": json.dumps(facts, ensure_ascii=False).encode()}
        pq.write_table(found.replace_schema_metadata(known), output)  # type: ignore[no-untyped-call]  # without types
        return int(found.num_rows)
    frame = readable(snapshot, rows)
    if output.suffix.lower() == ".xlsx":
        if len(frame) > MOST_EXCEL_ROWS:
            raise store.StoreError(
                _("{n} rows are more than an Excel sheet can hold; write a .csv or .parquet file.").format(n=len(frame))
            )
        output.write_bytes(downloads.xlsx_bytes(frame, output.stem, about=_in_words(facts), about_sheet=""))
        return len(frame)
    output.write_bytes(downloads.csv_bytes(frame))
    if described:
        beside = output.with_name(f"{output.name}-metadata.json")
        beside.write_bytes(downloads.csv_description(output.name, frame, facts=facts, about=_in_words(facts)))
    return len(frame)


def _facts(snapshot: store.Snapshot, table: str) -> dict[str, Any]:
    done = snapshot.info.complete_up_to
    return {
        "dataset": snapshot.dataset,
        "version": snapshot.version,
        "complete_up_to": done.isoformat() if done else None,
        "table": table,
        "language": current_language(),
    }


def _in_words(facts: dict[str, Any]) -> dict[str, str]:
    labels = {
        _("Data set"): "dataset",
        _("Version"): "version",
        _("Complete up to"): "complete_up_to",
        _("Table"): "table",
    }
    return {text: str(facts[name] or "–") for text, name in labels.items()}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; what is undefined is null."""
    if pd.isna(value) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return localize_digits(f"{value:.4f}".rstrip("0").rstrip("."))
    if isinstance(value, int) and not isinstance(value, bool):
        return localize_digits(str(value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(letter if letter.isprintable() else " " for letter in text)
