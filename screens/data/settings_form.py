"""How a data set is read: currency, calendar, weeks, fiscal year, and how far it is complete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import streamlit as st

import store
from localization import _, current_language
from localization.dates import format_date, month_names
from localization.grains import CALENDARS
from store.schema import PRICES_FROM
from store.settings import cuts_of
from ui import day_picker, publishing
from words.settings_in_words import CALENDAR_NAMES, CUT_LABELS, PRICES, WEEK_STARTS, difference
from words.texts import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from view import View

CURRENCIES = ("", "EUR", "GBP", "USD", "IRR", "IRT", "AED", "SAR", "TRY", "INR", "CHF", "JPY")
PROPOSED, CHOSEN = "proposed", "chosen"


def for_readers_language() -> store.Settings:
    """Return what a new data set starts with: Persian readers most likely keep Jalali months."""
    return store.Settings(calendar="jalali" if current_language() == "fa" else "gregorian")


def key_of(files: str, before: store.Settings) -> str:
    """Name the form for files; another calendar or currency that they propose starts it anew."""
    return f"settings_for_{files}_{before.calendar}_{before.currency}"


def ask(before: store.Settings, propose: Callable[[store.Settings], date | None], *, key: str) -> store.Settings:
    """Ask for the settings of a version.

    Parameters
    ----------
    before
        What is chosen at first.
    propose
        Gives the day up to which the data seem complete, under the settings chosen so far.
    key
        Name of the block on its page.

    """
    first, second, third, fourth = st.columns(4)
    currencies = list(dict.fromkeys([*CURRENCIES, before.currency]))
    currency = first.selectbox(
        _("Currency"),
        currencies,
        currencies.index(before.currency),
        key=f"{key}_currency",
        format_func=lambda code: code or _("not stated"),
        accept_new_options=True,
        help=_("A code such as EUR or IRT (toman), or any name."),
    )
    calendar = second.selectbox(
        _("Calendar"),
        CALENDARS,
        CALENDARS.index(before.calendar),
        key=f"{key}_calendar",
        format_func=lambda name: _(CALENDAR_NAMES[name]),
        help=_("Weeks, months, quarters and years are counted in this calendar."),
    )
    week_start = third.selectbox(
        _("Weeks start on"),
        list(WEEK_STARTS),
        list(WEEK_STARTS).index(before.week_start or ""),
        key=f"{key}_week",
        format_func=lambda name: _(WEEK_STARTS[name]),
    )
    months = month_names(calendar)
    fiscal = fourth.selectbox(
        _("Fiscal year starts in"),
        range(1, 13),
        before.fiscal_year_start - 1,
        key=f"{key}_fiscal_{calendar}",
        format_func=lambda month: months[month - 1],
    )
    chosen = replace(
        before,
        currency=str(currency or "").strip(),
        calendar=str(calendar),
        week_start=str(week_start) or None,
        fiscal_year_start=int(fiscal),
        complete_up_to=None,
    )
    complete = _ask_complete(before.complete_up_to, propose(chosen), chosen, key=key)
    with st.expander(_("Days of silence, margin, scores, prices and how many versions to keep"), key=f"{key}_more"):
        return _ask_more(replace(chosen, complete_up_to=complete), key=key)


def _ask_more(settings: store.Settings, *, key: str) -> store.Settings:
    """Ask for what has a good answer already: an empty field leaves it to the data."""
    first, second, third, fourth = st.columns(4, vertical_alignment="bottom")
    window = first.number_input(
        _("Days without a purchase after which a customer is lost"),
        min_value=1,
        max_value=3650,
        value=settings.inactive_after_days,
        placeholder=_("from the data"),
        key=f"{key}_window",
    )
    grace = second.number_input(
        _("Days of grace after a contract's end"),
        min_value=0,
        max_value=365,
        value=settings.contract_grace_days,
        key=f"{key}_grace",
    )
    margin = third.number_input(
        _("Profit margin where the cost is missing (%)"),
        min_value=0.0,
        max_value=100.0,
        value=None if settings.margin is None else settings.margin * 100,
        placeholder=_("none: no profit is shown"),
        key=f"{key}_margin",
        help=_("Used for the lines without a cost when costs are known for less than 80 % of the sales."),
    )
    keep = fourth.number_input(
        _("Versions to keep"),
        min_value=1,
        max_value=1000,
        value=settings.keep_versions,
        placeholder=_("all"),
        key=f"{key}_keep",
        help=_("Older ones are removed from the disk after the next publication; undo can go back only so far."),
    )
    left, right = st.columns(2)
    prices_from = right.selectbox(
        _("Equal prices by"),
        PRICES_FROM,
        PRICES_FROM.index(settings.prices_from),
        key=f"{key}_prices_from",
        format_func=lambda one: _(PRICES[one]),
        help=_(
            "Money of different months is compared at equal prices by an index: one that you load, month by month, or "
            "one made of your own orders with product, quantity and amount, of products sold in two months in a row."
        ),
    )
    zone = left.text_input(
        _("Time zone"),
        settings.time_zone,
        key=f"{key}_time_zone",
        placeholder=_("for example Asia/Tehran"),
        help=_("Instants in files fall on the days of this zone."),
    ).strip()
    cuts = _ask_cuts(settings, key=key)
    return replace(
        settings,
        recency_cuts=cuts["recency_cuts"],
        frequency_cuts=cuts["frequency_cuts"],
        money_cuts=cuts["money_cuts"],
        prices_from=str(prices_from),
        time_zone=zone if zone in available_timezones() else settings.time_zone,
        inactive_after_days=None if window is None else int(window),
        contract_grace_days=int(grace or 0),
        margin=None if margin is None else round(float(margin) / 100, 6),
        keep_versions=None if keep is None else int(keep),
    )


def _ask_cuts(settings: store.Settings, *, key: str) -> dict[str, tuple[float, ...]]:
    """Ask for the firm's own cut points of recency, frequency and money; what is none stays as it was, and is said."""
    found = {}
    for place, (name, label) in zip(st.columns(len(CUT_LABELS)), CUT_LABELS.items(), strict=True):
        before = getattr(settings, name)
        text = place.text_input(
            _(label),
            " ".join(f"{cut:g}" for cut in before),
            key=f"{key}_{name}",
            placeholder=_("about a fifth each"),
            help=_("Four rising numbers part the scores 1 to 5; empty gives each score to about a fifth of customers."),
        )
        try:
            found[name] = cuts_of(text)
        except store.StoreError as error:
            place.warning(unmarked(str(error)))
            found[name] = before
    return found


def _ask_complete(kept: date | None, proposed: date | None, settings: store.Settings, *, key: str) -> date | None:
    """Ask up to which day the data are complete; None leaves it to the proposal, now and after later files."""
    stays = kept is not None and (proposed is None or kept >= proposed)
    first, second = st.columns(2)
    shown = format_date(proposed, settings.calendar)
    choice = first.selectbox(
        _("Complete up to"),
        (PROPOSED, CHOSEN),
        1 if stays and kept != proposed else 0,
        key=f"{key}_complete",
        format_func=lambda one: _("{day}, as proposed").format(day=shown) if one == PROPOSED else _("another day"),
        help=_(
            "The last day that the data cover in full. A period that ends later is open: it is drawn as open and left "
            "out of every rate. Proposed is the day of the last order (without orders, the last day on which anything "
            "happened), or its month's end when that is near."
        ),
    )
    if choice == PROPOSED:
        return kept if kept == proposed else None
    with second:
        return day_picker.ask_day(_("Last day covered in full"), kept or proposed, settings.calendar, key=f"{key}_day")


def change(view: View, propose: Callable[[store.Settings], date | None]) -> None:
    """Show the settings of the current version; what is changed is published as a version of its own."""
    st.text(_("A change publishes a new version, so that links and undo keep showing numbers as they were made."))
    current = store.open(view.dataset).info
    wanted = ask(current.settings, propose, key=f"settings_{current.version}")
    changed = difference(current.settings, wanted)
    label = _("Publish these settings")
    if st.button(label, icon=":material/publish:", key="publish_settings", disabled=not changed):
        publishing.publish_settings(view.dataset, lambda _before: wanted, changed)
