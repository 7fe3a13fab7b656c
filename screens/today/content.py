"""The brief of what the reader looks at, and its parts as a page shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import register
import store
from localization import _, current_language, ngettext, use_language
from localization.numbers import without_marks
from messages import brief as briefing
from messages import sent as sent_alerts
from messages.experiments import MOST_ASKED
from messages.mail_page import left_out
from messages.watched import Looked
from ui import links, people
from ui.cards import Card
from ui.drawing import show
from ui.questions import ask
from ui.tables import numbers, titled
from view.shared import shared
from words.texts import onward, strong, unmarked

if TYPE_CHECKING:
    from datetime import date

    from messages.alerts import Alert, Told
    from messages.words import Door
    from view import View


def content(view: View) -> briefing.Brief:
    """Return the brief of the chosen customers, by the period that suits them."""
    asked = register.actions(view.dataset, is_asked=True, most=MOST_ASKED)
    written = tuple((one.action_id, one.revision) for one in asked)
    return _content(view.dataset, view.info.version, view.lens.where, view.lens.prices_of, current_language(), written)


@shared(50)
def _content(
    dataset: str,
    version: int,
    where: store.tables.Where,
    prices_of: date | None,
    lang: str,
    written: tuple[tuple[int, int], ...],  # noqa: ARG001 - what people changed makes another brief
) -> briefing.Brief:
    use_language(lang)  # it is made of sentences
    return briefing.brief(Looked.at(store.open(dataset, version), where=where, prices_of=prices_of))


def cards_of(told: briefing.Brief) -> list[Card]:
    """Return the figures of a brief as cards."""
    return [
        Card(
            one.label,
            one.value,
            (one.change_in_words if one.verdict == "unclear" else one.change) or None,
            verdict=one.verdict,
            meaning="kept" if place else "lost",
            note=one.note,
        )
        for place, one in enumerate(told.figures)
    ]


def door(where: Door) -> None:
    """Offer the way to a list, on the same data and of the same customers."""
    st.page_link(
        f"pages/{where.page}.py",
        label=where.label,
        icon=onward(),
        query_params={**links.address(), **where.asked},
        width="content",
    )


def alerts(told: Told) -> None:
    """Show what is not as usual, each with its door; or that all is."""
    ask(_("What is not as usual?"))
    if not told.alerts:
        st.text(told.quiet())
        return
    for number, alert in enumerate(told.alerts):
        _alert(alert, key=f"alert_{number}")
    if told.left_out:
        st.caption(left_out(told.left_out))


def sent(view: View) -> None:
    """Say whether the alerts of the version were sent when it was published, and where they did not go why."""
    outcome = sent_alerts.outcome(view.dataset, view.info.version)
    if outcome is None:
        return
    if outcome.messages:
        text = ngettext("Sent with {n} message.", "Sent with {n} messages.", outcome.messages)
        st.caption(text.format(n=view.count(outcome.messages)))
    if outcome.failed:
        text = _("Not everybody was told: {reasons}").format(reasons=" ".join(outcome.failed))
        st.warning(unmarked(text), icon=":material/unsubscribe:")


def as_booked(view: View) -> None:
    """Say what stays as it was booked where money is counted at the prices of one month."""
    if view.priced:
        st.caption(_("How closed months changed, and what experiments brought, stays as it was booked."))


def _alert(alert: Alert, *, key: str) -> None:
    verdict = "none" if alert.is_worse is None else "worse" if alert.is_worse else "better"
    with st.container(border=True, gap="small", key=key):
        with st.container(key=f"verdict_{verdict}_{key}"):
            st.markdown(strong(unmarked(alert.title)))
        st.text(alert.said)
        if alert.more:
            st.caption(unmarked(alert.more))
        door(alert.door)


def picture(view: View, told: briefing.Brief, *, key: str) -> None:
    """Draw retention and its usual range."""
    if told.picture is None:
        return
    by_its_period = replace(view, lens=replace(view.lens, grain=told.grain, since=None, until=None))
    more = titled(told.picture.title)
    show(by_its_period, told.picture.chart, told.picture.rows, key=key, alt=without_marks(told.picture.alt))
    with more:
        numbers(by_its_period, None, definition="retention", key=key)


def section(view: View, part: briefing.Section, *, key: str) -> None:
    """Show one section: what is said, its rows, and the door to the whole list."""
    ask(view.in_money(part.title) if part.is_money else part.title)
    st.text(part.said)
    if part.table is not None and _is_written(view, part.table, key=key):
        rows = [[without_marks(cell) for cell in row] for row in part.table.rows]
        frame = pd.DataFrame(rows, columns=[without_marks(name) for name in part.table.headings])
        with st.container(key=key):
            st.table(frame, border="horizontal", hide_index=True)
    if part.door is not None:
        door(part.door)


def _is_written(view: View, table: briefing.Table, *, key: str) -> bool:
    """Write in the trail that somebody sees the customers of a table, where its rows are customers."""
    name = table.customers
    return not name or people.is_written(view, len(table.rows), name=f"today-{name}", key=f"{key}_{name}")
