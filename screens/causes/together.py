"""All that was known of customers, held against their leaving at once: odds of each trait, and a tree in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import N_, _, ngettext
from localization.numbers import format_number, format_percent
from metrics.causes.drivers import allowed
from models import odds as model
from models.reasons import NoModel
from ui.tables import grid, numbers, titled
from view.frame_cache import remembered
from words.result_words import spoken
from words.texts import attribute_label, of, unmarked, value_label

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

    from view import View

# Of more customers, so many are learnt from.
MOST_LEARNT = 20_000
STEPS = {
    "volume": N_("Orders of the period, each more (up to three)"),
    "age": N_("Time as a customer, twice as long"),
    "wait": N_("Longest wait, the next step"),
}
ABOVE = {
    "volume": N_("more orders in the period than {n}"),
    "age": N_("a customer for more periods than {n}"),
    "wait": N_("a wait for an answer of more than {n} hours"),
}
UP_TO = {
    "volume": N_("no more orders in the period than {n}"),
    "age": N_("a customer for no more periods than {n}"),
    "wait": N_("no wait for an answer of more than {n} hours"),
}
# Up to which hours the steps of a wait reach.
HOURS = (4, 24, 24)
NEW, OLDER = N_("a new customer of the period"), N_("a customer of before the period")
NEVER, ANSWERED = N_("a complaint without any answer"), N_("no complaint without any answer")


def section(view: View, attributes: tuple[str, ...]) -> None:
    """Show the odds of each trait, the others held equal, and the rules of a shallow tree with their test."""
    titled(_("And with all else equal?"))
    traits = allowed(attributes)
    one_in = max(1, -(-int(view.info.counts.get("customers", 0)) // MOST_LEARNT))
    rows = view.fetch("leaving_rows", by=traits, one_in=one_in)
    try:
        found = _together(rows, traits)
    except NoModel as none:
        st.text(str(none))
        return
    for text in said(view, found):
        st.text(text)
    rows_of = found.odds.to_dict("records")
    close = {named(row) for row in rows_of if row["inflation"] > model.ENTANGLED}
    close |= {named({"feature": feature, "trait": trait}) for feature, trait in found.same}
    if entangled := sorted(close):
        text = _("Go together so closely that they cannot be told apart: {names}.")
        st.caption(unmarked(text.format(names=_(", ").join(entangled))))
    grid(view, _readable(found.odds), key="odds_grid")
    if one_in > 1:
        st.caption(
            unmarked(_("Learnt from one in {n} customers, drawn by lot.").format(n=format_number(one_in, decimals=0)))
        )
    if len(found.rules):
        titled(_("Who leaves, in words?"))
        st.caption(
            _(
                "Learnt from two in three of the customers, drawn by lot, and tried on the third. It goes with "
                "leaving; it need not be why."
            )
            if found.is_by_lot
            else _(
                "Learnt from all of these periods but the last, and tried on that one. It goes with leaving; it need "
                "not be why."
            )
        )
        for row in found.rules.to_dict("records"):
            st.text(rule(view, row, is_by_lot=found.is_by_lot))
    numbers(view, rows, definition="leaving_rows", key="leaving", by=traits, one_in=one_in)


@remembered
def _together(rows: pd.DataFrame, traits: tuple[str, ...]) -> model.Together:
    return model.together(rows, (*traits, "complaint"))


def named(row: dict[Any, Any]) -> str:
    """Name what the odds are of: "Region: Istanbul", or a step."""
    feature, trait = str(row["feature"]), str(row["trait"])
    if feature in STEPS and not trait:
        return _(STEPS[feature])
    return f"{_feature(feature)}: {_trait(feature, trait)}"


def _feature(feature: str) -> str:
    return _("Complaint") if feature == "complaint" else attribute_label(feature)


def _trait(feature: str, trait: str) -> str:
    return spoken(feature).get(trait) or value_label(trait)


def said(view: View, found: model.Together) -> list[str]:
    """Say what raises the odds most and what lowers them most, of what is more than chance."""
    sure = found.odds[(found.odds["odds_low"] > 1) | (found.odds["odds_high"] < 1)]
    sentences = [
        ngettext(
            "Of {n} customer of a period with all of this known, {share} left.",
            "Of {n} customers of a period with all of this known, {share} left.",
            found.customers,
        ).format(n=view.count(found.customers), share=format_percent(found.left / found.customers))
    ]
    if sure.empty:
        return [*sentences, _("With all else equal, nothing that was looked at goes with leaving by more than chance.")]
    worst, best = sure.sort_values("odds").iloc[-1], sure.sort_values("odds").iloc[0]
    text = _("{name}: {odds} times the odds of leaving ({low} to {high}), all else equal.")
    for row in (one for one, is_so in ((worst, worst["odds"] > 1), (best, best["odds"] < 1)) if is_so):
        numbers_of = {name: format_number(row[f"odds{end}"], decimals=2) for name, end in _ENDS.items()}
        sentences.append(text.format(name=named(row.to_dict()), **numbers_of))
    return sentences


_ENDS = {"odds": "", "low": "_low", "high": "_high"}


def rule(view: View, row: dict[Any, Any], *, is_by_lot: bool = False) -> str:
    """Write a leaf of the tree as a sentence, with what became of such customers whom it had not seen."""
    terms: tuple[model.Term, ...] = row["terms"]
    who = _(" and ").join(condition(term) for term in terms) or _("everybody")
    text = _("{who}: {share} left ({part}), {lift} times the share of all; in the next period {later} ({later_part}).")
    if not row["next_customers"]:
        text = _("{who}: {share} left ({part}), {lift} times the share of all; nobody else was like them to try it on.")
    elif is_by_lot:
        text = _(
            "{who}: {share} left ({part}), {lift} times the share of all; of those left out {later} ({later_part})."
        )
    return text.format(
        who=who,
        share=format_percent(row["rate"], decimals=0),
        part=of(view.count(row["left"]), view.count(row["customers"])),
        lift=format_number(row["lift"], decimals=1),
        later=format_percent(row["next_rate"], decimals=0),
        later_part=of(view.count(row["next_left"]), view.count(row["next_customers"])),
    )


def condition(term: model.Term) -> str:
    """Write one condition of a rule in words."""
    if term.feature == "age" and term.step < 1:
        return _(OLDER) if term.is_so else _(NEW)
    if term.feature in STEPS and not term.trait:
        below = int(term.step // 1)
        if term.feature == "wait":
            if below == len(HOURS) - 1:
                return _(NEVER if term.is_so else ANSWERED)
            number = HOURS[below]
        else:
            number = int(2**term.step - 1) if term.feature == "age" else below
        return _((ABOVE if term.is_so else UP_TO)[term.feature]).format(n=format_number(number, decimals=0))
    text = _("{feature} is {trait}") if term.is_so else _("{feature} is not {trait}")
    return text.format(feature=_feature(term.feature), trait=_trait(term.feature, term.trait))


def _readable(odds: pd.DataFrame) -> pd.DataFrame:
    rows = odds.to_dict("records")
    names = [named(row) for row in rows]
    other = [_trait(str(row["feature"]), str(row["compared_with"])) if row["trait"] else "–" for row in rows]
    columns = ["customers", "left", "odds", "odds_low", "odds_high"]
    return odds.assign(trait=names, compared_with=other)[["trait", "compared_with", *columns]]
