"""What an action is: for whom, planned how, how far, and what may come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from localization import N_

STATES = {"open": N_("open"), "done": N_("done"), "dropped": N_("dropped")}
TREATED, HELD_OUT = "treated", "held_out"
ARMS = {TREATED: N_("acted upon"), HELD_OUT: N_("left alone, to compare")}
OUTCOMES = {
    "reached": N_("reached"),
    "not_reached": N_("not reached"),
    "promised": N_("wants to buy again"),
    "complained": N_("complained"),
    "declined": N_("wants to be left alone"),
    "written": N_("written to"),
    "other": N_("something else"),
}
LONGEST_TITLE, LONGEST_TEXT = 200, 5000
CHANGEABLE = ("title", "cause", "remedy", "owner", "due_on", "note", "state")


@dataclass(frozen=True)
class Chosen:
    """A customer whom an action is for: their number, as loaded, and what is to be known on the phone.

    `arm` is TREATED, or HELD_OUT for whoever is left alone; `stratum` the group of like risk they were drawn in.
    """

    customer_id: str
    name: str = ""
    reason: str = ""
    arm: str = TREATED
    stratum: str = ""


@dataclass(frozen=True)
class Plan:
    """How it will be seen whether an action worked, fixed before it starts.

    Attributes
    ----------
    lot
        What the lots were drawn by: with it, who is held out can be drawn again (see `metrics.actions.arms`).
    horizon_days
        Days after the start on which the answer is due.
    outcome
        What is compared: "kept" (bought again within the horizon).
    held_out_share
        Part of the customers who are left alone, 0 to below 1.
    expected_kept
        Share of those left alone who are expected to be kept; None where nothing is known.
    cost_per_customer
        What the action costs for each customer, in the data's currency.

    """

    horizon_days: int
    lot: str = ""
    outcome: str = "kept"
    held_out_share: float = 0.0
    expected_kept: float | None = None
    cost_per_customer: float | None = None


@dataclass(frozen=True)
class Action:
    """An action with how far it is: `customers` treated, `done` of them, `held_out` left alone."""

    action_id: int
    dataset: str
    title: str
    cause: str
    remedy: str
    owner: str
    due_on: date | None
    note: str
    state: str
    origin: str
    version: int | None
    starts_on: date
    horizon_days: int | None
    lot: str
    outcome: str
    held_out_share: float
    expected_kept: float | None
    cost_per_customer: float | None
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    revision: int
    customers: int
    done: int
    held_out: int

    @property
    def answer_due_on(self) -> date | None:
        """Day on which it can be seen whether it worked; None where nobody asks."""
        return None if self.horizon_days is None else self.starts_on + timedelta(days=self.horizon_days)

    def is_overdue(self, today: date) -> bool:
        """Tell whether its day has passed and something is left to do."""
        return self.state == "open" and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Member:
    """A customer of an action, and what came of it."""

    action_id: int
    customer_id: str
    place: int
    name: str
    reason: str
    arm: str
    stratum: str
    state: str
    result: str
    note: str
    done_at: datetime | None
    done_by: str
    revision: int


@dataclass(frozen=True)
class Task:
    """What is to be done for one customer, with what their action says."""

    member: Member
    title: str
    cause: str
    remedy: str
    owner: str
    due_on: date | None
