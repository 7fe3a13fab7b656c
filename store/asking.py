"""Asking, before anything is changed, whether whoever acts may change it."""

from __future__ import annotations

import access
from access import trail
from store.errors import StoreError


def need(right: str) -> None:
    """Go on only where whoever acts has this right of `access.RIGHTS`; StoreError with the reason otherwise."""
    if not access.may(right):
        if access.who().is_signed_in:
            trail.say_done("refused", subject=right)
        raise StoreError(access.refusal(right))
