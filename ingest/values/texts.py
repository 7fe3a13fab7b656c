"""SQL for texts: which stand for no value, what surrounds them, in which digits they are written."""

from __future__ import annotations

import re
from typing import Final

from ingest.sql import literal

# A text that stands for "no value" in every kind of column …
BLANKS: Final = (
    *("", "-", "--", "–", "—", "n/a", "#n/a", "na", "nan", "null", "(null)", "none", "nil", "\\n", "(blank)", "n.a."),
    *("#div/0!", "#ref!", "#value!", "ندارد", "نامشخص", "لا يوجد", "غير متوفر"),
)
# … and those among them that cannot be the name of something.
BLANK_TEXTS: Final = (
    *("", "-", "–", "—", "n/a", "#n/a", "nan", "null", "(null)", "\\n", "(blank)", "#div/0!", "#ref!", "#value!"),
)

_SPACES = "\u00a0\u202f\u2009\t"
_DISARMED = r"^'[=+@\t\r＝＋＠－-]"
_SPACE = rf"[\s{_SPACES}]"
_MARKS = "\u200c-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"


# How systems write that something has no end: their latest day.
NO_END: Final = tuple(
    day + time
    for day in ("9999-12-31", "9999/12/31", "31/12/9999", "31.12.9999", "31-12-9999", "12/31/9999")
    for time in ("", " 00:00", " 00:00:00", "t00:00:00", " 23:59:59", "t23:59:59")
)


def is_blank(text: str, blanks: tuple[str, ...] = BLANKS) -> str:
    """Tell whether a text stands for no value."""
    names = "|".join(re.escape(blank) for blank in blanks if blank)
    return f"COALESCE(regexp_full_match({text}, {literal(f'(?i){_SPACE}*(?:{names})?{_SPACE}*')}), true)"


def text_value(text: str, blanks: tuple[str, ...], *, is_disarmed: bool = False) -> str:
    """Read a text as it stands, without the spaces around it; null if it stands for no value.

    An apostrophe before a sign that starts a formula is how delimited downloads, ours too, keep a sheet from running
    it; where `is_disarmed` it is taken off again.
    """
    # Looking for spaces first costs a fifth of trimming. The trimming is one call: DuckDB computes what occurs
    # twice for every row, also inside a branch that is never taken.
    ends = " OR ".join(f"suffix({text}, {literal(space)})" for space in (" ", *_SPACES))
    names = "|".join(re.escape(blank) for blank in blanks if blank)
    around = literal(rf"(?i)^{_SPACE}*(?:{names})?{_SPACE}*$|^{_SPACE}+|{_SPACE}+$")
    disarmed = ""
    if is_disarmed:
        starts = f"prefix({text}, '''') AND regexp_matches({text}, {literal(_DISARMED)})"
        disarmed = f"WHEN {starts} THEN substr({text}, 2)"
    return (
        f"CASE WHEN lower({text}) IN ({_list(blanks)}) THEN NULL {disarmed} WHEN {text} < '!' OR {ends}"
        f" OR prefix({text}, {literal(_SPACES[0])})"
        f" THEN nullif(regexp_replace({text}, {around}, '', 'g'), '') ELSE {text} END"
    )


def _list(blanks: tuple[str, ...]) -> str:
    return ", ".join(literal(blank) for blank in blanks)


def trimmed(text: str) -> str:
    """Take away spaces of every kind around a text."""
    return f"trim({text}, {literal(' ' + _SPACES)} || chr(13) || chr(10))"


def latin(text: str) -> str:
    """Write Persian and Arabic digits as 0-9, every minus as -, every space as a space; drop invisible marks."""
    plain = text
    for pattern, replacement in ((f"[{_MARKS}]", ""), (f"[{_SPACES}]", " "), ("[−–‒﹣－]", "-")):
        plain = f"regexp_replace({plain}, {literal(pattern)}, {literal(replacement)}, 'g')"
    # A chain of replacements is a third of the cost of one translate().
    for zero in "۰٠":
        for digit in range(10):
            plain = f"replace({plain}, {literal(chr(ord(zero) + digit))}, '{digit}')"
    return f"CASE WHEN regexp_full_match({text}, '[ -~]*') THEN trim({text}) ELSE trim({plain}) END"
