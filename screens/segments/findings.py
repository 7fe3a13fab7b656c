"""What the segments page says first: which segment earns, which loses, and who costs more than they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import _, ngettext
from localization.numbers import format_interval, format_number, format_percent
from store.facts import MOST_ATTRIBUTE_VALUES, VALUES_OF
from store.tables import BEHAVIOUR
from view.frame_cache import remembered
from words.behaviour import group_label, offered
from words.texts import attribute_label, plain, span_words

if TYPE_CHECKING:
    from view import View

PREFERRED = "segment"
LEAST_TO_RANK = 10


def attribute(view: View) -> str:
    """Return what the customers are split by: the reader's breakdown, else the first attribute, else behaviour."""
    known = list(view.info.attributes)
    return view.lens.by or (PREFERRED if PREFERRED in known else known[0] if known else offered(view))


def too_many_values(view: View) -> str:
    """Say which column has more values than customers are broken down by; empty where none has."""
    counts = view.info.counts
    many = {name.removeprefix(VALUES_OF): values for name, values in counts.items() if name.startswith(VALUES_OF)}
    if not many:
        return ""
    name = min(many, key=lambda one: many[one])
    return _(
        "{column} has {n} different values, and the {most} largest hold too few of the customers to be segments. "
        "Load it in larger groups, or another column such as segment, role, channel or owner."
    ).format(column=attribute_label(name), n=view.count(many[name]), most=format_number(MOST_ATTRIBUTE_VALUES))


def without_attributes(view: View) -> str:
    """Say which columns make segments, when there are none; and which have too many values."""
    return too_many_values(view) or _(
        "Nothing is known of the customers that would make segments. Load a file of customers with a column such as "
        "segment, role, region, channel or owner: every column whose values many customers share will do."
    )


def together(money: pd.DataFrame, kept: pd.DataFrame, by: str) -> pd.DataFrame:
    """Put how well each segment was kept over the periods beside what it brought in them.

    Where a segment loses money the costliest comes first, else the one that brings most.

    Parameters
    ----------
    money, kept
        `segment_profitability` and `segment_kept` of the same periods.
    by
        What makes the segments.

    """
    rates = ["start", "retained", "rate", "low", "high"]
    both = money.drop(columns=[*rates, "active"]).merge(kept[[by, *rates]], on=by, how="left")
    both = both.assign(**{name: both[name].fillna(0).astype("int64") for name in ("start", "retained")})
    loses = bool((both["profit"] < 0).any())
    return both.sort_values(["profit", "revenue"], ascending=[loses, loses], kind="stable", ignore_index=True)


@remembered
def earns_and_loses(view: View, segments: pd.DataFrame, by: str) -> str:
    """Say which segment earned most and which makes a loss, in one sentence; by sales where costs are not known."""
    if segments.empty:
        return nobody(view)
    if not view.info.knows_profit:
        return _buys_most(view, segments, by)
    ordered = segments.sort_values("profit", ascending=False)
    best, worst = ordered.iloc[0], ordered.iloc[-1]
    losing = int((ordered["profit"] < 0).sum())
    texts = {
        "period": span_words(view),
        "best": group_label(by, best[by]),
        "worst": group_label(by, worst[by]),
        "profit": view.money(best["profit"]),
        "loss": view.money(-worst["profit"]),
    }
    if best["profit"] <= 0:
        return ngettext(
            "In {period} no segment earned anything; {worst} makes a loss of {loss}.",
            "In {period} no segment earned anything; {worst} makes the largest loss: {loss}.",
            losing,
        ).format(**texts)
    if not losing:
        return _("In {period} {best} earned most: {profit}; no segment makes a loss.").format(**texts)
    return ngettext(
        "In {period} {best} earned most: {profit}; {worst} makes a loss of {loss}.",
        "In {period} {best} earned most: {profit}; several segments make a loss, {worst} the largest: {loss}.",
        losing,
    ).format(**texts)


def nobody(view: View) -> str:
    """Say that nobody bought in the periods that are looked at."""
    return _("Nobody bought anything in {period}.").format(period=span_words(view))


def _buys_most(view: View, segments: pd.DataFrame, by: str) -> str:
    best = segments.sort_values("revenue", ascending=False).iloc[0]
    total = segments["revenue"].sum()
    return _(
        "In {period} {best} bought most: {sales}, {share} of all sales. Who earns cannot be said: costs were not "
        "loaded."
    ).format(
        period=span_words(view),
        best=group_label(by, best[by]),
        sales=view.money(best["revenue"]),
        share=format_percent(best["revenue"] / total if total > 0 else None),
    )


@remembered
def kept_best_and_least(view: View, segments: pd.DataFrame, by: str) -> str:
    """Say which segment was kept best and which least; empty where fewer than two are large enough to say so."""
    enough = segments[segments["start"] >= LEAST_TO_RANK].sort_values("rate", ascending=False)
    if len(enough) < 2 or by == BEHAVIOUR:
        return ""
    best, least = enough.iloc[0], enough.iloc[-1]
    said = _("In {period} {best} was kept best ({best_rate}), {least} least ({least_rate}).").format(
        period=span_words(view),
        best=group_label(by, best[by]),
        best_rate=format_percent(best["rate"]),
        least=group_label(by, least[by]),
        least_rate=format_percent(least["rate"]),
    )
    if best["low"] <= least["high"]:
        said += " " + _("The difference could be chance.")
    return said


def rate_and_interval(segment: pd.Series) -> str:
    """Return "61 % (58–64 %)": a rate with its interval."""
    if pd.isna(segment["rate"]):
        return "–"
    return f"{format_percent(segment['rate'])} ({format_interval(segment['low'], segment['high'])})"


def by_line(by: str) -> str:
    """Say how money and people are counted where customers have several values of an attribute."""
    return _(
        "{attribute} is taken from each order: money counts under the value of its own order, kept customers under "
        "their latest."
    ).format(attribute=plain(attribute_label(by)))


def question_of_the_bubbles(view: View, by: str) -> str:
    """Return the question that the bubbles answer, or the bars where nothing can be said of who was kept."""
    if by == BEHAVIOUR:
        return _("Which group brought what in {period}?").format(period=span_words(view))
    return _("Who earned in {period}, and who was kept?").format(period=span_words(view))


def how_to_read(view: View, by: str) -> str:
    """Say what the bubbles mean, and of which periods."""
    if by == BEHAVIOUR:
        return _(
            "The groups are made from the same purchases, so how well each was kept would say nothing new. Click a bar "
            "or a row to see its customers."
        )
    money = _("profit") if view.info.knows_profit else _("sales")
    return _(
        "Both of {period}. Across: of the customers of each period, how many bought again in the next one, all of "
        "them together. Up: {money}. Size: customers. Click a bubble or a row to see its customers."
    ).format(period=span_words(view), money=money)


def question_of_the_table(view: View) -> str:
    """Return the question that the table answers."""
    return _("What did each segment bring in {period}, and what did it cost?").format(period=span_words(view))


def question_of_the_curve(view: View) -> str:
    """Return the question that the curve answers."""
    if view.info.knows_profit:
        return _("How few made the profit of {period}?").format(period=span_words(view))
    return _("How few made the sales of {period}?").format(period=span_words(view))


@remembered
def made_and_eaten(view: View, curve: pd.DataFrame) -> str:
    """Say how much the profitable customers make and what the others cost, in money; by sales without costs."""
    if curve.empty:
        return nobody(view)
    peak, cut = curve[curve["is_peak"]].iloc[0], curve[curve["is_cut"]].iloc[0]
    last = curve.iloc[-1]
    worst = int(last["below_zero"])
    if not view.info.knows_profit:
        return (
            _("Costs were not loaded, so sales are shown instead of profit.")
            + " "
            + ngettext(
                "The largest {share} of the customers, {n} customer, made {value} of the sales.",
                "The largest {share} of the customers, {n} customers, made {value} of the sales.",
                int(cut["rank"]),
            ).format(share=format_percent(0.2), n=view.count(cut["rank"]), value=format_percent(cut["value_share"]))
        )
    if not worst:
        return ngettext(
            "The one customer made {value}; there are no loss-makers.",
            "All {n} customers together made {value}; there are no loss-makers.",
            int(last["customers"]),
        ).format(n=view.count(last["customers"]), value=view.money(last["value"]))
    cost = peak["value"] - last["value"] if peak["value"] > 0 else -last["value"]
    loss = ngettext("the worst customer cost you {loss}.", "the {n} worst customers cost you {loss}.", worst).format(
        n=view.count(worst), loss=view.money(cost)
    )
    if peak["value"] <= 0:
        return _("Nobody earned you anything; {loss}").format(loss=loss)
    made = ngettext("The best customer made {value}", "The best {n} customers made {value}", int(peak["rank"])).format(
        n=view.count(peak["rank"]), value=view.money(peak["value"])
    )
    if last["value"] > 0:
        return _("{made}, {share} of the profit; {loss}").format(
            made=made, share=format_percent(peak["value_share"]), loss=loss
        )
    return _("{made}; {loss} In all they make a loss of {total}.").format(
        made=made, loss=loss, total=view.money(-last["value"])
    )
