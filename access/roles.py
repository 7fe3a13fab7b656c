"""Which role who signs in has: access.toml in MANDEGAR_HOME, its rules from claims to roles.

    [[rule]]
    role = "admin"
    email = ["ann@firm.example"]

    [[rule]]
    role = "agent"
    claims.groups = ["sales", "service"]
    names = false
    held_to.region = "North"

The first rule that fits counts; every condition of a rule must fit, by one of its values. Who fits none has no role
and sees nothing. `held_to` lets them see the customers alone who have one of the values in every column named; “me” is
the account of whoever signs in, “claim:team” what the provider says of them under that name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from access.rights import NOBODY, ROLES, Held, Person, folded
from localization import _

if TYPE_CHECKING:
    from pathlib import Path

FILE, IDLE = "access.toml", "idle_minutes"
_KEYS = ("role", "email", "domain", "groups", "claims", "names", "held_to")
# Who publishes sees the rows of the files; a stand-in for their customers would only seem to keep them.
_SEE_NAMES_ANYHOW = ("analyst", "admin")
# What a rule may hold somebody to besides values: what the provider says of themselves.
ME, CLAIM = "me", "claim:"
_TRUE = (True, "true")

Condition = tuple[str, tuple[str, ...]]
Claims = Mapping[str, Any]


class AccessError(Exception):
    """What is wrong in access.toml: where, and what to do."""


@dataclass(frozen=True)
class Rule:
    """One [[rule]]: a role for whose claims fit every condition, each a claim with the values that it may have."""

    number: int
    role: str
    conditions: tuple[Condition, ...]
    names: bool
    held_to: tuple[Condition, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """Names of the claims that the rule asks for: in its conditions, and for whom it holds somebody to."""
        held = (value for _column, values in self.held_to for value in values if value.startswith(CLAIM))
        return (*(name for name, _values in self.conditions), *(value.removeprefix(CLAIM) for value in held))

    @property
    def rights(self) -> frozenset[str]:
        """What the rule lets a person do; lists and actions are kept by the customers' numbers, so they need names."""
        return ROLES[self.role] | {"names"} if self.names else ROLES[self.role] - {"names", "lists", "act"}


@dataclass(frozen=True)
class Standing:
    """What came of somebody's claims: the person, the rule that fitted, and which claims of rules were not sent."""

    person: Person
    rule: Rule | None
    missing: tuple[str, ...] = ()


def rules_of(path: Path) -> tuple[Rule, ...]:
    """Read the rules of an access.toml; none where there is no such file.

    Raises
    ------
    AccessError
        With a sentence for the first mistake.

    """
    try:
        status = path.stat()
        return _read(path, (status.st_ino, status.st_mtime_ns, status.st_size))
    except FileNotFoundError:
        return ()
    except OSError as error:
        text = _("{file} cannot be read ({reason}); let the account that runs Mandegar read it.")
        raise AccessError(text.format(file=path, reason=error.strerror)) from error


def idle_seconds(path: Path) -> float | None:
    """Return after how many seconds without use a session ends, by access.toml; None where it does not.

    Raises
    ------
    AccessError
        With a sentence for a mistake in the file.

    """
    try:
        status = path.stat()
    except OSError:
        return None
    minutes = _content(path, (status.st_ino, status.st_mtime_ns, status.st_size)).get(IDLE)
    if minutes is None:
        return None
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or minutes <= 0:
        raise AccessError(_("{file}: idle_minutes is a number above zero, such as 60.").format(file=path))
    return 60.0 * minutes


@lru_cache(maxsize=16)
def _read(path: Path, identity: tuple[int, int, int]) -> tuple[Rule, ...]:
    content = _content(path, identity)
    idle_seconds(path)
    rules = content.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(one, dict) for one in rules):
        raise AccessError(_("{file}: write each rule under a line [[rule]], with two brackets.").format(file=path))
    return tuple(_rule(path, number, one) for number, one in enumerate(rules, start=1))


@lru_cache(maxsize=16)
def _content(path: Path, _identity: tuple[int, int, int]) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise AccessError(_("{file} is not written in UTF-8; save it so.").format(file=path)) from error
    except tomllib.TOMLDecodeError as error:
        text = _("{file} is no TOML: {reason}. Mend that place; docs/security.md shows a whole file.")
        raise AccessError(text.format(file=path, reason=error)) from error
    strange = sorted(content.keys() - {"rule", IDLE})
    if strange:
        text = _(
            "{file}: “{key}” is not known here. There are rules, each under [[rule]], and idle_minutes before them."
        )
        raise AccessError(text.format(file=path, key=strange[0]))
    return content


def _rule(path: Path, number: int, given: dict[str, Any]) -> Rule:
    try:
        role = _role(given)
        return Rule(number, role, _conditions(given), _names(given, role), _held_to(given, role))
    except AccessError as error:
        place = _("{file}, rule {number}").format(file=path, number=number)
        raise AccessError(f"{place}: {error}") from error


def _role(given: dict[str, Any]) -> str:
    strange = sorted(given.keys() - set(_KEYS))
    if strange:
        text = _("“{key}” is not known; a rule has {known}.")
        raise AccessError(text.format(key=strange[0], known=", ".join(_KEYS)))
    role = given.get("role")
    if not isinstance(role, str) or role not in ROLES:
        text = _("its role is “{role}”; choose one of {known}.")
        raise AccessError(text.format(role=role or "", known=", ".join(ROLES)))
    return role


def _conditions(given: dict[str, Any]) -> tuple[Condition, ...]:
    claims = given.get("claims", {})
    if not isinstance(claims, dict):
        raise AccessError(_("write claims as claims.groups = [“sales”]: the name of a claim, then its values."))
    asked = {name: given[name] for name in ("email", "domain", "groups") if name in given}
    conditions = tuple((name, _wanted(name, values)) for name, values in [*asked.items(), *claims.items()])
    if not conditions:
        raise AccessError(
            _("it says nothing of whom it is for, so it would be for everybody; add email, domain or groups.")
        )
    return conditions


def _wanted(name: str, values: Any) -> tuple[str, ...]:
    several = [values] if isinstance(values, str) else values
    if not isinstance(several, list) or not several or not all(isinstance(one, str) and one for one in several):
        text = _("“{key}” must be one text or a list of texts in quotes, none of them empty.")
        raise AccessError(text.format(key=name))
    if name == "email" and not all("@" in one for one in several):
        raise AccessError(_("“email” wants whole addresses; for everybody of a firm write domain = “firm.example”."))
    if name == "domain" and any("@" in one for one in several):
        raise AccessError(_("“domain” is what stands after the @, without it."))
    return tuple(_folded(name, one) for one in several)


def _names(given: dict[str, Any], role: str) -> bool:
    names = given.get("names", "names" in ROLES[role])
    if not isinstance(names, bool):
        raise AccessError(_("“names” is true or false, without quotes."))
    if not names and role in _SEE_NAMES_ANYHOW:
        text = _("an {role} sees the rows of the files, so names = false would keep nothing; choose viewer or agent.")
        raise AccessError(text.format(role=role))
    return names


def _held_to(given: dict[str, Any], role: str) -> tuple[Condition, ...]:
    held = given.get("held_to")
    if held is None:
        return ()
    if not isinstance(held, dict) or not held:
        raise AccessError(_("write held_to.region = “North”: a column of the customers, then its values."))
    if role in _SEE_NAMES_ANYHOW:
        text = _("an {role} sees the rows of the files, so held_to would keep nothing; choose viewer or agent.")
        raise AccessError(text.format(role=role))
    found = []
    for name, values in held.items():
        several = [values] if isinstance(values, str) else values
        if not isinstance(several, list) or not several or not all(isinstance(one, str) and one for one in several):
            text = _("“{key}” must be one text or a list of texts in quotes, none of them empty.")
            raise AccessError(text.format(key=f"held_to.{name}"))
        found.append((name, tuple(several)))
    return tuple(sorted(found))


def _as_held(rule: Rule, claims: Claims) -> Held:
    """Return what a rule holds somebody to, with what their provider says of them in place of me and of claims.

    Where it says nothing of it, no value is left, and they see nobody. An address that is not verified is nothing.
    """
    found = []
    for column, values in rule.held_to:
        said: list[str] = []
        for value in values:
            if value == ME:
                said += _values_of(claims, "email") or ([] if claims.get("email") else [account_of(claims)])
            elif value.startswith(CLAIM):
                said += _values_of(claims, value.removeprefix(CLAIM))
            else:
                said.append(value)
        found.append((column, tuple(sorted({folded(one) for one in said if folded(one)}))))
    return tuple(found)


def standing(rules: tuple[Rule, ...], claims: Claims) -> Standing:
    """Say who somebody is and may be, by what their provider says of them."""
    account, name = account_of(claims), str(claims.get("name") or claims.get("email") or account_of(claims))
    for rule in rules:
        if all(_fits(claims, claim, values) for claim, values in rule.conditions):
            held = _as_held(rule, claims)
            person = Person(rule.role, rule.rights, name, account, is_signed_in=True, held_to=held)
            return Standing(person, rule)
    asked = dict.fromkeys(claim for rule in rules for claim, _values in rule.conditions)
    missing = tuple(dict.fromkeys(_sent_as(claim) for claim in asked if not _values_of(claims, claim)))
    person = Person(NOBODY.role, NOBODY.rights, name=name, account=account, is_signed_in=True)
    return Standing(person, None, missing)


def account_of(claims: Claims) -> str:
    """Return what tells a person from everybody else: the e-mail address, else what the provider calls them.

    An address that is not verified may be somebody else's, and what they do would be done in that person's name.
    """
    if verified := _values_of(claims, "email"):
        return verified[0]
    username = str(claims.get("preferred_username") or "")
    is_doubtful = bool(claims.get("email")) and "@" in username
    return str((not is_doubtful and username) or claims.get("sub") or "")


def explained(found: Standing) -> str:
    """Say in a sentence why somebody has a role, or none."""
    if found.rule is not None:
        said = _("rule {number} gives the role “{role}”, as {conditions}")
        return said.format(
            number=found.rule.number,
            role=found.rule.role,
            conditions=", ".join(f"{claim} = {' / '.join(values)}" for claim, values in found.rule.conditions),
        )
    if found.missing:
        return _(
            "no rule fits; the provider says nothing of {claims}, which rules ask for: let it send that with the "
            "ID token"
        ).format(claims=", ".join(found.missing))
    return _("no rule fits")


def held_in_words(held: tuple[Condition, ...]) -> str:
    """Say which customers somebody is held to: “region = North / South, owner = me”."""
    return ", ".join(f"{column} = {' / '.join(values) or '–'}" for column, values in held)


def _sent_as(claim: str) -> str:
    return "email" if claim == "domain" else claim


def _fits(claims: Claims, claim: str, wanted: tuple[str, ...]) -> bool:
    return any(_folded(claim, one) in wanted for one in _values_of(claims, claim))


def _values_of(claims: Claims, claim: str) -> list[str]:
    """Return the values of a claim; an address that the provider says it has not verified is anybody's, so none."""
    if claim in {"email", "domain"}:
        address = claims.get("email")
        if not isinstance(address, str) or address.count("@") != 1 or claims.get("email_verified", True) not in _TRUE:
            return []
        return [address if claim == "email" else address.rpartition("@")[2]]
    found = claims.get(claim)
    if isinstance(found, list | tuple):
        return [str(one) for one in found]
    return [] if found is None or found == "" else [str(found)]


def _folded(claim: str, value: str) -> str:
    return value.strip().casefold() if claim in {"email", "domain"} else value
