"""The plain twin of every message, for readers and channels that take no HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import _, direction
from localization.numbers import without_marks
from messages.mail_page import heading, left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from messages.alerts import Alert
    from messages.brief import Brief, Section
    from messages.words import Door


def plain(brief: Brief, address: str = "") -> str:
    """Return a brief as text; the links are written out."""
    told = brief.told
    parts = [
        [brief.title, brief.about],
        [brief.finding],
        [
            " · ".join(part for part in (f"{one.label}: {one.value}", one.change, one.note) if part)
            for one in brief.figures
        ],
        [_("Not as usual"), *([told.quiet()] if not told.alerts else [])],
        *([*_alert(alert, brief.dataset, address)] for alert in told.alerts),
        [left_out(told.left_out)] if told.left_out else [],
        *(_section(section, brief.dataset, address) for section in brief.sections),
    ]
    return _joined(parts)


def plain_alerts(dataset: str, alerts: Sequence[Alert], address: str = "") -> str:
    """Return alerts as text."""
    return _joined([[heading(dataset, alerts)], *(list(_alert(alert, dataset, address)) for alert in alerts)])


def _joined(parts: Sequence[Sequence[str]]) -> str:
    text = "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"
    # Who reads from the left needs no marks of direction; beside Persian and Arabic they keep numbers in order.
    return text if direction() == "rtl" else without_marks(text)


def _alert(alert: Alert, dataset: str, address: str) -> list[str]:
    return [line for line in (alert.title, alert.said, alert.more, *_door(alert.door, dataset, address)) if line]


def _section(section: Section, dataset: str, address: str) -> list[str]:
    lines = [section.title, section.said]
    if section.table:
        lines += [" – ".join(cell for cell in row if cell) for row in section.table.rows]
    return lines + (_door(section.door, dataset, address) if section.door else [])


def _door(door: Door, dataset: str, address: str) -> list[str]:
    link = door.address(address, dataset)
    return [f"{door.label}: {link}"] if link else []
