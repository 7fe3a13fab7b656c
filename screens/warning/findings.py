"""What the early-warning page says first: how many will probably not buy, what is lost with them, how good that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import store
from localization import N_, _, ngettext
from localization.numbers import format_number, format_percent
from models.reasons import sentence
from ui.cards import Card
from view.frame_cache import remembered
from view.shared import shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from view import View

WAYS = {
    "logistic": N_("a logistic regression"),
    "boosting": N_("boosted trees"),
    "buying": N_("a model of repeat buying"),
    "together": N_("the mean of a logistic regression, boosted trees and a model of repeat buying"),
    "recency": N_("the days since the last purchase"),
}


@dataclass(frozen=True)
class About:
    """What is to be known of a version's warnings: which way is used, how far they look ahead, why there is none."""

    uses: str
    horizon_days: int
    origins: int
    reason: str


@shared(100)
def _kept(dataset: str, version: int) -> Mapping[str, float | str]:
    return store.open(dataset, version).warning


def about(view: View) -> About | None:
    """Return what is to be known of the warnings, the reason as a sentence; None where the version has none."""
    kept = _kept(view.dataset, view.info.version)
    if not kept:
        return None
    numbers = {name: float(kept[f"reason_{name}"]) for name in ("n", "least") if f"reason_{name}" in kept}
    reason = str(kept.get("reason") or "")
    return About(
        str(kept.get("uses") or ""),
        int(kept["horizon_days"]),
        int(kept["origins"]),
        sentence(reason, **numbers) if reason else "",
    )


def measure(view: View) -> str:
    """Return what is at stake: profit where it is known, else sales."""
    return "profit" if view.info.knows_profit else "revenue"


def no_warning(view: View) -> str:
    """Say why there is nothing to warn of."""
    if view.info.complete_up_to is None:
        return _("There is no purchase yet that a warning could be made from.")
    return _(
        "This version holds no early warning: it was published before there was one, or nobody bought anything. "
        "Publish the data set again."
    )


@remembered
def whole_finding(view: View, whole: pd.DataFrame, tested: pd.DataFrame, kept: About) -> str:
    """Say how many will probably not buy and what would be lost; without a model, why, and who shows a sign."""
    row = whole.iloc[0]
    if kept.reason:
        signed = int(row["signed"])
        return ngettext(
            "{n} customer shows a sign of leaving. {reason}", "{n} customers show a sign of leaving. {reason}", signed
        ).format(n=view.count(signed), reason=kept.reason)
    few = int(row["likely_lost"])
    said = ngettext(
        "{n} customer who brought {money} in the last 365 days will probably not buy in the next {days} days",
        "{n} customers who brought {money} in the last 365 days will probably not buy in the next {days} days",
        few,
    ).format(n=view.count(few), money=view.money(row["risk_stake"]), days=view.count(kept.horizon_days))
    used = tested[tested["is_used"]]
    if used.empty or pd.isna(used.iloc[0]["lift"]):
        return f"{said}."
    return _("{said}; such a list finds {lift} times as many as chance, tested {times} times on your own past.").format(
        said=said, lift=format_number(used.iloc[0]["lift"], decimals=1), times=view.count(kept.origins)
    )


def clock(view: View) -> str:
    """Say what the page looks at, and which filter it does not take."""
    return _("Looks ahead from {day}, the end of the data: a range of periods does not change this page.").format(
        day=view.day(view.info.complete_up_to)
    )


@remembered
def headlines(view: View, whole: pd.DataFrame, tested: pd.DataFrame) -> list[Card]:
    """Return the cards: who will probably not buy, the loss to expect, how good the list is, who shows a sign."""
    row, found = whole.iloc[0], []
    if not pd.isna(row["likely_lost"]):
        found.append(
            Card(
                _("Will probably not buy"),
                view.count(row["likely_lost"]),
                meaning="lost",
                note=_("of {n} who bought in 365 days").format(n=view.count(row["buyers"])),
                help=_(
                    "A chance of one half or more. Who brought nothing in the last 365 days is lost already, and so is "
                    "who is known to have left."
                ),
                opens="risk",
                door=_("List these customers"),
            )
        )
        found.append(
            Card(
                _("Loss to expect"),
                view.money(row["expected_loss"]),
                note=_("of {money} in the last 365 days").format(money=view.money(row["at_stake"])),
                help=_("Each one's chance, times what they brought in the last 365 days, added up."),
            )
        )
    ways = tested.set_index("method")
    used = tested[tested["is_used"]]
    if len(used) and not pd.isna(used.iloc[0]["lift"]):
        found.append(
            Card(
                _("Better than chance"),
                _("{n} times").format(n=format_number(used.iloc[0]["lift"], decimals=1)),
                note=_("by days since the last purchase {n} times").format(
                    n=format_number(ways.loc["recency", "lift"], decimals=1)
                ),
                help=_("Lost customers on the list, over as many drawn by lot; in the test on the own past."),
            )
        )
    found.append(
        Card(
            _("Show a sign"),
            view.count(row["signed"]),
            note=_("of {n} who bought in 365 days").format(n=view.count(row["buyers"])),
            opens="signs",
            door=_("List these customers"),
        )
    )
    return found


@remembered
def how_good(view: View, tested: pd.DataFrame, kept: About) -> str:
    """Say whether the list is better than common sense, with both numbers; empty where nothing was tested."""
    ways = tested.set_index("method")
    if "recency" not in ways.index or pd.isna(ways.loc["recency"]["precision"]):
        return ""
    plain = ways.loc["recency"]
    texts = {
        "base": format_percent(plain["base_rate"], decimals=0),
        "plain": format_percent(plain["precision"], decimals=0),
        "days": view.count(kept.horizon_days),
    }
    used = tested[tested["is_used"]]
    if kept.uses == "recency" or used.empty:
        return _(
            "Of a list by the days since the last purchase, {plain} bought nothing in the {days} days after; of all, "
            "{base}. No model did better on your own past, so none is used."
        ).format(**texts)
    texts["list"] = format_percent(used.iloc[0]["precision"], decimals=0)
    if texts["list"] != texts["plain"] and used.iloc[0]["precision"] > plain["precision"]:
        return _(
            "Of those on such a list, {list} bought nothing in the {days} days after; of as many by the days since the "
            "last purchase {plain}, of all {base}."
        ).format(**texts)
    return _(
        "Of those on such a list, {list} bought nothing in the {days} days after; of as many by the days since the "
        "last purchase {plain}: a list of this length is no better than that. Of all, {base}."
    ).format(**texts)


@remembered
def more_about(view: View, tested: pd.DataFrame, each: pd.DataFrame, kept: About) -> list[str]:
    """Say what belongs to the test and is not its first line: which way, how sure, how early, where it missed."""
    found = [kept.reason] if kept.reason else []
    used = tested[tested["is_used"]]
    if used.empty:
        return found
    row, plain = used.iloc[0], tested.set_index("method").loc["recency"]
    found.append(_("Told by {way}, which missed by least in the test.").format(way=_(WAYS.get(kept.uses, kept.uses))))
    found.append(
        _(
            "Of one lost and one kept customer, the lost one stood higher in {auc} of 100 cases; by the days since the "
            "last purchase in {plain}."
        ).format(auc=format_number(100 * row["auc"], decimals=0), plain=format_number(100 * plain["auc"], decimals=0))
    )
    if not pd.isna(row["lead_days"]):
        found.append(
            _(
                "Half of the warnings that came true came {n} days or more before the silence was {days} days long."
            ).format(n=format_number(row["lead_days"], decimals=0), days=view.count(kept.horizon_days))
        )
    found += [
        _("As of {day}: {said} said, {came} came.").format(
            day=view.day(pd.Timestamp(str(one.origin))),
            said=format_percent(one.said, decimals=0),
            came=format_percent(one.base_rate, decimals=0),
        )
        for one in each[each["is_used"]].itertuples()
    ]
    return found


@remembered
def not_known(view: View, counts: pd.DataFrame) -> str:
    """Say which signs cannot be seen for want of a table; empty where all can."""
    wants = {
        "complains": _("complaints"),
        "no_answer": _("contacts"),
        "visits_less": _("visits or logins"),
    }
    missing = [wants[name] for name in counts.loc[counts["known"] == 0, "signal"] if name in wants]
    if not missing or view is None:
        return ""
    return _("Not loaded, so not seen: {tables}.").format(tables=_(", ").join(missing))
