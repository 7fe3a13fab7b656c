"""Pictures of the service page: their rows labelled for the reader, then drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import charts.service
from localization import _
from localization.numbers import format_change, format_number, format_percent
from screens.service.findings import CHANCE, money_of
from ui.drawing import show
from view.frame_cache import remembered
from words.result_words import spoken
from words.texts import of, value_label

if TYPE_CHECKING:
    from view import View

MOST_BARS = 8
# One topic is more important than no other.
LEAST_TOPICS = 2


def issues(view: View, found: pd.DataFrame, *, key: str) -> str | None:
    """Draw what each issue costs; returns the topic that was picked."""
    is_money = found[["lost_profit", "lost_revenue"]].notna().any(axis=None)
    picked = show(
        view,
        charts.service.losses,
        _issue_rows(view, found, is_money=bool(is_money)),
        key=key,
        select="item",
        alt=_("Service issues, by what those who complained of them and left had brought."),
        unit=view.currency if is_money else "",
    )
    return str(picked["item"]) if picked else None


def shares(view: View, found: pd.DataFrame, column: str, *, key: str) -> str | None:
    """Draw the share who left by what became of a complaint, by the wait or by the answer; returns the picked one."""
    rows = _share_rows(view, found, column)
    picked = show(
        view,
        charts.service.shares,
        rows,
        key=key,
        select="item",
        alt=_told(_("Share who left"), rows["item_label"], rows["rate_label"]),
        title=_("Share who left"),
    )
    return str(picked["item"]) if picked else None


def over_time(view: View, found: pd.DataFrame, *, key: str) -> pd.Timestamp | None:
    """Draw the share answered in time, or NPS, by period; returns the period that was picked."""
    is_share = "nps" not in found.columns
    title = _("Share answered in time") if is_share else _("Net promoter score")
    rows = _time_rows(view, found, is_share=is_share)
    picked = show(
        view,
        charts.service.over_time,
        rows,
        key=key,
        select="point",
        alt=_told(title, rows["period_label"], rows["value_label"]),
        title=title,
        is_share=is_share,
    )
    return pd.Timestamp(picked["period"]) if picked else None


def what_matters(view: View, found: pd.DataFrame, *, key: str) -> bool:
    """Draw importance and score of the topics of the scale that most are asked on; tells whether two can be placed."""
    placed = found[found["quadrant"].notna()]
    if placed.empty:
        return False
    rows = _topic_rows(view, placed)
    if len(rows) < LEAST_TOPICS:
        return False
    names = spoken("quadrant")
    said = "; ".join(f"{row['topic_label']}: {names[row['quadrant']]}" for row in rows.to_dict("records"))
    alt = _("Importance and score of the topics: {topics}.").format(topics=said)
    show(view, charts.service.what_matters, rows, key=key, alt=alt, is_derived=bool(placed["is_derived"].iloc[0]))
    return True


@remembered
def _topic_rows(view: View, placed: pd.DataFrame) -> pd.DataFrame:
    sizes = {str(scale): len(rows) for scale, rows in placed.groupby("scale")}
    shown = placed[placed["scale"] == min(sizes, key=lambda scale: (-sizes[scale], scale))]
    return pd.DataFrame(
        {
            "topic_label": shown["topic"].map(value_label),
            "importance": shown["importance"],
            "mean_score": shown["mean_score"],
            "middle_importance": shown["importance"].mean(),
            "middle_score": shown["mean_score"].mean(),
            "quadrant": shown["quadrant"],
            "importance_label": shown["importance"].map(lambda value: format_number(value, decimals=2)),
            "score_label": shown["mean_score"].map(lambda value: format_number(value, decimals=1)),
            "quadrant_label": shown["quadrant"].map(spoken("quadrant")),
            "count_label": shown["people"].map(view.count),
        }
    )


def _told(title: str, names: pd.Series, values: pd.Series) -> str:
    """Say what a picture shows, mark by mark."""
    return f"{title}: " + "; ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))


@remembered
def _issue_rows(view: View, found: pd.DataFrame, *, is_money: bool) -> pd.DataFrame:
    shown = found.head(MOST_BARS)
    values = [money_of(row) if is_money else row["left"] for row in shown.to_dict("records")]
    write: Any = view.money if is_money else view.count
    return pd.DataFrame(
        {
            "item": shown["topic"],
            "item_label": shown["topic"].map(value_label),
            "order": range(1, len(shown) + 1),
            "value": values,
            "value_label": [write(value) for value in values],
            "is_real": ((shown["adjusted_p"] < CHANCE) & (shown["difference"] > 0)).fillna(value=False),
            "rate_label": shown["rate"].map(format_percent),
            "other_label": shown["other_rate"].map(format_percent),
            "count_label": _counts(view, shown),
        }
    )


@remembered
def _share_rows(view: View, found: pd.DataFrame, column: str) -> pd.DataFrame:
    names = spoken(column, among=found.columns)
    others = found["other_rate"].map(format_percent) if "other_rate" in found.columns else "–"
    is_real = found["is_real"] & (found["difference"] > 0) if "is_real" in found.columns else True
    return pd.DataFrame(
        {
            "item": found[column],
            "item_label": found[column].map(names),
            "order": range(1, len(found) + 1),
            "value": found["rate"],
            "low": found["low"],
            "high": found["high"],
            "value_label": [
                f"{format_percent(rate, decimals=0)} · {view.count(customers)}"
                for rate, customers in zip(found["rate"], found["customers"], strict=True)
            ],
            "is_real": is_real,
            "rate_label": found["rate"].map(format_percent),
            "other_label": others,
            "count_label": _counts(view, found),
        }
    )


@remembered
def _time_rows(view: View, found: pd.DataFrame, *, is_share: bool) -> pd.DataFrame:
    value, low, high = ("rate", "low", "high") if is_share else ("nps", "nps_low", "nps_high")
    shown = found.dropna(subset=[value]).sort_values("period")

    def write(number: float) -> str:
        return format_percent(number) if is_share else format_change(number, decimals=0)

    return pd.DataFrame(
        {
            "period": shown["period"].dt.strftime("%Y-%m-%d"),
            "period_label": shown["period"].map(view.period_name),
            "order": range(len(shown)),
            "value": shown[value],
            "low": shown[low],
            "high": shown[high],
            "is_complete": shown["is_complete"],
            "value_label": shown[value].map(write),
            "range_label": [
                _("{low} to {high}").format(low=write(least), high=write(most))
                for least, most in zip(shown[low], shown[high], strict=True)
            ],
            "count_label": shown["complaints" if is_share else "answers"].map(view.count),
        }
    )


def _counts(view: View, found: pd.DataFrame) -> list[str]:
    return [
        of(view.count(left), view.count(customers))
        for left, customers in zip(found["left"], found["customers"], strict=True)
    ]
