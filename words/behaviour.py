"""Groups by behaviour: what stands in where nothing is known of the customers that would make segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import store
from localization import N_, _
from metrics.value.rfm import GROUPS
from store.tables import BEHAVIOUR
from view.shared import shared
from words.texts import attribute_label, value_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from view import View

# Attributes by how much they usually tell of who leaves, the most telling first.
TELLING = ("segment", "role", "region", "channel", "contract", "plan", "tier")
NOT_LATELY = N_("Not in the last 365 days")


def most_telling(known: Sequence[str]) -> str:
    """Return the attribute that tells most of who leaves and who stays; the first one of unknown names, "" of none."""
    return next((name for name in TELLING if name in known), known[0] if known else "")


def offered(view: View) -> str:
    """Return the name of the groups by behaviour where they stand in; else the empty text."""
    return BEHAVIOUR if not view.info.attributes and _is_known(view.dataset, view.info.version) else ""


@shared(100)
def _is_known(dataset: str, version: int) -> bool:
    return BEHAVIOUR in store.Tables(store.open(dataset, version)).attributes


def name_of(by: str) -> str:
    """Name what customers are split by, for the reader."""
    return _("Behaviour") if by == BEHAVIOUR else attribute_label(by)


def group_label(by: str, value: str) -> str:
    """Name one value of what customers are split by, for the reader."""
    return _(GROUPS.get(value, NOT_LATELY)) if by == BEHAVIOUR else value_label(value)


def how_made() -> str:
    """Say that the groups are ours, and what they are made from."""
    return _(
        "Groups by behaviour: we made them from how lately and how often each customer bought in the last 365 days, "
        "because no segment was loaded. Load a file of customers with a column such as segment, region, channel or "
        "owner for groups of your own."
    )
