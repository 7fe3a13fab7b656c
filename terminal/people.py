"""Who may do what, who did what, and who is to be forgotten, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import store
from access import trail
from localization import N_, _
from terminal.parameters import Day, SpokenCommand, SpokenGroup, pairs, wait_option

if TYPE_CHECKING:
    from datetime import date


@click.group("access", cls=SpokenGroup, help=N_("Who may do what once people sign in: access.toml in MANDEGAR_HOME."))
def rules_of_access() -> None:
    """Let the chosen command run."""


@rules_of_access.command(
    "check",
    help=N_(
        "Say what access.toml gives to whom, or what is wrong in it; with --email, --groups or --claim, what somebody "
        "of whom the provider says this may do, and why. The exit code is 1 where the file has a mistake or this "
        "person is not let in."
    ),
)
@click.option("--email", help=N_("E-mail address of a person."))
@click.option("--groups", multiple=True, help=N_("A group that the person is in; may be repeated."))
@pairs("--claim", "claims", "NAME=VALUE", N_("Anything else that the provider says of the person."))
def check_access(email: str | None, groups: tuple[str, ...], claims: dict[str, str]) -> None:
    from access import roles
    from terminal import access_check

    path = store.home() / roles.FILE
    said: dict[str, Any] = dict(claims) | ({"email": email} if email else {}) | ({"groups": groups} if groups else {})
    for line in access_check.standing(path, said) if said else access_check.explain(path):
        click.echo(line)
    if said and roles.standing(roles.rules_of(path), said).rule is None:
        click.get_current_context().exit(1)


@rules_of_access.command(
    "end",
    help=N_(
        "End every session that somebody has signed in to until now, in every replica, from the next click on. They "
        "may sign in again: to keep them out, change the rules in access.toml as well."
    ),
)
@click.option("--email", help=N_("Their e-mail address, else what the provider calls their account."))
@click.option("--everybody", is_flag=True, help=N_("The sessions of everybody."))
def end_sessions(email: str | None, *, everybody: bool) -> None:
    import time

    from access import sessions

    if (email is None) is not everybody:
        raise click.UsageError(_("Say whose sessions: --email of one person, or --everybody."))
    store.home().mkdir(parents=True, exist_ok=True)
    sessions.end(store.home(), email or sessions.EVERYBODY, time.time())
    trail.say_done("end_sessions", subject=email or "")
    click.echo(json.dumps({"ended": email or "everybody"}, ensure_ascii=False))


@click.command(
    cls=SpokenCommand,
    help=N_("Write who did what to a CSV file or one of JSON lines, the newest first, and print how much as one line."),
)
@click.option("--since", type=Day(), help=N_("Only from this day on, by the clock of Greenwich."))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=N_("The file; its name ends in .csv or .jsonl."),
)
def audit(since: date | None, out: Path) -> None:
    from terminal.audit import write

    click.echo(json.dumps({"events": write(out, since), "file": str(out)}, ensure_ascii=False))


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Remove one customer for good: from every version of the data set, or of all, which are written anew without "
        "them, and from actions, notes, events, lists, views and mappings. Every file of MANDEGAR_HOME is searched for "
        "their number and names afterwards, and a JSON line says what was searched and where they still are; the exit "
        "code is 1 where they still are somewhere. A call that was killed is finished by the next. Administrators "
        "alone may do it, and it cannot be taken back; a file that is loaded later with them in it brings them back."
    ),
)
@click.option("--customer", required=True, help=N_("Their number, as files give it."))
@click.option("--dataset", help=N_("Name of the data set; all of them unless told."))
@wait_option
def forget(customer: str, dataset: str | None, wait: float) -> None:
    from store.folders import waiting
    from terminal import forgetting

    lines = []
    with waiting(wait):
        for line in forgetting.forget(customer, dataset):
            lines.append(line)
            click.echo(json.dumps(line, ensure_ascii=False))
    if not all(line["is_gone"] for line in lines):
        click.echo(_("They are still named where the line says; look there yourself."), err=True)
        click.get_current_context().exit(1)
