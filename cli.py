"""The doors without a browser: load a file, read a metric, list and undo versions, export a table.

Each command imports what it works with: asking for help need not wait for DuckDB.
"""

from __future__ import annotations

import errno
import json
from typing import Any

import click

import store
from access import scopes, trail
from localization import LANGUAGES, N_, _, use_language
from terminal import actions, answers, load, people, telling, versions
from terminal.parameters import SpokenGroup


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


for command in (
    *(load.load, answers.metric, answers.export, answers.glossary),
    *(versions.datasets, versions.versions, versions.check, versions.undo),
    *(people.rules_of_access, people.audit, people.forget),
    *(telling.brief, telling.alerts, telling.write_calendar),
    *(actions.actions, actions.register),
):
    main.add_command(command)


if __name__ == "__main__":
    main(prog_name="cli.py")
