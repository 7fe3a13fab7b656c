"""Who acts, and what they may do: asked where a thing is done, whatever the page shows."""

from access.rights import (
    MACHINE,
    NOBODY,
    RIGHTS,
    ROLE_NAMES,
    ROLES,
    VIEWER,
    Person,
    acting_as,
    may,
    refusal,
    resolve_with,
    sees_names,
    who,
)

__all__ = [
    "MACHINE",
    "NOBODY",
    "RIGHTS",
    "ROLES",
    "ROLE_NAMES",
    "VIEWER",
    "Person",
    "acting_as",
    "may",
    "refusal",
    "resolve_with",
    "sees_names",
    "who",
]
