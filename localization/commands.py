"""Commands whose help is in the language in use: their texts are marked with `N_` and translated when shown."""

from __future__ import annotations

import copy
from typing import TypeVar

import click

from localization.languages import _

AnyCommand = TypeVar("AnyCommand", bound=click.Command)


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
