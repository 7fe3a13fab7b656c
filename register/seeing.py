"""What whoever may not see who customers are reads of the register: stand-ins, and no words that may name anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import access
from localization import _
from localization.numbers import format_number

if TYPE_CHECKING:
    from register.actions import Action, Member, Task


def of_action(action: Action) -> Action:
    """Return an action as whoever reads it may see it."""
    if access.sight().names:
        return action
    return replace(action, title=_number(action.action_id), remedy="", note="")


def of_member(member: Member) -> Member:
    """Return a customer of an action as whoever reads it may see them."""
    if access.sight().names:
        return member
    return replace(member, customer_id=access.stand_in(member.customer_id), name="", note="")


def of_task(task: Task) -> Task:
    """Return a task as whoever reads it may see it."""
    if access.sight().names:
        return task
    return replace(task, member=of_member(task.member), title=_number(task.member.action_id), remedy="")


def of_customer(customer_id: str) -> str:
    """Return a customer's number as whoever reads it may see it."""
    return customer_id if access.sight().names else access.stand_in(customer_id)


def _number(action_id: int) -> str:
    return _("Action {n}").format(n=format_number(action_id))
