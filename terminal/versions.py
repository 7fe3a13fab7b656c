"""Data sets and their versions from the command line: list, read in full, go back."""

from __future__ import annotations

import json
from typing import Any

import click

import store
from localization import N_
from terminal.parameters import SpokenCommand, dataset_option, format_option

DESCRIBED = (
    "published_at",
    "who",
    "note",
    "files",
    "rows_read",
    "customers",
    "orders",
    "revenue",
    "complete_up_to",
)


@click.command(cls=SpokenCommand, help=N_("List the data sets, one on each line."))
def datasets() -> None:
    for name in store.datasets():
        click.echo(name)


@click.command(cls=SpokenCommand, help=N_("List the versions of a data set, the newest first."))
@dataset_option
@format_option
def versions(dataset: str, form: str) -> None:
    import pandas as pd

    from store import integrity
    from terminal.rows import show

    known = {one.version: one for one in store.versions(dataset)}
    rows = [
        {
            "version": checked.version,
            "is_current": checked.is_current,
            "state": checked.state,
            **_described(known.get(checked.version)),
        }
        for checked in integrity.check(dataset)
    ]
    show(pd.DataFrame(rows, dtype=object), form)


def _described(one: store.Version | None) -> dict[str, Any]:
    """Return what a version says of itself, for a line of a list; nothing of one that can no longer say it."""
    if one is None:
        return dict.fromkeys(DESCRIBED)
    return {
        "published_at": one.published_at.isoformat(timespec="seconds"),
        "who": one.who,
        "note": one.note,
        "files": ", ".join(upload.file_name for upload in one.uploads),
        "rows_read": sum(upload.rows_read for upload in one.uploads),
        "customers": int(one.counts["customers"]),
        "orders": int(one.counts["orders"]),
        "revenue": round(one.counts["revenue"], 4),
        "complete_up_to": one.complete_up_to.isoformat() if one.complete_up_to else None,
    }


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Read every version of the data sets in full and compare it with the checksum that was kept when it was "
        "published: one line for each. The exit code is 1 where a version is not whole."
    ),
)
@click.option("--dataset", help=N_("Name of the data set; all of them unless told."))
@format_option
def check(dataset: str | None, form: str) -> None:
    import pandas as pd

    from store import integrity
    from terminal.rows import show

    names = store.datasets() if dataset is None else [dataset]
    found = [(name, one) for name in names for one in integrity.check(name)]
    rows = [
        {
            "dataset": name,
            "version": one.version,
            "is_current": one.is_current,
            "state": one.state,
            "has_checksum": one.has_checksum,
        }
        for name, one in found
    ]
    show(pd.DataFrame(rows), form)
    for name in names:
        try:
            store.open(name)
        except store.Damaged as error:
            click.echo(str(error), err=True)
            click.get_current_context().exit(1)
    if any(one.state != integrity.WHOLE for _name, one in found):
        click.get_current_context().exit(1)


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Go back to the version before the current one, or to the newest whole one where the current one is damaged, "
        "and print its number as one JSON line."
    ),
)
@dataset_option
def undo(dataset: str) -> None:
    version = store.undo(dataset)
    click.echo(json.dumps({"dataset": dataset, "version": version}, ensure_ascii=False))
