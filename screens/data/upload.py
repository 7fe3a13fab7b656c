"""The steps of loading a file, as the analyst meets them: choose, look at what was found, publish."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

import access
import store
from frame import first_start
from localization import _, current_language, ngettext
from localization.numbers import format_number
from screens.data import sources
from store.repeats import CHOICES
from store.schema import TABLES
from ui.publishing import Unfinished, spoken
from ui.session_answers import kept, let_go
from words.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.repeats import Repeats
    from view import View

A_NEW_ONE = LEAVE_OUT = ""
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
KEPT_OF_FILES = ("parts_", "glance_", "sheet_", "instead_", "trial_")
UPLOADER, NAME, DOUBT = "upload", "upload_name", "upload_doubt"
# The files that were dropped, kept for the session, so that leaving the page loses none, and which the uploader holds.
DROPPED, HERE = "upload_dropped", "upload_here"


@dataclass(frozen=True)
class File:
    """A file as the browser sent it; `file_id` tells one upload from the next.

    `source` takes the place of its content where the rows were read from a source that the server names; `part` is the
    sheet of a workbook whose sheets are loaded each into its own table.
    """

    name: str
    content: bytes
    file_id: str
    source: Any = None
    part: str | None = None

    @property
    def shown(self) -> str:
        """Its name, and which of its sheets is meant."""
        return f"{self.name} › {self.part}" if self.part else self.name

    def dropped(self, doors: Any) -> Any:
        """Return it as the module `loading` takes it."""
        return self.source or doors.Dropped(self.name, self.content, self.part)


@dataclass(frozen=True)
class Chosen:
    """Files, and the data set that they go into."""

    dataset: str
    is_new: bool
    files: tuple[File, ...]

    @property
    def key(self) -> str:
        """Name of this very choice, so that another one starts from its own proposals."""
        return "_".join([self.dataset, *(file.file_id for file in self.files)])


def need(names: Sequence[str]) -> None:
    """Go no further while columns that a table needs are not filled."""
    if names:
        raise Unfinished(_("Choose what fills: {names}.").format(names=_(", ").join(names)))


def all_ready(prepared: Sequence[object | None]) -> None:
    """Go no further while a file waits for a choice or cannot be loaded."""
    waiting = sum(one is None for one in prepared)
    if waiting and len(prepared) > 1:
        raise Unfinished(
            ngettext(
                "{n} file cannot be loaded yet: make the choice that it asks for, or remove it above.",
                "{n} files cannot be loaded yet: make the choices that they ask for, or remove them above.",
                waiting,
            ).format(n=format_number(waiting))
        )
    if waiting:
        raise Unfinished  # the file says itself what it waits for


def say_fit_of_products(chosen: Chosen, prepared: Sequence[Any], doors: Any) -> None:
    """Say how the order lines and the list of products that were dropped together fit."""
    trials = [trial for one in prepared for trial in one.trials]
    question = (chosen.key, [str(trial.report.mapping) for trial in trials], current_language())
    if said := kept("fit_of_products", question, lambda: doors.fit_of_products(trials)):
        st.info(said, icon=":material/link:")


def choose(view: View, doors: Any, errors: tuple[type[Exception], ...]) -> Chosen | None:
    """Ask for a data set and files, dropped or read from a source; None while either is missing.

    Parameters
    ----------
    view
        What the page looks at.
    doors
        The module `loading`.
    errors
        Kinds of errors that are sentences for the person.

    """
    names = store.datasets()
    default = A_NEW_ONE if view.dataset == first_start.SAMPLE else view.dataset
    into, called = st.columns(2, vertical_alignment="top")
    dataset = into.selectbox(
        _("Into which data set?"),
        [A_NEW_ONE, *names],
        [A_NEW_ONE, *names].index(default),
        key=f"into_{view.dataset}",
        format_func=lambda name: name or _("a new one"),
        persist_state="session",
    )
    if dataset == A_NEW_ONE:
        called.text_input(
            _("Its name"),
            key=NAME,
            placeholder=_("for example shop; the file's name if left empty"),
            persist_state="session",
        )
    files = _files(doors, errors)
    if not files:
        st.caption(
            _(
                "Orders come first. Needed are three columns: the customer, the day and the sales, or quantity and "
                "price. Customers, departures with their reasons, contracts and more can be added in the same go or "
                "afterwards."
            )
        )
        return None
    let_go(KEPT_OF_FILES, [one.file_id for one in files])
    name = str(st.session_state.get(NAME, "") if dataset == A_NEW_ONE else dataset).strip()
    if not name and files[0].source is not None:
        name = _as_name(files[0].name)
    if not name:
        st.info(_("Give the new data set a name."), icon=":material/edit:")
        return None
    return Chosen(name, dataset == A_NEW_ONE, files)


def parted(chosen: Chosen, doors: Any, errors: tuple[type[Exception], ...]) -> Chosen:
    """Offer the sheets of a workbook that hold several tables, each to be loaded into its own."""
    dataset = None if chosen.is_new else chosen.dataset
    files: list[File] = []
    for file in chosen.files:
        found: Sequence[tuple[str, bool]] = ()
        if file.source is None and file.name.lower().endswith(WORKBOOKS):
            look = partial(doors.parts, dataset, file.dropped(doors))
            # What cannot be read says so where the file is looked at.
            with suppress(*errors), st.spinner(_("Looking at the file"), show_time=True):
                found = kept(f"parts_{file.file_id}", (dataset, file.file_id, current_language()), look)
        files += [file] if len(found) < 2 else _sheets(file, found)
    if not files:
        raise Unfinished(_("Choose at least one sheet to load."))
    return replace(chosen, files=tuple(files))


def _sheets(file: File, found: Sequence[tuple[str, bool]]) -> list[File]:
    names = [name for name, _is_table in found]
    sheets = st.multiselect(
        _("Sheets of {name} to load").format(name=f"\u2068{plain(file.name)}\u2069"),
        names,
        [name for name, is_table in found if is_table] or names[:1],
        key=f"sheets_{file.file_id}",
    )
    return [replace(file, file_id=f"{file.file_id}_{at}", part=name) for at, name in enumerate(names) if name in sheets]


def together(chosen: Chosen, doors: Any) -> Chosen:
    """Offer to load files that belong together as one, with the columns that join them; as they are if they do not."""
    if len(chosen.files) < 2:
        return chosen
    question = (chosen.key, current_language())
    opened = [file.dropped(doors) for file in chosen.files]
    with st.spinner(_("Looking at what belongs together"), show_time=True):
        found = kept("together", question, lambda: doors.together(opened))
    if found is None:
        return chosen
    names = _(", ").join(f"\u2068{chosen.files[at].shown}\u2069" for at in sorted(found.used))
    joins = st.toggle(_("Load {names} as one table").format(names=names), value=True, key=f"together_{chosen.key}")
    st.text("\n".join(found.sentences))
    if not joins:
        return chosen
    used = [chosen.files[at] for at in sorted(found.used)]
    one = File(found.name, b"", "_".join(file.file_id for file in used), found)
    return replace(chosen, files=(one, *(file for at, file in enumerate(chosen.files) if at not in found.used)))


def _files(doors: Any, errors: tuple[type[Exception], ...]) -> tuple[File, ...]:
    """Take files from the browser and, where the server names sources, from these."""
    known: Sequence[Any] = ()
    with spoken(*errors):
        known = doors.named_sources()
    dropping, reading = st.columns([3, 2], gap="medium") if known else (st.container(), None)
    dropped = dropping.file_uploader(
        _("Tables: CSV, text, Excel, OpenDocument, Parquet or JSON lines; also gzipped or zipped, several at once"),
        key=UPLOADER,
        accept_multiple_files=True,
        on_change=_dropped,
    )
    if reading is not None:
        with reading, spoken(*errors):
            sources.ask(known, doors)
    here = {one.file_id for one in dropped}
    waiting = [one for one in st.session_state.get(DROPPED, ()) if one.file_id not in here]
    _show(waiting)
    sources.show()
    st.session_state[HERE] = here
    st.session_state[DROPPED] = (*waiting, *(File(one.name, one.getvalue(), one.file_id) for one in dropped))
    return (
        *st.session_state[DROPPED],
        *(File(one.name, b"", one.file_id, one.file) for one in sources.read()),
    )


def _show(waiting: Sequence[File]) -> None:
    """List the files that were dropped before the page was left, each with a way to remove it."""
    for one in waiting:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"waiting_{one.file_id}"):
            st.markdown(_("{name} still waits to be published").format(name=f"**{plain(one.name)}**"), width="content")
            st.button(
                _("Remove"),
                icon=":material/close:",
                type="tertiary",
                key=f"remove_{one.file_id}",
                on_click=_remove,
                args=(one.file_id,),
            )


def _remove(file_id: str) -> None:
    st.session_state[DROPPED] = tuple(one for one in st.session_state[DROPPED] if one.file_id != file_id)


def published() -> None:
    """Forget the files that were dropped and read: they are published."""
    st.session_state.pop(DROPPED, None)
    sources.let_go()


def _dropped() -> None:
    """Let go of what the uploader held, and name a new data set after its first file, unless it has a name already."""
    held = st.session_state.get(HERE, set())
    st.session_state[DROPPED] = tuple(one for one in st.session_state.get(DROPPED, ()) if one.file_id not in held)
    files = st.session_state.get(UPLOADER)
    if files and not st.session_state.get(NAME, "").strip():
        st.session_state[NAME] = _as_name(re.split(r"[\\/]", files[0].name)[-1].split(".")[0])


def _as_name(text: str) -> str:
    return re.sub(r"[^\w \u200c-]+", " ", text).strip()[:40]


def sheet(sheets: Sequence[str], read: str | None, *, key: str) -> str | None:
    """Ask which sheet of a workbook, or which file of an archive, to read, if there are several."""
    if len(sheets) < 2:
        return None
    names = list(sheets)
    return str(st.selectbox(_("Sheet or file inside"), names, names.index(read) if read else 0, key=f"{key}_sheet"))


def header(*, key: str) -> bool:
    """Ask whether the first line of a text names its columns, where it seems to hold values."""
    return bool(
        st.radio(
            _("The first line of the file seems to hold values, not names of columns."),
            [False, True],
            format_func=lambda named: (
                _("It names the columns") if named else _("It is a row like the others; the columns are numbered")
            ),
            key=f"{key}_header",
            horizontal=True,
        )
    )


def table(guess: str, *, key: str, may_leave_out: bool) -> str:
    """Ask which table the file fills; "" where a wide file's second table is left out."""
    names = [*([LEAVE_OUT] if may_leave_out else []), *TABLES]
    chosen = st.selectbox(
        _("The file holds"),
        names,
        names.index(guess),
        key=f"{key}_table",
        format_func=lambda name: _(TABLES[name].label) if name else _("– leave this table out –"),
    )
    return str(chosen)


def repeats(*, key: str) -> Repeats:
    """Ask what becomes of rows without a number of their own that are in the data set already."""
    labels: dict[Repeats, str] = {
        "skip": _("skip them"),
        "keep": _("load them all the same"),
        "replace": _("replace all rows of the days in this file"),
    }
    return st.selectbox(
        _("Rows that are in the data set already"),
        list(CHOICES),
        key=f"{key}_repeats",
        format_func=lambda choice: labels[choice],
        help=_(
            "These rows have no order number, so a row is known only by all of its values. Two equal rows inside one "
            "file are always two."
        ),
    )


def again(dataset: str, sha256: str, table: str, part: str, *, key: str) -> bool:
    """Say that a file was loaded before, and ask whether to load it all the same; goes no further without a yes."""
    for upload in store.open(dataset).info.uploads:
        if (upload.sha256, upload.table, upload.part) == (sha256, table, part):
            known = store.AlreadyLoaded(upload.file_name, upload.loaded_at, upload.version, upload.who)
            st.warning(plain(str(known)), icon=":material/content_copy:")
            if not st.checkbox(_("Load it again all the same"), key=f"{key}_again"):
                raise Unfinished(_("Nothing is loaded from this file again unless you say so."))
            return True
    return False


def corrections(chosen: Chosen) -> bool | None:
    """Ask whether orders whose numbers come again are corrections, once publishing was refused for that.

    None while it was not asked; goes no further without an answer.
    """
    doubt = st.session_state.get(DOUBT)
    if doubt is None or doubt[0] != chosen.key:
        return None
    st.warning(plain(doubt[1]), icon=":material/help:")
    answer = st.radio(
        _("Orders whose number is there already"),
        [True, False],
        index=None,
        format_func=lambda replaces: (
            _("They are corrections: replace them") if replaces else _("The numbers begin again: keep both")
        ),
        key=f"{chosen.key}_replaces",
    )
    if answer is None:
        raise Unfinished(_("Nothing of an earlier file is replaced unless you say so."))
    return bool(answer)


@contextmanager
def asking(chosen: Chosen) -> Iterator[None]:
    """Where publishing is refused with a question, run the page anew to ask it."""
    try:
        yield
    except store.Doubtful as doubt:
        st.session_state[DOUBT] = chosen.key, str(doubt)
        st.rerun()


def last_step(chosen: Chosen) -> tuple[bool, bool]:
    """Offer to check what changes, where there is something to change, and to publish; tells what was clicked."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="last_step"):
        label = _("Publish as a new version of {dataset}").format(dataset=plain(chosen.dataset))
        publish = st.button(label, type="primary", icon=":material/publish:", key="publish")
        check = not chosen.is_new and st.button(
            _("Check what changes first"), icon=":material/difference:", key="check_changes"
        )
    return check, publish


def signature() -> tuple[str, str]:
    """Ask who publishes and what changed, for the history; who signed in is known, and cannot call themselves else."""
    person = access.who()
    by, about = st.columns(2)
    who = person.account
    if person.is_signed_in:
        by.text_input(_("Your name, for the history"), who, key="signed_in_as", disabled=True)
    else:
        who = by.text_input(_("Your name, for the history"), key="who")
    note = about.text_input(_("Note, for the history"), key="note", placeholder=_("the file's name if left empty"))
    return who.strip(), note.strip()
