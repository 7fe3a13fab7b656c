"""What a firm itself does about a cause, in place of the words that come with the product."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from localization import _
from register.asking import need
from register.datasets import reading, writing
from register.errors import ChangedMeanwhile
from register.events import write
from register.tables import REMEDIES


def own_remedies(dataset: str) -> dict[str, tuple[str, int]]:
    """Return the firm's own remedies: by cause the text and its revision."""
    with reading(dataset) as connection:
        rows = connection.execute(select(REMEDIES).where(REMEDIES.c.dataset == dataset))
        return {row.cause: (row.text, row.revision) for row in rows}


def write_remedy(dataset: str, cause: str, text: str, *, seen: int = 0) -> None:
    """Keep the firm's own remedy for a cause; an empty one brings the product's words back.

    Raises
    ------
    ChangedMeanwhile
        When its revision is no longer the one that was seen (0: there was none).
    RegisterError
        Where whoever acts may not.

    """
    need("act")
    said = text.strip()
    this = (REMEDIES.c.dataset == dataset) & (REMEDIES.c.cause == cause)
    with writing(dataset) as connection:
        before = connection.execute(select(REMEDIES).where(this)).first()
        if (before.revision if before else 0) != seen:
            raise ChangedMeanwhile(
                _("Somebody else changed this remedy meanwhile. Look at theirs, and change it again.")
            )
        if not said:
            connection.execute(delete(REMEDIES).where(this))
        elif before:
            connection.execute(update(REMEDIES).where(this).values(text=said, revision=seen + 1))
        else:
            connection.execute(insert(REMEDIES).values(dataset=dataset, cause=cause, text=said, revision=1))
        write(connection, "remedy", dataset=dataset, subject=cause, before=before.text if before else "", after=said)
