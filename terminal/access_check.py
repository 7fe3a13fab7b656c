"""What access.toml says, for an administrator at a terminal: its rules, and what one person may do and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import access
from access import roles
from localization import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def explain(path: Path) -> Iterator[str]:
    """Say what each rule of the file gives to whom; AccessError where the file has a mistake."""
    rules = roles.rules_of(path)
    if not rules:
        yield _(
            "{file} holds no rule. Without sign-in nothing changes: the user of this machine may do everything, "
            "whoever comes from beyond it may look. Where people sign in, nobody of them has a role yet."
        ).format(file=path)
        return
    yield _("{file} is in order. The first rule that fits counts; who fits none sees nothing.").format(file=path)
    for rule in rules:
        yield _("{number}. {role}, for {conditions}: may {rights}").format(
            number=rule.number,
            role=rule.role,
            conditions=", ".join(f"{claim} = {' / '.join(values)}" for claim, values in rule.conditions),
            rights=_listed(rule.rights),
        )
        if rule.held_to:
            text = _("They see the customers alone with {held_to}.")
            yield "   " + text.format(held_to=roles.held_in_words(rule.held_to))
        if not rule.names:
            yield "   " + _("They see a stand-in for each customer in place of names, numbers and free text.")


def standing(path: Path, claims: dict[str, Any]) -> Iterator[str]:
    """Say what somebody with these claims may do, and why."""
    found = roles.standing(roles.rules_of(path), claims)
    person = found.person
    if found.rule is None:
        yield _("{account} is not let in: {reason}.").format(
            account=person.account or "–", reason=roles.explained(found)
        )
        return
    yield _("{account} has the role “{role}”: {reason}.").format(
        account=person.account, role=person.role, reason=roles.explained(found)
    )
    yield _("They may {rights}.").format(rights=_listed(person.rights))
    if person.held_to:
        yield _("They see the customers alone with {held_to}.").format(held_to=roles.held_in_words(person.held_to))
    missing = access.RIGHTS.keys() - person.rights
    if missing:
        yield _("They may not {rights}.").format(rights=_listed(frozenset(missing)))


def _listed(rights: frozenset[str]) -> str:
    return ", ".join(_(said) for right, said in access.RIGHTS.items() if right in rights)
