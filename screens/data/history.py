"""The versions of a data set: open one, go back to one, undo, delete, start over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import access
import register
import store
from frame import arrival, first_start
from localization import _, ngettext
from localization.dates import format_date
from localization.numbers import format_number
from screens.data import changed_months
from store import integrity
from ui import clock, links
from ui.session_answers import kept
from words.texts import plain, strong

if TYPE_CHECKING:
    from view import View

SHOWN = 8


def history(view: View) -> None:
    """List the versions, the newest first; each can be opened, and any can be made the current one."""
    _damaged(view)
    current = store.open(view.dataset).info
    known = store.versions(view.dataset)
    there = {one.version for one in known}
    if (
        access.may("undo")
        and current.based_on in there
        and st.button(
            _("Undo: go back to version {version}").format(version=format_number(current.based_on)),
            icon=":material/undo:",
            key="undo",
        )
    ):
        _go(view, store.undo(view.dataset))
    if len(known) > 1:
        _compare(view, known)
    for version in known[:SHOWN]:
        _row(view, version, current)
    if len(known) > SHOWN:
        with st.expander(
            ngettext("{n} older version", "{n} older versions", len(known) - SHOWN).format(
                n=format_number(len(known) - SHOWN)
            )
        ):
            for version in known[SHOWN:]:
                _row(view, version, current)


def _damaged(view: View) -> None:
    """Mark the versions whose file is not what was published; each file is read once."""
    for one in integrity.check(view.dataset):
        if one.state != integrity.WHOLE:
            named = _("Version {version}").format(version=format_number(one.version))
            st.error(f"{named}: {_(integrity.STATES[one.state])}", icon=":material/broken_image:")


def _compare(view: View, known: list[store.Version]) -> None:
    """Let the reader choose two versions, and say which closed months differ and through whom."""
    with st.expander(
        _("Compare two versions"), icon=":material/difference:", key="compare_versions", on_change="rerun"
    ) as box:
        if not box.open:
            return
        numbers = [one.version for one in known]
        left, right = st.columns(2)
        show = _("Version {version}").format
        older = left.selectbox(
            _("From"), numbers, 1, key="compare_from", format_func=lambda n: show(version=format_number(n))
        )
        newer = right.selectbox(
            _("To"), numbers, 0, key="compare_to", format_func=lambda n: show(version=format_number(n))
        )
        with st.spinner(_("Comparing"), show_time=True):
            found = kept("comparison", (view.dataset, older, newer), lambda: store.compare(view.dataset, older, newer))
        changed_months.show(view, found, view.calendar, key="comparison")


def _row(view: View, version: store.Version, current: store.Version) -> None:
    is_current = version.version == current.version
    with st.container(key=f"version_{version.version}", gap="xsmall"):
        st.divider()
        about, doors = st.columns([3, 2], vertical_alignment="center")
        with about:
            name = _("Version {version}").format(version=format_number(version.version))
            badge = _("current")
            st.markdown(f"**{name}** :blue-badge[{badge}]" if is_current else f"**{name}**")
            known = [part for part in (moment(version), version.who.strip(), version.note) if part]
            st.caption(plain(" · ".join(known)))
            for upload in [one for one in version.uploads if one.version == version.version]:
                rows = ngettext("{n} row", "{n} rows", upload.accepted).format(n=format_number(upload.accepted))
                st.caption(f"{plain(upload.file_name)} · {rows}")
            files = len(version.uploads)
            st.caption(
                ngettext("{n} file in all", "{n} files in all", files).format(n=format_number(files))
                + " · "
                + _("{lines} order lines · {customers} customers · complete to {day}").format(
                    lines=view.count(version.counts["orders_rows"]),
                    customers=view.count(version.counts["customers"]),
                    day=format_date(version.complete_up_to, version.settings.calendar),
                )
            )
        with doors.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(
                "pages/overview.py",
                label=_("Open this version"),
                icon=":material/open_in_new:",
                query_params={**links.address(), "version": str(version.version)},
                width="content",
            )
            if (
                access.may("undo")
                and not is_current
                and st.button(
                    _("Go back to this version"),
                    key=f"go_{version.version}",
                    icon=":material/history:",
                    type="tertiary",
                )
            ):
                store.point_to(view.dataset, version.version)
                _go(view, version.version)


def moment(version: store.Version) -> str:
    """Say when a version was published, on the reader's clock."""
    return clock.moment(version.published_at, version.settings.calendar)


def rename_delete_or_start_over(view: View) -> None:
    """Offer to rename the data set, to delete it once its name was typed, and to build the sample data again."""
    st.markdown(strong(_("Rename this data set")))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.text_input(_("New name"), view.dataset, key=f"rename_{view.dataset}", width=340).strip()
        if st.button(_("Rename"), icon=":material/edit:", key="rename", disabled=wanted in {"", view.dataset}):
            register.know(view.dataset)
            renamed = store.rename(view.dataset, wanted)
            register.rename(view.dataset, renamed)
            arrive_at(renamed)
            st.cache_resource.clear()
            st.rerun()
    st.markdown(strong(_("Delete this data set")))
    st.text(_("All its versions are removed from the disk; this cannot be undone."))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        typed = st.text_input(
            _("Type the name of the data set to confirm"),
            key=f"confirm_{view.dataset}",
            width=340,
        )
        is_sure = typed.strip() == view.dataset
        if st.button(_("Delete"), icon=":material/delete:", key="delete", disabled=not is_sure) and is_sure:
            _delete(view.dataset)
            links.forget(["dataset", "version"])
            st.rerun()
    st.markdown(strong(_("Sample data")))
    st.text(_("A recruitment agency that does not exist, to try things out; its data set is built anew."))
    if st.button(_("Load the sample data again"), icon=":material/restart_alt:", key="sample"):
        if first_start.SAMPLE in store.datasets():
            _delete(first_start.SAMPLE)
        links.forget(["version"])
        arrive_at(first_start.SAMPLE)
        first_start.load_sample()


def _delete(dataset: str) -> None:
    """Delete a data set and every result kept of it: one of the same name begins with version 1 again.

    Addresses of its calendars end with it.
    """
    register.know(dataset)
    store.delete(dataset)
    register.revoke_calendars(dataset)
    st.cache_resource.clear()


def arrive_at(dataset: str) -> None:
    """Make this the data set that the next run looks at."""
    links.forget(["dataset", "version"])
    st.query_params["dataset"] = dataset


def leave_for(dataset: str) -> None:
    """Go and look at a data set that was just published: at the first page that has something to say of it."""
    info = store.open(dataset).info
    arrival.expect(dataset, info.version)
    page = "overview" if info.has("orders") else "churn_causes" if info.has("departures") else "data"
    arrive_at(dataset)
    st.switch_page(f"pages/{page}.py", query_params=links.address())


def _go(view: View, version: int) -> None:
    links.forget(["version"])
    st.toast(
        _("Version {version} of {dataset} is the current one now.").format(
            version=format_number(version), dataset=plain(view.dataset)
        ),
        icon=":material/history:",
    )
    st.rerun()
