"""Tasks as a file, so that another program can do the calling, and the file of what came of them read back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from localization import LANGUAGES, _, current_language, use_language
from localization.numbers import format_number, isolate
from localization.text import normalise
from register.action_types import OUTCOMES, STATES
from register.errors import RegisterError
from register.tasks import answer, tasks

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = (
    *("action_id", "customer_id", "name", "title", "reason", "remedy", "owner", "due_on"),
    *("state", "result", "note", "done_on"),
)
NEEDED = ("action_id", "customer_id", "result")
DONE = "done"


def rows(dataset: str, *, is_open: bool = True, owner: str | None = None) -> list[dict[str, Any]]:
    """Return the tasks of a data set as a file holds them: one row each, COLUMNS; days as such, codes as they are."""
    return [
        {
            "action_id": task.member.action_id,
            "customer_id": task.member.customer_id,
            "name": task.member.name,
            "title": task.title,
            "reason": task.member.reason,
            "remedy": task.remedy,
            "owner": task.owner,
            "due_on": task.due_on,
            "state": task.member.state,
            "result": task.member.result,
            "note": task.member.note,
            "done_on": None if task.member.done_at is None else task.member.done_at.date(),
        }
        for task in tasks(dataset, is_open=is_open, owner=owner)
    ]


def take_back(content: bytes, file_name: str) -> int:
    """Read what came of tasks from a CSV or Excel file and write it down, all or nothing; returns how many changed.

    A row is a task by its action_id and customer_id; `result` is a code of OUTCOMES or its name in any language, and a
    row without one is passed over. `state` is done unless the file says otherwise; `note` may be missing.

    Raises
    ------
    RegisterError
        With the row, when the file cannot be read, a column is missing, or a value is none that can be.

    """
    read = _workbook(content, file_name) if content[:2] == b"PK" else _text(content, file_name)
    header, *lines = [[str(cell or "").strip() for cell in line] for line in read] or [[]]
    names = [name.lower() for name in header]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        text = _("“{file}” has no column {names}. Send back the file that was exported, with `result` filled in.")
        raise RegisterError(text.format(file=isolate(file_name), names=", ".join(missing)))
    results, states = _by_name(OUTCOMES), _by_name(STATES)
    outcomes = []
    for number, line in enumerate(lines, start=2):
        row = dict(zip(names, line, strict=False))
        if row.get("result"):
            outcomes.append(_outcome(row, number, file_name, results, states))
    return answer(outcomes)


def _outcome(
    row: dict[str, str], number: int, file_name: str, results: dict[str, str], states: dict[str, str]
) -> tuple[int, str, str, str, str, None]:
    result = results.get(normalise(row["result"]))
    state = states.get(normalise(row.get("state") or DONE))
    action = row["action_id"].removesuffix(".0")
    for value, found, known in (
        (row["action_id"], action.isdecimal() or None, _("the number of an action")),
        (row["result"], result, ", ".join(OUTCOMES)),
        (row.get("state", ""), state, ", ".join(STATES)),
    ):
        if found is None:
            text = _("Row {n} of “{file}”: “{value}” cannot be; write {known}. Nothing was changed.")
            raise RegisterError(
                text.format(n=format_number(number), file=isolate(file_name), value=isolate(value), known=known)
            )
    # A task that was exported as open and came back with a result is done.
    said = DONE if state in {None, "open"} else state
    return int(action), _unarmed(row["customer_id"]), result or "", row.get("note", ""), said, None


def _unarmed(number: str) -> str:
    """Take away the apostrophe that keeps a spreadsheet from running a number such as -12 as a formula."""
    return number[1:] if re.match(r"'[=+\-@]", number) else number


def _by_name(codes: dict[str, str]) -> dict[str, str]:
    """Return codes by themselves and by their names in every language, spelling aside."""
    found = {normalise(code): code for code in codes}
    now = current_language()
    try:
        for language in LANGUAGES:
            use_language(language)
            found |= {normalise(_(label)): code for code, label in codes.items()}
    finally:
        use_language(now)
    return found


def _workbook(content: bytes, file_name: str) -> Iterable[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise RegisterError(_("“{file}” cannot be read; save it as CSV or Excel.").format(file=file_name)) from error


def _text(content: bytes, file_name: str) -> Iterable[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1256", errors="replace")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise RegisterError(_("“{file}” cannot be read; save it as CSV or Excel.").format(file=file_name)) from error
