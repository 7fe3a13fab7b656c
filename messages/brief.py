"""The brief: what changed and whether it could be chance, the largest loss, whom to call, what is not as usual.

`brief` says it as plain content, in the language in use; the e-mail, its plain twin, the PDF and the page Today all
show that one content.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

import charts.messages
import register
import store
from localization import N_, _, ngettext
from localization.numbers import format_change, format_number
from messages.alerts import Told, told
from messages.experiments import tried
from messages.watched import Looked, Watched
from messages.words import Door, Voice, count, of, percent, points
from metrics import MetricError
from metrics.causes.remedies import CAUSES
from metrics.people import CONTACTS
from metrics.warning.words import why
from models.reasons import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

Verdict = Literal["better", "worse", "unclear"]
CALLS, LOST = 10, 5
UNKNOWN = frozenset({"unknown", "unclassified", "no_answer"})
GOT = {
    "better": N_(
        "Retention got better: in {period}, {rate} of the customers of the period before bought again; in {then} it "
        "was {rate_then}."
    ),
    "worse": N_(
        "Retention got worse: in {period}, {rate} of the customers of the period before bought again; in {then} it "
        "was {rate_then}."
    ),
    "unclear": N_(
        "No clear change: in {period}, {rate} of the customers of the period before bought again; in {then} it was "
        "{rate_then}, which could be chance."
    ),
}


@dataclass(frozen=True)
class Figure:
    """One number: how it changed, whether that could be chance (in words too), and what it is a share of."""

    label: str
    value: str
    change: str
    chance: str
    verdict: Verdict
    note: str
    door: Door

    @property
    def change_in_words(self) -> str:
        """The change, and whether it could be chance."""
        return " · ".join(part for part in (self.change, self.chance) if part)


@dataclass(frozen=True)
class Table:
    """Rows of texts under headings; the first column names whom or what a row is about.

    Where that is customers, `customers` is the short name of the list, for the trail of who saw whom.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    customers: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, what is said under it, the rows that show it, and where the whole list is.

    `is_money` says whether it tells money that can be counted at the prices of one month.
    """

    title: str
    said: str
    table: Table | None = None
    door: Door | None = None
    is_money: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture: the function of the charts room, its rows, its title and what it shows in words."""

    chart: Callable[..., Any]
    rows: pd.DataFrame
    title: str
    alt: str


@dataclass(frozen=True)
class Brief:
    """All that a brief says, in the language that was in use when it was made.

    Attributes
    ----------
    dataset
        Its name.
    grain
        Length of the periods that it speaks of.
    title
        What it is, with the day up to which the data are complete.
    about
        Data set, version, side and calendar, in one line.
    finding, verdict
        The first sentence, and whether it is good news.
    figures
        What was kept and lost in the last complete period; empty where nothing can be said of it.
    picture
        Retention over time and its usual range; None where there is too little of it.
    told
        Alerts.
    sections
        The largest loss, the calls of the week, and what finished experiments say.

    """

    dataset: str
    grain: str
    title: str
    about: str
    finding: str
    verdict: Verdict
    figures: tuple[Figure, ...]
    picture: Picture | None
    told: Told
    sections: tuple[Section, ...]


def brief_of(dataset: str, grain: str | None = None, version: int | None = None) -> Brief:
    """Make the brief of a data set by its name; StoreError where there is no such one."""
    return brief(Looked.at(store.open(dataset, version), grain))


def brief(looked: Looked) -> Brief:
    """Say what is to be known of a version, in the language in use."""
    voice = Voice(looked)
    said = told(looked)
    kept = looked.asked("retention")
    figures: tuple[Figure, ...] = ()
    finding = _nothing(looked)
    verdict: Verdict = "unclear"
    sections = []
    if kept is not None:
        last = kept.iloc[-1]
        changes = _changes(looked, last["period"])
        verdict = verdict_of(changes.get("customers"))
        finding = _finding(voice, last, changes.get("customers"), verdict)
        figures = _figures(voice, kept, changes)
        sections.append(_loss(voice, last))
    if (calls := _calls(voice)) is not None:
        sections.append(calls)
    if (answer := _tried(voice)) is not None:
        sections.append(answer)
    return Brief(
        dataset=looked.snapshot.dataset,
        grain=looked.grain,
        title=_title(voice, kept),
        about=_about(voice),
        finding=finding,
        verdict=verdict,
        figures=figures,
        picture=_picture(voice, said.retention),
        told=said,
        sections=tuple(sections),
    )


def _tried(voice: Voice) -> Section | None:
    """Say what finished experiments say, or why the register cannot tell; None where nobody asked."""
    title = _("Did it work?")
    try:
        done = tried(voice)
    except register.RegisterError as error:
        return Section(title, str(error))
    return None if done is None else Section(title, done.said, Table(done.headings, done.rows), done.door)


def verdict_of(change: pd.Series | None) -> Verdict:
    """Say whether a rate got better or worse; a change that could be chance, or is not known, is neither."""
    if change is None or pd.isna(change["is_real"]) or not change["is_real"]:
        return "unclear"
    return "better" if change["rate_change"] > 0 else "worse"


def _title(voice: Voice, kept: pd.DataFrame | None) -> str:
    name = f"\u2068{voice.looked.snapshot.dataset}\u2069"
    if kept is None:
        return _("Brief: {dataset}").format(dataset=name)
    return _("Brief: {dataset}, {period}").format(dataset=name, period=voice.period(kept["period"].iloc[-1]))


def _about(voice: Voice) -> str:
    info = voice.looked.snapshot.info
    text = _("{dataset} · version {version} · complete to {day}").format(
        dataset=f"\u2068{voice.looked.snapshot.dataset}\u2069",
        version=format_number(info.version),
        day=voice.day(info.complete_up_to),
    )
    sides = [f"\u2068{voice.value(value)}\u2069" for _attribute, values in voice.looked.where for value in values]
    return " · ".join((text, *sides))


def _nothing(looked: Looked) -> str:
    if not looked.snapshot.info.has("orders"):
        return _(
            "This data set has no orders yet. Load a file of orders on the Data page to see who stays and who leaves."
        )
    return _(
        "Retention needs two complete periods, and there are fewer. Choose a finer period or load a longer history."
    )


def _changes(looked: Looked, period: pd.Timestamp) -> dict[str, pd.Series]:
    rows = looked.asked("retention_change", period=period.date())
    if rows is None:
        return {}
    return {str(row["lens"]): row for _number, row in rows[rows["rate"].notna()].iterrows()}


def _finding(voice: Voice, last: pd.Series, change: pd.Series | None, verdict: str) -> str:
    period, before = last["period"], voice.before(last["period"])
    if not last["start"]:
        return _("Nobody bought in {before}, so nobody could buy again in {period}.").format(
            before=before, period=voice.period(period)
        )
    said = {"period": voice.period(period), "before": before, "rate": percent(last["rate"])}
    if change is None or pd.isna(change["rate_before"]):
        return _(
            "In {period}, {rate} of the customers of {before} bought again; there is nothing earlier to compare."
        ).format(**said)
    return _(GOT[verdict]).format(then=before, rate_then=percent(change["rate_before"]), **said)


def _figures(voice: Voice, kept: pd.DataFrame, changes: dict[str, pd.Series]) -> tuple[Figure, ...]:
    """Return who did not buy again, and the customers, sales and profit kept, each with its change."""
    last = kept.iloc[-1]
    before = float(kept["lost"].iloc[-2]) if len(kept) > 1 else None
    grain = voice.looked.grain
    money = {
        "sales": (_("Sales kept"), "sales_adjusted", "revenue", "gap_sales"),
        "profit": (_("Profit kept"), "profit_adjusted", "profit", "gap_profit"),
    }
    figures = [
        Figure(
            _("Did not buy again"),
            count(last["lost"]),
            "" if before is None else format_change(last["lost"] - before, decimals=0),
            "",
            verdict_of(changes.get("customers")),
            _("{sales} of sales").format(sales=voice.money(last["lost_revenue"])),
            Door("overview", _("See who"), {"grain": grain, "behind": "lost"}),
        ),
        Figure(
            _("Customers kept"),
            percent(last["rate"]),
            _change(changes.get("customers")),
            _chance(voice, changes.get("customers"), last["period"]),
            verdict_of(changes.get("customers")),
            of(count(last["retained"]), count(last["start"])),
            Door("overview", _("See who"), {"grain": grain, "behind": "kept"}),
        ),
    ]
    for lens, (label, rate, column, behind) in money.items():
        if pd.isna(last[rate]):
            continue
        figures.append(
            Figure(
                label,
                percent(last[rate]),
                _change(changes.get(lens)),
                _chance(voice, changes.get(lens), last["period"]),
                verdict_of(changes.get(lens)),
                of(voice.money(last[f"kept_{column}"]), voice.money(last[f"start_{column}"])),
                Door("overview", _("Who explains the gap?"), {"grain": grain, "behind": behind}),
            )
        )
    return tuple(figures)


def _change(change: pd.Series | None) -> str:
    """Write a change in percentage points; empty where either end is undefined."""
    return "" if change is None or pd.isna(change["rate_change"]) else points(change["rate_change"])


def _chance(voice: Voice, change: pd.Series | None, period: pd.Timestamp) -> str:
    """Say whether a change could be chance; empty where there is none."""
    if change is None or pd.isna(change["rate_change"]):
        return ""
    if pd.isna(change["is_real"]):
        return _("no verdict: too few customers weigh too much")
    if change["is_real"]:
        return _("a real change since {period}").format(period=voice.before(period))
    return _("could be chance")


def _loss(voice: Voice, last: pd.Series) -> Section:
    """Say how much was lost in the last complete period, where most of it, over what, and who were the largest."""
    looked, period = voice.looked, last["period"]
    title = _("The largest loss")
    if not last["lost"]:
        return Section(title, _("Nobody."))
    said = [
        ngettext(
            "{n} customer of {before} did not buy again in {period}; they brought {sales} in {before}.",
            "{n} customers of {before} did not buy again in {period}; they brought {sales} in {before}.",
            int(last["lost"]),
        ).format(
            n=count(last["lost"]),
            before=voice.before(period),
            period=voice.period(period),
            sales=voice.money(last["lost_revenue"]),
        ),
        _where_most(voice, period),
        _over_what(voice, period),
    ]
    measure = "profit" if looked.snapshot.info.knows_profit else "revenue"
    asked = {"period": period.date(), "status": "lost", "top": LOST, "measure": measure}
    rows = _people(looked, "bridge_members", (measure, "revenue"), **asked)
    label = _("Profit in {period}") if measure == "profit" else _("Sales in {period}")
    shown = tuple((_name(row), voice.money(row[measure])) for row in rows)
    table = Table((_("Customer"), label.format(period=voice.before(period))), shown, "largest-loss")
    door = Door("overview", _("All who did not buy again"), {"grain": looked.grain, "behind": "lost"})
    return Section(title, " ".join(part for part in said if part), table, door, is_money=True)


def _where_most(voice: Voice, period: pd.Timestamp) -> str:
    """Say which group lost most sales; empty where customers belong to none."""
    info = voice.looked.snapshot.info
    own = [name for name in info.attributes if name != "role"]
    if not own:
        return ""
    by = "segment" if "segment" in own else own[0]
    rows = voice.looked.fetch("retention", by=(by,))
    rows = rows[(rows["period"] == period) & rows[by].notna() & (rows["lost"] > 0)]
    if len(rows) < 2:
        return ""
    row = rows.sort_values(["lost_revenue", by], ascending=[False, True]).iloc[0]
    return _("Most of it in {group}: {n}, with {sales}.").format(
        group=f"\u2068{voice.value(row[by])}\u2069",
        n=of(count(row["lost"]), count(row["start"])),
        sales=voice.money(row["lost_revenue"]),
    )


def _over_what(voice: Voice, period: pd.Timestamp) -> str:
    """Say which cause those who left in the period name most by money; empty where none is known."""
    looked = voice.looked
    tables = replace(looked.tables, since=period.date(), until=period.date())
    try:
        found = looked.of(tables, "departures_by_cause")
    except MetricError:
        return ""
    found = found[~found["cause"].isin(UNKNOWN) & (found["lost_revenue"].fillna(0) > 0)]
    if found.empty:
        return ""
    row = found.sort_values(["lost_revenue", "cause"], ascending=[False, True]).iloc[0]
    cause = _(CAUSES[row["cause"]].label) if row["cause"] in CAUSES else str(row["cause"])
    return ngettext(
        "Of those who said why, {n} names “{cause}”, worth {sales} in the twelve months before.",
        "Of those who said why, {n} name “{cause}”, worth {sales} in the twelve months before.",
        int(row["mentions"]),
    ).format(n=count(row["mentions"]), cause=cause, sales=voice.money(row["lost_revenue"]))


def _calls(voice: Voice) -> Section | None:
    """List whom to call first, and why; None where the version holds no warning."""
    looked = voice.looked
    kept = looked.snapshot.warning
    measure = "profit" if looked.snapshot.info.knows_profit else "revenue"
    whole = looked.asked("risk_summary", measure=measure)
    if not kept or whole is None or not whole["customers"].iloc[0]:
        return None
    rows = _people(looked, "risk_members", ("expected_loss", "signals", "at_stake"), measure=measure, top=CALLS)
    if not rows:
        return None
    money = "at_stake" if kept.get("reason") else "expected_loss"
    shown: tuple[tuple[str, ...], ...] = tuple(
        (_name(row), voice.money(row[money]), why(row, voice.money), _contact(row)) for row in rows
    )
    heading = _("At stake") if money == "at_stake" else _("Loss to expect")
    headings: tuple[str, ...] = (_("Customer"), heading, _("Why"), _("Contact"))
    if not any(row[-1] for row in shown):
        headings, shown = headings[:-1], tuple(row[:-1] for row in shown)
    door = Door("early_warning", _("The whole list"), {})
    table = Table(headings, shown, "to-call")
    return Section(_("Whom to call this week"), _risk(voice, whole.iloc[0]), table, door, is_money=True)


def _risk(voice: Voice, row: pd.Series) -> str:
    kept = voice.looked.snapshot.warning
    if kept.get("reason"):
        numbers = {name: float(kept[f"reason_{name}"]) for name in ("n", "least") if f"reason_{name}" in kept}
        signed = int(row["signed"])
        return ngettext(
            "{n} customer shows a sign of leaving. {reason}", "{n} customers show a sign of leaving. {reason}", signed
        ).format(n=count(signed), reason=sentence(str(kept["reason"]), **numbers))
    few = int(row["likely_lost"])
    said = ngettext(
        "{n} customer who brought {money} in the last 365 days will probably not buy in the next {days} days",
        "{n} customers who brought {money} in the last 365 days will probably not buy in the next {days} days",
        few,
    ).format(n=count(few), money=voice.money(row["risk_stake"]), days=count(float(kept["horizon_days"])))
    return f"{said}."


def _people(looked: Looked, metric: str, largest: tuple[str, ...], **options: Any) -> list[dict[Any, Any]]:
    """Return a list of customers with their names and how they are reached, the largest by these columns first."""
    customers = looked.snapshot.customers.columns
    wanted = ("name", "owner", *CONTACTS)
    by = ("customer_id", *(name for name in wanted if name in customers and name in looked.snapshot.filled_attributes))
    found = looked.fetch(metric, by=by, **options)
    order = [*largest, "customer_key"]
    ordered = found.sort_values(order, ascending=[*(False for _column in largest), True], na_position="last")
    return ordered.to_dict("records")


def _name(row: dict[Any, Any]) -> str:
    name = row.get("name")
    return f"\u2068{row['customer_id'] if name is None or pd.isna(name) or not str(name).strip() else name}\u2069"


def _contact(row: dict[Any, Any]) -> str:
    """Return how a customer is reached, and whose they are; a number keeps its order among letters of the other way."""
    found = [row.get(name) for name in CONTACTS] + [row.get("owner")]
    said = [str(value) for value in found if value is not None and not pd.isna(value) and str(value).strip()]
    return " · ".join(f"\u2068{text}\u2069" for text in said[:2])


def _picture(voice: Voice, retention: Watched | None) -> Picture | None:
    """Draw the share of customers kept over time within its usual range."""
    if retention is None:
        return None
    judged = retention.judged
    rows = pd.DataFrame(
        {
            "period_label": [voice.period(day) for day in retention.periods],
            "order": range(len(retention.periods)),
            "rate": retention.part / retention.whole,
            "low": float(judged.low),
            "high": float(judged.high),
            "is_last": [day == retention.periods[-1] for day in retention.periods],
            "value_label": [percent(rate) for rate in retention.part / retention.whole],
        }
    )
    return Picture(
        charts.messages.usual_range,
        rows,
        _("Customers kept; grey is what is usual"),
        _("Share of customers kept in {first} to {last}: {rate} at the end; usual is {low} to {high}.").format(
            first=rows["period_label"].iloc[0],
            last=rows["period_label"].iloc[-1],
            rate=percent(float(judged.value)),
            low=percent(float(judged.low)),
            high=percent(float(judged.high)),
        ),
    )
