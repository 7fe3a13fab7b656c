"""What the cohorts page says first, and how its numbers are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import _, ngettext
from localization.numbers import format_percent
from metrics import difference_of_shares
from screens.cohorts.reading import EXACT, PROFIT, REVENUE, Reading, reading
from screens.cohorts.trend_findings import in_short, without_first
from words.change_words import points
from words.texts import value_label

if TYPE_CHECKING:
    import pandas as pd

    from metrics.cohorts.differences import Difference
    from metrics.cohorts.trend import Trend
    from view import View

__all__ = ["EXACT", "PROFIT", "REVENUE", "Reading", "reading"]

LEAST_TO_RANK = 10
LEAST_CUSTOMERS = 5
FEW_CUSTOMERS = 30
MOST_COHORTS = 60
MOST_AGES = 60
# Heat maps beside each other are half as wide: with more columns no number could be read.
MOST_COHORTS_APART = 26
FEW = {"week": 8, "month": 3, "quarter": 3, "half": 2, "year": 2}


def ages(pooled: pd.DataFrame) -> list[str]:
    """Return the ages that at least one cohort has completed, as the address writes them; never none."""
    return [str(age) for age in range(1, int(pooled["age"].max()) + 1)] if len(pooled) else ["1"]


def come_back(
    view: View, cells: pd.DataFrame, pooled: pd.DataFrame, how: Reading, age: int, trend: Trend | None = None
) -> str:
    """Say how many come back at an age, and whether that improves.

    One test answers that: the trend over all cohorts; where there is none, the last few are held against those before.
    """
    at_age = readable(cells, how, age)
    if at_age.empty:
        return nothing_yet(view, how, age)
    mean = pooled[pooled["age"] == age].iloc[0]
    sentence = _all_cohorts(view, mean, how, age)
    if how.least_orders > 1:
        only = (
            _("Only steps with at least {n} orders count.")
            if how.bucket_days
            else _("Only periods with at least {n} orders count.")
        ).format(n=view.count(how.least_orders))
        sentence = f"{sentence} {only}"
    reached = cells[(cells["age"] == age) & cells["is_complete"]].sort_values("cohort")
    compared = without_first(view, reached)
    direction = ""
    if trend is not None:
        direction = in_short(trend)
    elif len(compared) > 1:
        direction = _direction(view, compared, how)
    if direction and len(compared) < len(reached):
        left_out = _("The first cohort is left out of the comparison: customers from before the data begin are in it.")
        direction = f"{direction} {left_out}"
    return f"{sentence} {direction}".strip()


def extreme_cohorts(view: View, cells: pd.DataFrame, how: Reading, age: int) -> str:
    """Name the best, the worst and the newest readable cohort; nothing when there is nothing to compare."""
    at_age = without_first(view, readable(cells, how, age))
    return _best_and_worst(view, at_age, how) if len(at_age) > 1 else ""


def by_value(view: View, pooled: pd.DataFrame, how: Reading, age: int) -> str:
    """Say which value of the reader's breakdown comes back most at an age, and which least."""
    at_age = pooled[(pooled["age"] == age) & pooled[how.rate].notna()].sort_values(how.rate, ascending=False)
    if at_age.empty:
        return nothing_yet(view, how, age)
    enough = at_age[at_age["customers"] >= LEAST_TO_RANK]
    ranked = at_age if enough.empty else enough
    best, worst = ranked.iloc[0], ranked.iloc[-1]
    if len(ranked) == 1:
        return _("{when}, retention among {value} is {rate} ({count}).").format(
            when=how.later(view, age), **_named(view, best, how)
        )
    sentence = _(
        "{when}, retention is highest among {best}: {best_rate} ({best_count}), and lowest among {worst}: {worst_rate} "
        "({worst_count})."
    )
    high, low = _named(view, best, how), _named(view, worst, how)
    return sentence.format(
        when=how.later(view, age),
        best=high["value"],
        best_rate=high["rate"],
        best_count=high["count"],
        worst=low["value"],
        worst_rate=low["rate"],
        worst_count=low["count"],
    )


def nothing_yet(view: View, how: Reading, age: int) -> str:
    """Say that no cohort has reached an age."""
    return _("No cohort has completed {age} yet: choose a finer period, or load a longer history.").format(
        age=how.age(view, age)
    )


def cell_heading(view: View, cell: pd.Series, how: Reading) -> str:
    """Name a cell and count its two lists: "Jan 2011, month 3: 96 kept · 321 did not buy again"."""
    kept = int(cell["retained" if how.is_money else how.part])
    lost = int(cell["customers"]) - kept
    names = {
        "cohort": view.period_name(cell["cohort"]) if "cohort" in cell else _("All cohorts"),
        "age": how.age(view, int(cell["age"])),
        "kept": view.count(kept),
        "lost": view.count(lost),
    }
    if not cell.get("is_complete", default=True) and not how.bucket_days:
        return _("{cohort}, {age}, still open: {kept} came so far · {lost} not yet").format(**names)
    if how.asks_more:
        return _("{cohort}, {age}: {kept} kept · {lost} not kept").format(**names)
    if how.is_on_or_after:
        return _("{cohort}, {age} or later: {kept} kept · {lost} did not buy again").format(**names)
    return _("{cohort}, {age}: {kept} kept · {lost} did not buy again").format(**names)


def readable(cells: pd.DataFrame, how: Reading, age: int) -> pd.DataFrame:
    """Return the cohorts that have completed an age, the oldest first."""
    return cells[(cells["age"] == age) & cells["is_complete"] & cells[how.rate].notna()].sort_values("cohort")


def extremes(at_age: pd.DataFrame, how: Reading) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return the best, the worst and the newest readable cohort; tiny ones are not ranked where others are."""
    enough = at_age[at_age["customers"] >= LEAST_TO_RANK]
    ranked = at_age if len(enough) < 2 else enough
    best_first = ranked.sort_values(how.rate, ascending=False, kind="stable")
    return best_first.iloc[0], best_first.iloc[-1], at_age.iloc[-1]


def _all_cohorts(view: View, mean: pd.Series, how: Reading, age: int) -> str:
    """Say how many of all cohorts come back at an age, by the reader's definition and mean."""
    texts = {
        "revenue": _("{when}, customers bring {rate} of the sales of their first period ({count})."),
        "profit": _("{when}, customers bring {rate} of the profit of their first period ({count})."),
    }
    if how.is_money:
        text = texts[how.measure]
    elif how.mean == "simple":
        text = _("In {age}, the mean of {n} cohorts, each counting alike, is {rate}.")
    elif how.mean == "median":
        text = _("In {age}, the cohort in the middle of {n} keeps {rate}.")
    elif how.definition == "bracket" and not how.bucket_days:
        text = _("From {age}, {rate} of the customers buy at least once ({count}).")
    elif how.definition == "streak" and how.bucket_days:
        text = _("{when}, {rate} of the customers buy ({count}).")
    elif how.definition == "streak":
        text = _("{rate} of the customers buy in every period up to {age} ({count}).")
    elif how.is_on_or_after:
        text = _("{when} or later, {rate} of the customers buy again ({count}), so far.")
    else:
        text = _("{when}, {rate} of the customers buy again ({count}).")
    return text.format(
        when=how.later(view, age),
        age=how.age(view, age),
        n=view.count(mean.get("cohorts")),
        rate=format_percent(mean[how.rate]),
        count=how.count(view, mean),
    )


def _best_and_worst(view: View, at_age: pd.DataFrame, how: Reading) -> str:
    best, worst, newest = extremes(at_age, how)
    if best[how.rate] == worst[how.rate]:
        return ""

    def named(cohort: pd.Series) -> str:
        return _("{cohort} with {rate} ({count})").format(
            cohort=view.period_name(cohort["cohort"]),
            rate=format_percent(cohort[how.rate]),
            count=how.count(view, cohort),
        )

    text = _("Best cohort: {best}; worst: {worst}; newest: {newest}.")
    if newest["cohort"] == best["cohort"]:
        text = _("Best cohort, and the newest: {best}; worst: {worst}.")
    elif newest["cohort"] == worst["cohort"]:
        text = _("Best cohort: {best}; worst, and the newest: {worst}.")
    return text.format(best=named(best), worst=named(worst), newest=named(newest))


def _direction(view: View, reached: pd.DataFrame, how: Reading) -> str:
    """Compare the last few cohorts with all before them; a difference that chance explains is called none.

    How far chance moves money is not known here, so of money both are said and nothing is concluded.
    """
    few = min(FEW[view.lens.grain], len(reached) // 2)
    sums = [rows[[how.part, how.whole]].sum() for rows in (reached.iloc[:-few], reached.iloc[-few:])]
    before, last = ((float(total[how.part]), float(total[how.whole])) for total in sums)
    if before[1] <= 0 or last[1] <= 0:
        return ""
    found = None
    if how.is_money:
        verdict = _("In {which}: {last} ({last_count}); in those before: {before} ({before_count}).")
    else:
        found = difference_of_shares(int(last[0]), int(last[1]), int(before[0]), int(before[1]))
        verdict = _verdict(found)
    said = verdict.format(
        which=ngettext("the last cohort", "the last {n} cohorts", few).format(n=view.count(few)),
        last=format_percent(last[0] / last[1]),
        before=format_percent(before[0] / before[1]),
        last_count=how.count(view, sums[1]),
        before_count=how.count(view, sums[0]),
    )
    return said if found is None else f"{said} {interval_of(found)}"


def _verdict(found: Difference | None) -> str:
    if found is None or not found.is_real:
        return _("No clear change: {last} in {which} ({last_count}), {before} before ({before_count}).")
    if found.difference > 0:
        return _("It is rising: {last} in {which} ({last_count}), {before} before ({before_count}).")
    return _("It is falling: {last} in {which} ({last_count}), {before} before ({before_count}).")


def interval_of(found: Difference) -> str:
    """Say a difference of two shares with its interval."""
    return _("Difference: {points} (95 % interval: {low} to {high}).").format(
        points=points(found.difference), low=points(found.low), high=points(found.high)
    )


def _named(view: View, row: pd.Series, how: Reading) -> dict[str, str]:
    return {
        "value": value_label(row[view.lens.by]),
        "rate": format_percent(row[how.rate]),
        "count": how.count(view, row),
    }


def question(view: View, shape: str, how: Reading, age: int) -> str:
    """Return what the picture answers, as its heading."""
    if shape == "difference":
        return _("Who comes back more, and is the difference real?")
    if shape == "one_age":
        texts = {
            "customers": _("Of each cohort, who bought again in {age}?"),
            "revenue": _("What did each cohort bring in {age}, of its first sales?"),
            "profit": _("What did each cohort bring in {age}, of its first profit?"),
        }
        return texts[how.measure].format(age=how.age(view, age))
    texts = {
        "customers": _("How many of each cohort buy again, and for how long?"),
        "revenue": _("How much does each cohort go on buying?"),
        "profit": _("How much profit does each cohort go on bringing?"),
    }
    return texts[how.measure]


def legend(view: View, cells: pd.DataFrame, how: Reading, shape: str, age: int, *, holds_all: bool = True) -> str:
    """Say how to read the picture, and what it leaves out; `holds_all` unless older cohorts were not even asked for."""
    parts = [_("A cohort is everybody whose first purchase was in that period.")]
    if shape == "curves":
        both = _(
            "Bold: all cohorts together. Blue: the best and the worst at {age}. Point at a line to see which it is."
        )
        parts.append(both.format(age=how.age(view, age)))
    elif shape == "heat_map":
        parts.append(
            _("The lighter, the more came back; grey is the first period itself, blank is not reached yet.")
            if view.theme == "dark"
            else _("The darker, the more came back; grey is the first period itself, blank is not reached yet.")
        )
        if (cells["customers"] < FEW_CUSTOMERS).any():
            few = _("Grey with slanted numbers: fewer than {few} customers; below {least} no share is shown.")
            parts.append(few.format(few=view.count(FEW_CUSTOMERS), least=view.count(LEAST_CUSTOMERS)))
        parts.append(_("Click a cell to see its customers, in the first row those of all cohorts."))
    else:
        parts.append(_("The band is the 95 % interval. Click a point to see its customers."))
    if not cells["is_complete"].all() and shape != "curves":
        parts.append(
            _("Dashed: not every customer of the cohort is old enough yet.")
            if how.bucket_days
            else _("Dashed: the period is not over yet.")
        )
    if not holds_all:
        newest = _("The picture holds the newest {n} cohorts, the download all of them.")
        parts.append(newest.format(n=view.count(cells["cohort"].nunique())))
    elif cells["cohort"].nunique() > MOST_COHORTS:
        newest = _("The picture holds the newest {n} of {all} cohorts, the download all of them.")
        parts.append(newest.format(n=view.count(MOST_COHORTS), all=view.count(cells["cohort"].nunique())))
    return " ".join(parts)
