"""What day and time it is where the reader sits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from localization.dates import format_date
from localization.numbers import localize_digits


def today() -> date:
    """Return the day that it is on the reader's clock."""
    return datetime.now(_zone()).date()


def moment(at: datetime, calendar: str) -> str:
    """Say a moment, kept in UTC, as day and time on the reader's clock."""
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(_zone())
    return f"{format_date(local.date(), calendar)} {localize_digits(local.strftime('%H:%M'))}"


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
