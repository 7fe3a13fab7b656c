"""What the value page says first: what is to come, how sure that is, and what one point of retention is worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

import store
from localization import _, ngettext
from localization.numbers import format_number, format_percent
from models.reasons import sentence
from ui.cards import Card
from view.frame_cache import remembered
from view.shared import shared
from words.texts import value_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from view import View

MONTHS = ("12", "24", "36")
PREFERRED = "segment"


@dataclass(frozen=True)
class About:
    """What is to be known of the forecast of a version: which is used, since when it was tested, why no model."""

    uses: str
    origin: date
    horizon_days: int
    reason: str
    spending_reason: str
    rests_on: str = "purchases"
    shape: str = ""

    @property
    def of_contracts(self) -> bool:
        """Whether it was made from contracts, not from purchases."""
        return self.rests_on == "contracts"


@shared(100)
def _kept(dataset: str, version: int, *, is_real: bool = False) -> Mapping[str, float | str]:
    opened = store.open(dataset, version)
    return opened.real_forecast if is_real else opened.forecast


def about(view: View) -> About | None:
    """Return what is to be known of the forecast, reasons as sentences; None where the version has none."""
    kept = _kept(view.dataset, view.info.version, is_real=view.lens.prices_of is not None)
    if not kept:
        return None
    numbers = {name: float(kept[f"reason_{name}"]) for name in ("n", "least") if f"reason_{name}" in kept}
    reason, spending = str(kept.get("reason") or ""), str(kept.get("spending_reason") or "")
    return About(
        str(kept["uses"]),
        date.fromisoformat(str(kept["origin"])),
        int(kept["horizon_days"]),
        sentence(reason, **numbers) if reason else "",
        sentence(spending) if spending else "",
        str(kept.get("rests_on") or "purchases"),
        str(kept.get("shape") or ""),
    )


def nobody(kept: About) -> str:
    """Say that the reader's choice left nobody."""
    if kept.of_contracts:
        return _("None of the chosen customers has had a contract.")
    return _("None of the chosen customers bought anything.")


def attribute(view: View) -> str:
    """Return what the customers are split by: the reader's breakdown, else the first attribute; empty without any."""
    known = list(view.info.attributes)
    return view.lens.by or (PREFERRED if PREFERRED in known else known[0] if known else "")


def how_to_read(view: View, kept: About) -> str:
    """Say what the test compares: from which day on, over how many days."""
    return _(
        "Made as of {day} from what was known then, and held against the {n} days since. Bars are what came. Click a "
        "bar to see its customers."
    ).format(day=view.day(kept.origin), n=view.count(kept.horizon_days))


def no_forecast(view: View) -> str:
    """Say why there is nothing to say of the future."""
    if view.info.complete_up_to is None:
        return _("There is no purchase yet that a forecast could be made from.")
    return _(
        "This version holds no forecast: its purchases span less than two weeks, or it was published before forecasts "
        "were made. Publish the data set again, with more of its past."
    )


def months_label(months: str) -> str:
    """Name a horizon: "12 months"."""
    return ngettext("{n} month", "{n} months", int(months)).format(n=format_number(int(months)))


def to_come(view: View, whole: pd.DataFrame, months: str) -> str:
    """Say what the customers of today bring from the end of the data on."""
    return _("The customers of {day} bring {money} in the {months} after it.").format(
        day=view.day(view.info.complete_up_to),
        money=view.money(whole.iloc[0]["revenue_to_come"]),
        months=months_label(months),
    )


def clock(view: View) -> str:
    """Say what the page looks at, and which filter it does not take."""
    return _("Looks ahead from {day}, the end of the data: a range of periods does not change this page.").format(
        day=view.day(view.info.complete_up_to)
    )


@remembered
def hangs_on_few(view: View, whole: pd.DataFrame) -> str:
    """Say how much of what is to come hangs on the best few; empty where that is not known."""
    few, best = int(whole.iloc[0]["best"]), whole.iloc[0]["best_share"]
    if pd.isna(best):
        return ""
    return ngettext(
        "{share} of what is to come comes from {n} customer.",
        "{share} of what is to come comes from {n} customers.",
        few,
    ).format(share=format_percent(best, decimals=0), n=view.count(few))


@remembered
def how_sure(view: View, tested: pd.DataFrame, kept: About) -> str:
    """Say how the same forecast did on the past, beside the same again, and which of them is used."""
    used = tested[tested["is_used"]]
    if used.empty or pd.isna(used.iloc[0]["bias"]):
        return _("Nothing came in the test, so nothing is known of how good this forecast is.")
    row = used.iloc[0]
    texts = {
        "day": view.day(kept.origin),
        "predicted": view.money(row["predicted"]),
        "came": view.money(row["came"]),
        "error": view.money(row["error"]),
    }
    if kept.of_contracts:
        return _how_sure_of_contracts(view, tested, kept)
    both = tested.set_index("method")["error"]
    if "model" not in both.index:
        return _(
            "Forecast as the same again. As of {day} that said {predicted}; {came} came, and it missed by {error} for "
            "each customer."
        ).format(**texts)
    texts |= {"other": view.money(both["again" if kept.uses == "model" else "model"])}
    if kept.uses == "model":
        return _(
            "As of {day} the same model forecast {predicted}; {came} came. It missed by {error} for each customer, "
            "the same again by {other}."
        ).format(**texts)
    return _(
        "As of {day} the same again missed by {error} for each customer, the model by {other}: so the numbers here are "
        "the same again. It said {predicted}; {came} came."
    ).format(**texts)


def _how_sure_of_contracts(view: View, tested: pd.DataFrame, kept: About) -> str:
    sums = tested.set_index("method")["predicted"]
    texts = {"day": view.day(kept.origin), "came": view.money(tested.iloc[0]["came"])}
    texts |= {str(method): view.money(money) for method, money in sums.items()}
    if "model" not in sums.index:
        return _(
            "Forecast as if nobody left. As of {day} that said {again}; {came} came: it says too much by those who "
            "leave."
        ).format(**texts)
    if kept.uses == "model":
        return _("As of {day} the same way forecast {model}, nobody leaving {again}; {came} came.").format(**texts)
    return _(
        "As of {day} nobody leaving said {again}, the model {model}; {came} came. Customer by customer nobody leaving "
        "was nearer, so the numbers here are of that."
    ).format(**texts)


def _way_of_contracts(kept: About) -> str:
    """Say how it is told how long contracts go on; empty where nobody is taken to leave."""
    if not kept.of_contracts or kept.uses != "model":
        return ""
    if kept.shape == "renewals":
        return _(
            "How long contracts go on is told by a model of renewals: those who have stayed long are those who seldom "
            "leave."
        )
    return _("Contracts go on as those that were as old did: so many of them were left a month later, and so on.")


def more_about(view: View, whole: pd.DataFrame, tested: pd.DataFrame, kept: About) -> list[str]:
    """Say what belongs to the forecast and is not its first line: how sure it is, on whom it hangs, why no model."""
    reasons = [kept.reason, _way_of_contracts(kept), kept.spending_reason if kept.uses == "model" else ""]
    said = [how_sure(view, tested, kept), hangs_on_few(view, whole), *reasons]
    return [text for text in said if text]


@remembered
def headlines(view: View, whole: pd.DataFrame, tested: pd.DataFrame, months: str, kept: About) -> list[Card]:
    """Return the cards: money to come, profit, who is still a customer, how the test went."""
    row = whole.iloc[0]
    found = [
        Card(
            _("Sales to come"),
            view.money(row["revenue_to_come"]),
            note=_("in {months}, {low} to {high}").format(
                months=months_label(months), low=view.money(row["worth_low"]), high=view.money(row["worth_high"])
            ),
            help=_("Of the customers of today alone, discounted by 10 % a year; who comes later is not in it."),
        )
    ]
    if view.info.knows_profit and not pd.isna(row["profit_to_come"]):
        found.append(
            Card(
                _("Profit to come"),
                view.money(row["profit_to_come"]),
                note=_("{money} in the last 365 days").format(money=view.money(row["last_profit"])),
            )
        )
    if kept.of_contracts:
        found.append(
            Card(
                _("Under contract"),
                view.count(row["alive"]),
                note=_("of {n} who ever had one").format(n=view.count(row["customers"])),
            )
        )
    elif not pd.isna(row["alive"]):
        found.append(
            Card(
                _("Still customers"),
                view.count(row["alive"]),
                note=_("of {n} who ever bought").format(n=view.count(row["customers"])),
                help=_("The chances that each one has not left, added up."),
            )
        )
    used = tested[tested["is_used"]]
    if len(used) and not pd.isna(used.iloc[0]["bias"]):
        best = used.iloc[0]
        found.append(
            Card(
                _("The test was off by"),
                format_percent(abs(best["bias"]), decimals=0),
                note=" · ".join(
                    [
                        _side_of(best["bias"]),
                        _("its best 20 % brought {share} of what the real best did").format(
                            share=format_percent(best["captured"], decimals=0)
                        ),
                    ]
                ),
                help=_("What was forecast of everybody together, over what came of them."),
            )
        )
    return found[:4]


def _side_of(bias: float) -> str:
    """Say whether a forecast said too much; what is shown as nothing has no side."""
    if round(abs(bias), 2) == 0:
        return _("as much came as was forecast")
    return _("too much was forecast") if bias > 0 else _("too little was forecast")


def most_to_come(view: View, segments: pd.DataFrame, by: str) -> str:
    """Say which segment is to bring most and how sure that is, and whether the next one may bring as much."""
    row = segments.iloc[0]
    texts = {"segment": value_label(row[by]), "money": view.money(row["revenue_to_come"])}
    if pd.isna(row["worth_low"]):
        return _("Most is to come from {segment}: {money}; how sure that is cannot be said.").format(**texts)
    said = _("Most is to come from {segment}: {money}, {low} to {high} as far as the test was off.").format(
        **texts, low=view.money(row["worth_low"]), high=view.money(row["worth_high"])
    )
    rivals = segments.iloc[1:]
    near = rivals[rivals["worth_high"] > row["worth_low"]]
    if near.empty:
        return said
    more = _("{segment} may bring as much.").format(segment=value_label(near.iloc[0][by]))
    return f"{said} {more}"


def window_days(view: View) -> int:
    """Return how long a window of retention can be: a year, or half of what the data cover."""
    starts = view.info.complete_up_to
    first = view.periods["starts_on"].min()
    if starts is None or pd.isna(first):
        return 365
    span = (pd.Timestamp(starts) - first).days + 1
    return 365 if span >= 2 * 365 else max(span // 2, 1)


def worth_of_points(view: View, worth: pd.DataFrame, points: float, days: int, *, of_contracts: bool = False) -> str:
    """Say what so many points of retention more are worth, in the window and over the lifetime."""
    row = worth.iloc[0] if len(worth) else None
    if row is None or pd.isna(row["rate"]) or not row["customers"]:
        if of_contracts:
            return _(
                "Nobody was under contract {n} days before the last day of the data, or nobody is on it, so there is "
                "no retention to raise."
            ).format(n=view.count(days))
        return _("Nobody bought in the {n} days before the last {n}, so there is no retention to raise.").format(
            n=view.count(days)
        )
    if pd.isna(row["money_year"]):
        return _("What a point is worth cannot be said: no amount of a contract in force is known.")
    texts = {
        "points": format_number(points),
        "from": format_percent(row["rate"]),
        "money": view.money(row["money_year"]),
        "days": view.count(days),
    }
    return ngettext(
        "{points} point of retention more than the {from} of today is worth {money} in the next {days} days.",
        "{points} points of retention more than the {from} of today are worth {money} in the next {days} days.",
        1 if points == 1 else 2,
    ).format(**texts)


def worth_in_the_long_run(view: View, worth: pd.DataFrame) -> str:
    """Say what the points are worth over the lifetime, and what may be spent to win them; else empty."""
    row = worth.iloc[0] if len(worth) else None
    if row is None or pd.isna(row["rate"]) or not row["customers"] or pd.isna(row["money_year"]):
        return ""
    if pd.isna(row["money_lifetime"]):
        return _("Over the lifetime nothing can be said, as these customers bring no profit.")
    return _(
        "Over the lifetime of the customers of today it is {lifetime} ({low} to {high}). To win this may cost {cost} "
        "for each customer who is contacted."
    ).format(
        lifetime=view.money(row["money_lifetime"]),
        low=view.money(min(row["lifetime_low"], row["money_lifetime"])),
        high=view.money(max(row["lifetime_high"], row["money_lifetime"])),
        cost=view.money(row["break_even"]),
    )


def the_claim(worth: pd.DataFrame) -> str:
    """Put the often quoted claim beside the firm's own number; empty where there is none."""
    if worth.empty or pd.isna(worth.iloc[0]["five_points"]):
        return ""
    return _(
        "Often quoted: five per cent more retention bring 25 to 95 % more profit (Reichheld and Sasser 1990, of five "
        "percentage points and lifetime value in chosen trades). Here five points would raise the money to come of a "
        "customer by {share}, if nothing else changed."
    ).format(share=format_percent(worth.iloc[0]["five_points"], decimals=0))
