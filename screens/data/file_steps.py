"""One dropped file, step by step: look at it, say what its columns are, try it out."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

import access
import store
from localization import _, current_language
from screens.data import upload
from screens.data.mapping import mapping, missing, summary
from screens.data.questions import answers, ask
from screens.data.settings_form import for_readers_language
from screens.data.trial_report import found
from store.schema import TABLES
from ui import publishing
from ui.session_answers import kept, let_go
from words.texts import plain, strong, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screens.data.upload import Chosen, File
    from view import View


@dataclass(frozen=True)
class Ready:
    """A file with the tables that it will fill, and for each what was read of it and the days that it holds."""

    file: Any
    fillings: tuple[Any, ...]
    reaches: tuple[Any, ...]
    reports: tuple[Any, ...] = ()
    trials: tuple[Any, ...] = ()


def target(view: View, chosen: Chosen) -> View:
    """Return the view of the data set that files go into; a new one has what it starts with, and no rows yet."""
    if chosen.is_new:
        return replace(view, info=replace(view.info, settings=for_readers_language()))
    return replace(view, dataset=chosen.dataset, info=store.open(chosen.dataset).info)


def prepare(view: View, chosen: Chosen, file: File, doors: Any, errors: tuple[type[Exception], ...]) -> Ready | None:
    """Show a file's steps; None while the person has a choice to make, or the file cannot be loaded.

    Parameters
    ----------
    view
        Of the data set that the file goes into.
    chosen
        All files that were dropped or read from a source, and where they go.
    file
        The one to look at.
    doors
        The module `loading`.
    errors
        Kinds of errors that are sentences for the person.

    """
    alone = len(chosen.files) == 1
    with _box(file, alone=alone), publishing.spoken(*errors):
        dropped = file.dropped(doors)
        dataset = None if chosen.is_new else chosen.dataset
        question = (dataset, file.file_id, current_language())
        with st.spinner(_("Looking at the file"), show_time=True):
            seen = kept(f"glance_{file.file_id}", question, lambda: doors.glance(dataset, dropped))
        part = file.part or upload.sheet(seen.sheets, seen.sheet, key=file.file_id)
        if part not in {None, seen.sheet}:
            dropped = doors.Dropped(file.name, file.content, part)
            with st.spinner(_("Looking at the file"), show_time=True):
                seen = kept(f"sheet_{file.file_id}", (*question, part), lambda: doors.glance(dataset, dropped))
        has_header = False
        if seen.asks_header:
            has_header = upload.header(key=f"{file.file_id}_{seen.sheet}")
            dropped = replace(dropped, has_header=has_header)
            if has_header:
                with st.spinner(_("Looking at the file"), show_time=True):
                    named = (*question, part, has_header)
                    seen = kept(f"sheet_{file.file_id}_named", named, lambda: doors.glance(dataset, dropped))
        one = _One(view, chosen, file, dropped, seen, doors, alone=alone, is_named=has_header, errors=errors)
        done = [one.fill(number, proposal) for number, proposal in enumerate(seen.fillings)]
        filled = [pair for pair in done if pair is not None]
        if not filled:
            raise publishing.Unfinished(_("Choose at least one table that this file fills."))
        fillings, trials = zip(*filled, strict=True)
        return Ready(dropped, fillings, tuple(one.reach for one in trials), tuple(one.report for one in trials), trials)
    return None


@contextmanager
def _box(file: File, *, alone: bool) -> Iterator[None]:
    if alone:
        yield
        return
    with st.container(border=True, key=f"file_{file.file_id}"):
        st.markdown(strong(plain(file.shown)))
        yield


@dataclass(frozen=True)
class _One:
    """A file on its way into tables; `is_named` tells that a person said that its first line names the columns.

    `errors` are the kinds that are sentences for the person.
    """

    view: View
    chosen: Chosen
    file: File
    dropped: Any
    seen: Any
    doors: Any
    alone: bool
    is_named: bool
    errors: tuple[type[Exception], ...]

    def fill(self, number: int, proposal: Any) -> tuple[Any, Any] | None:
        """Show how the file fills one table; None if the person leaves that table out."""
        several = len(self.seen.fillings) > 1
        place = f"{self.file.file_id}_{self.seen.sheet}_{number}" + ("_named" if self.is_named else "")
        which, why = st.columns([1, 2], vertical_alignment="bottom")
        with which:
            table = upload.table(proposal.table, key=place, may_leave_out=several)
        if not table:
            return None
        if table != proposal.table:
            question = (self.file.file_id, self.seen.sheet, table, current_language())
            proposal = kept(f"instead_{place}", question, lambda: self.doors.fill_instead(self.dropped, table))
        with why:
            st.caption(plain(" ".join(proposal.why)))
        return self._tried(table, proposal, f"{place}_{table}")

    def _tried(self, table: str, proposal: Any, place: str) -> tuple[Any, Any]:
        # One click is enough for what is known; a file alone is looked at column by column.
        is_plain = proposal.is_ready and (proposal.is_remembered or not self.alone or len(self.seen.fillings) > 1)
        box = st.expander(_("Which column is what"), expanded=not is_plain, key=f"{place}_columns")
        with box:
            parts = mapping(
                table,
                self.seen.columns,
                self.seen.samples,
                self.seen.attributes,
                vars(proposal.mapping),
                reasons=proposal.reasons,
                key=place,
            )
            with st.container(horizontal=True, gap="small", key=f"{place}_learnt"):
                self._forget(proposal, place)
                layout_name = self._ask_layout(place)
        if is_plain:
            st.text(summary(parts))
        upload.need(missing(table, parts))
        parts = answers(parts, key=place)
        again, repeats = False, "skip"
        if not self.chosen.is_new:
            part = (self.seen.sheet or "") if len(self.seen.sheets) > 1 else ""
            again = upload.again(self.chosen.dataset, self.seen.sha256, table, part, key=place)
            is_numbered = table == "orders" and "order_id" in parts["columns"]
            if not TABLES[table].key or (table == "orders" and not is_numbered):
                repeats = upload.repeats(key=place)
        filling = self.doors.as_chosen(proposal, table, parts, repeats=repeats, again=again)
        if layout_name:
            with publishing.spoken(*self.errors):
                self.doors.remember_layout(layout_name, filling, self.seen.columns)
                st.toast(_("Files with these columns are read so from now on, in every data set."))
        own = self.view.info.settings
        with st.spinner(_("Reading the file"), show_time=True):
            trial = kept(
                f"trial_{place}",
                (self.file.file_id, self.seen.sheet, table, str(parts), current_language(), own),
                lambda: self.doors.try_out(self.dropped, table, filling.mapping, own),
            )
        ask((*proposal.questions, *trial.report.questions), key=place)
        found(
            self.view,
            trial,
            file_name=self.file.name,
            key=place,
            is_short=is_plain,
            left_out=lambda: self.doors.left_out(self.dropped, table, filling.mapping),
        )
        return filling, trial

    def _forget(self, proposal: Any, place: str) -> None:
        """Offer to let go of what was learnt from the last file with these columns."""
        if not proposal.is_remembered:
            return
        if st.button(
            _("Forget what was learnt, look anew"),
            icon=":material/restart_alt:",
            type="tertiary",
            key=f"{place}_forget",
            disabled=not access.may("publish"),
        ):
            with publishing.spoken(*self.errors):
                self.doors.forget_learnt(self.chosen.dataset, self.seen.columns)
                let_go(upload.KEPT_OF_FILES, [])
                st.rerun()

    def _ask_layout(self, place: str) -> str:
        """Ask whether files like this one are to be read so from now on, and by what name; "" unless it was said."""
        if len(self.seen.fillings) > 1 or not access.may("publish"):
            return ""
        with st.popover(_("Remember this as a layout"), icon=":material/bookmark_add:", key=f"{place}_layout"):
            st.caption(
                unmarked(
                    _(
                        "Files with the columns chosen here are then read as you say here, into every data set and "
                        "from every door, with no question about their columns."
                    )
                )
            )
            name = st.text_input(_("Its name"), key=f"{place}_layout_name", max_chars=60)
            if st.button(_("Keep it"), key=f"{place}_layout_keep", type="primary", disabled=not name.strip()):
                return name
        return ""
