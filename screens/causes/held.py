"""Is it that, or what goes with it? What goes with leaving, held against the others with something else held equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import charts.causes
from localization import _
from localization.numbers import format_number, format_percent
from metrics.causes.confounding import CHARGE, VOLUME
from metrics.causes.drivers import SERVICE, allowed
from store.facts import VALUES_OF
from ui import links
from ui.drawing import show
from ui.people import people
from ui.tables import numbers, titled
from view.frame_cache import remembered
from words.result_words import NOT_KNOWN, cause_label, spoken
from words.texts import attribute_label, of, unmarked, value_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from view import View

WHATEVER = ""
BETWEEN = "="
OFTEN = ("region", "segment", "channel")
MOST_STRATA = 12


def section(view: View, drivers: pd.DataFrame, attributes: tuple[str, ...]) -> None:
    """Let a driver and something else be chosen, and show how much of the difference is left with that held equal."""
    choices = [f"{row['feature']}{BETWEEN}{row['trait']}" for row in _first_the_real(drivers).to_dict("records")]
    if view.info.knows_charges:
        choices += [f"{CHARGE}{BETWEEN}{third}" for third in ("high", "low")]
    if not choices:
        return
    more = titled(_("Is it that, or what goes with it?"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="held_asked"):
        chosen = links.pick(
            st.selectbox, _("What goes with leaving"), "driver", choices, choices[0], format_func=name_of, width=300
        )
        feature, _between, trait = chosen.partition(BETWEEN)
        others = _others(view, feature, attributes)
        if not others:
            st.text(_("Nothing else is known of the customers that could be held equal."))
            return
        held = links.pick(
            st.selectbox, _("Held equal"), "held", others, others[0], format_func=feature_label, width=300
        )
        causes = _causes(view)
        cause = links.pick(
            st.selectbox,
            _("Left over"),
            "over",
            [WHATEVER, *causes],
            WHATEVER,
            format_func=lambda code: cause_label(code) if code else _("whatever it was"),
            width=300,
            disabled=not causes,
        )
    asked: dict[str, Any] = {"feature": feature, "trait": trait, "held": held} | ({"cause": cause} if cause else {})
    found = view.fetch("driver_strata", **asked)
    for text in said(view, found, chosen, held):
        st.text(text)
    strata = _rows(view, found, held)
    picked = None
    if not strata.empty:
        alt = _("Share who left of those with “{name}” and of the others, by {held}: {rows}.").format(
            name=name_of(chosen),
            held=feature_label(held),
            rows="; ".join(f"{row.item_label} {row.rate_label}, {row.other_label}" for row in strata.itertuples()),
        )
        picked = show(view, charts.causes.side_by_side, strata, key="strata", select="item", alt=alt)
        st.caption(
            unmarked(
                _(
                    "The vermilion point is those with “{name}”, the grey one the others; beside them stands how many "
                    "left, in that order. A customer counts in each period. It goes with leaving; that it is why, only "
                    "an experiment can tell."
                ).format(name=name_of(chosen))
            )
        )
    with more:
        numbers(view, found, definition="driver_strata", key="strata", **asked)
    if picked:
        stratum = str(picked["item"])
        members = view.people("driver_strata_members", within_range=True, stratum=stratum, **asked)
        heading = _("times that a customer with it left, {held}: {value}").format(
            held=feature_label(held), value=stratum_label(held, stratum)
        )
        people(view, members, heading=heading, name="driver", key="strata_people")


@remembered
def _first_the_real(drivers: pd.DataFrame) -> pd.DataFrame:
    """Order what was looked at: what goes with leaving first, what seems to next, the most customers first."""
    return drivers.sort_values(["is_driver", "vanishes", "excess"], ascending=False, kind="stable")


def _others(view: View, feature: str, attributes: tuple[str, ...]) -> list[str]:
    """Return what may be held equal beside a driver, what is asked for most first."""
    finer = [name for name in OFTEN if f"{VALUES_OF}{name}" in view.info.counts]  # too many values to break down by
    known = [name for name in OFTEN if name in {*allowed(attributes), *finer}]
    known += [CHARGE] if view.info.knows_charges else []
    known += [VOLUME] if view.info.has("orders") else []
    known += [*SERVICE] if view.info.has("complaints") else []
    known += [name for name in allowed(attributes) if name not in OFTEN]
    return [name for name in known if name != feature and not {name, feature} <= {*SERVICE}]


def _causes(view: View) -> list[str]:
    """Return the causes that those who left named, the most often named first."""
    if not view.info.has("departures"):
        return []
    stated = view.fetch("departures_by_cause", whole_history=True)
    return [str(code) for code in stated.loc[~stated["cause"].isin(NOT_KNOWN), "cause"]]


def feature_label(name: str) -> str:
    """Name what is looked at or held equal."""
    own = {
        "complaint": _("Complaint"),
        "wait": _("Longest wait"),
        CHARGE: _("Monthly charge"),
        VOLUME: _("Orders of the period"),
    }
    return own.get(name) or attribute_label(name)


def stratum_label(feature: str, value: str) -> str:
    """Name a value of what is looked at or held equal."""
    return spoken(feature).get(value) or value_label(value)


def name_of(chosen: str) -> str:
    """Name a driver of the list: "Region: Istanbul"."""
    feature, _between, trait = chosen.partition(BETWEEN)
    return f"{feature_label(feature)}: {stratum_label(feature, trait)}"


def said(view: View, found: pd.DataFrame, chosen: str, held: str) -> list[str]:
    """Say the difference of all together, how much of it goes when something else is held equal, and what stays."""
    parts = found.set_index("held_equal")
    whole = parts.loc["all"]
    if pd.isna(whole["difference"]):
        return [_("Nobody is without it, or nobody has it: there is nothing to hold against.")]
    more = _("{name}: {share} left ({part}), of the others {other}: {n} points more.")
    fewer = _("{name}: {share} left ({part}), of the others {other}: {n} points fewer.")
    sentences = [
        (more if whole["difference"] >= 0 else fewer).format(
            name=name_of(chosen),
            share=format_percent(whole["rate"]),
            part=of(view.count(whole["left"]), view.count(whole["customers"])),
            other=format_percent(whole["other_rate"]),
            n=_in_points(abs(whole["difference"])),
        )
    ]
    if "held" not in parts.index:
        text = _("No value of “{held}” has both those with it and others: it cannot be held equal.")
        return [*sentences, text.format(held=feature_label(held))]
    return [*sentences, left_of(whole, parts.loc["held"], held)]


def left_of(whole: Mapping[str, Any], equal: Mapping[str, Any], held: str) -> str:
    """Say how much of a difference goes when something is held equal, and whether what stays could be chance."""
    sign = 1.0 if whole["difference"] >= 0 else -1.0
    there, stays = sign * whole["difference"], sign * equal["difference"]
    way = -sign if stays < 0 else sign
    ends = sorted(way * equal[name] for name in ("difference_low", "difference_high"))
    names = {
        "n": _in_points(there),
        "gone": _in_points(there - stays),
        "stay": _in_points(abs(stays)),
        "low": _in_points(ends[0]),
        "high": _in_points(ends[1]),
        "held": feature_label(held),
    }
    if stays < 0 and _in_points(abs(stays)) != _in_points(0.0):
        text = _("With “{held}” held equal it turns round: {stay} points the other way ({low} to {high}).")
    elif there - stays <= 0 or names["gone"] == _in_points(0.0):
        text = _("None of these {n} points go when “{held}” is held equal: {stay} stay ({low} to {high}).")
    else:
        text = _("Of these {n} points {gone} go when “{held}” is held equal; {stay} stay ({low} to {high}).")
    told = text.format(**names)
    by_chance = _("What stays could be chance.")
    return told if equal["is_real"] else f"{told} {by_chance}"


def _in_points(share: float) -> str:
    """Write a difference of two shares in percentage points, for sentences that say themselves which way it goes."""
    return format_number(100 * share, decimals=1)


@remembered
def _rows(view: View, found: pd.DataFrame, held: str) -> pd.DataFrame:
    """Return the strata that hold both sides, labelled for the reader, the largest first."""
    strata = found[(found["held_equal"] == "stratum") & found["difference"].notna()].head(MOST_STRATA)
    return pd.DataFrame(
        {
            "item": strata["stratum"],
            "item_label": [stratum_label(held, value) for value in strata["stratum"]],
            "order": range(1, len(strata) + 1),
            "value": strata["rate"],
            "other": strata["other_rate"],
            "rate_label": strata["rate"].map(format_percent),
            "other_label": strata["other_rate"].map(format_percent),
            "count_label": _counts(view, strata["left"], strata["customers"]),
            "others_label": _counts(view, strata["other_left"], strata["other_customers"]),
        }
    )


def _counts(view: View, left: pd.Series, everybody: pd.Series) -> list[str]:
    return [of(view.count(part), view.count(whole)) for part, whole in zip(left, everybody, strict=True)]
