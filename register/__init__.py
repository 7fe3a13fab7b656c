"""What people write: actions and who they are for, notes, remedies of the firm's own, and who wrote what when.

It outlives every version of the data: customers stand in it by the number that the firm's files give them.
"""

from register.action_types import (
    ARMS,
    HELD_OUT,
    LONGEST_TEXT,
    LONGEST_TITLE,
    OUTCOMES,
    STATES,
    TREATED,
    Action,
    Chosen,
    Member,
    Plan,
    Task,
)
from register.actions import action, actions, assigned, change, change_several, counts, members, owners, take_on
from register.backup import back_up, restore
from register.calendars import (
    Calendar,
    calendar_by,
    calendar_of,
    make_calendar,
    revoke_calendar,
    revoke_calendars,
    say_read,
)
from register.connection import reach
from register.datasets import know
from register.errors import ChangedMeanwhile, RegisterError
from register.events import KINDS, Event, events, record, trail
from register.notes import Note, notes, write_note
from register.remedies import own_remedies, write_remedy
from register.renaming import rename
from register.tasks import answer, finish, latest, talked, talks, tasks

__all__ = [
    "ARMS",
    "HELD_OUT",
    "KINDS",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "OUTCOMES",
    "STATES",
    "TREATED",
    "Action",
    "Calendar",
    "ChangedMeanwhile",
    "Chosen",
    "Event",
    "Member",
    "Note",
    "Plan",
    "RegisterError",
    "Task",
    "action",
    "actions",
    "answer",
    "assigned",
    "back_up",
    "calendar_by",
    "calendar_of",
    "change",
    "change_several",
    "counts",
    "events",
    "finish",
    "know",
    "latest",
    "make_calendar",
    "members",
    "notes",
    "own_remedies",
    "owners",
    "reach",
    "record",
    "rename",
    "restore",
    "revoke_calendar",
    "revoke_calendars",
    "say_read",
    "take_on",
    "talked",
    "talks",
    "tasks",
    "trail",
    "write_note",
    "write_remedy",
]
