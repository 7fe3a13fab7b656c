"""What whoever may not see who customers are reads of the register: stand-ins, and no words that may name anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import access
from access import scopes
from access.stand_ins import stand_ins
from localization import _
from localization.numbers import format_number
from register.errors import RegisterError

if TYPE_CHECKING:
    from register.action_types import Action, Member, Task


def of_action(action: Action, *, is_whole: bool = True) -> Action:
    """Return an action as whoever reads it may see it.

    Where it `is_whole` no longer, its words may name others, and what was expected was of all its customers.
    """
    if not is_whole:
        action = replace(action, expected_kept=None)
    if access.sight().names and is_whole:
        return action
    return replace(action, title=_number(action.action_id), remedy="", note="")


def is_seen(dataset: str, customer_id: str) -> bool:
    """Tell whether whoever acts may see a customer."""
    return scopes.holds(dataset, [customer_id])


def need_all(dataset: str, customers: list[str]) -> None:
    """Refuse to write about customers whom whoever acts may not see, in words that say nothing of who there is."""
    if not scopes.holds(dataset, customers):
        raise RegisterError(_("There is somebody among them whom you may not see; choose your own customers alone."))


def of_member(member: Member) -> Member:
    """Return a customer of an action as whoever reads it may see them."""
    if access.sight().names:
        return member
    return replace(member, customer_id=access.stand_in(member.customer_id), name="", note="")


def of_task(task: Task, *, is_whole: bool = True) -> Task:
    """Return a task as whoever reads it may see it; its action's words may name others."""
    if access.sight().names and is_whole:
        return task
    return replace(task, member=of_member(task.member), title=_number(task.member.action_id), remedy="")


def of_customer(customer_id: str) -> str:
    """Return a customer's number as whoever reads it may see it."""
    return customer_id if access.sight().names else access.stand_in(customer_id)


def of_customers(numbers: list[str]) -> list[str]:
    """Return customers' numbers as whoever reads them may see them."""
    return numbers if access.sight().names else stand_ins(numbers)


def _number(action_id: int) -> str:
    return _("Action {n}").format(n=format_number(action_id))
