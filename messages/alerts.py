"""Alerts in words: the number, what is usual, since when, what it is worth, and where its list is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

import store
from localization import N_, _, ngettext
from localization.numbers import format_number
from messages.watched import Looked, Watched, watched
from messages.words import Door, Voice, count, of, percent, points
from metrics.causes.remedies import CAUSES
from models import control
from store import restatement
from store.folders import version_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store import Snapshot

MOST = 5
# A closed month whose customers or sales change by more than this part, or whose retention by so many points, is told.
RESTATED = 0.01
TITLES = {
    "customers": N_("Customers kept"),
    "sales": N_("Sales kept"),
    "profit": N_("Profit kept"),
    "lost": N_("Did not buy again"),
    "top_at_risk": N_("Of the best 20 %, those who will probably not buy"),
    "in_time": N_("Complaints answered within 24 hours"),
    "complaints": N_("Complaints"),
    "nps": N_("NPS"),
}
DOORS = {
    "customers": ("overview", {"behind": "lost"}),
    "sales": ("overview", {"behind": "gap_sales"}),
    "profit": ("overview", {"behind": "gap_profit"}),
    "lost": ("overview", {"behind": "lost"}),
    "cause": ("churn_causes", {}),
    "top_at_risk": ("early_warning", {"behind": "risk"}),
    "in_time": ("service", {}),
    "complaints": ("service", {}),
    "nps": ("service", {}),
}
# By whether it is profit, else sales, and whether it was lost.
WORTH = {
    (False, True): N_("About {money} of sales were lost beyond what is usual."),
    (False, False): N_("About {money} of sales were kept beyond what is usual."),
    (True, True): N_("About {money} of profit were lost beyond what is usual."),
    (True, False): N_("About {money} of profit were kept beyond what is usual."),
}


@dataclass(frozen=True)
class Alert:
    """One thing that is not as usual, in words.

    Attributes
    ----------
    key
        Names it and its period; the same one is not sent twice to anybody.
    title
        What it is about.
    said
        The number and what is usual, in one sentence.
    more
        Since when, and what it is worth; may be empty.
    is_worse
        Whether it is bad news; None where it is neither.
    worth
        Sales behind it (currency), below zero where more came than usual; nan where nobody can say.
    door
        Where its list is.

    """

    key: str
    title: str
    said: str
    more: str
    is_worse: bool | None
    worth: float
    door: Door

    def as_row(self, address: str, dataset: str) -> dict[str, Any]:
        """Return it as a row of a table, for programs."""
        worth = None if pd.isna(self.worth) else round(self.worth, 2)
        return {
            "key": self.key,
            "title": self.title,
            "said": self.said,
            "more": self.more,
            "is_worse": self.is_worse,
            "worth": worth,
            "link": self.door.address(address, dataset) or None,
        }


@dataclass(frozen=True)
class Told:
    """What the watched numbers say: the alerts, and what there was to watch.

    Attributes
    ----------
    alerts
        At most MOST; what was lost first, the largest sum first.
    left_out
        How many more there are.
    watched
        How many numbers could be judged.
    retention
        The share of customers kept, as it was judged; None where it could not be.

    """

    alerts: tuple[Alert, ...]
    left_out: int
    watched: int
    retention: Watched | None

    def quiet(self) -> str:
        """Say that nothing is beyond its usual range, or that there is too little to tell."""
        if not self.watched:
            return _(
                "Whether a number is beyond its usual range can be told from {n} complete periods on; there are fewer."
            ).format(n=count(control.LEAST + 1))
        return ngettext(
            "{n} number is watched; it is within its usual range.",
            "{n} numbers are watched; each is within its usual range, or so little beyond it that it could be chance.",
            self.watched,
        ).format(n=count(self.watched))


def told(looked: Looked) -> Told:
    """Judge every number that is watched in the last complete period, and what a version changed in closed months."""
    found = watched(looked)
    ends = [int(one.judged.beyond[-1]) for one in found]
    is_alert = control.alerts([float(one.judged.p_value) for one in found], ends, looked.grain)
    voice = Voice(looked)
    alerts = [_alert(voice, one) for one, is_one in zip(found, is_alert, strict=True) if is_one]
    alerts = sorted([*alerts, *_restated(voice)], key=_first)
    retention = next((one for one in found if one.name == "customers"), None)
    return Told(tuple(alerts[:MOST]), max(len(alerts) - MOST, 0), len(found), retention)


def told_of(dataset: str, grain: str | None = None, version: int | None = None) -> Told:
    """Return what `told` says of a data set by its name; StoreError where there is no such one."""
    return told(Looked.at(store.open(dataset, version), grain))


def _first(alert: Alert) -> tuple[bool, bool, float]:
    is_unknown = bool(pd.isna(alert.worth))
    return alert.is_worse is False, is_unknown, 0.0 if is_unknown else -abs(alert.worth)


def _alert(voice: Voice, one: Watched) -> Alert:
    period, judged = one.periods[-1], one.judged
    cause = _(CAUSES[one.what].label) if one.what in CAUSES else one.what
    title = _("Left because of: {cause}").format(cause=cause) if one.name == "cause" else _(TITLES[one.name])
    value, low, high = (_written(one, number) for number in (judged.value, judged.low, judged.high))
    said = _("{period}: {value}; usual is {low} to {high}, by the {n} periods before.").format(
        period=voice.period(period), value=value, low=low, high=high, n=count(judged.beyond.shape[-1] - 1)
    )
    page, asked = DOORS[one.name]
    door = Door(page, _("See who"), {"grain": voice.looked.grain, **asked})
    more = " ".join(sentence for sentence in (_since(voice, one), _worth(voice, one)) if sentence)
    key = ":".join(filter(None, (one.name, one.what, voice.looked.grain, str(pd.Timestamp(period).date()))))
    return Alert(key, title, said, more, one.excess > 0, one.worth, door)


def _since(voice: Voice, one: Watched) -> str:
    lasts = one.judged.since
    if lasts < 2:
        return ""
    return _("Beyond it since {period}.").format(period=voice.period(one.periods[-lasts]))


def _worth(voice: Voice, one: Watched) -> str:
    if pd.isna(one.worth):
        return ""
    sentence = _(WORTH[one.name == "profit", one.worth > 0])
    return sentence.format(money=voice.money(abs(one.worth)))


def _written(one: Watched, number: Any) -> str:
    """Write a value or a limit in the unit of its number; shares of customers with what they are shares of."""
    if one.name in {"lost", "complaints"}:
        return count(max(float(number), 0.0) * float(one.whole[-1]))
    if one.name == "nps":
        return format_number(100 * float(number), decimals=0)
    is_value = float(number) == float(one.judged.value)
    if is_value and one.name not in {"sales", "profit"}:
        return f"{percent(float(number))} ({of(count(one.part[-1]), count(one.whole[-1]))})"
    return percent(float(number))


def _restated(voice: Voice) -> Iterator[Alert]:
    """Tell of closed months that are not what they were in the version before, the largest change of sales first."""
    snapshot = voice.looked.snapshot
    older = snapshot.info.based_on
    if older is None or older not in version_numbers(snapshot.dataset):
        return
    rows = voice.looked.known(f"restated since {older}", lambda: _compared(snapshot, older))
    changed = [row for row in rows.to_dict("records") if _is_restated(row)]
    if not changed:
        return
    largest = max(changed, key=lambda row: abs(_change(row, "revenue")))
    names = Voice(Looked(snapshot, "month", ()))
    said = ngettext(
        "{n} closed month changed with version {version}; {period} most: sales {before}, now {after}; customers "
        "{customers_before}, now {customers}; kept {rate_change}.",
        "{n} closed months changed with version {version}; {period} most: sales {before}, now {after}; customers "
        "{customers_before}, now {customers}; kept {rate_change}.",
        len(changed),
    ).format(
        n=count(len(changed)),
        version=format_number(snapshot.version),
        period=names.period(largest["starts_on"]),
        before=voice.money(largest["revenue_before"]),
        after=voice.money(largest["revenue_after"]),
        customers_before=count(largest["customers_before"]),
        customers=count(largest["customers_after"]),
        rate_change=points(_change(largest, "rate")),
    )
    yield Alert(
        key=f"restated:{snapshot.version}",
        title=_("Numbers of the past changed"),
        said=said,
        more="",
        is_worse=None,
        worth=abs(sum(_change(row, "revenue") for row in changed)),
        door=Door("data", _("See what was loaded")),
    )


def _compared(snapshot: Snapshot, older: int) -> pd.DataFrame:
    """Compare the closed months of a version with the one before; no rows where that cannot be done."""
    try:
        before = store.open(snapshot.dataset, older).info
    except store.StoreError:  # damaged, or of a newer program: nothing is known of it
        return pd.DataFrame()
    is_alike = before.settings.calendar == snapshot.settings.calendar
    if not (is_alike and before.has("orders") and snapshot.info.has("orders")):
        return pd.DataFrame()
    return restatement.closed_periods(snapshot.dataset, older, snapshot.version)


def _is_restated(row: dict[Any, Any]) -> bool:
    moved = max(_part(row, "customers"), _part(row, "revenue"))
    return moved > RESTATED or abs(_change(row, "rate")) > RESTATED


def _part(row: dict[Any, Any], name: str) -> float:
    before = row[f"{name}_before"]
    change = abs(_change(row, name))
    return 0.0 if not change else change / abs(before) if before and not pd.isna(before) else float("inf")


def _change(row: dict[Any, Any], name: str) -> float:
    """Return by how much a number changed; of one that is not known on both sides nothing is said."""
    change = row[f"{name}_after"] - row[f"{name}_before"]
    return 0.0 if pd.isna(change) else float(change)
