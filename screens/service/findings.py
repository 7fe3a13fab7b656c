"""What the service page says: what a complaint goes with, how soon customers are answered, what they say."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any

import pandas as pd

from localization import N_, _
from localization.numbers import format_change, format_number, format_percent, seldom
from metrics import MetricError
from metrics.service.surveys import nps_change
from ui.cards import Card
from view.frame_cache import remembered
from words.result_words import NOT_KNOWN, cause_label
from words.texts import of, value_label

if TYPE_CHECKING:
    from view import View

TABLES = ("complaints", "surveys", "contacts")
HOURS = {"calendar": N_("Hours of the calendar"), "business": N_("Working hours")}
WEEKS = {
    "iranian": N_("Saturday to Thursday noon"),
    "western": N_("Monday to Friday"),
    "gulf": N_("Sunday to Thursday"),
}
CHANCE = 0.05


@dataclass(frozen=True)
class Known:
    """What the metrics answer, each None where a table that it needs was not loaded."""

    replies: pd.DataFrame | None
    leaving: pd.DataFrame | None
    issues: pd.DataFrame | None
    waves: pd.DataFrame | None
    alone: pd.DataFrame | None


def known(view: View, **clock: Any) -> Known:
    """Ask for what the page can say of this data set."""
    has = view.info.has
    return Known(
        asked(view, "reply_times", **clock) if has("complaints") else None,
        asked(view, "complaint_leaving") if has("complaints") else None,
        asked(view, "issue_costs") if has("complaints") else None,
        asked(view, "nps") if has("surveys") else None,
        asked(view, "single_threaded") if has("contacts") else None,
    )


def asked(view: View, metric: str, **options: Any) -> pd.DataFrame | None:
    """Ask for a metric; None where nothing was loaded to tell it by, or there is nothing to tell."""
    try:
        found = view.fetch(metric, **options)
    except MetricError:
        return None
    return None if found.empty else found


def usual_week(view: View) -> str:
    """Return the week that is worked where the data set's calendar is used."""
    return {"jalali": "iranian", "hijri": "gulf"}.get(view.calendar, "western")


def nothing_loaded() -> str:
    """Say what to load for the page to say anything."""
    return _(
        "How customers are served is told by complaints (who, when opened, when answered), by surveys (who, when, "
        "score) and by contacts (who, when, with whom of ours); none of them is loaded yet. Orders alone say nothing "
        "of it."
    )


def first_sentence(view: View, found: Known) -> str:
    """Say what goes with leaving, or else how soon customers are answered, or what they say."""
    said = [_of_open(found.leaving), _of_issues(view, found.issues)]
    if not any(said):
        said = [_of_replies(found.replies), _of_wave(view, found.waves), _of_alone(view, found.alone)]
    sentences = [sentence for sentence in said if sentence][:2]
    return " ".join(sentences) or _("Too little is known yet to say anything of how customers are served.")


def _of_open(leaving: pd.DataFrame | None) -> str:
    row = row_of(leaving, "complaint", "open")
    if row is None or pd.isna(row["other_rate"]):
        return ""
    shares = {"share": format_percent(row["rate"]), "other": format_percent(row["other_rate"])}
    if not row["is_real"]:
        return _(
            "Whether a complaint left open goes with leaving cannot be told: {share} left after one, {other} of those "
            "without any; the difference could be chance."
        ).format(**shares)
    if row["difference"] > 0:
        return _(
            "Of the customers whose complaint was left open {share} were gone in the next period, of those without any "
            "complaint {other}."
        ).format(**shares)
    return _(
        "Customers whose complaint was left open stayed more often than those without any: {share} left, not {other}."
    ).format(**shares)


def _of_issues(view: View, issues: pd.DataFrame | None) -> str:
    if issues is None:
        return ""
    named = issues[issues["topic"] != ""]
    real = named[(named["adjusted_p"] < CHANCE) & (named["difference"] > 0)]
    if real.empty:
        return ""
    row = real.iloc[0]
    lost = money_of(row)
    if lost is None:
        return _("“{topic}” took most: {n} customers who complained of it left.").format(
            topic=value_label(row["topic"]), n=view.count(row["left"])
        )
    return _("“{topic}” costs most: those who complained of it and left had brought {money} in the period.").format(
        topic=value_label(row["topic"]), money=view.money(lost)
    )


def money_of(row: Any) -> float | None:
    """Return the profit that was lost, else the sales; None where neither is known."""
    found = next((row[name] for name in ("lost_profit", "lost_revenue") if pd.notna(row[name])), None)
    return None if found is None else float(found)


def _of_replies(replies: pd.DataFrame | None) -> str:
    if replies is None or pd.isna(replies.iloc[0]["rate"]):
        return ""
    row = replies.iloc[0]
    return _("{share} of the complaints are answered within 24 hours; half of them after {hours} hours.").format(
        share=format_percent(row["rate"]), hours=format_number(row["median_hours"], decimals=1)
    )


def _of_wave(view: View, waves: pd.DataFrame | None) -> str:
    if waves is None:
        return ""
    row = waves.iloc[-1]
    return _("In {period} the net promoter score was {score} ({low} to {high}).").format(
        period=view.period_name(row["period"]),
        score=format_change(row["nps"], decimals=0),
        low=format_change(row["nps_low"], decimals=0),
        high=format_change(row["nps_high"], decimals=0),
    )


def _of_alone(view: View, alone: pd.DataFrame | None) -> str:
    if alone is None or not alone.iloc[0]["customers"]:
        return ""
    row = alone.iloc[0]
    return _("Of {all} customers whom we speak with, {n} are known by one of us alone.").format(
        all=view.count(row["customers"]), n=view.count(row["alone"])
    )


def headlines(view: View, found: Known) -> list[Card]:
    """Return up to four cards, each with the list behind it."""
    cards = []
    if found.replies is not None and pd.notna(found.replies.iloc[0]["rate"]):
        row = found.replies.iloc[0]
        settled = row["complaints"] - row["pending"]
        cards.append(
            Card(
                _("Answered within 24 hours"),
                format_percent(row["rate"]),
                meaning="kept",
                note=of(view.count(row["in_time"]), view.count(settled)),
                opens="in_time",
                door=_("Show these complaints"),
            )
        )
    row = row_of(found.leaving, "complaint", "open")
    if row is not None:
        cards.append(
            Card(
                _("Left after an open complaint"),
                format_percent(row["rate"]),
                meaning="lost",
                note=of(view.count(row["left"]), view.count(row["customers"])),
                opens="open",
                door=_("Show these customers"),
            )
        )
    if found.waves is not None:
        row = found.waves.iloc[-1]
        cards.append(
            Card(
                _("Net promoter score"),
                format_change(row["nps"], decimals=0),
                note=view.period_name(row["period"]),
                trend=tuple(found.waves["nps"]),
                opens="wave",
                door=_("Show these customers"),
            )
        )
    if found.alone is not None and found.alone.iloc[0]["customers"]:
        row = found.alone.iloc[0]
        cards.append(
            Card(
                _("Known by one alone"),
                format_percent(row["rate"]),
                note=of(view.count(row["alone"]), view.count(row["customers"])),
                opens="alone",
                door=_("Show these customers"),
            )
        )
    return cards


def row_of(frame: pd.DataFrame | None, column: str, value: str) -> Any:
    """Return the row of a metric with this value; None where there is none."""
    rows = None if frame is None else frame[frame[column] == value]
    return None if rows is None or rows.empty else rows.iloc[0]


@remembered
def vanished(issues: pd.DataFrame) -> list[str]:
    """Return the topics whose difference all but disappears among customers who are alike."""
    rows = issues[(issues["topic"] != "") & (issues["ratio_low"] > 1) & issues["adjusted_ratio"].notna()]
    return [
        str(row["topic"])
        for row in rows.to_dict("records")
        if abs(log(row["adjusted_ratio"])) < abs(log(row["ratio"])) / 2
    ]


def of_vanished(topics: list[str]) -> str:
    """Say of which topics the difference comes from who complains of them."""
    names = _(", ").join(f"“{value_label(topic)}”" for topic in topics)
    return _(
        "{topics}: more of those who complained of it left, but among customers of the same period with as many orders "
        "the difference all but disappears: it comes from who they are."
    ).format(topics=names)


@remembered
def loudest(stated: pd.DataFrame) -> pd.DataFrame:
    """Return of each topic the known cause that is named most beyond those who left without complaining of it."""
    known = stated[~stated["cause"].isin(NOT_KNOWN) & (stated["mentions"] > 0)]
    ordered = known.sort_values(["difference", "mentions", "cause"], ascending=[False, False, True], na_position="last")
    first = ordered.drop_duplicates("topic").sort_values(["departures", "topic"], ascending=[False, True])
    shares = ("share", "other_share", "difference", "adjusted_p")
    return first[["topic", "cause", "departures", "mentions", *shares]].reset_index(drop=True)


def of_stated(view: View, stated: pd.DataFrame | None) -> str:
    """Say which cause those who left after a complaint name more often, else why nothing can be said."""
    if not view.info.has("departures"):
        return _("Nobody told who left and why: load departures with their reasons to see what a complaint goes with.")
    first = None if stated is None else loudest(stated)
    if first is None or first.empty:
        return _(
            "Of those who left nobody had complained in the period before and gave a reason: nothing can be said of "
            "what goes with which complaint."
        )
    real = first[(first["topic"] != "") & (first["adjusted_p"] < CHANCE) & (first["difference"] > 0)]
    if real.empty:
        return _(
            "That those who left after a complaint name another cause than those who left without it cannot be told: "
            "the differences could be chance."
        )
    row = real.sort_values(["difference", "topic"], ascending=[False, True]).iloc[0]
    return _(
        "“{topic}”: {share} of those who left after complaining of it named “{cause}” as the reason, against {other} "
        "of those who left without complaining of it."
    ).format(
        topic=value_label(row["topic"]),
        cause=cause_label(row["cause"]),
        share=format_percent(row["share"]),
        other=format_percent(row["other_share"]),
    )


def of_trend(waits: pd.DataFrame) -> str:
    """Say whether more customers leave, the longer they wait."""
    row = waits.iloc[0]
    if pd.isna(row["p_value"]):
        return _("Too few complained to say whether more leave, the longer they wait.")
    if row["p_value"] >= CHANCE:
        return _("That more leave, the longer they wait, cannot be told: chance alone does as much in {share}.").format(
            share=seldom(row["p_value"])
        )
    if row["z"] > 0:
        return _("More leave, the longer they wait: chance alone makes so strong a trend in {share}.").format(
            share=seldom(row["p_value"])
        )
    return _("Fewer leave, the longer they wait: chance alone makes so strong a trend in {share}.").format(
        share=seldom(row["p_value"])
    )


def of_waves(view: View, waves: pd.DataFrame) -> str:
    """Say how the last wave differs from the one before, and whether that could be chance."""
    if len(waves) < 2:
        return _of_wave(view, waves)
    groups = ["promoters", "passives", "detractors"]
    now, before = (tuple(int(count) for count in waves[groups].iloc[place]) for place in (-1, -2))
    points, _z, p_value = nps_change(now, before)
    change = _("That is {points} points from {period} on: {verdict}.").format(
        points=format_change(points, decimals=0),
        period=view.period_name(waves["period"].iloc[-2]),
        verdict=_("it could be chance") if pd.isna(p_value) or p_value >= CHANCE else _("the difference is real"),
    )
    return f"{_of_wave(view, waves)} {change}"


def of_answers(groups: pd.DataFrame) -> str:
    """Say who answered, and whether those who did not left more often."""
    silent = row_of(groups, "nps_group", "unanswered")
    spoke = groups[groups["nps_group"] != "unanswered"]
    if silent is None or not spoke["customers"].sum():
        return ""
    return _(
        "{share} of the customers asked answered; {rate} of them were gone in the next period, of those who did not "
        "answer {silent}."
    ).format(
        share=format_percent(spoke["share"].sum()),
        rate=format_percent(spoke["left"].sum() / spoke["customers"].sum()),
        silent=format_percent(silent["rate"]),
    )


def of_changes(view: View, changes: pd.DataFrame | None) -> str:
    """Say what happened to the customers of the agent who left last."""
    if changes is None:
        return _("No agent has left long enough ago to see what their customers did afterwards.")
    row = changes.iloc[0]
    said = _(
        "{agent} left on {day}: of {n} customers whom they held {share} bought nothing in the 180 days after, of the "
        "other agents' customers {other}."
    ).format(
        agent=row["agent"],
        day=view.day(row["changed_on"]),
        n=view.count(row["customers"]),
        share=format_percent(row["rate"]),
        other=format_percent(row["other_rate"]),
    )
    return said if row["is_real"] else f"{said} {_('The difference could be chance.')}"
