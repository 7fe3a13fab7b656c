"""Notes about a customer, signed and dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select

import access
from localization import _
from register import seeing
from register.asking import need
from register.datasets import reading, writing
from register.errors import RegisterError
from register.events import write
from register.tables import NOTES

LONGEST = 5000


@dataclass(frozen=True)
class Note:
    """What somebody wrote about a customer."""

    note_id: int
    dataset: str
    customer_id: str
    text: str
    written_at: datetime
    written_by: str


def write_note(dataset: str, customer_id: str, text: str) -> None:
    """Keep a note about a customer; RegisterError where it is empty, too long, or whoever acts may not."""
    need("act")
    said = text.strip()
    if not said:
        raise RegisterError(_("The note is empty; nothing was kept."))
    if len(said) > LONGEST:
        raise RegisterError(_("A note can have up to {n} characters.").format(n=LONGEST))
    seeing.need_all(dataset, [customer_id])
    with writing(dataset) as connection:
        values = {"written_at": datetime.now(UTC), "written_by": access.who().name}
        connection.execute(insert(NOTES).values(dataset=dataset, customer_id=customer_id, text=said, **values))
        write(connection, "note", dataset=dataset, subject=customer_id)


def notes(dataset: str, customer_id: str) -> list[Note]:
    """Return what was written about a customer, the newest first; nothing for who may not see who they are."""
    if not access.sight().names or not seeing.is_seen(dataset, customer_id):
        return []
    asked = select(NOTES).where(NOTES.c.dataset == dataset, NOTES.c.customer_id == customer_id)
    with reading(dataset) as connection:
        return [Note(**row) for row in connection.execute(asked.order_by(NOTES.c.note_id.desc())).mappings()]
