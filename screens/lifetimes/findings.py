"""What the lifetimes page says first: after how many silent days a customer is lost, and how long they stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from localization import N_, _, ngettext
from localization.numbers import format_percent, seldom
from metrics.causes.remedies import CAUSES
from ui.cards import Card
from view.frame_cache import remembered
from words.result_words import NOT_KNOWN, cause_label
from words.texts import of, plain, value_label

if TYPE_CHECKING:
    from metrics.lifetimes.silence_interval import DaysInterval
    from view import View

LEVELS = {
    "lapsed": N_("Very late (fewer than 5 in 100 wait so long)"),
    "high": N_("Late (5 to 10 in 100 wait so long)"),
    "watch": N_("A little late (10 to 25 in 100 wait so long)"),
}
USUAL = (30, 60, 90, 180, 365)
REAL = 0.05
MOST_GROUPS = 4


@dataclass(frozen=True)
class Window:
    """After how many silent days a customer is taken as lost, and who says so.

    `ruled` are the days that the data propose (None where nobody has bought twice), `is_short` says that their history
    is too short to be sure, `is_set` that an analyst has settled the days, `tried` that the reader looks at others.
    """

    days: int
    ruled: int | None
    is_short: bool
    is_set: bool
    tried: bool


def days_text(view: View, days: float | None) -> str:
    """Write a number of days."""
    if days is None or pd.isna(days):
        return "–"
    return ngettext("{n} day", "{n} days", round(days)).format(n=view.count(round(days)))


def asked_windows(view: View) -> tuple[int, ...]:
    """Return the days that a reader can look at whatever the data propose: the usual ones and what was settled."""
    settled = view.info.settings.inactive_after_days
    return tuple(sorted({*USUAL, settled} if settled else USUAL))


def proposal(returns: pd.DataFrame) -> tuple[int | None, bool]:
    """Return the days after which the data call a customer lost, and whether the history is too short to be sure."""
    known = returns["lost_after_days"].dropna()
    return (int(known.iloc[0]), bool(returns["is_short"].iloc[0])) if len(known) else (None, True)


def at_window(returns: pd.DataFrame, days: int) -> pd.Series | None:
    """Return the row of so many silent days, else of the next longer observed silence; None beyond the last one."""
    longer = returns[returns["window_days"] >= days]
    return longer.iloc[0] if len(longer) else None


def when_lost(view: View, returns: pd.DataFrame, window: Window) -> str:
    """Say after how many silent days a customer is lost, and how sure that is."""
    row = at_window(returns, window.days)
    texts = {"days": days_text(view, window.days), "ruled": days_text(view, window.ruled)}
    if row is None or window.ruled is None:
        return _(
            "Nobody has come back after a silence yet, so the data cannot say after how many days a customer is lost; "
            "{days} are taken."
        ).format(**texts)
    texts["rate"] = format_percent(row["return_rate"])
    if window.tried:
        return _("Of those silent for {days}, {rate} still buy again within a month.").format(**texts)
    if window.is_set:
        return _(
            "In this data set a customer counts as lost after {days} without a purchase, as was settled: {rate} of "
            "them buy again within a month."
        ).format(**texts)
    if window.is_short:
        return _(
            "Take a customer as lost after {days} without a purchase: {rate} of them buy again within a month. The "
            "history is too short to be sure."
        ).format(**texts)
    return _(
        "A customer is lost after {days} without a purchase: of those silent that long, {rate} buy again within a "
        "month."
    ).format(**texts)


def clock(view: View) -> str:
    """Say what the page looks at, and which filter it does not take."""
    return _(
        "Looks at the whole history up to {day}: a range of periods does not change this page, the other filters do."
    ).format(day=view.day(view.info.complete_up_to))


def by_the_rule(view: View, window: Window) -> str:
    """Say after how many days a customer is lost by the rule, where the reader looks at others."""
    if not window.tried or window.ruled is None:
        return ""
    return _("By the rule of at most 10 % a customer is lost after {ruled}.").format(
        ruled=days_text(view, window.ruled)
    )


def how_sure(view: View, found: DaysInterval | None) -> str:
    """Say between which days the rule's answer lies, had other customers like these been seen."""
    if found is None:
        return _("Too few customers have come back to say how sure the days are.")
    text = _("By the rule a customer is lost after {days}; 19 times in 20 the true answer lies in {low} to {high}.")
    said = text.format(days=days_text(view, found.days), low=view.count(found.low), high=days_text(view, found.high))
    if not found.short_share:
        return said
    short = _("In {share} of the trials behind this range the history was too short for the rule.")
    return f"{said} {short.format(share=format_percent(found.short_share))}"


def mistakes(view: View, returns: pd.DataFrame, window: Window) -> str:
    """Say what this many days cost: who is called lost by mistake, and how late a loss is noticed."""
    row = at_window(returns, window.days)
    if row is None:
        return ""
    return _(
        "Of {reached} silences that lasted longer, {back} ended in a purchase by now ({rate}); in the long run {ever} "
        "would be called lost by mistake. A shorter wait notices a loss earlier and is wrong more often."
    ).format(
        reached=view.count(row["reached"]),
        back=view.count(row["returned"]),
        rate=format_percent(row["back_rate"]),
        ever=format_percent(row["ever_rate"]),
    )


def of_the_silent(view: View, row: pd.Series, window: Window) -> str:
    """Say how many silences have lasted so long, and what became of them: they go on, or a purchase ended them."""
    return _("Of {reached} silences of {days} or more, {still} go on now and {back} were ended by a purchase.").format(
        reached=view.count(row["reached"]),
        days=days_text(view, window.days),
        still=view.count(row["still_silent"]),
        back=view.count(row["returned"]),
    )


def headlines(view: View, returns: pd.DataFrame, curve: pd.DataFrame, window: Window) -> list[Card]:
    """Return the cards: after how many days lost, how many are now, the median and the mean time as a customer."""
    row, group = at_window(returns, window.days), total(curve)
    everybody = float(group["customers"] + group["left_out"])
    lost = 0 if row is None else int(row["still_silent"])
    whence = _("as set for this data set") if window.is_set else _("proposed from the data")
    cards = [
        Card(
            _("Lost now"),
            view.count(lost),
            meaning="lost",
            note=of(view.count(lost), view.count(everybody)),
            help=_("Customers whose last purchase lies that many days back, or more"),
        ),
        Card(_("Lost after"), days_text(view, window.days), note=_("looked at") if window.tried else whence),
    ]
    if pd.isna(group["day"]):
        return cards
    is_reached = pd.notna(group["median_days"])
    cards += [
        Card(
            _("Half are lost after"),
            days_text(view, group["median_days"]) if is_reached else _("not reached"),
            note=""
            if is_reached
            else _("{rate} are still here after {days}").format(
                rate=format_percent(group["survival"]), days=days_text(view, group["day"])
            ),
            help=_("The median time as a customer; never the mean of those who have left"),
        ),
        Card(
            _("Mean time as a customer"),
            days_text(view, group["restricted_mean"]),
            note=_("within the first {days}").format(days=days_text(view, group["day"])),
        ),
    ]
    return cards


def total(curve: pd.DataFrame) -> pd.Series:
    """Return the last row of a curve that is not broken down."""
    return curve.iloc[-1]


def how_long(view: View, curve: pd.DataFrame) -> str:
    """Say how long customers stay, or why that cannot be said yet."""
    last = total(curve)
    if pd.isna(last["day"]):
        return _("Fewer than ten customers can be followed, too few for a curve.")
    if last["lost"] == 0:
        return _(
            "None of the {n} customers followed here can be called lost yet: the data do not reach far enough."
        ).format(n=view.count(last["customers"]))
    return _("Of {n} customers, {share} are still here after {days}.").format(
        n=view.count(last["customers"]), share=format_percent(last["survival"]), days=days_text(view, last["day"])
    )


def flat_until(view: View, window: Window) -> str:
    """Say why the curve falls all at once after the days of silence."""
    return _("Before {days} of silence are over nobody can be called lost: until then the curve is flat.").format(
        days=days_text(view, window.days)
    )


def left_out(view: View, curve: pd.DataFrame, window: Window, *, keep_early: bool) -> str:
    """Say whom the curve leaves out, or whom it takes in although their start is not known."""
    if keep_early:
        return _(
            "Everybody is counted from their first purchase in the data. Those first seen in the first {days} may have "
            "been customers before, and stay longer than new ones."
        ).format(days=days_text(view, window.days))
    n = int(curve["left_out"].drop_duplicates().sum()) if len(curve) else 0
    if n == 0:
        return ""
    return ngettext(
        "Left out is {n} customer first seen in the first {days} of the data, who may have begun before.",
        "Left out are {n} customers first seen in the first {days} of the data, who may have begun before.",
        n,
    ).format(n=view.count(n), days=days_text(view, window.days))


def largest(curve: pd.DataFrame, attribute: str) -> list[str]:
    """Return the values of a breakdown that have a curve, the largest first, as many as a picture can hold."""
    drawn = curve[curve["day"].notna()].drop_duplicates(attribute)
    ordered = drawn.sort_values(["customers", attribute], ascending=[False, True])
    return list(ordered[attribute].head(MOST_GROUPS))


@remembered
def by_segment(view: View, curve: pd.DataFrame, attribute: str) -> str:
    """Say which segment stays longest and which shortest, up to the last day that both reach."""
    drawn = curve[curve["day"].notna() & curve[attribute].isin(largest(curve, attribute))]
    if drawn[attribute].nunique() < 2:
        return _("Fewer than two segments have enough customers to be compared.")
    last = int(drawn.groupby(attribute)["day"].max().min())
    at = drawn[drawn["day"] <= last].groupby(attribute).tail(1).sort_values("restricted_mean")
    worst, best = at.iloc[0], at.iloc[-1]
    return _(
        "Within the first {days}, customers of {best} stay {best_days} in the mean, those of {worst} {worst_days}."
    ).format(
        days=days_text(view, last),
        best=value_label(best[attribute]),
        best_days=days_text(view, best["restricted_mean"]),
        worst=value_label(worst[attribute]),
        worst_days=days_text(view, worst["restricted_mean"]),
    )


def differences(view: View, pairs: pd.DataFrame, overall_p: float, attribute: str) -> str:
    """Say whether the segments differ at all, and which pairs do."""
    if pairs.empty or pd.isna(overall_p):
        return _("Fewer than two segments have enough customers to be compared.")
    if overall_p >= REAL:
        return _("The segments lose customers alike; differences as large come by chance in {p} of cases.").format(
            p=seldom(overall_p)
        )
    real = pairs[pairs["adjusted_p"] < REAL].sort_values("adjusted_p")
    head = _("The segments differ: by chance alone, so large a difference comes in {p} of cases.").format(
        p=seldom(overall_p)
    )
    if real.empty:
        return head
    first = real.iloc[0]
    slower, faster = (
        (first[attribute], first["other"])
        if first["observed"] < first["expected"]
        else (first["other"], first[attribute])
    )
    tail = _("Of {all} pairs, {n} differ; most clearly, {faster} lose customers faster than {slower}.").format(
        all=view.count(len(pairs)),
        n=view.count(len(real)),
        faster=value_label(faster),
        slower=value_label(slower),
    )
    return f"{head} {tail}"


def sensitivity(view: View, windows: pd.DataFrame) -> str:
    """Say how much the retention of the last period hangs on the days of silence."""
    known = windows[windows["rate"].notna()]
    if known.empty:
        return _("The data do not reach far enough back for any of these days.")
    first, last = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return _("With {days}, retention of {period} is {rate}.").format(
            days=days_text(view, first["window_days"]),
            period=view.period_name(first["period"]),
            rate=format_percent(first["rate"]),
        )
    return _(
        "The same customers, the same {period}: {low} are kept if they count as lost after {low_days}, and {high} "
        "if after {high_days}."
    ).format(
        period=view.period_name(first["period"]),
        low=format_percent(first["rate"]),
        low_days=days_text(view, first["window_days"]),
        high=format_percent(last["rate"]),
        high_days=days_text(view, last["window_days"]),
    )


def usual_gap(view: View, gaps: pd.DataFrame) -> str:
    """Say what the usual gap is, and how much the plain percentile falls short of the right one."""
    if gaps.empty or gaps["ended_gaps"].iloc[0] == 0:
        return _("Nobody has bought twice yet, so there is no gap between purchases.")
    middle, nine = gaps.iloc[0], gaps.iloc[1]
    known = days_text(view, nine["survival_days"]) if pd.notna(nine["survival_days"]) else _("longer than was seen")
    return _(
        "Half of all customers who have bought do so again within {middle}, nine in ten within {right}; the gaps that "
        "have ended alone would say {wrong}, which is too short."
    ).format(middle=days_text(view, middle["survival_days"]), right=known, wrong=days_text(view, nine["pooled_days"]))


def beyond_rhythm(view: View, levels: pd.DataFrame) -> str:
    """Say how many customers are silent for longer than their own rhythm makes likely."""
    sizes = dict(zip(levels["level"], levels["customers"], strict=True))
    n = int(sizes.get("lapsed", 0))
    text = ngettext(
        "{n} of {all} customers has been silent for so long that fewer than one in twenty who still buy would be.",
        "{n} of {all} customers have been silent for so long that fewer than one in twenty who still buy would be.",
        n,
    ).format(n=view.count(n), all=view.count(levels["customers"].sum()))
    if len(levels) and levels["is_prior"].any():
        caution = _("Fewer than 200 customers have bought twice, so a cautious guess stands in for how they buy.")
        return f"{text} {caution}"
    return text


def takes_most(shares: pd.DataFrame) -> str:
    """Return the known cause that takes most customers; the empty text where no cause is known."""
    ends = shares.groupby("cause").tail(1).sort_values("incidence", ascending=False)
    known = ends[ends["cause"].isin(CAUSES) & ~ends["cause"].isin(NOT_KNOWN)]
    return "" if known.empty else str(known.iloc[0]["cause"])


def taken(view: View, shares: pd.DataFrame) -> str:
    """Say which known cause takes most customers, and by when half of them have gone."""
    cause = takes_most(shares)
    if not cause:
        return _("No cause of leaving is known.")
    own = shares[shares["cause"] == cause]
    last = own.iloc[-1]
    half = own[own["incidence"] >= last["incidence"] / 2]
    return _("“{cause}” takes most: {share} of all customers within {days}, half of these within {half}.").format(
        cause=cause_label(cause),
        share=format_percent(last["incidence"]),
        days=days_text(view, shares["day"].max()),
        half=days_text(view, half["day"].iloc[0]),
    )


def heading_of(view: View, row: pd.Series) -> str:
    """Name a picked silence: "More than 90 days of silence"."""
    return _("More than {days} of silence").format(days=days_text(view, row["window_days"]))


def group_name(value: str) -> str:
    """Return a segment's name so that markdown shows it letter by letter."""
    return plain(value_label(value))
