"""What the churn-causes page says first: the cause that costs most, whether it grows, how much is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import _, ngettext
from localization.grains import PERIODS_IN_HALF_A_YEAR
from localization.numbers import format_number, format_percent
from metrics.causes.remedies import CAUSES
from ui.cards import Card
from ui.frame_cache import remembered
from ui.result_words import NOT_KNOWN, cause_label
from ui.texts import of

if TYPE_CHECKING:
    from ui.view import View

MEASURES = {"customers": "departed", "sales": "lost_revenue", "profit": "lost_profit"}
# The last period is held against so many before it.
PERIODS_BEFORE = 4
HALF_A_YEAR = PERIODS_IN_HALF_A_YEAR


@remembered
def ranked(causes: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Order causes by what they cost: the known ones first, then the three that say how much is not known.

    Parameters
    ----------
    causes
        As `departures_by_cause` returns it.
    measure
        customers, sales or profit.

    Returns
    -------
    Its columns with value, share (of the total; null unless that is above zero), cumulative (share so far),
    is_known, order (1 first). The unknown are listed even when there are none.

    """
    absent = [code for code in NOT_KNOWN if code not in set(causes["cause"])]
    rows = causes
    if absent:
        empty = pd.DataFrame({"cause": absent, "mentions": 0, "departed": 0.0})
        rows = pd.concat([causes, empty], ignore_index=True)
    rows = rows.assign(
        value=rows[MEASURES[measure]].fillna(0.0).astype("float64"), is_known=~rows["cause"].isin(NOT_KNOWN)
    )
    rows = rows.sort_values(["is_known", "value", "cause"], ascending=[False, False, True], ignore_index=True)
    total = rows["value"].sum()
    rows["share"] = rows["value"] / total if total > 0 else None
    rows["cumulative"] = rows["share"].cumsum() if total > 0 else None
    rows["order"] = range(1, len(rows) + 1)
    return rows


@remembered
def largest(ranking: pd.DataFrame) -> str:
    """Return the code of the known cause that costs most; of those not known if none is."""
    known = ranking[ranking["is_known"] & (ranking["mentions"] > 0)]
    if not known.empty:
        return str(known.iloc[0]["cause"])
    return str(ranking.sort_values("mentions", ascending=False).iloc[0]["cause"])


def mentions(counted: pd.DataFrame, **where: object) -> int:
    """Return how many departures name a cause, in the rows of a metric that counts mentions."""
    rows = counted
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return int(rows["mentions"].sum())


@remembered
def why(view: View, ranking: pd.DataFrame, rates: pd.DataFrame | None, measure: str) -> str:
    """Say which known cause costs most, whether its rate rises, and for how many no cause is known."""
    left = round(ranking["departed"].sum())
    if left == 0:
        return _("Nobody is recorded to have left in these periods, among these customers.")
    known = ranking[ranking["is_known"] & (ranking["mentions"] > 0)]
    if known.empty:
        return ngettext(
            "{n} customer left and no cause is known: ask everybody who leaves one short question.",
            "{n} customers left and no cause is known of any: ask everybody who leaves one short question.",
            left,
        ).format(n=view.count(left))
    cause = known.iloc[0]
    sentences = [_costs(view, cause, left, measure)]
    if rates is not None:
        sentences.append(_direction(view, rates[rates["cause"] == cause["cause"]]))
    can_be_changed = [code for code in known["cause"] if CAUSES[code].is_controllable]
    if can_be_changed and can_be_changed[0] != cause["cause"]:
        second = known[known["cause"] == can_be_changed[0]].iloc[0]
        sentences.append(
            _("It is hardly yours to change; of those that are, {cause} costs most ({share}).").format(
                cause=_quoted(second["cause"]), share=format_percent(second["share"])
            )
        )
    unknown = ranking.loc[~ranking["is_known"], "departed"].sum() / left
    sentences.append(
        _("For {share} of the departures no cause is known.").format(share=format_percent(unknown))
        if unknown > 0
        else _("A cause is known for every departure.")
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _costs(view: View, cause: pd.Series, left: int, measure: str) -> str:
    templates = {
        "customers": _("{cause} is the largest known cause: {share} of the customers lost, named in {n} departures."),
        "sales": _(
            "{cause} is the largest known cause: {share} of the sales lost, {amount} in the year before leaving."
        ),
        "profit": _(
            "{cause} is the largest known cause: {share} of the profit lost, {amount} in the year before leaving."
        ),
    }
    return templates[measure].format(
        cause=_quoted(cause["cause"]),
        share=format_percent(cause["share"]),
        amount="" if measure == "customers" else view.money(cause["value"]),
        n=of(view.count(cause["mentions"]), view.count(left)),
    )


def _quoted(cause: str) -> str:
    return _("“{cause}”").format(cause=cause_label(cause))


def _direction(view: View, rates: pd.DataFrame) -> str:
    """Say whether a cause takes more of the active customers than it did; nothing without two periods to compare."""
    complete = rates[rates["is_complete"] & (rates["start"] > 0)].sort_values("period")
    if len(complete) < 2:
        return ""
    last = complete.iloc[-1]
    before = complete.iloc[-1 - PERIODS_BEFORE : -1]
    usual = before["mentions"].sum() / before["start"].sum()
    if last["low"] > usual:
        sentence = _("Its rate rose to {now} of the active customers in {period}, from {before} before.")
    elif last["high"] < usual:
        sentence = _("Its rate fell to {now} of the active customers in {period}, from {before} before.")
    else:
        sentence = _("Its rate shows no clear change: {now} of the active customers in {period}, {before} before.")
    return sentence.format(
        now=format_percent(last["rate"]), before=format_percent(usual), period=view.period_name(last["period"])
    )


@remembered
def headlines(view: View, ranking: pd.DataFrame) -> list[Card]:
    """Return the four cards: who left, what they brought, and of how many the cause is known."""
    left = ranking["departed"].sum()
    known = ranking.loc[ranking["is_known"], "departed"].sum()
    cards = [
        Card(_("Customers lost"), view.count(left), note=_("departures on record")),
        Card(
            _("Cause known"),
            format_percent(known / left if left else None),
            note=of(view.count(known), view.count(left)),
        ),
    ]
    if view.info.has("orders"):
        cards.insert(
            1, Card(_("Sales lost"), view.money(_sum(ranking["lost_revenue"])), note=_("in the year before leaving"))
        )
    if view.info.knows_profit:
        cards.insert(
            2, Card(_("Profit lost"), view.money(_sum(ranking["lost_profit"])), note=_("in the year before leaving"))
        )
    return cards


def _sum(amounts: pd.Series) -> float | None:
    return float(amounts.sum()) if amounts.notna().any() else None


def facts(view: View, ranking: pd.DataFrame, cause: str) -> str:
    """Say in figures what one cause took."""
    row = ranking[ranking["cause"] == cause].iloc[0]
    mentions = int(row["mentions"])
    parts = [ngettext("{n} departure", "{n} departures", mentions).format(n=view.count(mentions))]
    if pd.notna(row["lost_revenue"]):
        parts.append(_("{amount} of sales").format(amount=view.money(row["lost_revenue"])))
    if pd.notna(row["lost_profit"]):
        parts.append(_("{amount} of profit").format(amount=view.money(row["lost_profit"])))
    return " · ".join(parts)


def silence(grain: str) -> str:
    """Name how long a silence counts: half a year, or a year where that is the shortest."""
    periods = HALF_A_YEAR[grain]
    match grain:
        case "week":
            text = ngettext("{n} week", "{n} weeks", periods)
        case "month":
            text = ngettext("{n} month", "{n} months", periods)
        case "quarter":
            text = ngettext("{n} quarter", "{n} quarters", periods)
        case "half":
            text = ngettext("{n} half-year", "{n} half-years", periods)
        case _year:
            text = ngettext("{n} year", "{n} years", periods)
    return text.format(n=format_number(periods))


def unrecorded(view: View, lapsed: pd.DataFrame | None) -> str:
    """Say that nobody wrote down why customers leave, and how many have at least fallen silent."""
    sentence = _("Why customers leave was not recorded in this data set.")
    if lapsed is None or lapsed.empty or not lapsed.iloc[0]["customers"]:
        return sentence
    row = lapsed.iloc[0]
    inferred = ngettext(
        "{n} of {all} customers ({rate}) has bought nothing for {silence} or longer: "
        "perhaps lost, with {sales} of sales in the last active period.",
        "{n} of {all} customers ({rate}) have bought nothing for {silence} or longer: "
        "perhaps lost, with {sales} of sales in their last active periods.",
        int(row["lapsed"]),
    )
    return f"{sentence} " + inferred.format(
        n=view.count(row["lapsed"]),
        all=view.count(row["customers"]),
        rate=format_percent(row["rate"]),
        silence=silence(view.lens.grain),
        sales=view.money(row["revenue"]),
    )
