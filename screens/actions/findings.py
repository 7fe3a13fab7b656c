"""What the page of actions says first: what is late, and which answers are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import register
from localization import _, ngettext
from messages import experiments
from ui import clock
from ui.cards import Card
from words import own_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from view import View


def headlines(view: View, asked: Sequence[register.Action], found: Mapping[int, Mapping[str, Any]]) -> list[Card]:
    """Return the cards: what is open, late and done, and how many answers are there."""
    counted = register.counts(view.dataset, clock.today())
    due = [row for row in found.values() if row["verdict"] != "not_due"]
    worked = sum(row["verdict"] == "worked" for row in due)
    return [
        Card(_("Open"), view.count(counted["open"]), help=_("Actions on which something is left to do.")),
        Card(
            _("Overdue"),
            view.count(counted["overdue"]),
            help=_("Open actions whose day has passed."),
            meaning="lost" if counted["overdue"] else "neutral",
        ),
        Card(_("Done"), view.count(counted["done"]), help=_("Actions with nobody left to do something for.")),
        Card(
            _("Answers there"),
            view.count(len(due)),
            note=_("{worked} worked, {n} not due yet").format(
                worked=view.count(worked), n=view.count(len(asked) - len(due))
            ),
            help=_("Actions whose day of the answer the data have reached."),
        ),
    ]


def answer(view: View, found: Mapping[int, dict[str, Any]]) -> str:
    """Say what is late and first, and what the finished experiments say."""
    today = clock.today()
    late = list(register.actions(view.dataset, state="open", due_before=today, most=1000))
    said = []
    if late:
        text = ngettext("{n} action is overdue", "{n} actions are overdue", len(late)).format(n=view.count(len(late)))
        first = _("first “{title}”, {who}, due {day}").format(
            title=own_values.said(late[0].title), who=late[0].owner or _("nobody yet"), day=view.day(late[0].due_on)
        )
        said.append(f"{text}: {first}.")
    if answers := experiments.summary(list(found.values())):
        said.append(answers)
    if said:
        return " ".join(said)
    open_ones = register.counts(view.dataset, today)["open"]
    if open_ones:
        text = ngettext(
            "{n} action is under way, none is overdue.", "{n} actions are under way, none is overdue.", open_ones
        )
        return text.format(n=view.count(open_ones))
    return _("Nothing was taken on yet. Begin with “Do next”, or take on the list behind any number.")
