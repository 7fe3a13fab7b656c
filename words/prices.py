"""Which index stands behind money at equal prices, and how much of the sales it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import store
from localization import _
from localization.numbers import format_number, format_percent
from store.schema import BASKET
from view import month_of

if TYPE_CHECKING:
    from view import View


def money(info: store.Version) -> str:
    """Name the choice of prices, with the index that it is made by."""
    return _("Money (index of own orders)") if info.settings.prices_from == BASKET else _("Money (loaded index)")


def said(view: View) -> str:
    """Say at which prices money is counted, by which index, and of which months they are known."""
    known = store.open(view.dataset, view.info.version).price_index
    index = [level for month, level in known if month <= (view.lens.prices_of or month)][-1]
    text = _("Money at prices of {month} (index {index}); prices are known from {first} to {last}.").format(
        month=view.priced,
        index=format_number(index),
        first=month_of(known[0][0], view.calendar),
        last=month_of(known[-1][0], view.calendar),
    )
    return " ".join(filter(None, (text, of_basket(view.dataset, view.info))))


def of_contracts(view: View) -> str:
    """Say that money of contracts is not counted at the prices that were chosen; empty where none were."""
    if not view.priced:
        return ""
    return _("What contracts bring stands here as it was agreed, not at prices of {month}.").format(month=view.priced)


def of_basket(dataset: str, info: store.Version) -> str:
    """Say what the index of the firm's own basket rests on, or why there is none; empty where it is not asked for."""
    basket = store.open(dataset, info.version).basket
    if basket is None:
        return ""
    calendar = info.settings.calendar
    broken = "" if basket.broken_on is None else month_of(basket.broken_on, calendar)
    if not basket.months:
        return _(
            "Your own orders give no price index: no complete month has a line with product, quantity and amount above "
            "zero."
        )
    if basket.share is None and broken:
        return _(
            "Your own orders give no price index: none of the products of {month} could be compared with the month "
            "before."
        ).format(month=broken)
    if basket.share is None:
        return _("Your own orders give no price index: one complete month alone has prices.")
    text = _(
        "The index is of your own orders: products sold in two months in a row, {share} of their sales, {least} where "
        "it is least."
    ).format(share=format_percent(basket.share), least=format_percent(basket.least_share or 0.0))
    if not broken:
        return text
    before = _(
        "It begins with {month}: no product of it could be compared with the month before. Earlier money takes its "
        "prices."
    )
    return f"{text} {before.format(month=broken)}"
