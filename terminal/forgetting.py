"""One customer removed for good: from every version, from what people wrote, and the search that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import store
from access import trail
from localization import _
from register import connection as register_connection
from register import forgetting as in_register
from store import folders, forgetting, searching
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.forgetting import Asked


def forget(customer_id: str, dataset: str | None) -> Iterator[dict[str, Any]]:
    """Forget a customer, after whomever a call before was killed over; yields what was done for each, as a line.

    Parameters
    ----------
    customer_id
        Their number, as files give it.
    dataset
        Of which data set; None: of all.

    Yields
    ------
    datasets (of each its versions that were written anew, rows and files), tasks, notes, actions, texts and events of
    the register, searched (files, bytes, cells), found (places that still name them), unread (files that could not be
    looked through), is_gone. Whom it is about is not said.

    """
    if dataset is not None and dataset not in store.datasets():
        raise StoreError(folders.unknown(dataset))
    before = forgetting.unfinished()
    if before is not None:
        yield _finish(before)
        asked_before = None if before.is_everywhere else before.datasets[0]
        if (before.named.customer_id, asked_before) == (customer_id, dataset):
            return
    known = {dataset} if dataset is not None else None
    yield _finish(forgetting.ask(customer_id, dataset, in_register.names_of(customer_id, known)))


def _finish(asked: Asked) -> dict[str, Any]:
    everywhere = None if asked.is_everywhere else asked.datasets
    with forgetting.alone(asked.datasets):
        written = in_register.forget(asked.named, everywhere)
        versions = {name: forgetting.forget(asked.named, name) for name in asked.datasets}
        found = _search(asked)
    line = {"datasets": versions, **written, **found}
    for name, done in versions.items():
        trail.say_done("forget", dataset=name, versions=done["versions"], rows=done["rows"], is_gone=line["is_gone"])
    forgetting.done()
    return line


def _search(asked: Asked) -> dict[str, Any]:
    but = []
    unread = []
    if not asked.is_everywhere and in_register.is_elsewhere(asked.named, asked.datasets):
        but = register_connection.files()
        unread = [_("the register: another data set has a customer of this number, so its rows alone were compared")]
    elif not register_connection.files():
        unread = [_("the register is on a server: its rows were compared, its files were not read")]
    # SQLite gives its locks up when another handle on its file is closed: no connection may be open meanwhile.
    register_connection.close()
    looked = searching.look(store.home(), asked.named, asked.datasets, but=[*but, forgetting.note()])
    left = in_register.left(asked.named, None if asked.is_everywhere else asked.datasets)
    found = [*looked.found, *(_("the register, {table}").format(table=table) for table in left)]
    return {
        "searched": {"files": looked.files, "bytes": looked.size, "cells": looked.cells},
        "found": found,
        "unread": [*looked.unread, *unread],
        "is_gone": not found and not looked.unread,
    }
