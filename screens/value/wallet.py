"""How much of what customers spend do they spend with us, where is room, and with whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import charts.service
import charts.value
from localization import _, ngettext
from localization.numbers import format_percent
from metrics import MetricError
from metrics.value.wallet import YEAR_DAYS
from ui.drawing import show
from ui.people import people
from ui.tables import numbers, titled
from view.frame_cache import remembered
from words.texts import plain, unmarked, value_label

if TYPE_CHECKING:
    from view import View

MOST_SEGMENTS = 12
FIRST = 1000


def section(view: View, by: str) -> None:
    """Show the share of wallet, by an attribute if there is one, and who spends elsewhere; or say what is missing."""
    try:
        whole = view.fetch("share_of_wallet")
    except MetricError:
        st.caption(
            _(
                "Share of wallet is not known: no file tells what customers spend with everybody. A column “wallet” of "
                "the customers does, or a file of wallets with customer, day and spend."
            )
        )
        return
    if whole.empty:
        return
    more = titled(_("How much of what they spend do they spend with us?"))
    for text in said(view, whole):
        st.text(text)
    segment = None
    shown = whole
    if whole["customers"].iloc[0] and by:
        try:
            shown = view.fetch("share_of_wallet", by=(by,))
        except MetricError as error:  # an attribute that is called like a column of the metric
            st.caption(unmarked(str(error)))
        else:
            segment = _draw(view, shown, by)
    with more:
        asked = (by,) if shown is not whole else ()
        numbers(view, shown, definition="share_of_wallet", key="wallets", by=asked)
    if view.info.has("wallets"):
        _over_time(view, by, segment)
    if whole["customers"].iloc[0]:
        _who(view, by, segment, int(whole["customers"].iloc[0]))


def _over_time(view: View, by: str, segment: str | None) -> None:
    """Show the share by quarter, of the picked segment or of everybody, and from whom some was lost."""
    chosen = (view if segment is None else view.among(by, (segment,))).by_grain("quarter").over_time()
    found = chosen.fetch("wallets_over_time")
    if found.empty:
        st.caption(_("No wallet is of a year that the data cover, so there is no share of wallet over time."))
        return
    asked = _("How did our share of what they spend change?")
    if segment is not None:
        asked = _("How did our share of what {segment} spend change?").format(segment=plain(value_label(segment)))
    more = titled(asked)
    st.text(of_the_same(chosen, found))
    quarter = _drawn_over_time(chosen, found)
    st.caption(_("Each wallet is of the year that ends in the quarter, as is what they spent with us."))
    with more:
        numbers(chosen, found, definition="wallets_over_time", key="wallets_over_time")
    if quarter is not None:
        listed = chosen.people("wallet_year_members", known_in=quarter.date(), last_order=True)
        heading = _("customers of known spending in {period}, by how much of it we lost since").format(
            period=chosen.period_name(quarter)
        )
        ordered = listed.sort_values(["share_lost", "headroom", "customer_key"], ascending=[False, False, True])
        people(
            chosen,
            ordered.reset_index(drop=True),
            heading=heading,
            name="wallets-lost",
            key="people_of_wallet_quarter",
            definition="wallet_year_members",
        )


@remembered
def of_the_same(view: View, found: pd.DataFrame) -> str:
    """Say how the share of the same customers changed last: who is asked changes, so all of them say less."""
    known = found[found["known_before"] > 0]
    if known.empty:
        return _("Nobody’s spending is known of two years yet, so nothing is said of a change.")
    row = known.iloc[-1]
    text = ngettext(
        "{n} customer of {period} whose spending was known before as well gave us {before} of it then and {now} now.",
        "{n} customers of {period} whose spending was known before as well gave us {before} of it then and {now} now.",
        int(row["known_before"]),
    )
    return text.format(
        n=view.count(row["known_before"]),
        period=view.period_name(row["period"]),
        before=format_percent(row["earlier_share"], decimals=0),
        now=format_percent(row["their_share"], decimals=0),
    )


def _drawn_over_time(view: View, found: pd.DataFrame) -> pd.Timestamp | None:
    rows = _rows_over_time(view, found)
    alt = _("Share of wallet by quarter: {shares}.").format(
        shares="; ".join(f"{row.period_label} {row.value_label}" for row in rows.itertuples())
    )
    title = _("Share of wallet")
    picked = show(view, charts.service.over_time, rows, key="wallets_over_time", alt=alt, select="point", title=title)
    return None if picked is None else pd.Timestamp(picked["period"])


@remembered
def _rows_over_time(view: View, found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period": found["period"].dt.strftime("%Y-%m-%d"),
            "period_label": found["period"].map(view.period_name),
            "order": range(len(found)),
            "value": found["share"],
            "low": found["share_low"].fillna(found["share"]),
            "high": found["share_high"].fillna(found["share"]),
            "is_complete": found["is_complete"],
            "value_label": [format_percent(share, decimals=0) for share in found["share"]],
            "range_label": [
                "–" if pd.isna(low) else _with_interval(share, low, high)
                for share, low, high in found[["share", "share_low", "share_high"]].to_numpy()
            ],
            "count_label": found["customers"].map(view.count),
        }
    )


@remembered
def said(view: View, whole: pd.DataFrame) -> list[str]:
    """Say what share comes to us, how sure that is, of how many it is not known, and which wallets are wrong."""
    row = whole.iloc[0]
    known, unknown, below, ranked = (int(row[name]) for name in ("customers", "wallet_unknown", "below", "ranked"))
    found = []
    if known:
        found.append(_share(view, row, known))
    elif _is_short(view):
        found.append(
            _(
                "What customers spend is known of a whole year, and the data cover less than one: what was sold to "
                "them before the data begin is missing, so no share is said."
            )
        )
    if unknown:
        text = ngettext(
            "Of {n} customer the spending is not known: they count nowhere here.",
            "Of {n} customers the spending is not known: they count nowhere here.",
            unknown,
        )
        found.append(text.format(n=view.count(unknown)))
    if below:
        text = ngettext(
            "{n} customer spent more with us than they are said to spend at all; their share is taken as all of it.",
            "{n} customers spent more with us than they are said to spend at all; their share is taken as all of it.",
            below,
        )
        found.append(text.format(n=view.count(below)))
    if ranked:
        text = ngettext(
            "{n} customer said where we stand among their suppliers: by that we have about {share} (an estimate).",
            "{n} customers said where we stand among their suppliers: by that we have about {share} (an estimate).",
            ranked,
        )
        found.append(text.format(n=view.count(ranked), share=format_percent(row["estimated_share"], decimals=0)))
    return found


def _is_short(view: View) -> bool:
    """Tell whether the data cover less than the year that a wallet is of."""
    until = view.info.complete_up_to
    return until is not None and (pd.Timestamp(until) - view.periods["starts_on"].min()).days < YEAR_DAYS - 1


def _share(view: View, row: pd.Series, known: int) -> str:
    text = ngettext(
        "{n} customer of known spending spends {share} of it with us: {ours} of {wallet} a year. "
        "{room} goes elsewhere.",
        "{n} customers of known spending spend {share} of it with us: {ours} of {wallet} a year. "
        "{room} goes elsewhere.",
        known,
    )
    return text.format(
        n=view.count(known),
        share=_with_interval(row["share"], row["share_low"], row["share_high"]),
        ours=view.money(row["ours"]),
        wallet=view.money(row["wallet"]),
        room=view.money(row["headroom"]),
    )


def _with_interval(share: float, low: float, high: float) -> str:
    said = format_percent(share, decimals=0)
    if pd.isna(low):
        return said
    return _("{rate} ({low} to {high})").format(
        rate=said, low=format_percent(low, decimals=0), high=format_percent(high, decimals=0)
    )


def _draw(view: View, segments: pd.DataFrame, by: str) -> str | None:
    rows = _rows(view, segments, by)
    alt = _("Share of wallet by segment: {segments}.").format(
        segments="; ".join(f"{row.segment_label} {row.share_label}" for row in rows.dropna().itertuples())
    )
    picked = show(view, charts.value.wallets, rows, key="wallets", alt=alt, select="segment", currency=view.currency)
    return None if picked is None else str(picked["segment"])


@remembered
def _rows(view: View, segments: pd.DataFrame, by: str) -> pd.DataFrame:
    known = segments[segments["customers"] > 0].head(MOST_SEGMENTS).reset_index(drop=True)
    shared = {
        "segment": known[by],
        "segment_label": known[by].map(value_label),
        "order": range(1, len(known) + 1),
        "count_label": known["customers"].map(view.count),
        "interval_label": [
            "–" if pd.isna(low) else _with_interval(share, low, high)
            for share, low, high in known[["share", "share_low", "share_high"]].to_numpy()
        ],
        "share_label": [format_percent(share, decimals=0) for share in known["share"]],
    }
    parts = (("ours", _("With us"), known["ours"]), ("elsewhere", _("Elsewhere"), known["headroom"]))
    frames = [
        pd.DataFrame(
            shared | {"part": part, "part_label": label, "value": values, "value_label": values.map(view.money)}
        )
        for part, label, values in parts
    ]
    rows = pd.concat(frames, ignore_index=True)
    # The share stands once, at the end of the bar.
    return rows.assign(share_label=rows["share_label"].where(rows["part"] == "elsewhere"))


def _who(view: View, by: str, segment: str | None, known: int) -> None:
    """List who spends the most elsewhere: of the picked segment all, else of everybody; of very many the first."""
    if segment is None:
        top = FIRST if known > FIRST else None
        if top is not None and st.toggle(
            _("All {n} of the list, to search and download them").format(n=view.count(known)), key="wallets_whole"
        ):
            top = None
        members = view.people("wallet_members", last_order=True, top=top)
        heading = _("customers of known spending, by what they spend elsewhere")
    else:
        members = view.among(by, (segment,)).people("wallet_members", last_order=True)
        heading = _("customers of {segment} of known spending, by what they spend elsewhere").format(
            segment=plain(value_label(segment))
        )
    listed = members.sort_values(["headroom", "customer_key"], ascending=[False, True], ignore_index=True)
    people(view, listed, heading=heading, name="wallets", key="people_of_wallets", definition="wallet_members")
