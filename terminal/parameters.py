"""Commands whose help is in the language in use: their texts are marked with `N_` and translated when shown."""

from __future__ import annotations

import copy
import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from localization.languages import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"(\d{1,6})([smh]?)")
AnyCommand = TypeVar("AnyCommand", bound=click.Command)
FC = TypeVar("FC", bound="Callable[..., Any] | click.Command")


class SpokenCommand(click.Command):
    """A command whose help is in the language in use."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help with every sentence translated."""
        super(SpokenCommand, _translated(self)).format_help(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help, translated."""
        return super(SpokenCommand, _translated(self)).get_short_help_str(limit)


def _translated(command: AnyCommand) -> AnyCommand:
    spoken = copy.copy(command)
    spoken.help = command.help and _(command.help)
    spoken.params = [copy.copy(parameter) for parameter in command.params]
    for parameter in spoken.params:
        if isinstance(parameter, click.Option):
            parameter.help = parameter.help and _(parameter.help)
    return spoken


class SpokenGroup(click.Group):
    """A group whose help, and that of its commands, is in the language in use."""

    command_class = SpokenCommand

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help with every sentence translated."""
        super(SpokenGroup, _translated(self)).format_help(ctx, formatter)


def pairs(flag: str, name: str, shape: str, meaning: str) -> Callable[[FC], FC]:
    """Return an option that may be repeated, each time as name=text."""
    return click.option(flag, name, multiple=True, callback=_as_dict, metavar=shape, help=meaning)


def _as_dict(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read name=text options; the text may hold further equal signs."""
    found = {}
    for value in values:
        name, sign, text = value.partition("=")
        if not sign or not name.strip() or not text.strip():
            raise click.BadParameter(_("“{value}” is not of the form name=text.").format(value=value))
        if name.strip() in found:
            raise click.BadParameter(_("{name} is given twice; keep one of the two.").format(name=name.strip()))
        found[name.strip()] = text.strip()
    return found


class Day(click.ParamType[date]):
    """A day as 2011-11-30."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; a time or another order of its parts is refused."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(_("“{value}” is not a day of the form 2011-11-30.").format(value=value), parameter, ctx)


class Cuts(click.ParamType[tuple[float, ...]]):
    """Four rising numbers, as 30,90,180,365; an empty text for none."""

    name = "30,90,180,365"

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Read the numbers; others than four rising ones are refused."""
        from store.errors import StoreError
        from store.settings import cuts_of

        try:
            return value if isinstance(value, tuple) else cuts_of(value)
        except StoreError as error:
            self.fail(str(error), parameter, ctx)


class Duration(click.ParamType[float]):
    """A time to wait, as 90s, 10m or 1h; in seconds."""

    name = "90s|10m|1h"

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the number and its unit."""
        if isinstance(value, float):
            return value
        found = _DURATION.fullmatch(str(value).strip().lower())
        if found is None:
            self.fail(_("“{value}” is no time to wait: write 90s, 10m or 1h.").format(value=value), parameter, ctx)
        return float(found[1]) * _SECONDS[found[2] or "s"]


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
