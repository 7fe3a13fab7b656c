"""Asking, before anything is written, whether whoever acts may write it."""

from __future__ import annotations

import access
from access import trail
from register.errors import RegisterError


def need(right: str) -> None:
    """Go on only where whoever acts has this right of `access.RIGHTS`; RegisterError with the reason otherwise."""
    if not access.may(right):
        if access.who().is_signed_in:
            trail.say_done("refused", subject=right)
        raise RegisterError(access.refusal(right))
