"""The doors without a browser: load a file, read a metric, list and undo versions, export a table.

Each command imports what it works with: asking for help need not wait for DuckDB.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from datetime import date
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import access
import store
from access import scopes, trail
from localization import LANGUAGES, N_, _, current_language, use_language
from localization.grains import CALENDARS, GRAINS, PERIODS_IN_HALF_A_YEAR, WEEK_DAYS
from store.repeats import CHOICES
from store.schema import CUTS, PRICES_FROM, TABLES
from terminal.actions import actions, register
from terminal.parameters import Cuts, Day, Duration, SpokenGroup, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

# Why somebody is to be spoken to, as `metrics.actions.follow_up` names it; read when asked, as help needs no metrics.
REASONS = (
    *("thanks", "satisfaction", "contract_60", "contract_30", "contract_7", "silent", "six_months", "solved", "best"),
    *("birthday", "nowruz"),
)
# The exit code of a load that was published, with questions left open.
QUESTIONS_ARE_OPEN = 3
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
SETTINGS = (
    "complete_up_to",
    "calendar",
    "week_start",
    "fiscal_year_start",
    "time_zone",
    "currency",
    "margin",
    "keep_versions",
    "prices_from",
    *CUTS,
)


class Doors(SpokenGroup):
    """The group of all commands; what a person can do wrong ends as one sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            scopes.identify_with(_identity)
            with trail.writing_with(_write_trail):
                return super().invoke(ctx)
        except click.exceptions.Exit:  # the help was asked for and given
            raise
        except click.UsageError as error:
            _give_reason(ctx, error.format_message())
            raise
        except _refusals() as error:
            sentence = str(error)
            if isinstance(error, store.Doubtful):
                sentence = " ".join((sentence, _("Say --replace or --keep. Nothing was changed.")))
            _give_reason(ctx, sentence)
            raise click.ClickException(sentence) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of a pipe has seen enough
                raise
            sentence = _("The system refused “{file}”: {reason}.").format(file=error.filename, reason=error.strerror)
            _give_reason(ctx, sentence)
            raise click.ClickException(sentence) from error


def _follow(dataset: str, version: int) -> dict[str, Any]:
    """Find and send the alerts of a version that was just published; say what became of them."""
    from messages.new_version import follow

    done = follow(dataset, version)
    return {"found": done.alerts, "sent": done.sent, "failed": list(done.failed)}


def _identity(dataset: str) -> str | None:
    from store.identity import identity

    return identity(dataset)


def _write_trail(kind: str, **said: Any) -> None:
    import register

    register.record(kind, **said)


def _refusals() -> tuple[type[Exception], ...]:
    """Return the errors whose text is a sentence for the person."""
    from access.roles import AccessError
    from ingest.errors import IngestError
    from messages.sending import SendingError
    from metrics.errors import MetricError
    from register.errors import RegisterError
    from store.errors import StoreError

    return AccessError, IngestError, SendingError, MetricError, RegisterError, StoreError


def _give_reason(ctx: click.Context, sentence: str) -> None:
    """Print why a load failed as one JSON line, for whoever started it from a schedule."""
    if ctx.invoked_subcommand == "load":
        click.echo(json.dumps({"error": sentence}, ensure_ascii=False))


dataset_option = click.option("--dataset", required=True, help=N_("Name of the data set."))
wait_option = click.option(
    "--wait",
    type=Duration(),
    default=0.0,
    help=N_("How long to wait where somebody else is publishing the data set: 90s, 10m or 1h; not at all unless told."),
)
version_option = click.option("--version", type=int, help=N_("A version's number; without it the current one."))
format_option = click.option(
    "--format", "form", type=click.Choice(["csv", "json", "table"]), default="table", help=N_("How to print the rows.")
)


@click.group(cls=Doors, help=N_("Mandegar: customer retention measured, explained and acted upon."))
@click.option(
    "--lang",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    is_eager=True,
    expose_value=False,
    callback=lambda _ctx, _parameter, lang: use_language(lang),
    help=N_("Language of messages and help."),
)
def main() -> None:
    """Let `Doors` run the chosen command."""


@main.command(
    help=N_(
        "Load FILES, a folder or the result of a query into a data set, publish a new version and print what became "
        "of it as one JSON line. Each file is taken for the tables that it is recognised as; without any of them the "
        "settings alone change, such as --calendar. The same file again changes nothing: the line says unchanged, and "
        "the exit code is 0. Where a file leaves questions open, the line lists them with the option that answers "
        "each, and the exit code is 3. On failure the line gives the error, and the exit code is 1 or 2."
    )
)
@click.argument("files", nargs=-1, type=click.Path())
@dataset_option
@click.option(
    "--from",
    "place",
    help=N_(
        "A folder of CSV or Parquet files, or with --query the address of a SQLite or PostgreSQL database; env:NAME "
        "takes the address from the environment, source:NAME from sources.toml in MANDEGAR_HOME."
    ),
)
@click.option("--query", help=N_("What to read from the database: one SELECT."))
@click.option(
    "--table", type=click.Choice(list(TABLES)), help=N_("Which table the files fill; recognised unless told.")
)
@pairs(
    "--map",
    "columns",
    "COLUMN=HEADER",
    N_("Which header of the file fills which column; the other columns stay as they are recognised."),
)
@pairs(
    "--compute",
    "computed",
    "COLUMN=EXPRESSION",
    N_("An amount computed with + - * / and parentheses, such as revenue=Quantity*UnitPrice."),
)
@pairs("--set", "constants", "COLUMN=TEXT", N_("The same text for a column of every row."))
@pairs(
    "--only",
    "only",
    "HEADER=TEXT",
    N_("Load only the rows in which this header has this text; the others are counted as skipped."),
)
@pairs(
    "--answer",
    "answers",
    "COLUMN=ANSWER",
    N_("The answer to a question that a file leaves open; each question says which answers there are."),
)
@click.option(
    "--questions",
    type=click.Choice(["tell", "accept", "refuse"]),
    default="tell",
    help=N_(
        "What becomes of a file that leaves questions open: publish and tell by exit code 3, accept what is assumed "
        "with exit code 0, or refuse, and publish nothing."
    ),
)
@click.option(
    "--left-out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Write the rows that --only leaves out to this CSV file, each with its line."),
)
@click.option("--sheet", help=N_("Which sheet of a workbook, or file of an archive, to read."))
@click.option(
    "--header/--no-header",
    "has_header",
    default=None,
    help=N_("Whether the first line of a text names its columns; told by its content unless said."),
)
@click.option(
    "--repeats",
    type=click.Choice(CHOICES),
    default="skip",
    help=N_(
        "What becomes of rows without an order number that are in the data set already: skip them, keep them all, or "
        "replace the days that the file spans."
    ),
)
@click.option(
    "--replace/--keep",
    "replaces",
    default=None,
    help=N_(
        "Orders whose number an earlier file has as well: replace these, as corrections, or keep both, as numbers that "
        "begin again. Asked for where replacing would be more than a correction."
    ),
)
@click.option("--again", is_flag=True, help=N_("Load a file although it was loaded before."))
@click.option(
    "--anew",
    is_flag=True,
    help=N_("Recognise each file as if none with its columns had been loaded before, and remember that instead."),
)
@click.option(
    "--remember-as",
    default="",
    metavar="NAME",
    help=N_("Keep how the file was loaded as a layout of this name, for files like it in every data set."),
)
@click.option(
    "--dry-run",
    is_flag=True,
    help=N_("Publish nothing: print the quality of the rows and which closed months would change."),
)
@click.option("--note", default="", help=N_("Note for the history."))
@click.option("--complete-up-to", type=Day(), help=N_("Last day that the data cover in full."))
@click.option("--calendar", type=click.Choice(CALENDARS), help=N_("Calendar of the data set's months and years."))
@click.option(
    "--week-start",
    type=click.Choice(WEEK_DAYS),
    help=N_("Day on which weeks start; as the calendar has it unless told."),
)
@click.option(
    "--fiscal-year-start", type=click.IntRange(1, 12), help=N_("Month of the calendar in which the fiscal year starts.")
)
@click.option(
    "--timezone",
    "time_zone",
    help=N_("Time zone on whose days instants fall, such as Asia/Tehran; asked for where a file holds instants."),
)
@click.option("--currency", help=N_("Currency of the amounts, such as EUR."))
@click.option(
    "--margin", type=click.FloatRange(0, 1), help=N_("Share of sales taken as profit where the cost is missing.")
)
@click.option("--keep-versions", type=click.IntRange(1), help=N_("How many versions to keep."))
@click.option("--recency-cuts", type=Cuts(), help=N_("Four rising numbers of days that part the scores of recency."))
@click.option("--frequency-cuts", type=Cuts(), help=N_("Four rising numbers of purchase days for those of frequency."))
@click.option("--money-cuts", type=Cuts(), help=N_("Four rising amounts for the scores of money."))
@click.option(
    "--prices-from",
    type=click.Choice(PRICES_FROM),
    help=N_("Index for money at equal prices: the table that is loaded, or the basket of the firm's own orders."),
)
@wait_option
def load(
    *,
    wait: float,
    files: tuple[str, ...],
    dataset: str,
    place: str | None,
    query: str | None,
    sheet: str | None,
    has_header: bool | None,
    dry_run: bool,
    note: str,
    **how: Any,
) -> None:
    import loading
    from store.folders import waiting
    from store.following import following_with

    followed: list[dict[str, Any]] = []
    settings = {name: how.pop(name) for name in SETTINGS}
    if not files and place is None and (dry_run or all(value is None for value in settings.values())):
        raise click.UsageError(_("Say what to load: files, or --from a folder or a database."))
    if place is not None and place.startswith("env:"):
        place = os.environ.get(place.removeprefix("env:"), "")
    given = loading.sources(files, sheet, place, query, has_header=has_header)
    wanted = loading.Wanted(**how, settings=settings)
    who = access.who().name
    with waiting(wait), following_with(lambda *version: followed.append(_follow(*version))):
        if given:
            line = loading.load(dataset, given, wanted, who=who, note=note, dry_run=dry_run, progress=_progress)
        else:
            line = loading.change_settings(dataset, wanted, who=who, note=note, progress=_progress)
    if followed and (followed[-1]["found"] or followed[-1]["failed"]):
        line["alerts"] = followed[-1]
    for sentence in _said_of(line):
        click.echo(sentence, err=True)
    click.echo(json.dumps(line, ensure_ascii=False))
    if line.get("questions") and how["questions"] == "tell":
        click.get_current_context().exit(QUESTIONS_ARE_OPEN)


def _said_of(line: dict[str, Any]) -> Iterator[str]:
    """Yield what a person should read of a load: what was joined, notes, open questions, alerts that did not go."""
    yield from line.get("joined", ())
    for table in line.get("tables", ()):
        yield from table["notes"]
    for question in line.get("questions", ()):
        yield f"{question['question']} ({question['answer_with']})"
    yield from line.get("alerts", {}).get("failed", ())


@main.command(help=N_("Print a metric; `glossary` says what there is and what the columns mean."))
@click.argument("name")
@dataset_option
@version_option
@click.option("--grain", type=click.Choice(GRAINS), default="month", help=N_("Length of the periods."))
@click.option("--by", multiple=True, help=N_("An attribute of the customers to break down by; may be repeated."))
@click.option("--include-open", is_flag=True, default=None, help=N_("List periods that are not complete yet as well."))
@click.option("--measure", type=click.Choice(["revenue", "profit"]), help=N_("Rank by sales or by profit."))
@click.option("--share", type=click.FloatRange(0, 1), help=N_("Share of the customers in the top list."))
@click.option("--cohort", type=Day(), help=N_("Any day of the cohort's period."))
@click.option("--age", type=click.IntRange(0), help=N_("Periods since the first purchase."))
@click.option("--on-or-after", is_flag=True, default=None, help=N_("Count those active at that age or later as kept."))
@click.option("--period", type=Day(), help=N_("Any day of the period."))
@click.option("--within-days", type=click.IntRange(1), help=N_("Days within which a second purchase counts as soon."))
@click.option(
    "--silent-periods",
    type=click.IntRange(1),
    help=N_("Complete periods without a purchase after which a customer has lapsed; half a year unless told."),
)
@click.option("--points", type=click.IntRange(2), help=N_("About how many points of a curve to list."))
@pairs("--option", "further", "NAME=VALUE", N_("Any other option of the metric, by its name in the glossary."))
@format_option
def metric(
    *,
    name: str,
    dataset: str,
    version: int | None,
    grain: str,
    by: tuple[str, ...],
    form: str,
    further: dict[str, str],
    **given: Any,
) -> None:
    from metrics import entry_of, evaluate
    from store import talks
    from terminal.rows import readable, show, start_of_period

    entry = entry_of(name)
    snapshot = store.open(dataset, version)
    options = {option: value for option, value in given.items() if value is not None}
    options |= {option.replace("-", "_"): _value(text) for option, text in further.items()}
    if "silent_periods" in signature(entry.function).parameters:
        options.setdefault("silent_periods", PERIODS_IN_HALF_A_YEAR[grain])
    for option in {"cohort", "period"} & options.keys():
        options[option] = start_of_period(snapshot, grain, options[option])
    if entry.by == "beside" and "customer_id" not in entry.columns:
        by = tuple(dict.fromkeys(("customer_id", *by)))
    beside = _done_tasks(snapshot, name)
    tables = store.Tables(snapshot, grain, beside=talks.BESIDE if beside else ())
    expression = evaluate(name, tables, by=by, **options)
    show(readable(snapshot, expression, grain, beside), form)


def _done_tasks(snapshot: store.Snapshot, metric: str) -> dict[str, Any] | None:
    """Return the tasks that count as contacts, as on a page; None where none can or ever did."""
    from store import talks

    if metric not in talks.COUNTED_BY:
        return None
    import register

    is_told = register.talked(snapshot.dataset)
    return talks.beside(snapshot, metric, talks.spoken(snapshot, register.talks)) if is_told else None


@main.command(help=N_("List the versions of a data set, the newest first."))
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


@main.command(
    help=N_(
        "Read every version of the data sets in full and compare it with the checksum that was kept when it was "
        "published: one line for each. The exit code is 1 where a version is not whole."
    )
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


@main.command(
    help=N_(
        "Go back to the version before the current one, or to the newest whole one where the current one is damaged, "
        "and print its number as one JSON line."
    )
)
@dataset_option
def undo(dataset: str) -> None:
    version = store.undo(dataset)
    click.echo(json.dumps({"dataset": dataset, "version": version}, ensure_ascii=False))


@main.command(
    help=N_(
        "Remove one customer for good: from every version of the data set, or of all, which are written anew without "
        "them, and from actions, notes, events, lists, views and mappings. Every file of MANDEGAR_HOME is searched for "
        "their number and names afterwards, and a JSON line says what was searched and where they still are; the exit "
        "code is 1 where they still are somewhere. A call that was killed is finished by the next. Administrators "
        "alone may do it, and it cannot be taken back; a file that is loaded later with them in it brings them back."
    )
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


@main.group("access", cls=SpokenGroup, help=N_("Who may do what once people sign in: access.toml in MANDEGAR_HOME."))
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


@main.command(
    help=N_("Write who did what to a CSV file or one of JSON lines, the newest first, and print how much as one line.")
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


@main.command(help=N_("List the data sets, one on each line."))
def datasets() -> None:
    for name in store.datasets():
        click.echo(name)


@main.command(help=N_("Write a table of a data set to a CSV, Excel or Parquet file."))
@dataset_option
@version_option
@click.option("--table", type=click.Choice([*TABLES, "rejects"]), required=True, help=N_("Which table to write."))
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=N_("The file; its name ends in .csv, .xlsx or .parquet."),
)
@click.option("--described", is_flag=True, help=N_("Write a file beside a CSV too that says what it is."))
def export(dataset: str, version: int | None, table: str, output: Path, *, described: bool) -> None:
    from metrics import with_attributes
    from metrics.product_list import OWN
    from terminal.rows import write

    snapshot = store.open(dataset, version)
    if table in TABLES and not snapshot.info.has(table):
        raise store.StoreError(
            _("The table “{table}” was not loaded into “{dataset}”.").format(table=table, dataset=dataset)
        )
    rows = snapshot.table(table)
    rows = rows.drop(*(name for name in OWN.values() if name in rows.columns))  # what is shown has the names
    if "customer_key" in rows.columns and "customer_id" not in rows.columns:
        rows = with_attributes(rows, snapshot.customers, ("customer_id",)).relocate("customer_id")
    rows = rows.order_by([name for name in ("customer_key", "upload_id", "source_row") if name in rows.columns])
    if output.suffix.lower() not in {".csv", ".xlsx", ".parquet"}:
        raise click.BadParameter(_("The file's name must end in .csv, .xlsx or .parquet."), param_hint="--output")
    written = write(snapshot, rows, output, table=table, described=described)
    line = {"dataset": dataset, "version": snapshot.version, "table": table, "rows": written}
    click.echo(json.dumps(line, ensure_ascii=False))


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


@main.command(
    help=N_(
        "Write the brief: what changed and whether it could be chance, the largest loss, whom to call, what is not as "
        "usual. It is sent with --to, written to a file with --out, and printed as text with neither. For every "
        "Monday, let cron or a systemd timer run it."
    )
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


@main.command(
    help=N_(
        "List what is not as usual in the last complete period, at most five things, what was lost first. With --to "
        "they are sent, and nobody is sent the same thing twice for one period; nothing is sent where nothing is new."
    )
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


@main.group(
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


email_option = click.option(
    "--email", default="", help=N_("Whose, by their e-mail address; without it whoever sits at this machine.")
)


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


@main.command(help=N_("Print what every metric and each of its columns means."))
def glossary() -> None:
    from metrics.glossary import as_markdown

    click.echo(as_markdown(), nl=False)


main.add_command(actions)
main.add_command(register)


def _value(text: str) -> int | float | bool | date | str:
    """Read an option's value: a number, a day, true or false, else the text itself."""
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    for read in (int, float, date.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _progress(stage: str, share: float) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{share:4.0%}  {_(stage)}\033[K", nl=share >= 1, err=True)


if __name__ == "__main__":
    main(prog_name="cli.py")
