"""What a customer's file says: what they brought and will bring and how sure that is, their rhythm, their segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

import store
from localization import N_, _, ngettext
from localization.numbers import format_number, format_percent
from metrics.value.rfm import GROUPS
from metrics.warning.words import reasons
from store import customer_file
from ui.cards import Card
from view.shared import shared
from words.texts import attribute_label, value_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from view import View

HEAD = ("segment", "role", "region", "channel", "owner")
# As `metrics.lifetimes.rhythm` has it: of so few who still buy anybody waits so long.
LATE = ((0.05, N_("very late")), (0.10, N_("late")), (0.25, N_("a little late")))
LEAST_ALIKE = 20


@dataclass(frozen=True)
class File:
    """What a version knows of one customer, but for what happened.

    `worth`, `under_contract`, `rhythm`, `standing`, `segments` and `products` are as `store.customer_file` returns
    them; `left_on` is the last recorded departure.
    """

    customer_id: str
    name: str
    known: Mapping[str, Any]
    worth: Mapping[str, Any]
    rhythm: Mapping[str, Any]
    standing: tuple[str | None, str | None]
    segments: pd.DataFrame
    products: pd.DataFrame
    left_on: pd.Timestamp | None = None
    under_contract: Mapping[str, Any] = field(default_factory=dict)

    @property
    def to_come(self) -> Mapping[str, Any]:
        """What is known of what they will bring: by what they bought, or by their contracts."""
        return self.worth or self.under_contract

    @property
    def called(self) -> str:
        """How they are called: by name, else by number."""
        return self.name or self.customer_id


@shared(200)
def _read(dataset: str, version: int, key: int, prices_of: date | None) -> tuple[Any, ...]:
    opened = store.open(dataset, version)
    return (
        customer_file.worth(opened, key, prices_of=prices_of),
        customer_file.rhythm(opened, key, prices_of),
        customer_file.standing(opened, key),
        customer_file.segments(opened, key),
        customer_file.products(opened, key, prices_of),
        customer_file.left_on(opened, key),
        customer_file.under_contract(opened, key),
    )


@shared(100)
def _kept(
    dataset: str, version: int, prices_of: date | None = None
) -> tuple[Mapping[str, float | str], Mapping[str, float | str]]:
    opened = store.open(dataset, version)
    return opened.forecast if prices_of is None else opened.real_forecast, opened.warning


def file_of(view: View, customer_id: str, known: Mapping[str, Any]) -> File:
    """Read a customer's file; `known` is what the data say of them by column."""
    name = known.get("name")
    found = _read(view.dataset, view.info.version, int(known["customer_key"]), view.lens.prices_of)
    return File(customer_id, "" if name is None or pd.isna(name) else str(name), known, *found)


def sentence(view: View, file: File) -> str:
    """Say what the customer brought, what they will probably bring, and whether they are late."""
    worth = file.worth
    if not worth:
        return _of_contracts(view, file)
    told = {"customer": file.called, "money": view.money(worth["revenue"]), "day": view.day(worth["first_day"])}
    if worth.get("revenue_to_come") is None:
        said = _("{customer} has brought {money} since {day}.").format(**told)
    else:
        text = _("{customer} has brought {money} since {day}, and will probably bring {more} in the next 12 months.")
        said = text.format(**told, more=view.money(worth["revenue_to_come"]))
    if file.left_on is not None and file.left_on >= worth["last_day"]:
        text = _("They left on {day}.")
        return f"{said} {text.format(day=view.day(file.left_on))}"
    late, text = how_late(file), _("They are {late}.")
    return f"{said} {text.format(late=late)}" if late else said


def _of_contracts(view: View, file: File) -> str:
    """Say of who never bought since when they have had contracts, and what these will bring."""
    known = file.under_contract
    if not known:
        return _("{customer} has not bought anything yet.").format(customer=file.called)
    told = {"customer": file.called, "day": view.day(known["since"])}
    if not known["is_covered"]:
        text = _("{customer} had contracts from {day} to {last}, and has none now.")
        return text.format(**told, last=view.day(known["covered_to"]))
    if known.get("revenue_to_come") is None:
        return _("{customer} has been under contract since {day}.").format(**told)
    text = _("{customer} has been under contract since {day}, and will probably bring {more} in the next 12 months.")
    return text.format(**told, more=view.money(known["revenue_to_come"]))


def how_late(file: File) -> str:
    """Say how late a customer is by their own rhythm; empty where they are not, or nobody knows."""
    chance = file.rhythm.get("p_silence")
    if chance is None or pd.isna(chance):
        return ""
    return next((_(words) for limit, words in LATE if chance < limit), "")


def who(view: View, file: File) -> str:
    """Say number, segment and the like in one line, and the group that they stand in."""
    parts = [file.customer_id] if file.name else []
    for name in HEAD:
        value = file.known.get(name)
        if value is not None and not pd.isna(value):
            parts.append(f"{attribute_label(name)}: {value_label(str(value))}")
    if (joined := file.known.get("joined_on")) is not None and not pd.isna(joined):
        parts.append(_("with us since {day}").format(day=view.day(joined)))
    if file.known.get("opted_out") is True:
        parts.append(_("does not want to be contacted"))
    return " · ".join(parts)


def headlines(view: View, file: File) -> list[Card]:
    """Return the cards: brought, to come, own rhythm, the chance of no purchase."""
    worth, rhythm = file.worth, file.rhythm
    if not worth:
        return _cards_of_contracts(view, file)
    profit = worth.get("profit") if view.info.knows_profit else None
    orders = int(worth["orders"])
    counted = ngettext("{n} order", "{n} orders", orders).format(n=view.count(orders))
    found = [
        Card(
            _("Brought so far"),
            view.money(worth["revenue"]),
            note=counted
            if profit is None
            else _("{orders}, profit {money}").format(orders=counted, money=view.money(profit)),
            meaning="kept",
        )
    ]
    if worth.get("revenue_to_come") is not None:
        alive = worth.get("alive")
        found.append(
            Card(
                _("To come in 12 months"),
                view.money(worth["revenue_to_come"]),
                note=""
                if alive is None
                else _("still a customer: {share}").format(share=format_percent(alive, decimals=0)),
                help=how_sure(view, file) or None,
            )
        )
    if rhythm.get("silent_days") is not None:
        usual = rhythm.get("usual_days")
        found.append(
            Card(
                _("Days silent"),
                view.count(rhythm["silent_days"]),
                note=_("one purchase day") if usual is None else _("usual: {n}").format(n=view.count(usual)),
            )
        )
    if rhythm.get("chance") is not None:
        days = int(_kept(view.dataset, view.info.version)[1]["horizon_days"])
        found.append(
            Card(
                _("Chance of no purchase"),
                format_percent(rhythm["chance"], decimals=0),
                note=_("in the next {n} days").format(n=view.count(days)),
                meaning="lost",
            )
        )
    return found


def _cards_of_contracts(view: View, file: File) -> list[Card]:
    known = file.under_contract
    if known.get("revenue_to_come") is None:
        return []
    return [
        Card(_("Brought in the last 365 days"), view.money(known["last_revenue"]), meaning="kept"),
        Card(_("To come in 12 months"), view.money(known["revenue_to_come"]), help=how_sure(view, file) or None),
    ]


def how_sure(view: View, file: File) -> str:
    """Say what came from those of whom about as much was forecast, when the forecast was tested."""
    worth = file.to_come
    alike, low, high = (worth.get(name) for name in ("alike", "low", "high"))
    if alike is None or low is None or high is None or alike < LEAST_ALIKE:
        return ""
    about = _kept(view.dataset, view.info.version, view.lens.prices_of)[0]
    return _(
        "How sure is that? On {day} about as much was forecast of {n} customers. In the {days} days "
        "after, half of them brought {low} to {high} of what had been forecast of them, and {none} nothing at all."
    ).format(
        day=view.day(pd.Timestamp(str(about["origin"]))),
        n=view.count(alike),
        days=format_number(float(about["horizon_days"]), decimals=0),
        low=format_percent(low, decimals=0),
        high=format_percent(high, decimals=0),
        none=format_percent(worth["none"], decimals=0),
    )


def in_their_rhythm(view: View, file: File) -> str:
    """Say how long the customer usually waits, how long they wait now, and how seldom that is."""
    rhythm = file.rhythm
    silent, usual, chance = (rhythm.get(name) for name in ("silent_days", "usual_days", "p_silence"))
    if silent is None or pd.isna(silent):
        return ""
    if usual is None or pd.isna(usual):
        return _("They bought on one day, {n} days before the end of the data; one purchase has no rhythm.").format(
            n=view.count(silent)
        )
    said = _("Half of their waits were up to {usual} days; now they have been silent for {n}.").format(
        usual=view.count(usual), n=view.count(silent)
    )
    if chance is None or pd.isna(chance):
        return said
    late = how_late(file)
    if not late:
        return f"{said} " + _("That is not late for them.")
    return f"{said} " + _("Of those who still buy, {share} wait so long: they are {late}.").format(
        share=_("less than {share}").format(share=format_percent(0.01, decimals=0))
        if chance < 0.01
        else format_percent(chance, decimals=0),
        late=late,
    )


def signs(view: View, file: File) -> list[str]:
    """Say which signs of leaving the customer shows, each against their own past."""
    if "buys_less" not in file.rhythm:
        return []
    row = {name: float("nan") if value is None else value for name, value in file.rhythm.items()}
    return reasons(row, view.money)


def as_a_list(file: File, told: Sequence[str]) -> pd.DataFrame:
    """Return the list of this customer alone, with their signs as the reasons why, for whoever takes them on."""
    return pd.DataFrame(
        {
            "customer_id": [file.customer_id],
            "name": [file.name],
            "reasons": [" · ".join(told)],
            "chance": [file.rhythm.get("chance")],
        }
    ).astype({"chance": "float64"})


def how_segments_changed(view: View, file: File) -> list[str]:
    """Say which group the customer stands in, where they stood before, and which segments their orders said when."""
    said = []
    now, before = (_(GROUPS[code]) if code and code in GROUPS else "" for code in file.standing)
    if now and before == now:
        text = _("By how lately and how often they bought they are “{now}”, as 91 days before.")
    elif now and before:
        text = _("By how lately and how often they bought they are “{now}”; 91 days before they were “{before}”.")
    elif now:
        text = _("By how lately and how often they bought they are “{now}”; 91 days before they were no buyer.")
    else:
        text = _("They have not bought for a year; 91 days before they were “{before}”.")
    if now or before:
        said.append(text.format(now=now, before=before))
    if len(file.segments) > 1:
        steps = [
            _("{segment} since {day}").format(segment=value_label(str(segment)), day=view.day(since))
            for segment, since in file.segments[["segment", "since"]].itertuples(index=False)
        ]
        said.append(_("Segments by their orders: {segments}.").format(segments=_(", ").join(steps)))
    return said


def day_number(day: date | pd.Timestamp) -> int:
    """Return a day as a number, for pictures in any calendar."""
    return pd.Timestamp(day).toordinal()
