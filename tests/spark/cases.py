"""How each public metric is asked, worked out from its own signature, so that a new metric needs no line here.

Asked plainly, of nobody where it cannot be broken down, and of chosen customers and periods by another grain with other
values of its options, broken down by attributes the first time. Where neither annotation nor default tells an option's
values, they stand in `VALUES`.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from inspect import Parameter, signature
from typing import Any, Literal, get_args, get_origin

from metrics import GLOSSARY, Entry

# Values of options by name, or by metric and name: the first where one is needed, the others besides the default.
VALUES: dict[str, tuple[Any, ...]] = {
    "cohort": (date(2023, 2, 1),),
    "period": (date(2024, 2, 1),),
    "renewal_members.period": (date(2024, 1, 1),),
    "age": (2,),
    "silent_periods": (3,),
    "attribute": ("segment",),
    "value": ("gold",),
    "top": (5,),
    "measure": ("revenue", "profit"),
    "against": ("gold",),
    "inactive_after_days": (60,),
    "before": (date(2024, 1, 1),),
    "window_days": (45,),
    "kept_if": ("on_or_after", "bracket", "streak"),
    "cause": ("price",),
    "item": ("Tea, green",),
    "level": ("high", "watch", "none"),
    "tenth": (1,),
    "calibration_members.tenth": (2,),
    "standing": ("champions",),
    "standing_before": ("none",),
    "recency_score": (5,),
    "frequency_score": (5,),
    "turn": ("turned", "grew"),
    "paid": ("paid_back", "not_paid_back"),
    "known_in": (date(2024, 1, 1),),
    "left_in": (date(2024, 1, 1),),
    "opened_in": (date(2024, 1, 1),),
    "answered_in": (date(2024, 1, 1),),
    "agent": ("omid",),
    "feature": ("complaint",),
    "trait": ("open",),
    "held": ("segment",),
    "stratum": ("gold",),
    "attributes": (("segment", "region"),),
    "topic": ("late",),
    "issue_cause_members.topic": ("broken",),
}
# The firm's books cover fourteen months: what compares two years is asked plainly of two shorter spans.
SHORTER: dict[str, dict[str, Any]] = {name: {"window_days": 180} for name in ("growth_in_real_terms", "growth_members")}
# With other values for every option at once, a metric is asked so many times.
MOST_TURNS = 3
QUARTER = date(2023, 7, 1)
SOME = {"grain": "quarter", "where": (("role", ("employer",)),), "since": date(2023, 4, 1), "until": date(2023, 12, 31)}
# What `evaluate` gives a metric by itself.
GIVEN = frozenset(
    {"by", "grain", "all_periods", "calendar", "complete_up_to", "flows", "totals", "kept", "firsts", "seconds"}
)
ATTRIBUTES = ("segment", "role", "region")


@dataclass(frozen=True)
class Case:
    """One way of asking a metric; `view` are options of `store.Tables`."""

    metric: str
    asked: str
    by: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Name the test."""
        return f"{self.metric}-{self.asked}"


def all_cases() -> list[Case]:
    """Every way in which every public metric is asked; without those that `cases_of` cannot ask, which is an error."""
    cases = []
    for entry in GLOSSARY.values():
        with suppress(LookupError):
            cases += cases_of(entry)
    return cases


def cases_of(entry: Entry) -> list[Case]:
    """Work out how one metric is asked; LookupError names the option whose values are not known."""
    parameters = signature(entry.function).parameters
    own = {name: option for name, option in parameters.items() if name not in {*entry.reads, *GIVEN}}
    needed = {name: _values(entry, option)[0] for name, option in own.items() if option.default is Parameter.empty}
    free = tuple(name for name in ATTRIBUTES if name not in entry.columns)
    by = free[:1] if entry.by == "needed" else ()
    cases = [Case(entry.name, "plainly", by, needed | SHORTER.get(entry.name, {}))]
    if entry.by == "none":
        cases.append(Case(entry.name, "of nobody", by, needed, {"where": (("region", ("nowhere",)),)}))
    others = {
        name: [value for value in _values(entry, option) if value != option.default]
        for name, option in own.items()
        if option.default is not Parameter.empty
    }
    for turn in range(max(1, min(MOST_TURNS, max(map(len, others.values()), default=0)))):
        values = {name: found[min(turn, len(found) - 1)] for name, found in others.items() if found}
        # Quarters begin on other days than the months that are asked for.
        moved = {name: QUARTER if isinstance(value, date) else value for name, value in {**needed, **values}.items()}
        broken_down = by if entry.by == "none" or turn else free[:2]
        cases.append(Case(entry.name, "otherwise" + " again" * turn, broken_down, moved, SOME))
    return cases


def _values(entry: Entry, option: Parameter) -> tuple[Any, ...]:
    """Return values of an option: those listed by name or by its annotation, else others near its default."""
    for known in (f"{entry.name}.{option.name}", option.name):
        if known in VALUES:
            return VALUES[known]
    annotation = option.annotation
    if isinstance(annotation, str):
        module = vars(sys.modules[entry.function.__module__])
        annotation = eval(annotation, {**module, "date": date})  # noqa: S307 - the text of our own annotation
    choices = [part for part in (annotation, *get_args(annotation)) if get_origin(part) is Literal]
    if choices:
        return get_args(choices[0])
    default = option.default
    if bool in (annotation, *get_args(annotation)):
        return (not default, bool(default))
    if isinstance(default, int):
        return (default * 2 or 1,)
    if isinstance(default, float):
        return (default / 2,)
    if isinstance(default, tuple):
        return (default[1:],)
    raise LookupError(
        f"{entry.name} has an option “{option.name}” whose values nobody can guess: put some into VALUES, {__file__}"
    )
