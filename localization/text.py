"""Fold text so that spellings which mean the same compare equal."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from localization.numbers import latin_digits

if TYPE_CHECKING:
    from collections.abc import Mapping

# Persian and Arabic keyboards type different letters for one word; hamza seats are typed or left out at will.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىئ", "ی"),
        **dict.fromkeys("ك", "ک"),
        **dict.fromkeys("ةۀہھ", "ه"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ؤ", "و"),
        # Letters with a stroke or without a dot are letters of their own, not accents; few keyboards have them.
        **dict(zip("ıøłđØŁĐ", "ioldold", strict=True)),
    }
)
_REMOVED = dict.fromkeys(
    map(
        ord,
        "\u0640"  # tatweel, which only stretches a word
        "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # bidi marks
        "\ufeff\u00ad"  # byte-order mark, soft hyphen
        "'\u2018\u2019\u02bc",  # apostrophes: don't = dont
    )
)
_JOINERS = str.maketrans({"\u200c": " ", "\u200d": " ", "\u200b": " "})  # the half-space counts as a space
_NOT_A_WORD = re.compile(r"[\W_]+")
_DIGITS = {ord(zero) + n: str(n) for zero in "٠۰" for n in range(10)}
# The same as two texts, letter by letter, for who folds where no Python runs, in lower case and without accents; what
# is beyond the second text is left out.
_FOLDED = {**_LETTERS, **_DIGITS, **_JOINERS, **dict.fromkeys(map(ord, "-_./"), " "), **_REMOVED}
# Of a code, in which a stroke, a dot or an apostrophe tells it from another.
_CODE = {**_LETTERS, **_DIGITS, **dict.fromkeys([*_JOINERS, *_REMOVED]), **{ord(mark): mark for mark in "'‘’ʼ"}}


def _as_texts(folded: Mapping[int, str | None]) -> tuple[str, str]:
    letters = "".join(map(chr, sorted(folded, key=lambda letter: folded[letter] is None)))
    return letters, "".join(folded[ord(letter)] or "" for letter in letters)


FOLD_FROM, FOLD_TO = _as_texts(_FOLDED)
CODE_FROM, CODE_TO = _as_texts(_CODE)


def normalise(text: str | None) -> str:
    """Fold a text for matching: letters, digits, case, accents and spaces; "" if nothing is left.

    Used for headers and for stated reasons. It serves comparison alone: people are shown the original.
    """
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(_LETTERS).translate(_JOINERS).translate(_REMOVED)
    folded = latin_digits(folded).lower()
    if folded.isascii():  # nothing to take apart
        return _NOT_A_WORD.sub(" ", folded).strip()
    decomposed = unicodedata.normalize("NFD", folded)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFC", bare)).strip()
