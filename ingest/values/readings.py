"""How one column of a file is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.sql import literal
from ingest.values import dates, zones
from ingest.values.numbers import fast_number, minutes_of_clock
from ingest.values.texts import BLANK_TEXTS, BLANKS, NO_END, is_blank, text_value, trimmed

if TYPE_CHECKING:
    from store.schema import Column, Kind

YES_WORDS = (
    *("yes", "y", "true", "t", "1", "1.0", "بله", "بلی", "آری", "نعم", "صح"),
    *("ja", "oui", "vrai", "sí", "si", "sì", "sim", "evet", "tak", "да", "wahr", "vero", "verdadero"),
)
NO_WORDS = (
    *("no", "n", "false", "f", "0", "0.0", "خیر", "نه", "لا", "کلا"),
    *("nein", "non", "faux", "não", "nao", "hayır", "hayir", "nie", "nee", "нет", "falsch", "falso"),
)

_UNREADABLE = {"date": "unreadable_date", "timestamp": "unreadable_date", "flag": "unreadable_flag"}


@dataclass(eq=False)
class Reading:
    """One text of the staged rows and the typed value that it is read as.

    Attributes
    ----------
    target, label
        What it fills, and what people call it: the header, or the target of a constant.
    text
        SQL of the text.
    kind, sql_type
        What it is read as.
    value
        SQL of the typed value; the fast way until it is found that it does not do.
    is_required
        Whether a row without the value is set aside.
    is_foreign
        Whether a cast reads less than half of the column.
    is_clean, is_filled
        Whether every text that is not blank is read, and whether none is blank.
    join
        The look-up table that `value` needs, if any.
    is_number
        SQL that tells of an amount that was not read whether it is a number all the same.
    has_no_end
        Whether the latest day that systems know stands for none.
    is_disarmed
        Whether the file may hold formulas that were kept from running by an apostrophe.
    is_zero_if_blank
        Whether a formula takes a text that stands for no value as 0.
    zone
        Of a column of instants: the zone on whose days they fall; "" where none carries one, or it does not matter.
    is_turned
        Whether a spreadsheet has taken the days of its own kind for months, and their months for days.
    """

    target: str
    label: str
    text: str
    kind: Kind
    sql_type: str
    is_id: bool = False
    month_alone: bool = False
    value: str = ""
    is_required: bool = False
    is_foreign: bool = False
    is_clean: bool = True
    is_filled: bool = False
    join: str = ""
    is_number: str = "false"
    has_no_end: bool = False
    is_disarmed: bool = False
    is_zero_if_blank: bool = False
    zone: str = ""
    is_turned: bool = False

    def __post_init__(self) -> None:
        self.value = self.fast()

    @property
    def blanks(self) -> tuple[str, ...]:
        """The texts that stand for no value: fewer for names, as somebody may be called None."""
        if self.has_no_end:
            return (*BLANKS, *NO_END)
        return BLANK_TEXTS if self.kind == "text" and not self.is_id else BLANKS

    @property
    def blank(self) -> str:
        """SQL that tells whether the text stands for no value."""
        return self.blank_text(self.text)

    def blank_text(self, text: str) -> str:
        """SQL that tells whether such a text, wherever it is kept, stands for no value."""
        return is_blank(text, self.blanks)

    @property
    def failed(self) -> str:
        """SQL that tells whether the text stands for a value and was not read."""
        return f"CASE WHEN ({self.value}) IS NOT NULL THEN false ELSE NOT {self.blank} END"

    @property
    def unreadable(self) -> str:
        """SQL of the reason code of a text that is not blank and was not read."""
        if self.kind == "money":
            return f"CASE WHEN {self.is_number} THEN 'out_of_range' ELSE 'unreadable_number' END"
        return literal(_UNREADABLE.get(self.kind, "unreadable_number"))

    def fast(self, text: str = "") -> str:
        """SQL that reads what machines write, in this reading's text or in another one."""
        text = text or self.text
        if self.kind == "text":
            return text_value(text, self.blanks, is_disarmed=self.is_disarmed)
        if self.kind in {"date", "timestamp"}:
            plain = dates.fast_date(text) if self.kind == "date" else dates.fast_moment(text)
            if self.is_turned:
                plain = dates.turned(plain, self.sql_type)
            return f"COALESCE(CAST({zones.local(text, self.zone)} AS {self.sql_type}), {plain})" if self.zone else plain
        if self.kind == "flag":
            word = f"lower({trimmed(text)})"
            yes, no = (", ".join(map(literal, words)) for words in (YES_WORDS, NO_WORDS))
            return f"CASE WHEN {word} IN ({yes}) THEN true WHEN {word} IN ({no}) THEN false END"
        if self.target == "reply_minutes":
            return f"COALESCE({minutes_of_clock(text)}, {fast_number(text, self.sql_type)})"
        return fast_number(text, self.sql_type)


def reading_of(column: Column, label: str, text: str, *, is_disarmed: bool = False) -> Reading:
    """Read a text as the schema wants it."""
    return Reading(
        target=column.name,
        label=label,
        text=text,
        kind=column.kind,
        sql_type=column.sql_type,
        is_id=column.name.endswith("_id"),
        month_alone=column.name == "month",
        is_required=column.required and not column.may_be_empty,
        has_no_end=column.may_be_empty,
        is_disarmed=is_disarmed,
    )
