"""The frame around every page: language, menu, data set, filters.

Every page begins with `frame(...)`. It must stand alone: after a start, Streamlit runs the page of the first deep
link without dashboard.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

import access
import store
from charts.style import let_time_run
from frame import (
    after_publishing,
    arrival,
    damage,
    first_start,
    grains,
    limits,
    media,
    operation,
    preload,
    saved_views,
    sending,
    sign_in,
    spans,
    style,
)
from localization import LANGUAGES, N_, _, direction, use_language
from localization.grains import usual as usual_grain
from localization.languages import match_language
from localization.numbers import format_number
from store.folders import version_numbers
from ui import door, links, passport
from ui.spoken import tell
from view import Lens, View, month_of, price_months, values_of
from words import own_values, prices
from words.result_words import SIGNS
from words.texts import attribute_label, plain, unmarked, value_label

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Page:
    """One screen: the name of its file and address, its label, and which step of the work it belongs to."""

    name: str
    label: str
    step: str

    @property
    def path(self) -> str:
        """Path of the script, as Streamlit wants it."""
        return f"pages/{self.name}.py"


STEPS = {"measure": N_("Measure"), "explain": N_("Explain"), "act": N_("Act"), "data": N_("Data")}
PAGES = (
    Page("overview", N_("Overview"), "measure"),
    Page("retention", N_("Retention"), "measure"),
    Page("cohorts", N_("Cohorts"), "measure"),
    Page("survival", N_("Lifetimes"), "measure"),
    Page("segments", N_("Segments"), "measure"),
    Page("value", N_("Value to come"), "measure"),
    Page("top_customers", N_("Top customers"), "measure"),
    Page("churn_causes", N_("Churn causes"), "explain"),
    Page("service", N_("Service"), "explain"),
    Page("early_warning", N_("Early warning"), "explain"),
    Page("do_next", N_("Do next"), "act"),
    Page("today", N_("Today"), "act"),
    Page("follow_up", N_("Follow-up"), "act"),
    Page("actions", N_("Actions"), "act"),
    Page("customer", N_("One customer"), "act"),
    Page("data", N_("Data"), "data"),
)
GRAINS = {
    "week": N_("Week"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "half": N_("Half-year"),
    "year": N_("Year"),
}
FILTERS = ("grain", "span", "by", "only")
MONEY = "money"  # the filter of pages whose money can be counted at the prices of one month
AS_BOOKED = "booked"
BY_GRAIN = {
    "week": N_("by week"),
    "month": N_("by month"),
    "quarter": N_("by quarter"),
    "half": N_("by half-year"),
    "year": N_("by year"),
}
NOTHING = ""
MISSING = "missing_version"
LANGUAGE_WIDTH = 110
ROLE = "role"
AMONG = "among"  # begins the names of the chosen values' parameters in the address
BOTH_SIDES = "all"
MOST_SIDES = 4


def frame(name: str, *, filters: tuple[str, ...] = FILTERS, span: str = spans.ALL) -> View:
    """Set the page up and return what it looks at.

    Parameters
    ----------
    name
        Name of the page in PAGES.
    filters
        Which of FILTERS the page offers, "compare" where it measures changes, and MONEY where its money can be counted
        at the prices of one month; the others keep their remembered value out of sight.
    span
        The periods that the page looks at as long as nobody chose any, one of `spans.SPANS`.

    """
    page = next(page for page in PAGES if page.name == name)
    speak()
    st.set_page_config(page_title=f"{_(page.label)} · Mandegar", page_icon="/app/static/icon.png", layout="wide")
    st.html(style.sheets(_theme()))
    with st.container(key="script"):
        st.html(style.script(), unsafe_allow_javascript=True)
    operation.begin()
    operation.page_begins(name)
    door.watch(operation.keep_trail)
    after_publishing.watch()
    sending.allow()
    media.watch()
    if not first_start.is_home_there():
        first_start.say_gone()
    sign_in.admit(_language)
    with st.container(key="turning"):  # not seen: pressed by the script, as pictures are drawn in the inks of a theme
        st.button("\u200b", key="theme_turned")
    if sending.was_refused():
        st.warning(limits.too_much(), icon=":material/upload_file:")
    preload.once()
    if not store.datasets():
        with access.acting_as(access.MACHINE):  # the server's own doing, whoever looks first
            first_start.load_sample()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="head"):
        st.html(style.mark(_("Mandegar")), width="content")
        _steps(page)
        st.space("stretch")
        dataset, info = _provenance(page)
        own_values.look_at(dataset)
        after_publishing.make_ready(dataset, info)
        _language()
        sign_in.badge()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="menu"):
        _pages(page)
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content", key="filtering"):
            view = _filters(dataset, info, filters, span)
    _tell_of_version(dataset, info)
    arrival.tell(dataset, info, page.name)
    st.title(_(page.label))
    if "grain" in filters and (shorter := grains.warning(view.lens.grain, info.counts.get("usual_gap_days", 0))):
        st.caption(shorter)
    return view


def labels() -> dict[str, str]:
    """Return what the pages are called in the reader's language, by their names."""
    return {page.name: _(page.label) for page in PAGES}


def speak() -> None:
    """Use the language of the address, else the one chosen before, else the browser's."""
    links.settle()
    languages = list(LANGUAGES)
    use_language(links.remembered("lang", languages, match_language(st.context.locale)))


def _theme() -> str:
    return "dark" if st.context.theme.type == "dark" else "light"


def _steps(here: Page) -> None:
    """Show the steps of the work that have a page, each a link to its first."""
    for step, label in STEPS.items():
        first = next((page for page in PAGES if page.step == step), None)
        if first is None:
            continue
        with st.container(key=f"step_{'here' if step == here.step else step}", width="content"):
            st.page_link(first.path, label=_(label), query_params=links.address(), width="content")


def _pages(here: Page) -> None:
    """Show the pages of the step that is open."""
    pages = [page for page in PAGES if page.step == here.step]
    for page in pages if len(pages) > 1 else ():
        st.page_link(page.path, label=_(page.label), query_params=links.address(), width="content")


def _provenance(page: Page) -> tuple[str, store.Version]:
    """Say which data set and version is looked at, how far it reaches; choose another, or take a link to this one."""
    names = store.datasets()
    default = names[0] if first_start.SAMPLE not in names or len(names) == 1 else first_start.SAMPLE
    dataset = links.remembered("dataset", names, default)
    info = _version(dataset)
    text = _("{dataset} · version {version} · complete to {day}").format(
        dataset=f"\u2068{plain(dataset)}\u2069",
        version=format_number(info.version),
        day=View(dataset, info, Lens(), "light").day(info.complete_up_to),
    )
    box = st.popover(text, type="tertiary", key="provenance", icon=":material/database:", on_change="rerun")
    with box:
        links.pick(
            st.selectbox,
            _("Data set"),
            "dataset",
            names,
            default,
            is_always_said=True,
            format_func=plain,
            on_change=links.forget_data_set,
        )
        st.caption(_("This address opens the same view on the same version of the data:"))
        st.code(links.permanent(info.version), language=None, wrap_lines=True)
        if box.open:
            saved_views.offer(dataset, page.name, labels())
    return dataset, info


def _version(dataset: str) -> store.Version:
    wanted = st.query_params.get("version", "")
    number = links.number(wanted)
    if wanted and number is None:
        st.session_state[MISSING] = _("“{version}” is no version of a data set; you see the newest.").format(
            version=plain(wanted)
        )
        st.query_params.pop("version", None)
        wanted = ""
    try:
        return store.open(dataset, number).info
    except store.StoreError as error:
        if wanted:
            st.session_state[MISSING] = plain(str(error))
            st.query_params.pop("version", None)
            return _version(dataset)
        if not isinstance(error, store.Damaged):
            raise
        damage.speak(error)
        whole = damage.newest_whole(error)
        if whole is None:
            st.stop()
        return whole


def _tell_of_version(dataset: str, info: store.Version) -> None:
    """Say when it is not the newest version that is looked at, or when the one that was asked for is not there."""
    tell()
    if missing := st.session_state.pop(MISSING, ""):
        st.warning(missing, icon=":material/history:")
    newest = max(version_numbers(dataset))
    if info.version != newest and "version" in st.query_params:
        st.info(
            _("You are looking at version {version}; the newest is {newest}.").format(
                version=info.version, newest=newest
            ),
            icon=":material/history:",
        )


def _language() -> None:
    links.pick(
        st.selectbox,
        _("Language"),
        "lang",
        list(LANGUAGES),
        match_language(st.context.locale),
        format_func=LANGUAGES.__getitem__,
        label_visibility="collapsed",
        width=LANGUAGE_WIDTH,
    )


def _filters(dataset: str, info: store.Version, filters: tuple[str, ...], span: str) -> View:
    """Offer the filters behind one button, and say beside it what is filtered."""
    if not {*filters} & {*FILTERS, "compare"} and not (MONEY in filters and price_months(dataset, info.version)):
        lens, span = _lens(dataset, info, filters, span)
        return View(dataset, info, lens, _theme(), span)
    chips = st.container(key="chips", width="content")
    with st.popover(_("Filters"), type="tertiary", key="filters", icon=":material/tune:"):
        lens, span = _lens(dataset, info, filters, span)
        signs = _signs(dataset, info, filters)
        lens = replace(lens, where=(*lens.where, *_side(dataset, info, lens, filters), *signs))
        if "compare" in filters:
            passport.choose()
        _ask_time(is_offered="grain" in filters)
        if st.button(_("Reset filters"), icon=":material/restart_alt:", type="tertiary"):
            chosen = [name for name in links.address() if name.startswith(f"{AMONG}.")]
            links.forget([*FILTERS, MONEY, *chosen, "since", "until", "side", "signs", "compare"])
            st.rerun()
    view = View(dataset, info, lens, _theme(), span)
    with chips:
        st.text(" · ".join(_said(view, filters)), width="content")
    return view


def _said(view: View, filters: tuple[str, ...]) -> list[str]:
    """Return what is filtered, in words: side and other attributes, the periods, the breakdown."""
    words = [
        ", ".join(value_label(value) for value in values) or attribute_label(name)
        for name, values in (view.lens.where if "only" in filters else ())
    ]
    if "span" in filters:
        words.append(view.span_name)
    if "grain" in filters:
        words.append(_(BY_GRAIN[view.lens.grain]))
    if view.priced:
        words.append(_("at prices of {month}").format(month=view.priced))
    if view.lens.by and "by" in filters:
        words.append(_("by {attribute}").format(attribute=attribute_label(view.lens.by)))
    return words


def _lens(dataset: str, info: store.Version, filters: tuple[str, ...], usual: str) -> tuple[Lens, str]:
    """Ask for the filters that the page offers, and return them with the span that was chosen."""
    attributes = list(info.attributes)
    names = list(store.open(dataset, info.version).grains)
    lengths = {grain: View(dataset, info, Lens(grain), "light").periods for grain in {*names, "month", "year"}}
    complete = {grain: int(found["is_complete"].sum()) for grain, found in lengths.items()}
    suits = usual_grain(complete, info.counts.get("usual_gap_days", 0))
    chosen_grain = _one("grain", filters, _("Period"), names, suits, lambda key: _(GRAINS[key]))
    periods, years = lengths[chosen_grain], lengths["year"]
    choose = spans.ask if "span" in filters else spans.chosen
    span, since, until = choose(periods, years, chosen_grain, usual)
    by = _one("by", filters, _("Break down by"), [NOTHING, *attributes], NOTHING, attribute_label)
    where = _where(dataset, info, filters)
    return Lens(chosen_grain, by, where, since, until, _prices_of(dataset, info, filters)), span


def _prices_of(dataset: str, info: store.Version, filters: tuple[str, ...]) -> date | None:
    """Ask at which month's prices money is counted, where prices are known; None leaves it as it was booked."""
    if MONEY not in filters or not info.has("orders"):
        return None
    calendar, months = info.settings.calendar, price_months(dataset, info.version)
    why = prices.of_basket(dataset, info)
    if not months:
        if why:
            st.selectbox(
                prices.money(info), [_("As it was booked")], disabled=True, key="no_prices", help=unmarked(why)
            )
        return None
    names = {AS_BOOKED: _("As it was booked")}
    names |= {month.isoformat(): _("At prices of {month}").format(month=month_of(month, calendar)) for month in months}
    # The last month first: it is the one whose prices people have in mind.
    options = [AS_BOOKED, *list(names)[:0:-1]]
    chosen = links.pick(
        st.selectbox,
        prices.money(info),
        MONEY,
        options,
        AS_BOOKED,
        format_func=names.__getitem__,
        help=unmarked(why) if why else None,
    )
    return None if chosen == AS_BOOKED else date.fromisoformat(chosen)


def _where(dataset: str, info: store.Version, filters: tuple[str, ...]) -> store.tables.Where:
    """Ask for the attributes whose values are chosen, and for the values; who carries one of each is looked at."""
    attributes = list(info.attributes)
    if "only" in filters:
        only = links.pick_several(
            _("Only customers with"), "only", attributes, format_func=attribute_label, placeholder=_("All")
        )
    else:
        only = links.remembered_several("only", attributes)
    links.rename(AMONG, f"{AMONG}.{only[0]}" if len(only) == 1 else "")
    found = []
    for name in only:
        values = values_of(dataset, info.version, name)
        among = links.pick_several(
            attribute_label(name), f"{AMONG}.{name}", values, format_func=value_label, placeholder=_("All")
        )
        found.append((name, among))
    return tuple((name, among) for name, among in found if among)


def _side(dataset: str, info: store.Version, lens: Lens, filters: tuple[str, ...]) -> store.tables.Where:
    """Ask which side of a two-sided firm is looked at: two customer bases have no rate in common, unless wanted."""
    asked = {lens.by, *links.remembered_several("only", list(info.attributes))}
    if "only" not in filters or ROLE not in info.attributes or ROLE in asked:
        return ()
    sides = [value for value in values_of(dataset, info.version, ROLE) if value]
    if not 2 <= len(sides) <= MOST_SIDES:
        return ()
    side = links.pick(
        st.segmented_control,
        attribute_label(ROLE),
        "side",
        [*sides, BOTH_SIDES],
        sides[0],
        format_func=lambda value: _("All sides together") if value == BOTH_SIDES else value_label(value),
        required=True,
    )
    return () if side == BOTH_SIDES else ((ROLE, (side,)),)


def _signs(dataset: str, info: store.Version, filters: tuple[str, ...]) -> store.tables.Where:
    """Ask for the signs of leaving that customers must show, every one that is chosen; as of the last complete day."""
    if "only" not in filters or not store.open(dataset, info.version).warning:
        return ()
    chosen = links.pick_several(
        attribute_label(store.tables.SIGNS),
        "signs",
        list(SIGNS),
        format_func=value_label,
        placeholder=_("any sign or none"),
    )
    return ((store.tables.SIGNS, chosen),) if chosen else ()


def _ask_time(*, is_offered: bool) -> None:
    """Let readers of a right-to-left language choose whether time runs as they read; it runs to the right otherwise."""
    names = {"ltr": _("left to right"), "rtl": _("right to left")}
    chosen = links.remembered("time", list(names), "ltr")
    if is_offered and direction() == "rtl":
        chosen = links.pick(st.selectbox, _("Time runs"), "time", list(names), "ltr", format_func=names.__getitem__)
    let_time_run(from_right=direction() == "rtl" and chosen == "rtl")


def _one(
    name: str, filters: tuple[str, ...], label: str, options: list[str], default: str, show: Callable[[str], str]
) -> str:
    if name not in filters:
        return links.remembered(name, options, default)
    return links.pick(st.selectbox, label, name, options, default, format_func=show)
