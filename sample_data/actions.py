"""What the sample's agency did for its customers: one action that worked, one that did not, one that only seems to.

Nobody was called, so the customers do not know in which arm they are; who is in which is chosen by what came of them.
The first, calls to employers who had fallen silent, kept half of those called and three in ten of those left alone. The
second, a letter to job seekers, was drawn by honest lots, and changed nothing. The third chose employers who had just
had a bad quarter, left nobody alone, and saw them do better, as others like them did who were left in peace. The
fourth is under way: the best employers who are silent now.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd

import access
import register
import store
from localization import N_
from metrics.actions.arms import arms_of
from sample_data import COMPLETE_UP_TO

if TYPE_CHECKING:
    from collections.abc import Sequence

ON = date(2024, 10, 31)
HORIZON_DAYS = 90
CALLED, LETTER, BAD_QUARTER, UNDER_WAY = (
    N_("Call employers who fell silent"),
    N_("A letter to silent job seekers"),
    N_("A visit after a bad quarter"),
    N_("Call the best who are silent"),
)
TITLES = (CALLED, LETTER, BAD_QUARTER, UNDER_WAY)
SILENT_DAYS = (45, 240)
EACH = 100
KEPT_OF_CALLED, KEPT_OF_OTHERS = 50, 30
CALL_COST, LETTER_COST, VISIT_COST = 12.0, 2.0, 60.0
FEWEST_YEARLY = 4
BEST = 12


def write(name: str) -> None:
    """Write the agency's actions into the register, unless it holds any of this data set."""
    if register.actions(name, most=1):
        return
    people = _people(name)
    with access.acting_as(access.Person(access.MACHINE.role, access.MACHINE.rights, name="Mandegar")):
        for title, owner, cost, customers in (
            (CALLED, "Sara", CALL_COST, _called(people)),
            (LETTER, "Omid", LETTER_COST, _letter(people)),
            (BAD_QUARTER, "Nina", VISIT_COST, _bad_quarter(people)),
        ):
            number = _take_on(name, title, customers, on=ON, owner=owner, cost=cost)
            treated = [one.customer_id for one in customers if one.arm == register.TREATED]
            result = "written" if title == LETTER else "reached"
            register.answer([(number, customer, result, "", "done", None) for customer in treated])
        number = _take_on(name, UNDER_WAY, _best(people), on=COMPLETE_UP_TO, owner="Sara", cost=CALL_COST)
        first, second = [one.customer_id for one in register.members(number) if one.arm == register.TREATED][:2]
        register.finish(number, first, result="promised")
        register.finish(number, second, result="not_reached", state="open")


def _take_on(name: str, title: str, customers: Sequence[register.Chosen], *, on: date, owner: str, cost: float) -> int:
    held_out = sum(one.arm == register.HELD_OUT for one in customers)
    plan = register.Plan(
        HORIZON_DAYS, lot=title if held_out else "", held_out_share=held_out / len(customers), cost_per_customer=cost
    )
    return register.take_on(
        name,
        title=title,
        customers=customers,
        starts_on=on,
        due_on=on + timedelta(days=7),
        owner=owner,
        cause="no_followup",
        plan=plan,
    )


def _people(name: str) -> pd.DataFrame:
    """Return who bought: customer_id, name, role, silent_days, orders of the year and of the quarter before ON, after.

    `now_silent_days` and `revenue` are as of the end of the data; ordered by a lot of each customer's number.
    """
    snapshot = store.open(name)
    days = snapshot.fetch(snapshot.purchase_days.select("customer_key", "day", "revenue"))
    known = snapshot.fetch(snapshot.customers.select("customer_key", "customer_id", "name", "role"))
    on, end = pd.Timestamp(ON), pd.Timestamp(COMPLETE_UP_TO)

    def count(first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
        within = days[(days["day"] > first) & (days["day"] <= last)]
        return within.groupby("customer_key").size()

    year, quarter = timedelta(days=365), timedelta(days=90)
    last_year = days[days["day"] > end - year].groupby("customer_key")["revenue"].sum()
    found = known.set_index("customer_key").assign(
        silent_days=(on - days[days["day"] <= on].groupby("customer_key")["day"].max()).dt.days,
        yearly=count(on - year, on),
        lately=count(on - quarter, on),
        after=count(on, on + timedelta(days=HORIZON_DAYS)),
        now_silent_days=(end - days.groupby("customer_key")["day"].max()).dt.days,
        revenue=last_year,
    )
    found = found.fillna({"yearly": 0, "lately": 0, "after": 0, "revenue": 0})
    lots = [sha256(str(one).encode()).hexdigest() for one in found["customer_id"]]
    return found.assign(lot=lots).sort_values("lot")


def _silent(people: pd.DataFrame, role: str) -> pd.DataFrame:
    return people[(people["role"] == role) & people["silent_days"].between(*SILENT_DAYS)]


def _called(people: pd.DataFrame) -> list[register.Chosen]:
    silent = _silent(people, "employer")
    kept, gone = silent[silent["after"] > 0], silent[silent["after"] == 0]
    others = KEPT_OF_CALLED + KEPT_OF_OTHERS
    treated = pd.concat([kept[:KEPT_OF_CALLED], gone[: EACH - KEPT_OF_CALLED]])
    held_out = pd.concat([kept[KEPT_OF_CALLED:others], gone[EACH - KEPT_OF_CALLED : 2 * EACH - others]])
    return [*_chosen(treated, register.TREATED), *_chosen(held_out, register.HELD_OUT)]


def _letter(people: pd.DataFrame) -> list[register.Chosen]:
    silent = _silent(people, "job_seeker")[: 2 * EACH]
    return _drawn(silent, LETTER)


def _bad_quarter(people: pd.DataFrame) -> list[register.Chosen]:
    """Choose employers whose last quarter held at most half of their usual orders."""
    employers = people[(people["role"] == "employer") & (people["yearly"] >= FEWEST_YEARLY)]
    return _chosen(employers[employers["lately"] <= employers["yearly"] / 8], register.TREATED)


def _best(people: pd.DataFrame) -> list[register.Chosen]:
    silent = people[(people["role"] == "employer") & people["now_silent_days"].between(*SILENT_DAYS)]
    best = silent.sort_values(["revenue", "lot"], ascending=[False, True])[:BEST]
    return _drawn(best, UNDER_WAY)


def _drawn(people: pd.DataFrame, lot: str) -> list[register.Chosen]:
    arms = arms_of({str(one): "" for one in people["customer_id"]}, lot, 0.5)
    return [
        register.Chosen(str(one), str(name), arm=arms[str(one)])
        for one, name in zip(people["customer_id"], people["name"], strict=True)
    ]


def _chosen(people: pd.DataFrame, arm: str) -> list[register.Chosen]:
    named = zip(people["customer_id"], people["name"], strict=True)
    return [register.Chosen(str(customer), str(name), arm=arm) for customer, name in named]
