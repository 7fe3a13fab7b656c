"""What the segments page says first: which segment earns, which loses, and who costs more than they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import _, ngettext
from localization.numbers import format_interval, format_number, format_percent
from store.facts import MOST_ATTRIBUTE_VALUES, VALUES_OF
from ui.frame_cache import remembered
from ui.texts import attribute_label, period_before, plain, value_label

if TYPE_CHECKING:
    from ui.view import View

PREFERRED = "segment"
LEAST_TO_RANK = 10


def attribute(view: View) -> str:
    """Return what the customers are split by: the reader's breakdown, else the first attribute; empty without any."""
    known = list(view.info.attributes)
    return view.lens.by or (PREFERRED if PREFERRED in known else known[0] if known else "")


def without_attributes(view: View) -> str:
    """Say which columns make segments, when there are none; and which have too many values."""
    counts = view.info.counts
    many = {name.removeprefix(VALUES_OF): values for name, values in counts.items() if name.startswith(VALUES_OF)}
    if many:
        name = min(many, key=lambda one: many[one])
        return _(
            "{column} has {n} different values, and the {most} largest hold too few of the customers to be segments. "
            "Load it in larger groups, or another column such as segment, role, channel or owner."
        ).format(column=attribute_label(name), n=view.count(many[name]), most=format_number(MOST_ATTRIBUTE_VALUES))
    return _(
        "Nothing is known of the customers that would make segments. Load a file of customers with a column such as "
        "segment, role, region, channel or owner: every column whose values many customers share will do."
    )


@remembered
def earns_and_loses(view: View, segments: pd.DataFrame, by: str) -> str:
    """Say which segment earns most and which loses, in one sentence; by sales where costs are not known."""
    if segments.empty:
        return _("Nobody bought anything in these periods.")
    if not view.info.knows_profit:
        return _buys_most(view, segments, by)
    ordered = segments.sort_values("profit", ascending=False)
    best, worst, total = ordered.iloc[0], ordered.iloc[-1], ordered["profit"].sum()
    losing = int((ordered["profit"] < 0).sum())
    texts = {
        "best": value_label(best[by]),
        "worst": value_label(worst[by]),
        "profit": view.money(best["profit"]),
        "loss": view.money(-worst["profit"]),
        "share": format_percent(best["profit"] / total if total > 0 else None),
        "n": view.count(losing),
    }
    if best["profit"] <= 0:
        return ngettext(
            "No segment earns anything; {worst} loses {loss}.",
            "No segment earns anything; {worst} loses most: {loss}.",
            losing,
        ).format(**texts)
    if total > 0:
        text = _("{best} earns most: {profit}, {share} of all profit").format(**texts)
    else:
        text = _("{best} earns most: {profit}").format(**texts)
    if not losing:
        return text + _("; no segment loses money.")
    return text + ngettext(
        "; {worst} loses {loss}.", "; {n} segments lose money, {worst} most: {loss}.", losing
    ).format(**texts)


def _buys_most(view: View, segments: pd.DataFrame, by: str) -> str:
    best = segments.sort_values("revenue", ascending=False).iloc[0]
    total = segments["revenue"].sum()
    return _(
        "{best} buys most: {sales}, {share} of all sales. Who earns cannot be said: costs were not loaded."
    ).format(
        best=value_label(best[by]),
        sales=view.money(best["revenue"]),
        share=format_percent(best["revenue"] / total if total > 0 else None),
    )


@remembered
def kept_best_and_least(segments: pd.DataFrame, by: str) -> str:
    """Say which segment is kept best and which least; empty where fewer than two are large enough to say so."""
    enough = segments[segments["start"] >= LEAST_TO_RANK].sort_values("rate", ascending=False)
    if len(enough) < 2:
        return ""
    best, least = enough.iloc[0], enough.iloc[-1]
    text = _("Kept best: {best} with {best_rate}; least: {least} with {least_rate}.")
    if len(enough) < len(segments):
        text = _(
            "Of those with at least {n} customers kept best: {best} with {best_rate}; least: {least} with {least_rate}."
        )
    return text.format(
        n=format_number(LEAST_TO_RANK),
        best=value_label(best[by]),
        best_rate=rate_and_interval(best),
        least=value_label(least[by]),
        least_rate=rate_and_interval(least),
    )


def rate_and_interval(segment: pd.Series) -> str:
    """Return "61 % (58–64 %)": a rate with its Wilson interval."""
    if pd.isna(segment["rate"]):
        return "–"
    return f"{format_percent(segment['rate'])} ({format_interval(segment['low'], segment['high'])})"


def by_line(by: str) -> str:
    """Say how money and people are counted where customers have several values of an attribute."""
    return _(
        "{attribute} is taken from each order: money counts under the value of its own order, kept customers under "
        "their latest."
    ).format(attribute=plain(attribute_label(by)))


def how_to_read(view: View) -> str:
    """Say what the bubbles mean, and of which periods."""
    periods = view.periods[view.periods["is_complete"]]
    if view.lens.until is not None:
        periods = periods[periods["starts_on"] <= pd.Timestamp(view.lens.until)]
    if periods.empty:
        return ""
    last = periods["starts_on"].iloc[-1]
    names = {"period": view.period_name(last), "before": period_before(view, last)}
    if view.info.knows_profit:
        text = _(
            "Across: customers of {before} who bought again in {period}. Up: profit of all chosen periods. "
            "Size: customers. Click a bubble or a row to see its customers."
        )
    else:
        text = _(
            "Across: customers of {before} who bought again in {period}. Up: sales of all chosen periods. "
            "Size: customers. Click a bubble or a row to see its customers."
        )
    return text.format(**names)


def question_of_the_curve(view: View) -> str:
    """Return the question that the curve answers."""
    if view.info.knows_profit:
        return _("How few customers make the profit, and who eats it up?")
    return _("How few customers make the sales?")


@remembered
def made_and_eaten(view: View, curve: pd.DataFrame) -> str:
    """Say how much the profitable customers make and what the others cost, in money; by sales without costs."""
    if curve.empty:
        return _("Nobody bought anything in these periods.")
    peak, cut = curve[curve["is_peak"]].iloc[0], curve[curve["is_cut"]].iloc[0]
    last = curve.iloc[-1]
    worst = int(last["below_zero"])
    if not view.info.knows_profit:
        return _("Costs were not loaded, so sales are shown instead of profit. ") + ngettext(
            "The largest {share} of the customers, {n} customer, makes {value} of the sales.",
            "The largest {share} of the customers, {n} customers, make {value} of the sales.",
            int(cut["rank"]),
        ).format(share=format_percent(0.2), n=view.count(cut["rank"]), value=format_percent(cut["value_share"]))
    if not worst:
        return ngettext(
            "The one customer makes {value}; there are no loss-makers.",
            "All {n} customers together make {value}; there are no loss-makers.",
            int(last["customers"]),
        ).format(n=view.count(last["customers"]), value=view.money(last["value"]))
    cost = peak["value"] - last["value"] if peak["value"] > 0 else -last["value"]
    loss = ngettext("the worst customer costs you {loss}.", "the {n} worst customers cost you {loss}.", worst).format(
        n=view.count(worst), loss=view.money(cost)
    )
    if peak["value"] <= 0:
        return _("Nobody earns you anything; {loss}").format(loss=loss)
    made = ngettext("The best customer makes {value}", "The best {n} customers make {value}", int(peak["rank"])).format(
        n=view.count(peak["rank"]), value=view.money(peak["value"])
    )
    if last["value"] > 0:
        return _("{made}, {share} of the profit; {loss}").format(
            made=made, share=format_percent(peak["value_share"]), loss=loss
        )
    return _("{made}; {loss} In all you lose {total}.").format(made=made, loss=loss, total=view.money(-last["value"]))
