"""Whom to speak to, when and why, as things that are due in a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import register
import store
from localization import N_, _
from localization.dates import format_date
from messages.calendar_file import Due, uid
from messages.words import Door
from metrics import evaluate
from store import talks

if TYPE_CHECKING:
    from store import Snapshot

# What is to be done, by the reason for it.
TASKS = {
    "thanks": N_("Thank {customer} for the purchase"),
    "satisfaction": N_("Ask {customer} whether they are satisfied"),
    "contract_60": N_("The contract of {customer} ends in 60 days"),
    "contract_30": N_("The contract of {customer} ends in 30 days"),
    "contract_7": N_("The contract of {customer} ends in 7 days"),
    "silent": N_("Call {customer}: silent for longer than is usual for them"),
    "six_months": N_("Call {customer}: six months without a purchase"),
    "solved": N_("Ask {customer} whether the complaint is settled"),
    "best": N_("Talk to {customer}: one of the best, and no contact for 30 days"),
    "birthday": N_("Wish {customer} a happy birthday"),
    "nowruz": N_("Wish {customer} a happy Nowruz"),
}
# Due as long as they last, on whatever day it is asked: the event moves along, and another one is not made.
STANDING = frozenset({"silent", "best"})
# Of the silent there may be thousands on one day: they belong on a list in the order of their money.
USUAL = tuple(reason for reason in TASKS if reason != "silent")


def due(
    snapshot: Snapshot,
    ahead_days: int,
    reasons: tuple[str, ...] = USUAL,
    *,
    owner: str | None = None,
    address: str = "",
) -> list[Due]:
    """Return every contact that is due or overdue in a version, in the language in use.

    Parameters
    ----------
    snapshot
        The version; it is asked on the last day that it covers in full.
    ahead_days
        How many days from then on.
    reasons
        Those to speak of, of TASKS.
    owner
        Only the customers of this person.
    address
        Where the dashboard is; without it there are no links.

    """
    until = snapshot.info.complete_up_to
    if until is None:
        return []
    named = ("customer_id", *(name for name in ("name", "owner") if name in snapshot.filled_attributes))
    beside = None
    if register.talked(snapshot.dataset):
        beside = talks.beside(snapshot, talks.DUE, talks.spoken(snapshot, register.talks))
    tables = store.Tables(snapshot, beside=talks.BESIDE if beside else ())
    asked: dict[str, Any] = {"ahead_days": ahead_days, "calendar": snapshot.settings.calendar, "reasons": reasons}
    rows = snapshot.fetch(evaluate(talks.DUE, tables, by=named, **asked), beside=beside)
    if owner is not None:
        rows = rows[rows["owner"] == owner] if "owner" in rows.columns else rows.head(0)
    link = Door("follow_up", "").address(address, snapshot.dataset)
    return [_due(snapshot, row, link) for row in rows.to_dict("records")]


def _due(snapshot: Snapshot, row: dict[Any, Any], link: str) -> Due:
    day, reason, customer = pd.Timestamp(row["due_on"]).date(), str(row["reason"]), str(row["customer_id"])
    name = row.get("name")
    called = customer if name is None or pd.isna(name) or not str(name).strip() else str(name)
    task = _(TASKS[reason]) if reason in TASKS else f"{reason}: {{customer}}"
    parts = (reason, customer) if reason in STANDING else (reason, customer, day.isoformat())
    said = [_("Customer: {customer}").format(customer=customer)]
    if (owner := row.get("owner")) is not None and not pd.isna(owner) and str(owner).strip():
        said.append(_("Owner: {owner}").format(owner=owner))
    last = row["last_contact_on"]
    if not pd.isna(last):
        spoken = format_date(pd.Timestamp(last).date(), snapshot.settings.calendar)
        said.append(_("Last contact: {day}").format(day=spoken))
    return Due(uid(snapshot.dataset, *parts), day, task.format(customer=called), "\n".join(said), link)
