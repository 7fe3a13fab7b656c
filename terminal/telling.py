"""What is sent to people or fetched by their programs, from the command line: briefs, alerts, calendars."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

import store
from localization import LANGUAGES, N_, _, current_language, use_language
from localization.grains import GRAINS
from terminal.parameters import SpokenCommand, SpokenGroup, dataset_option, format_option, version_option

# Why somebody is to be spoken to, as `metrics.actions.follow_up` names it; read when asked, as help needs no metrics.
REASONS = (
    *("thanks", "satisfaction", "contract_60", "contract_30", "contract_7", "silent", "six_months", "solved", "best"),
    *("birthday", "nowruz"),
)


address_option = click.option(
    "--address",
    envvar="MANDEGAR_ADDRESS",
    default="",
    help=N_("Where readers find the dashboard, for the links, such as https://mandegar.example.com."),
)
to_option = click.option(
    "--to",
    "addresses",
    multiple=True,
    help=N_(
        "Where to send it, as an address of apprise: mailto://user:password@example.com?to=ann@example.com, slack://…, "
        "msteams://…, tgram://…; env:NAME takes it from the environment. May be repeated."
    ),
)
language_option = click.option(
    "--lang",
    type=click.Choice(list(LANGUAGES)),
    expose_value=False,
    callback=lambda _ctx, _parameter, lang: use_language(lang or current_language()),
    help=N_("Language of the message; as given before the command unless told."),
)
usual_grain_option = click.option(
    "--grain", type=click.Choice(GRAINS), help=N_("Length of the periods; the shortest that suits unless told.")
)
email_option = click.option(
    "--email", default="", help=N_("Whose, by their e-mail address; without it whoever sits at this machine.")
)


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Write the brief: what changed and whether it could be chance, the largest loss, whom to call, what is not as "
        "usual. It is sent with --to, written to a file with --out, and printed as text with neither. For every "
        "Monday, let cron or a systemd timer run it."
    ),
)
@dataset_option
@version_option
@usual_grain_option
@language_option
@to_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("A file to write instead; its name ends in .html, .txt or .pdf."),
)
@address_option
def brief(
    *, dataset: str, version: int | None, grain: str | None, addresses: tuple[str, ...], out: Path | None, address: str
) -> None:
    from terminal import messages as spoken

    spoken.check_file(out)
    told = spoken.addresses(addresses)
    made = spoken.brief(dataset, grain, version)
    if out is not None:
        spoken.write_brief(made, out, address)
        click.echo(json.dumps({"dataset": dataset, "file": str(out)}, ensure_ascii=False))
    if told:
        spoken.send_brief(made, told, address)
        click.echo(json.dumps({"dataset": dataset, "sent": len(told)}, ensure_ascii=False))
    if out is None and not told:
        click.echo(spoken.brief_as_text(made, address), nl=False)


@click.command(
    cls=SpokenCommand,
    help=N_(
        "List what is not as usual in the last complete period, at most five things, what was lost first. With --to "
        "they are sent, and nobody is sent the same thing twice for one period; nothing is sent where nothing is new."
    ),
)
@dataset_option
@version_option
@usual_grain_option
@language_option
@to_option
@address_option
@format_option
def alerts(
    *,
    dataset: str,
    version: int | None,
    grain: str | None,
    addresses: tuple[str, ...],
    address: str,
    form: str,
) -> None:
    import pandas as pd

    from messages.alerts import told_of
    from terminal import messages as spoken
    from terminal.rows import show

    to = spoken.addresses(addresses)
    told = told_of(dataset, grain, version)
    if to:
        sent = spoken.send_alerts(dataset, told.alerts, to, address)
        click.echo(json.dumps({"dataset": dataset, "alerts": len(told.alerts), "sent": sent}, ensure_ascii=False))
        return
    if told.alerts or form != "table":
        rows = [alert.as_row(address, dataset) for alert in told.alerts]
        show(pd.DataFrame(rows, columns=list(spoken.ALERT_COLUMNS), dtype=object), form)
        return
    click.echo(told.quiet())


@click.group(
    name="calendar",
    cls=SpokenGroup,
    invoke_without_command=True,
    help=N_(
        "Write whom to speak to, when and why, as a calendar file to subscribe to or to import: an event of a whole "
        "day for each contact that is due or overdue. Who is silent for too long is in it only with --reason silent: "
        "there may be thousands of them, and the early warning puts them in order."
    ),
)
@click.option("--dataset", help=N_("Name of the data set."))
@version_option
@language_option
@click.option("--days", type=click.IntRange(0, 366), default=30, help=N_("How many days ahead to look."))
@click.option(
    "--reason", "reasons", multiple=True, type=click.Choice(REASONS), help=N_("Only this reason; may be repeated.")
)
@click.option("--owner", help=N_("Only the customers of this person."))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("The file to write; its name ends in .ics."),
)
@address_option
@click.pass_context
def write_calendar(
    ctx: click.Context,
    *,
    dataset: str | None,
    version: int | None,
    days: int,
    reasons: tuple[str, ...],
    owner: str | None,
    out: Path | None,
    address: str,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    from messages import calendar_file, follow_ups

    if dataset is None or out is None:
        raise click.UsageError(_("Say the data set and the file: --dataset and --out."))
    if out.suffix.lower() != ".ics":
        raise click.BadParameter(_("The file's name must end in .ics."), param_hint="--out")
    asked = follow_ups.due(
        store.open(dataset, version), days, reasons or follow_ups.USUAL, owner=owner, address=address
    )
    out.write_bytes(calendar_file.calendar(dataset, asked))
    click.echo(json.dumps({"dataset": dataset, "file": str(out), "events": len(asked)}, ensure_ascii=False))


@write_calendar.command(
    "address",
    help=N_(
        "Make the one address under which a person's calendar program reads follow-ups from the running dashboard, and "
        "print it; the one that they had ends. Where people sign in, what they may see is looked up at each reading."
    ),
)
@dataset_option
@email_option
@click.option("--groups", multiple=True, help=N_("A group that the person is in; may be repeated."))
@click.option("--owner", default="", help=N_("Only the customers of this person."))
@language_option
@address_option
def calendar_address(dataset: str, email: str, groups: tuple[str, ...], owner: str, address: str) -> None:
    from register import make_calendar

    store.open(dataset)
    claims: dict[str, Any] = ({"email": email} if email else {}) | ({"groups": list(groups)} if groups else {})
    secret = make_calendar(dataset, email, claims, owner=owner)
    line = {"dataset": dataset, "account": email, "address": f"{address.rstrip('/')}/calendar/{secret}.ics"}
    click.echo(json.dumps(line, ensure_ascii=False))


@write_calendar.command("revoke", help=N_("End the address of a person's calendar."))
@dataset_option
@email_option
def calendar_revoke(dataset: str, email: str) -> None:
    from register import revoke_calendar

    done = revoke_calendar(dataset, email)
    click.echo(json.dumps({"dataset": dataset, "account": email, "revoked": done}, ensure_ascii=False))
