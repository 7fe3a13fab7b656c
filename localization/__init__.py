"""Languages, digits, dates and calendars of English, Persian and Arabic.

A leaf: it imports nothing else of this project.
"""

from __future__ import annotations

from localization.languages import (
    LANGUAGES,
    N_,
    _,
    current_language,
    direction,
    match_language,
    ngettext,
    use_language,
)

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "current_language",
    "direction",
    "match_language",
    "ngettext",
    "use_language",
]
