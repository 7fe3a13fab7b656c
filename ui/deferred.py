"""Files made when they are asked for, on a thread of the server's own that belongs to no session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import access
from localization import current_language, use_language
from store.asking import need
from ui import door

if TYPE_CHECKING:
    from collections.abc import Callable


def later(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return what makes a file later: in the reader's language, and as the person who sits before the page now.

    Whether they may still download is asked then: their sign-in may have ended since the page was drawn.
    """
    lang, visitor = current_language(), door.now()

    def made() -> bytes:
        use_language(lang)
        with access.acting_as(access.NOBODY if visitor.is_over else visitor.person):
            need("download")
            return make()

    return made
