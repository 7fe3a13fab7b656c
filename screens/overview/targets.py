"""The retention that is aimed at, for all customers or a segment; kept in the settings of the data set's version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from localization.numbers import format_interval, format_percent
from ui import publishing
from words.change_words import points
from words.texts import attribute_label, value_label

if TYPE_CHECKING:
    import pandas as pd

    import store
    from view import View


def of(view: View, attribute: str, value: str) -> float | None:
    """Return the target of a segment, or of all customers when both are empty; None when none is set."""
    found = [share for name, which, share in view.info.settings.targets if (name, which) == (attribute, value)]
    return found[0] if found else None


def reached(view: View, kept: pd.DataFrame, period: pd.Timestamp, target: float | None, whose: str) -> str:
    """Say whether retention of a period lies above its target, below, or too near to tell (rows of `retention`)."""
    found = kept[kept["period"] == period]
    name = view.period_name(period)
    if found.empty:
        return _("There was nobody to keep in {period}.").format(period=name)
    row = found.iloc[0]
    texts = {
        "period": name,
        "rate": format_percent(row["rate"]),
        "interval": format_interval(row["low"], row["high"]),
        "whose": whose or _("all customers"),
    }
    if target is None:
        return _("No target is set for {whose}; in {period} {rate} were kept ({interval}).").format(**texts)
    texts |= {"target": format_percent(target), "points": points(row["rate"] - target)}
    if row["low"] > target:
        return _("{whose}: {rate} were kept in {period} ({interval}), above the target of {target}: {points}.").format(
            **texts
        )
    if row["high"] < target:
        return _("{whose}: {rate} were kept in {period} ({interval}), below the target of {target}: {points}.").format(
            **texts
        )
    return _(
        "{whose}: {rate} were kept in {period} ({interval}); the target of {target} lies within what chance alone does."
    ).format(**texts)


def edit(view: View, attribute: str, value: str, target: float | None) -> None:
    """Let the analyst set the target of a segment, or of all customers."""
    box = st.expander(_("Set a target"), key="target_edit", on_change="rerun", icon=":material/flag:")
    if not box.open:
        return
    with box:
        whose = f"{attribute_label(attribute)}: {value_label(value)}" if attribute else _("all customers")
        st.text(_("Target of {whose}. A change publishes a new version of the data set.").format(whose=whose))
        percent = st.number_input(
            _("Retention aimed at, in percent"),
            min_value=0.0,
            max_value=100.0,
            value=None if target is None else target * 100,
            step=1.0,
            key=f"target_{attribute}_{value}",
            width=260,
        )
        wanted = None if percent is None else round(percent / 100, 4)
        label = _("Publish this target")
        if st.button(label, icon=":material/publish:", key="publish_target", disabled=wanted == target):
            publish(view.dataset, attribute, value, wanted)


def publish(dataset: str, attribute: str, value: str, share: float | None) -> None:
    """Publish a version with this target, or without it."""
    own = () if share is None else ((attribute, value, share),)

    def change(settings: store.Settings) -> store.Settings:
        others = tuple(one for one in settings.targets if one[:2] != (attribute, value))
        return replace(settings, targets=tuple(sorted((*others, *own))))

    publishing.publish_settings(dataset, change, _("target: {share}").format(share=format_percent(share)))
