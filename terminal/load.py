"""Loading files, folders and queries from the command line, and the settings of a data set."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import access
from localization import N_, _
from localization.grains import CALENDARS, WEEK_DAYS
from store.repeats import CHOICES
from store.schema import CUTS, PRICES_FROM, TABLES
from terminal.parameters import Cuts, Day, SpokenCommand, dataset_option, pairs, wait_option

if TYPE_CHECKING:
    from collections.abc import Iterator

# The exit code of a load that was published, with questions left open.
QUESTIONS_ARE_OPEN = 3
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


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Load FILES, a folder or the result of a query into a data set, publish a new version and print what became "
        "of it as one JSON line. Each file is taken for the tables that it is recognised as; without any of them the "
        "settings alone change, such as --calendar. The same file again changes nothing: the line says unchanged, and "
        "the exit code is 0. Where a file leaves questions open, the line lists them with the option that answers "
        "each, and the exit code is 3. On failure the line gives the error, and the exit code is 1 or 2."
    ),
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


def _follow(dataset: str, version: int) -> dict[str, Any]:
    """Find and send the alerts of a version that was just published; say what became of them."""
    from messages.new_version import follow

    done = follow(dataset, version)
    return {"found": done.alerts, "sent": done.sent, "failed": list(done.failed)}


def _progress(stage: str, share: float) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{share:4.0%}  {_(stage)}\033[K", nl=share >= 1, err=True)
