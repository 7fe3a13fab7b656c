"""Who of a list is treated and who is held out: by lot, the same on every machine."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Arm = Literal["treated", "held_out"]


def arms_of(strata: Mapping[str, str], experiment: str, held_out_share: float) -> dict[str, Arm]:
    """Draw lots among the customers of an action: who is held out, so that its effect can be seen?

    The lot is a hash of the customer's own number and the experiment's, so that it does not depend on the machine, the
    day or the order of the list, and another experiment draws anew. Customers of one stratum (such as a step of risk)
    are ordered by their lots, and the first of them held out: each stratum is split in the asked share, to within one
    customer, and so is the whole list.

    Parameters
    ----------
    strata
        Each customer's own number, and the stratum in which lots are drawn; "" for all where there is none.
    experiment
        What tells the experiment from every other one.
    held_out_share
        Share of the customers who are held out (0 to 1).

    Returns
    -------
    Each customer's arm, in the order of `strata`.

    Raises
    ------
    ValueError
        When the share does not lie between 0 and 1.

    Source: metrics reference I3.

    """
    if not 0 <= held_out_share <= 1:
        raise ValueError(f"The share that is held out lies between 0 and 1, not at {held_out_share}")
    members: dict[str, list[str]] = {}
    for customer, stratum in strata.items():
        members.setdefault(stratum, []).append(customer)
    held_out: set[str] = set()
    before = 0
    for stratum in sorted(members):
        in_order = sorted(members[stratum], key=lambda customer: (_lot(customer, experiment), customer))
        # Counted through from stratum to stratum: what rounding takes from one it gives to the next.
        after = before + len(in_order)
        taken = _rounded(held_out_share * after) - _rounded(held_out_share * before)
        held_out |= set(in_order[:taken])
        before = after
    return {customer: "held_out" if customer in held_out else "treated" for customer in strata}


def _lot(customer: str, experiment: str) -> bytes:
    """Return a customer's lot; the length before the number keeps "1" of "23" apart from "12" of "3"."""
    return sha256(f"{len(customer)}:{customer}{experiment}".encode()).digest()


def _rounded(number: float) -> int:
    """Round to the nearest whole number, halves up; what floats lack at the sixteenth digit does not count."""
    return int(number + 0.5 + 1e-9)
