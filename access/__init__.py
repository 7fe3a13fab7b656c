"""Who acts, and what they may do: asked where a thing is done, whatever the page shows."""

from access.rights import (
    FULL,
    MACHINE,
    NOBODY,
    RIGHTS,
    ROLE_NAMES,
    ROLES,
    STAND_INS,
    VIEWER,
    Person,
    Sight,
    acting_as,
    may,
    refusal,
    resolve_with,
    sight,
    who,
)
from access.stand_ins import stand_in

__all__ = [
    "FULL",
    "MACHINE",
    "NOBODY",
    "RIGHTS",
    "ROLES",
    "ROLE_NAMES",
    "STAND_INS",
    "VIEWER",
    "Person",
    "Sight",
    "acting_as",
    "may",
    "refusal",
    "resolve_with",
    "sight",
    "stand_in",
    "who",
]
