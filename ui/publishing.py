"""What publishing from a page has in common: errors as sentences, how far the work is, and a way to stop it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

import access
import store
from localization import _
from localization.numbers import format_percent
from ui import links
from words.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Result = TypeVar("Result")
# How often it is looked whether the reader wants something else.
LOOK_SECONDS = 0.2


class Unfinished(Exception):  # noqa: N818 - nothing is wrong, the person has a choice to make first
    """The rest of the steps waits for a choice; the sentence says which."""


@contextmanager
def spoken(*kinds: type[Exception]) -> Iterator[None]:
    """Show an error that a person can mend as its sentence, and go on after the block."""
    try:
        yield
    except Unfinished as wait:
        if str(wait):
            st.info(plain(str(wait)), icon=":material/edit:")
    except kinds as error:
        st.error(plain(str(error)), icon=":material/error:")


def carry_out(
    label: str, done: str, dataset: str, work: Callable[[Callable[[str, float], None]], Result], *, key: str = ""
) -> Result:
    """Do what makes a new version of a data set, show how far it is, and offer to stop it.

    The work is done in a thread of its own, while this one looks out for the reader: a click on the button, or
    anything else that runs the page anew, stops it within whatever stage it is, and nothing of it is kept.

    Parameters
    ----------
    label, done
        What is being done, and what has been done then.
    dataset
        The data set.
    work
        Called with a function that takes the name of each stage and the share done, 0 to 1; it draws nothing.
    key
        Tells the button from that of other work on the page.

    """
    told: list[tuple[str, float]] = [("", 0.0)]

    def tell(stage: str, share: float) -> None:
        told[0] = (stage, share)

    with st.status(label, expanded=True) as status, ThreadPoolExecutor(max_workers=1) as thread:
        bar, place = st.progress(0.0), st.empty()
        place.button(_("Cancel"), icon=":material/close:", key=f"cancel{key}")
        with access.acting_as(access.who()):  # the thread belongs to no session
            future = thread.submit(copy_context().run, work, tell)
        try:
            while not future.done():
                wait([future], timeout=LOOK_SECONDS)
                stage, share = told[0]
                bar.progress(min(share, 1.0), text=f"{_(stage)} · {format_percent(share, decimals=0)}" if stage else "")
        finally:
            while not future.done():
                store.stop(dataset)
                wait([future], timeout=LOOK_SECONDS / 4)
        bar.empty()
        place.empty()
        result = future.result()
        status.update(label=done, state="complete", expanded=False)
    return result


def publish_settings(
    dataset: str,
    change: Callable[[store.Settings], store.Settings],
    note: str,
    *,
    key: str = "",
    forgets: tuple[str, ...] = ("version",),
) -> None:
    """Publish a version that differs from the current one in its settings alone, and run the page anew on it.

    What is forgotten are choices of the reader that belong to the version before.
    """

    def work(progress: Callable[[str, float], None]) -> int:
        with store.draft(dataset, progress=progress) as draft:
            draft.settings = change(draft.settings)
            return draft.publish(note=note)

    if not access.may("publish"):
        st.warning(plain(access.refusal("publish")), icon=":material/lock:")
        return
    carry_out(_("Publishing"), _("Published"), dataset, work, key=key)
    links.forget(forgets)
    st.rerun()
