"""Who did what, as a file for whoever has to look into it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import click
import pandas as pd

import register
from localization import _
from store import downloads

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

COLUMNS = ("event_id", "at", "who", "role", "kind", "dataset", "subject", "detail")
ENDINGS = (".csv", ".jsonl")


def write(output: Path, since: date | None) -> int:
    """Write the trail from a day on to a CSV file or one of JSON lines; returns how many events."""
    if output.suffix.lower() not in ENDINGS:
        text = _("“{file}” must end in .csv or .jsonl, so that it is known what to write.")
        raise click.UsageError(text.format(file=output))
    start = None if since is None else datetime.combine(since, time.min, UTC)
    rows = [
        {name: getattr(one, name) for name in COLUMNS} | {"at": one.at.isoformat(timespec="seconds")}
        for one in register.trail(since=start, most=None)
    ]
    if output.suffix.lower() == ".jsonl":
        output.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    else:
        told = [row | {"detail": json.dumps(row["detail"], ensure_ascii=False)} for row in rows]
        output.write_bytes(downloads.csv_bytes(pd.DataFrame(told, columns=list(COLUMNS))))
    return len(rows)
