"""What can be wrong with a file or a row, as sentences."""

from __future__ import annotations

from types import MappingProxyType

from localization import N_, _


class IngestError(Exception):
    """A file that cannot be loaded: one sentence naming the file, the place and the remedy."""


class UnclearHeader(IngestError):  # noqa: N818 - nothing is wrong with the file: a person has to say how it begins
    """Whether a file's first line names its columns cannot be told from its content."""


# Why a row was set aside, by the code kept in incoming.rejects.
REASONS: MappingProxyType[str, str] = MappingProxyType(
    {
        "missing_value": N_("a required value is missing"),
        "unreadable_date": N_("this is not a date that can be read"),
        "ends_before_it_starts": N_("the last day is before the first"),
        "unreadable_number": N_("this is not a number that can be read"),
        "unreadable_flag": N_("this is neither yes nor no"),
        "division_by_zero": N_("the computed amount divides by zero"),
        "out_of_range": N_("this number is too large to be kept exactly"),
        "another_currency": N_("the amount is in another currency than the one that counts"),
        "far_from_others": N_("this day lies far from all others"),
        "too_few_fields": N_("the line has fewer fields than the header"),
        "too_many_fields": N_("the line has more fields than the header"),
        "broken_json": N_("this is no JSON object, or it names something twice"),
        "broken_quotes": N_("a quotation mark is not closed, or stands in the middle of a field"),
    }
)


def reason(code: str) -> str:
    """Say in the reader's language why a row was set aside."""
    return _(REASONS[code]) if code in REASONS else code
