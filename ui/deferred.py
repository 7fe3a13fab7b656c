"""Files made when they are asked for, on a thread of the server's own that belongs to no session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import access
from localization import current_language, use_language
from store import folders
from store.asking import need
from ui import door

if TYPE_CHECKING:
    from collections.abc import Callable


def later(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return what makes a file later: in the reader's language, and as the person who sits before the page now.

    Whether they may still download is asked then: since the page was drawn their sign-in may have ended, a rule may
    show them less than the page holds, and who is in it may have been forgotten.
    """
    lang, visitor, renewed = current_language(), door.now(), folders.renewed()

    def made() -> bytes:
        use_language(lang)
        is_past = visitor.is_over or folders.renewed() != renewed
        with access.acting_as(access.NOBODY if is_past else visitor.person):
            need("download")
            return make()

    return made
