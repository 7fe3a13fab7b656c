"""Whether a text names a customer: by their number, or by their name, e-mail address or telephone number."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# So many digits stand in a text without being anybody's number: a day, an amount, a count.
DIGITS_OF_NO_ONE = 4
LEAST_LETTERS = 3
LEFT_OUT = "…"


@dataclass(frozen=True)
class Named:
    """One customer, and all that a text can name them by.

    Attributes
    ----------
    customer_id
        Their number, as files give it.
    words
        Their names and contacts, as any version has them.

    """

    customer_id: str
    words: frozenset[str] = frozenset()

    @property
    def is_told_by_number(self) -> bool:
        """Tell whether their number within a longer text can only be them; a few digits could be anything."""
        return not (self.customer_id.isdecimal() and len(self.customer_id) <= DIGITS_OF_NO_ONE)

    @property
    def searched(self) -> tuple[str, ...]:
        """What is looked for within texts, the longest first."""
        number = {self.customer_id} if self.is_told_by_number else set()
        words = {word for word in self.words if len(word) >= LEAST_LETTERS}
        return tuple(sorted(number | words, key=lambda word: (-len(word), word)))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        whole = "|".join(re.escape(word) for word in self.searched)
        return re.compile(rf"(?<!\w)(?:{whole})(?!\w)", re.IGNORECASE) if whole else None

    def is_in(self, text: str) -> bool:
        """Tell whether a text names them, as whole words."""
        return text == self.customer_id or (self._pattern is not None and self._pattern.search(text) is not None)

    def is_about(self, value: Any) -> bool:
        """Tell whether a text names them, or any part of what it holds as JSON, such as a mark that was picked."""
        if isinstance(value, str) and value[:1] in {"{", "["}:
            with suppress(ValueError):
                return self.is_about(json.loads(value))
        if isinstance(value, dict | list):
            return any(self.is_about(one) for one in (value.values() if isinstance(value, dict) else value))
        return self.is_in(str(value))

    def taken_out(self, value: Any) -> Any:
        """Return a text, or what JSON holds, with an ellipsis wherever it names them; few digits are left alone."""
        if isinstance(value, str):
            return value if self._pattern is None else self._pattern.sub(LEFT_OUT, value)
        if isinstance(value, dict):
            return {self.taken_out(name): self.taken_out(one) for name, one in value.items()}
        return [self.taken_out(one) for one in value] if isinstance(value, list) else value
