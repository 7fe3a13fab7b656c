"""What keeps the trail of events as it was written: the database itself refuses to change or delete one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SQLITE = {
    f"events_no_{deed.lower()}": f"CREATE TRIGGER events_no_{deed.lower()} BEFORE {deed} ON events BEGIN "
    "SELECT RAISE(ABORT, 'events are kept as they were written'); END"
    for deed in ("UPDATE", "DELETE")
}


def guard(connection: Connection) -> None:
    """Refuse from now on that an event is changed or deleted."""
    if connection.dialect.name == "sqlite":
        for query in _SQLITE.values():
            connection.exec_driver_sql(query)
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION events_are_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are kept as they were written'; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER events_are_kept BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION events_are_kept()"
    )


def unguard(connection: Connection) -> None:
    """Allow it, for a back-up that takes the place of all."""
    if connection.dialect.name == "sqlite":
        for name in _SQLITE:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        return
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS events_are_kept ON events")
