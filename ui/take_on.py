"""Taking a list on: what is to be done, by whom and until when, and how it will be seen whether it worked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
import streamlit as st

import access
import register
from localization import _, ngettext
from localization.numbers import format_number, format_percent
from metrics.actions import arms, sizes
from metrics.causes.remedies import CAUSES
from ui import clock, links
from ui.day_picker import ask_day
from words.result_words import NOT_KNOWN, cause_label
from words.texts import onward, unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import pandas as pd

    from view import View

SHARES = ("0.1", "0.2", "0.3", "0.5")
HORIZONS = (30, 60, 90, 180, 365)
USUAL_HORIZON = 90
USUAL_DAYS = 7
# Of fewer customers nobody is left alone unless asked for: hardly any difference could be seen.
LEAST_TRIED = 20
LEAST_SPLIT = 4
# Data that end longer ago are of the past: an action on them starts where they end, or no later data could answer.
OLD_DAYS = 60
# Without a forecast the share that is hardest to tell apart is taken.
UNKNOWN_KEPT = 0.5
STEPS_OF_RISK = 3
NO_CAUSE = ""


@dataclass(frozen=True)
class About:
    """What is proposed: the words of the action, the cause it is over, and the metric that listed the customers."""

    title: str
    cause: str = ""
    definition: str = ""


def offer(view: View, members: pd.DataFrame | Callable[[], pd.DataFrame], about: About, *, key: str) -> None:
    """Offer to take on a list of customers, or an action over a cause alone, behind one button.

    Parameters
    ----------
    view
        What the page looks at.
    members
        One row per customer with customer_id, and name, reasons and chance where they are known; an empty frame for
        an action of the firm itself; or what returns them.
    about
        What is proposed.
    key
        Name of the block on its page.

    """
    if not access.may("act"):
        return
    look: dict[str, Any] = {"icon": ":material/task_alt:", "type": "tertiary", "on_change": "rerun"}
    with st.popover(_("Take it on"), key=f"{key}_take", **look) as box:
        if box.open:
            _form(view, members() if callable(members) else members, about, key=f"{key}_take")


def remedy_of(dataset: str, cause: str) -> str:
    """Return what the firm does about a cause: its own words, else those that come with the product."""
    if not cause:
        return ""
    own = register.own_remedies(dataset).get(cause)
    return own[0] if own else f"{_(CAUSES[cause].remedy)} {_(CAUSES[cause].example)}"


def starts_on(view: View) -> date:
    """Return the day that an action taken on now is assigned on: today, or where data of the past end."""
    today, known = clock.today(), view.info.complete_up_to
    return known if known is not None and (today - known).days > OLD_DAYS else today


def _form(view: View, members: pd.DataFrame, about: About, *, key: str) -> None:
    if len(members):
        members = members.drop_duplicates("customer_id")  # a list of departures may name somebody twice
    taken: tuple[int, int] | None = st.session_state.get(f"{key}_taken")
    if taken is not None:
        _say_taken_on(view, *taken)
        again = st.button(_("Take something else on"), key=f"{key}_again", type="tertiary", icon=":material/add:")
        if not again:
            return
        st.session_state.pop(f"{key}_taken")
        st.session_state.pop(f"{key}_drawn_by", None)  # other lots for another action
    first = starts_on(view)
    title = st.text_input(_("What is to be done"), about.title, max_chars=register.LONGEST_TITLE, key=f"{key}_title")
    left, right = st.columns(2, gap="small")
    with left:
        owner = _ask_owner(view, key=key)
    with right:
        cause = _ask_cause(about.cause, key=key)
    due_on = ask_day(
        _("Due"), clock.today() + timedelta(days=USUAL_DAYS), view.calendar, key=f"{key}_due", years_back=1
    )
    remedy = st.text_area(
        _("How"), remedy_of(view.dataset, cause), key=f"{key}_how_{cause}", height=90, max_chars=register.LONGEST_TEXT
    )
    plan, held_out = _ask_plan(members, key=key) if len(members) else (None, frozenset[str]())
    if st.button(_("Take it on"), key=f"{key}_go", type="primary", icon=":material/task_alt:"):
        try:
            number = register.take_on(
                view.dataset,
                title=title,
                customers=_chosen(members, held_out),
                starts_on=first,
                owner=owner,
                due_on=due_on,
                cause=cause,
                remedy=remedy,
                origin=about.definition,
                version=view.info.version,
                plan=plan,
            )
        except register.RegisterError as error:
            st.warning(unmarked(str(error)))
        else:
            st.session_state[f"{key}_taken"] = (number, len(members) - len(held_out))
            st.rerun()


def _say_taken_on(view: View, number: int, customers: int) -> None:
    text = ngettext("Taken on, for {n} customer.", "Taken on, for {n} customers.", customers)
    st.text(text.format(n=view.count(customers)) if customers else _("Taken on."))
    st.page_link(
        "pages/actions.py",
        label=_("Open the action"),
        icon=onward(),
        query_params={**links.address(), "part": "all", "mark.action": json.dumps({"action_id": str(number)})},
    )


def _ask_owner(view: View, *, key: str) -> str:
    """Ask who does it: somebody who has actions already, oneself, or another name."""
    known = list(dict.fromkeys([name for name in (access.who().name, *register.owners(view.dataset)) if name]))
    chosen = st.selectbox(
        _("Who does it"),
        known,
        index=0 if known else None,
        key=f"{key}_owner",
        accept_new_options=True,
        placeholder=_("A name"),
    )
    return chosen or ""


def _ask_cause(proposed: str, *, key: str) -> str:
    codes = [NO_CAUSE, *(code for code in CAUSES if code not in NOT_KNOWN)]
    return st.selectbox(
        _("Over which cause"),
        codes,
        index=codes.index(proposed) if proposed in codes else 0,
        key=f"{key}_cause",
        format_func=lambda code: cause_label(code) if code else _("none in particular"),
    )


def _ask_plan(members: pd.DataFrame, *, key: str) -> tuple[register.Plan, frozenset[str]]:
    """Ask how it will be seen whether it works; returns the plan, and who is left alone."""
    number = len(members)
    is_split = number >= LEAST_SPLIT and st.toggle(
        _("Leave some alone, drawn by lot, to see whether it works"), number >= LEAST_TRIED, key=f"{key}_lot"
    )
    share = 0.0
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if is_split:
            share = float(
                st.segmented_control(
                    _("Left alone"),
                    SHARES,
                    default=SHARES[-1],
                    key=f"{key}_share",
                    format_func=lambda one: unmarked(format_percent(float(one), decimals=0)),
                    required=True,
                )
            )
        horizon = st.selectbox(
            _("Look after (days)"),
            HORIZONS,
            index=HORIZONS.index(USUAL_HORIZON),
            key=f"{key}_horizon",
            format_func=format_number,
            width=150,
        )
        cost = st.number_input(
            _("Cost for each customer"), min_value=0.0, value=None, key=f"{key}_cost", placeholder="0", width=170
        )
    kept = _expected_kept(members)
    # Drawn once for a form, so that who is left alone does not change while it is filled in.
    lot: str = st.session_state.setdefault(f"{key}_drawn_by", uuid4().hex)
    held_out = _held_out(members, lot, share)
    st.caption(what_can_be_seen(kept, number - len(held_out), len(held_out), horizon))
    plan = register.Plan(horizon, lot=lot, held_out_share=share, expected_kept=kept, cost_per_customer=cost)
    return plan, held_out


def what_can_be_seen(expected_kept: float | None, treated: int, held_out: int, horizon: int) -> str:
    """Say how large an effect must be to be seen with so many customers; or that nothing can be proven without."""
    if not held_out:
        return _(
            "Nobody is left alone: afterwards these customers can only be held against others who are like them, "
            "which proves nothing. The answer is due after {n} days."
        ).format(n=format_number(horizon))
    p = UNKNOWN_KEPT if expected_kept is None else expected_kept
    least = sizes.detectable(p, treated, held_out)
    if least is None:
        return _(
            "With {treated} acted upon and {held_out} left alone no difference can be seen, however large: take a "
            "longer list, or leave more of it alone."
        ).format(treated=format_number(treated), held_out=format_number(held_out))
    return _(
        "With {treated} acted upon and {held_out} left alone a difference below {points} points cannot be seen: "
        "of 100 left alone about {kept} are expected to buy within {n} days. The answer is due then, and not before."
    ).format(
        treated=format_number(treated),
        held_out=format_number(held_out),
        points=format_number(100 * least, decimals=0),
        kept=format_number(100 * p, decimals=0),
        n=format_number(horizon),
    )


def _expected_kept(members: pd.DataFrame) -> float | None:
    """Return the share of a list that is expected to buy, where a chance of not buying is known for them."""
    if "chance" not in members.columns or members["chance"].isna().all():
        return None
    return float(1 - members["chance"].mean())


def _held_out(members: pd.DataFrame, lot: str, share: float) -> frozenset[str]:
    if not share:
        return frozenset()
    strata = dict(zip(members["customer_id"].astype(str), _strata(members), strict=True))
    drawn = arms.arms_of(strata, lot, share)
    return frozenset(customer for customer, arm in drawn.items() if arm == register.HELD_OUT)


def _strata(members: pd.DataFrame) -> list[str]:
    """Part a list by like risk, the third that is likeliest to leave first; one stratum where no risk is known."""
    if "chance" not in members.columns or members["chance"].isna().all():
        return [""] * len(members)
    rank = members["chance"].fillna(-1.0).rank(method="first", ascending=False).to_numpy() - 1
    return [str(step) for step in np.floor(rank * STEPS_OF_RISK / len(members)).astype(int)]


def _chosen(members: pd.DataFrame, held_out: frozenset[str]) -> Sequence[register.Chosen]:
    if members.empty:
        return []
    named = members.reindex(columns=["customer_id", "name", "reasons"]).astype(object)
    rows = named.where(named.notna(), "").itertuples(index=False)
    return [
        register.Chosen(
            str(row.customer_id),
            str(row.name),
            str(row.reasons),
            register.HELD_OUT if str(row.customer_id) in held_out else register.TREATED,
            stratum,
        )
        for row, stratum in zip(rows, _strata(members), strict=True)
    ]
