"""The frame around every page: language, menu, data set, filters.

Every page begins with `frame(...)`. It must stand alone: after a start, Streamlit runs the page of the first deep
link without dashboard.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

import store
from charts.style import let_time_run
from localization import LANGUAGES, N_, _, direction, use_language
from localization.languages import match_language
from localization.numbers import format_number
from ui import first_start, links, own_values, preload, style
from ui.texts import attribute_label, value_label
from ui.view import Lens, View, values_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


@dataclass(frozen=True)
class Page:
    """One screen: the name of its file and address, its label, its icon in the menu."""

    name: str
    label: str
    icon: str

    @property
    def path(self) -> str:
        """Path of the script, as Streamlit wants it."""
        return f"pages/{self.name}.py"


PAGES = (
    Page("overview", N_("Overview"), ":material/monitoring:"),
    Page("cohorts", N_("Cohorts"), ":material/grid_on:"),
    Page("survival", N_("Lifetimes"), ":material/hourglass_bottom:"),
    Page("segments", N_("Segments"), ":material/donut_small:"),
    Page("value", N_("Value to come"), ":material/savings:"),
    Page("top_customers", N_("Top customers"), ":material/social_leaderboard:"),
    Page("churn_causes", N_("Churn causes"), ":material/logout:"),
    Page("data", N_("Data"), ":material/database:"),
)
GRAINS = {
    "week": N_("Week"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "half": N_("Half-year"),
    "year": N_("Year"),
}
SHORT_NAMES = {"en": "EN", "fa": "فا", "ar": "ع"}
FILTERS = ("grain", "since", "until", "by", "only", "among")
NOTHING = ""
ROLE = "role"
BOTH_SIDES = "all"
MOST_SIDES = 4
MONTHS_FOR_QUARTERS = 24


def frame(name: str, *, filters: tuple[str, ...] = FILTERS) -> View:
    """Set the page up and return what it looks at.

    Parameters
    ----------
    name
        Name of the page in PAGES.
    filters
        Which of FILTERS the page offers; the others keep their remembered value out of sight.

    """
    page = next(page for page in PAGES if page.name == name)
    speak()
    st.set_page_config(page_title=f"{_(page.label)} · Mandegar", page_icon="/app/static/icon.png", layout="wide")
    st.html(style.sheets(_theme()))
    with st.container(key="script"):
        st.html(style.script(), unsafe_allow_javascript=True)
    preload.once()
    if not store.datasets():
        first_start.load_sample()
    dataset, info = _choose_dataset()
    own_values.look_at(dataset)
    _menu()
    _provenance(dataset, info)
    lens = _lens(dataset, info, filters)
    view = View(dataset, info, replace(lens, where=(*lens.where, *_side(dataset, info, lens, filters))), _theme())
    st.title(_(page.label))
    return view


def speak() -> None:
    """Use the language of the address, else the one chosen before, else the browser's."""
    languages = list(LANGUAGES)
    use_language(links.remembered("lang", languages, match_language(st.context.locale)))


def _theme() -> str:
    return "dark" if st.context.theme.type == "dark" else "light"


def _choose_dataset() -> tuple[str, store.Version]:
    names = store.datasets()
    default = names[0] if first_start.SAMPLE not in names or len(names) == 1 else first_start.SAMPLE
    with st.sidebar:
        dataset = links.pick(
            st.selectbox, _("Data set"), "dataset", names, default, on_change=lambda: links.forget(["version"])
        )
        links.remember("dataset", dataset, NOTHING)
    wanted = st.query_params.get("version", "")
    number = int(wanted) if wanted.isdigit() else None
    try:
        return dataset, store.open(dataset, number).info
    except store.StoreError as error:
        st.warning(str(error), icon=":material/history:")
        st.query_params.pop("version", None)
        return dataset, store.open(dataset).info


def _menu() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="menu"):
        for page in PAGES:
            st.page_link(page.path, label=_(page.label), icon=page.icon, query_params=links.address(), width="content")


def _provenance(dataset: str, info: store.Version) -> None:
    view = View(dataset, info, Lens(), "light")
    current = store.versions(dataset)[0].version
    text = _("{dataset} · version {version} · complete to {day}").format(
        dataset=f"\u2068{dataset}\u2069", version=format_number(info.version), day=view.day(info.complete_up_to)
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="provenance"):
        st.text(text, width="content")
        with st.popover(_("Link"), icon=":material/link:", type="tertiary", key="link", on_change="rerun") as box:
            if box.open:
                st.text(_("This address opens the same view on the same version of the data:"))
                st.code(links.permanent(info.version), language=None, wrap_lines=True)
        st.space("stretch")
        links.pick(
            st.segmented_control,
            _("Language"),
            "lang",
            list(LANGUAGES),
            match_language(st.context.locale),
            format_func=SHORT_NAMES.__getitem__,
            label_visibility="collapsed",
            required=True,
        )
    if info.version != current and "version" in st.query_params:
        st.info(
            _("You are looking at version {version}; the newest is {newest}.").format(
                version=info.version, newest=current
            ),
            icon=":material/history:",
        )


def _lens(dataset: str, info: store.Version, filters: tuple[str, ...]) -> Lens:
    attributes = list(info.attributes)
    # Two years of months are too many to read at once: such data start with quarters.
    grain = "quarter" if info.counts["complete_months"] >= MONTHS_FOR_QUARTERS else "month"
    grains = list(store.open(dataset, info.version).grains)
    with st.sidebar:
        chosen_grain = _one("grain", filters, _("Period"), grains, grain, lambda key: _(GRAINS[key]))
        since, until = _range(View(dataset, info, Lens(chosen_grain), "light").periods, filters)
        by = _one("by", filters, _("Break down by"), [NOTHING, *attributes], NOTHING, attribute_label)
        only = _one("only", filters, _("Only customers with"), [NOTHING, *attributes], NOTHING, attribute_label)
        where: store.tables.Where = ()
        if only:
            values = values_of(dataset, info.version, only)
            among = links.pick_several(
                attribute_label(only), "among", values, format_func=value_label, placeholder=_("All")
            )
            where = ((only, among),) if among else ()
        _ask_time(is_offered="grain" in filters)
        if st.button(_("Reset filters"), icon=":material/restart_alt:", type="tertiary"):
            links.forget([*FILTERS, "side"])
            st.rerun()
    return Lens(chosen_grain, by, where, since, until)


def _side(dataset: str, info: store.Version, lens: Lens, filters: tuple[str, ...]) -> store.tables.Where:
    """Ask which side of a two-sided firm is looked at: two customer bases have no rate in common, unless wanted."""
    asked = {lens.by, links.remembered("only", list(info.attributes), NOTHING)}
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


def _range(periods: pd.DataFrame, filters: tuple[str, ...]) -> tuple[date | None, date | None]:
    names: dict[str, str] = dict(zip(periods["starts_on"].dt.strftime("%Y-%m-%d"), periods["name"], strict=True))
    options = [NOTHING, *names]

    def show(key: str) -> str:
        return names.get(key, _("all"))

    since = _one("since", filters, _("From"), options, NOTHING, show)
    until = _one("until", filters, _("To"), options, NOTHING, show)
    return (date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None)
