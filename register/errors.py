"""What a person can do wrong with the register, as sentences."""

from __future__ import annotations


class RegisterError(Exception):
    """A sentence for the person: what is wrong, where, and what to do."""


class ChangedMeanwhile(RegisterError):  # noqa: N818 - says what is the case, as the sentence does
    """Somebody else changed the same thing since it was read; nothing was written."""
