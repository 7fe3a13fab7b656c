"""What the pages that explain ask as they open: asked once after a version was published, and kept beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localization.grains import usual
from messages.watched import complete_periods
from metrics.warning.risk import USUAL_CALLS, share_called

if TYPE_CHECKING:
    from messages.watched import Looked

OF_SERVICE = {
    "complaints": (
        *("reply_times", "complaint_leaving", "issue_costs", "replies_over_time", "reply_leaving"),
        "issue_causes",
    ),
    "surveys": ("nps", "nps_leaving", "importance_performance"),
    "contacts": ("single_threaded", "agent_holdings", "agent_changes"),
}
OF_WARNING = ("risk_summary", "risk_test", "signal_counts", "risk_calibration", "first_days", "first_contacts")


def ask(looked: Looked) -> None:
    """Ask a version what Service and Early warning ask of it before anybody has chosen anything."""
    info = looked.snapshot.info
    looked = replace(looked, grain=usual(complete_periods(looked.snapshot), info.counts.get("usual_gap_days", 0)))
    for table, metrics in OF_SERVICE.items():
        if info.has(table):
            for metric in metrics:
                looked.asked(metric)
    measure = "profit" if info.knows_profit else "revenue"
    whole = looked.asked("risk_summary", measure=measure) if info.has("orders") else None
    if whole is None:
        return
    share = share_called(USUAL_CALLS, float(whole["buyers"].iloc[0]))
    looked.asked("risk_test", share=share)
    looked.asked("risk_test", share=share, by_origin=True)
    looked.asked("signal_counts", measure=measure)
    for metric in ("risk_calibration", "first_days", *(("first_contacts",) if info.has("contacts") else ())):
        looked.asked(metric)
