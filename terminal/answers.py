"""What a data set says, from the command line: metrics, tables as files, what every metric means."""

from __future__ import annotations

import json
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Any

import click

import store
from localization import N_, _
from localization.grains import GRAINS, PERIODS_IN_HALF_A_YEAR
from store.schema import TABLES
from terminal.parameters import Day, SpokenCommand, dataset_option, format_option, pairs, version_option


@click.command(cls=SpokenCommand, help=N_("Print a metric; `glossary` says what there is and what the columns mean."))
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


@click.command(cls=SpokenCommand, help=N_("Write a table of a data set to a CSV, Excel or Parquet file."))
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


@click.command(cls=SpokenCommand, help=N_("Print what every metric and each of its columns means."))
def glossary() -> None:
    from metrics.glossary import as_markdown

    click.echo(as_markdown(), nl=False)
