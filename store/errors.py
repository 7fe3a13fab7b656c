"""What a person can do wrong with a data set, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import _
from localization.numbers import format_number, isolate

if TYPE_CHECKING:
    from datetime import datetime


class StoreError(Exception):
    """A sentence for the person: what is wrong, where, and what to do."""


class AlreadyLoaded(StoreError):  # noqa: N818 - says what is the case, as the sentence does
    """The same file was loaded before; may be overridden knowingly."""

    def __init__(self, file_name: str, loaded_at: datetime, version: int | None, who: str | None) -> None:
        self.file_name = file_name
        self.version = version
        facts = {
            "file": isolate(file_name),
            "day": loaded_at.date().isoformat(),
            "version": format_number(version),
            "who": isolate(who or ""),
        }
        if version is not None and who:
            text = _(
                "“{file}” was already loaded on {day} by {who}, into version {version}; loading it again would count "
                "its rows twice. Nothing was changed."
            )
        elif version is not None:
            text = _(
                "“{file}” was already loaded on {day}, into version {version}; loading it again would count its rows "
                "twice. Nothing was changed."
            )
        else:
            text = _(
                "“{file}” was already loaded on {day}; loading it again would count its rows twice. "
                "Nothing was changed."
            )
        super().__init__(text.format(**facts))
