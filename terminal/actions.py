"""Commands about what people wrote: tasks out to another program and back, and back-ups of the register."""

from __future__ import annotations

import json
from pathlib import Path

import click

from localization import N_, _, ngettext
from terminal.parameters import SpokenGroup

dataset_option = click.option("--dataset", required=True, help=N_("Name of the data set."))
existing = click.Path(exists=True, dir_okay=False, path_type=Path)
new_file = click.Path(dir_okay=False, path_type=Path)


@click.group(cls=SpokenGroup, help=N_("What is to be done for customers: list it, give it to others, take it back."))
def actions() -> None:
    """Tasks for other programs."""


@actions.command(
    "export",
    help=N_(
        "Write the open tasks of a data set to OUTPUT, .csv or .xlsx; who is left alone to compare is not in it. "
        "Fill in the column result, and give the file back with `actions import`."
    ),
)
@click.argument("output", type=new_file)
@dataset_option
@click.option("--owner", help=N_("Only the tasks of this person."))
@click.option("--all", "is_all", is_flag=True, help=N_("What was done or dropped as well."))
def export(output: Path, dataset: str, owner: str | None, *, is_all: bool) -> None:
    """Write tasks to a file."""
    import pandas as pd

    from register import exchange
    from store import downloads

    found = exchange.rows(dataset, is_open=not is_all, owner=owner)
    frame = pd.DataFrame(found, columns=list(exchange.COLUMNS))
    is_workbook = output.suffix.lower() == ".xlsx"
    output.write_bytes(downloads.xlsx_bytes(frame, "tasks") if is_workbook else downloads.csv_bytes(frame))
    click.echo(ngettext("{n} task was written.", "{n} tasks were written.", len(found)).format(n=len(found)))


@actions.command(
    "import", help=N_("Write down what came of tasks: FILE as `actions export` wrote it, with result filled in.")
)
@click.argument("file", type=existing)
def import_(file: Path) -> None:
    """Take outcomes back."""
    from register import exchange

    changed = exchange.take_back(file.read_bytes(), file.name)
    click.echo(ngettext("{n} task was changed.", "{n} tasks were changed.", changed).format(n=changed))


@click.group(cls=SpokenGroup, help=N_("What people wrote, actions, notes and who did what: back it up and restore it."))
def register() -> None:
    """Back-ups of the register."""


@register.command("backup", help=N_("Write all of the register, as of this moment, into OUTPUT, a new .zip file."))
@click.argument("output", type=new_file)
def backup(output: Path) -> None:
    """Back up."""
    from register import back_up

    click.echo(json.dumps(back_up(output)))


@register.command("restore", help=N_("Put a back-up into the register, all of it or nothing."))
@click.argument("file", type=existing)
@click.option("--replace", is_flag=True, help=N_("What the register holds now may be lost."))
def restore(file: Path, *, replace: bool) -> None:
    """Restore."""
    from register import restore as put_back

    rows = put_back(file, replace=replace)
    click.echo(json.dumps(rows))
    click.echo(_("The register is as it was when it was backed up."), err=True)
