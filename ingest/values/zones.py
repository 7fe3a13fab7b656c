"""Instants: moments that carry a zone, and seconds since 1970. They fall on the business's own day."""

from __future__ import annotations

from functools import cache
from typing import Final
from zoneinfo import available_timezones

from ingest.errors import IngestError
from ingest.sql import literal
from localization import _
from localization.numbers import isolate

TOPIC: Final = "time_zone"
UTC: Final = "UTC"
# The day and the time stand as they are written, whatever zone is written behind them.
AS_WRITTEN: Final = "as_written"
OFFERED: Final = (
    UTC,
    AS_WRITTEN,
    *("Asia/Tehran", "Asia/Dubai", "Asia/Riyadh", "Asia/Baghdad", "Africa/Cairo", "Europe/Istanbul"),
    *("Europe/London", "Europe/Berlin", "Asia/Kolkata", "Asia/Shanghai", "America/New_York", "America/Los_Angeles"),
)
_ZONED = r"\d:\d\d.*(?:Z|UTC|GMT|[-+]\d\d(?::?\d\d)?)$"
_OFFSET = r"([-+]\d\d(?::?\d\d)?)$"
# From 2000 to 2099, in seconds, thousandths and millionths.
_EPOCH = r"^(?:9[4-9]\d{7}|[1-3]\d{9}|40\d{8})(?:\d{3}|\d{6})?(?:[.]\d+)?$"


def checked(zone: str) -> str:
    """Return the name of a zone; raises IngestError if there is none of this name."""
    if zone in {"", AS_WRITTEN} or zone in _known():
        return zone
    raise IngestError(
        _("{zone} is no time zone; name one such as {examples}.").format(
            zone=isolate(zone), examples=isolate("Asia/Tehran, Europe/Berlin, UTC")
        )
    )


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zoned(text: str) -> str:
    """SQL that tells whether a moment carries its zone."""
    return f"regexp_matches({text}, {literal(_ZONED)})"


def offset(text: str) -> str:
    """SQL of the hours and minutes that a moment is written before or after UTC; "" for UTC itself."""
    written = f"regexp_extract({text}, {literal(_OFFSET)}, 1)"
    return f"CASE WHEN {is_zoned(text)} AND {written} NOT IN ('', '+00', '+0000', '+00:00') THEN {written} END"


def is_epoch(text: str) -> str:
    """SQL that tells whether a number is one of seconds (or parts of them) since 1970."""
    return f"regexp_full_match({text}, {literal(_EPOCH)})"


def local(text: str, zone: str) -> str:
    """SQL of an instant's local moment; null where the text carries no zone."""
    instant = f"TRY_CAST(regexp_replace({text}, ' ([-+][0-9])', '\\1') AS TIMESTAMPTZ)"
    return f"CASE WHEN {is_zoned(text)} THEN timezone({literal(zone)}, {instant}) END"


def local_of_epoch(text: str, zone: str) -> str:
    """SQL of the local moment of a number of seconds since 1970; null where the text is none."""
    whole = f"regexp_extract({text}, '^[0-9]+')"
    power = f"CASE strlen({whole}) WHEN 16 THEN 1 WHEN 13 THEN 1000 ELSE 1000000 END"
    moment = f"make_timestamp(TRY_CAST({whole} AS BIGINT) * {power})"
    in_zone = moment if zone in {UTC, AS_WRITTEN} else f"timezone({literal(zone)}, timezone('UTC', {moment}))"
    return f"CASE WHEN {is_epoch(text)} THEN {in_zone} END"
