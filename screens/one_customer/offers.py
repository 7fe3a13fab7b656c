"""What could be offered to one customer: what buyers of the same things buy next, and they have not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import store
from localization import _
from metrics import MetricError
from store import customer_file
from ui.tables import grid
from view.shared import shared
from words import own_values
from words.texts import unmarked

if TYPE_CHECKING:
    import pandas as pd

    from screens.one_customer.findings import File
    from view import View

ROLE = "role"
COLUMNS = ("next_item", "item", "next_share", "usual_share", "worth_of_offer")


@shared(50)
def _money(dataset: str, version: int) -> pd.DataFrame:
    return customer_file.money_of_products(store.open(dataset, version))


def section(view: View, file: File) -> None:
    """List what could be offered, once the reader opens it: each pair of things is looked at."""
    if file.products.empty:
        return
    box = st.expander(_("What could be offered?"), key="offers_box", on_change="rerun", icon=":material/shopping_bag:")
    if not box.open:
        return
    with box:
        role = file.known.get(ROLE)
        # The sides of a two-sided firm buy other things: only customers of the same side are alike.
        alike = view.among(ROLE, (str(role),)) if role is not None and ROLE in view.info.attributes else view
        try:
            found = offers(file.products, alike.fetch("related_products"), _money(view.dataset, view.info.version))
        except MetricError as error:
            st.text(str(error))
            return
        if found.empty:
            st.text(_("Nothing that buyers of the same things buy next is left for them, or none can be told."))
            return
        named = {name: [own_values.said(str(one)) for one in found[name]] for name in ("item", "next_item")}
        grid(view, found.assign(**named), key="offers")
        st.caption(
            unmarked(
                _(
                    "What buyers of the same things bought within 180 days more often than others, by the money that "
                    "may come of it. An association, not a promise."
                )
            )
        )


def offers(bought: pd.DataFrame, related: pd.DataFrame, money: pd.DataFrame) -> pd.DataFrame:
    """Return what the customer has not bought and buyers of what they bought buy next, the most money first.

    Parameters
    ----------
    bought
        Products of the customer.
    related
        As `related_products` returns it.
    money
        As `customer_file.money_of_products` returns it.

    Returns
    -------
    One row per thing to offer, by the pair with the largest share: next_item, item (which they bought), next_share,
    usual_share, worth_of_offer (the share times what a purchase of it brings; profit where it is known).

    """
    own = set(bought["item"].astype(str))
    fitting = related[related["is_related"] & related["item"].isin(own) & ~related["next_item"].isin(own)]
    best = fitting.sort_values(["next_share", "item"], ascending=[False, True]).drop_duplicates("next_item")
    brings = best["next_item"].map(money.set_index("item")["money"]).astype("float64")
    listed = best.assign(worth_of_offer=best["next_share"] * brings)
    ordered = listed.sort_values(["worth_of_offer", "next_item"], ascending=[False, True], na_position="last")
    return ordered[[*COLUMNS]].reset_index(drop=True)
