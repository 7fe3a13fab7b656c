"""What the churn-causes page says first: the cause that costs most, whether it grows, how much is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from localization import _, ngettext
from localization.grains import PERIODS_IN_HALF_A_YEAR
from localization.numbers import format_number, format_percent
from metrics.causes.remedies import CAUSES
from metrics.intervals import differ
from ui.cards import Card, Verdict
from view.frame_cache import remembered
from words.result_words import NOT_KNOWN, cause_label
from words.texts import of, span_words

if TYPE_CHECKING:
    from view import View

MEASURES = {"customers": "departed", "sales": "lost_revenue", "profit": "lost_profit", "charges": "lost_charge"}
HALF_A_YEAR = PERIODS_IN_HALF_A_YEAR


@remembered
def ranked(causes: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Order causes by what they cost: the known ones first, then the three that say how much is not known.

    Parameters
    ----------
    causes
        As `departures_by_cause` returns it.
    measure
        customers, sales, profit or charges.

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


@dataclass(frozen=True)
class Change:
    """How the rate of a cause in the periods that are looked at compares with as many before them.

    `now` and `before` are departures for each customer at the start of a period; `verdict` is better where it takes
    fewer, worse where more, unclear where chance alone may make the difference; None where there is nothing before.
    """

    verdict: Verdict
    now: float
    before: float | None
    span_before: str


def change(view: View, rates: pd.DataFrame, cause: str) -> Change | None:
    """Hold the rate of a cause in the complete periods that are looked at against as many before; None without any.

    Parameters
    ----------
    view
        What the page looks at.
    rates
        `cause_rates` of all periods.
    cause
        Code of the cause.

    """
    of_cause = rates[(rates["cause"] == cause) & rates["is_complete"] & (rates["start"] > 0)].sort_values("period")
    if view.lens.until is not None:
        of_cause = of_cause[of_cause["period"] <= pd.Timestamp(view.lens.until)]
    is_now = of_cause["period"] >= (pd.Timestamp.min if view.lens.since is None else pd.Timestamp(view.lens.since))
    now, earlier = of_cause[is_now], of_cause[~is_now]
    if now.empty:
        return None
    before = earlier.tail(len(now))
    rate = now["mentions"].sum() / now["start"].sum()
    if before.empty:
        return Change("unclear", rate, None, "–")
    rate_before = before["mentions"].sum() / before["start"].sum()
    names = [view.period_name(day) for day in before["period"]]
    span = names[0] if len(names) == 1 else _("{first} to {last}").format(first=names[0], last=names[-1])
    counts = (now["mentions"].sum(), now["start"].sum(), before["mentions"].sum(), before["start"].sum())
    is_real = differ(*(int(number) for number in counts))
    verdict: Verdict = "unclear" if not is_real else "worse" if rate > rate_before else "better"
    return Change(verdict, rate, rate_before, span)


@remembered
def why(view: View, ranking: pd.DataFrame, found: Change | None, measure: str) -> str:
    """Say which known cause cost most in the periods that are looked at, and whether it takes more than before."""
    left = round(ranking["departed"].sum())
    names = {"period": span_words(view), "n": view.count(left)}
    if left == 0:
        return _("Nobody is recorded to have left in {period}, among these customers.").format(**names)
    known = ranking[ranking["is_known"] & (ranking["mentions"] > 0)]
    if known.empty:
        return ngettext(
            "In {period} {n} customer left and no cause is known: ask everybody who leaves one short question.",
            "In {period} {n} customers left and no cause is known of any: ask everybody who leaves one short question.",
            left,
        ).format(**names)
    cause = known.iloc[0]
    templates = {
        "customers": _("“{cause}” is the largest known cause in {period}: {share} of the customers who left."),
        "sales": _("“{cause}” is the largest known cause in {period}: {share} of the sales of those who left."),
        "profit": _("“{cause}” is the largest known cause in {period}: {share} of the profit of those who left."),
        "charges": _(
            "“{cause}” is the largest known cause in {period}: {share} of the monthly charges of those who left."
        ),
    }
    said = templates[measure].format(
        cause=cause_label(cause["cause"]), share=format_percent(cause["share"]), period=names["period"]
    )
    if found is None or found.before is None:
        return said
    directions = {
        "worse": _("It takes more of the customers than in {before}."),
        "better": _("It takes fewer of the customers than in {before}."),
        "unclear": _("Whether it takes more than in {before} cannot be told: the difference could be chance."),
    }
    return f"{said} {directions[found.verdict].format(before=found.span_before)}"


def more_about(view: View, ranking: pd.DataFrame, found: Change | None) -> list[str]:
    """Say what belongs to the finding and is not its first line: the rates, what can be changed, what is not known."""
    left = round(ranking["departed"].sum())
    known = ranking[ranking["is_known"] & (ranking["mentions"] > 0)]
    if left == 0 or known.empty:
        return []
    cause = known.iloc[0]
    said = []
    if found is not None and found.before is not None:
        said.append(
            _(
                "“{cause}” took {now} of the customers active before, a period, in {period}; in {before} it was {then}."
            ).format(
                cause=cause_label(cause["cause"]),
                now=format_percent(found.now),
                period=span_words(view),
                before=found.span_before,
                then=format_percent(found.before),
            )
        )
    can_be_changed = [code for code in known["cause"] if CAUSES[code].is_controllable]
    if can_be_changed and can_be_changed[0] != cause["cause"]:
        second = known[known["cause"] == can_be_changed[0]].iloc[0]
        said.append(
            _("“{first}” is hardly yours to change; of those that are, “{cause}” costs most ({share}).").format(
                first=cause_label(cause["cause"]),
                cause=cause_label(second["cause"]),
                share=format_percent(second["share"]),
            )
        )
    unknown = ranking.loc[~ranking["is_known"], "departed"].sum() / left
    said.append(
        _("For {share} of the departures no cause is known.").format(share=format_percent(unknown))
        if unknown > 0
        else _("A cause is known for every departure.")
    )
    return said


def would_light_up() -> str:
    """Say what is missing where the data set has departures and no orders."""
    return _(
        "A file of orders would add what those who left had brought, the rate of each cause over time, and who has "
        "fallen silent without a word."
    )


def question_of_causes(view: View) -> str:
    """Return the question that the bars answer."""
    return _("What did they leave over in {period}, and what did it cost?").format(period=span_words(view))


def question_of_the_trend(over_time: View) -> str:
    """Return the question that the lines answer."""
    return _("Which causes take more of the customers, and which fewer? {period}").format(period=span_words(over_time))


def question_of_segments(view: View, name: str) -> str:
    """Return the question that the causes by segment answer."""
    return _("Which causes struck which customers in {period}? By {attribute}").format(
        period=span_words(view), attribute=name
    )


@remembered
def headlines(view: View, ranking: pd.DataFrame) -> list[Card]:
    """Return the four cards: who left, what they brought, and of how many the cause is known."""
    left = ranking["departed"].sum()
    known = ranking.loc[ranking["is_known"], "departed"].sum()
    cards = [
        Card(_("Customers who left"), view.count(left), meaning="lost", note=_("departures on record")),
        Card(
            _("Cause known"),
            format_percent(known / left if left else None),
            note=of(view.count(known), view.count(left)),
        ),
    ]
    year = _("in the year before leaving")
    if view.info.has("orders"):
        cards.insert(1, Card(_("Their sales"), view.money(_sum(ranking["lost_revenue"])), meaning="lost", note=year))
    elif view.info.knows_charges:
        month = _("in their last month")
        paid = view.money(_sum(ranking["lost_charge"]))
        cards.insert(1, Card(_("Their monthly charges"), paid, meaning="lost", note=month))
    if view.info.knows_profit:
        cards.insert(2, Card(_("Their profit"), view.money(_sum(ranking["lost_profit"])), meaning="lost", note=year))
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
    if pd.isna(row["lost_revenue"]) and pd.notna(row["lost_charge"]):
        parts.append(_("{amount} a month").format(amount=view.money(row["lost_charge"])))
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
        "{sales} of sales in the last active period.",
        "{n} of {all} customers ({rate}) have bought nothing for {silence} or longer: "
        "{sales} of sales in their last active periods.",
        int(row["lapsed"]),
    )
    return f"{sentence} " + inferred.format(
        n=view.count(row["lapsed"]),
        all=view.count(row["customers"]),
        rate=format_percent(row["rate"]),
        silence=silence(view.lens.grain),
        sales=view.money(row["revenue"]),
    )
