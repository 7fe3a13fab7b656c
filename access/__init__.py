"""Who acts, and what they may do: asked where a thing is done, whatever the page shows."""

from access.rights import MACHINE, NOBODY, RIGHTS, VIEWER, Person, acting_as, may, refusal, resolve_with, who

__all__ = [
    "MACHINE",
    "NOBODY",
    "RIGHTS",
    "VIEWER",
    "Person",
    "acting_as",
    "may",
    "refusal",
    "resolve_with",
    "who",
]
