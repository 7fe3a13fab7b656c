"""A data set under another name takes along what was written about it."""

from __future__ import annotations

from sqlalchemy import delete, update

from register.asking import need
from register.connection import writing
from register.datasets import settle
from register.events import write
from register.tables import ACTIONS, CALENDARS, MEMBERS, NOTES, REMEDIES, SENT


def rename(old: str, new: str) -> None:
    """Let everything that was written about a data set stand under its new name; events keep what they said.

    Of a deleted one that had the new name, what there can be only one of gives way.
    """
    need("delete")
    with writing() as connection:
        if settle(connection, new):
            write(connection, "rename", dataset=new, subject=old)
            return
        for table in (CALENDARS, REMEDIES, SENT):
            connection.execute(delete(table).where(table.c.dataset == new))
        for table in (ACTIONS, CALENDARS, MEMBERS, NOTES, REMEDIES, SENT):
            connection.execute(update(table).where(table.c.dataset == old).values(dataset=new))
        write(connection, "rename", dataset=new, subject=old)
