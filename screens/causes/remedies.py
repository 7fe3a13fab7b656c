"""What the churn-causes page shows besides pictures: the remedy for a cause, and what can be said without reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import access
import register
from localization import N_, _
from metrics.causes.remedies import CAUSES
from metrics.glossary import GLOSSARY
from screens.causes import findings, pictures
from store.schema import TABLES
from ui import editing, links, tables
from ui.cards import finding
from ui.leavers import costliest_first, one_row_each
from ui.people import people
from ui.questions import ask
from ui.tables import titled
from words import behaviour, columns
from words.result_words import NOT_KNOWN
from words.texts import plain, span_words, strong, unmarked

if TYPE_CHECKING:
    from view import View

MEASURES = {
    "customers": N_("Customers"),
    "sales": N_("Sales"),
    "profit": N_("Profit"),
    "charges": N_("Monthly charges"),
}
SPLIT = ("cause_lift", "cause_members", "lapsed", "lapsed_members")
FIRST = 500  # as many as anybody scrolls through before asking for the rest


def measures(view: View) -> list[str]:
    """Return what losses can be counted in, the one that matters most first."""
    if not view.info.has("orders"):
        return ["charges", "customers"] if view.info.knows_charges else ["customers"]
    return ["sales", "customers", "profit"] if view.info.knows_profit else ["sales", "customers"]


def attribute(view: View) -> str:
    """Return the attribute to split by: the reader's, else the most telling one; none if there is none."""
    taken = {name for metric in SPLIT for name in GLOSSARY[metric].columns}
    known = [name for name in view.info.attributes if name not in taken]
    if view.lens.by in known:
        return view.lens.by
    return behaviour.most_telling(known) or behaviour.offered(view)


def remedy(view: View, ranking: pd.DataFrame, cause: str) -> None:
    """Say what can be done about a cause, with an example, and which number shows whether it works."""
    about = CAUSES[cause]
    with st.container(border=True, key="remedy"):
        ask(_(about.label))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if cause in NOT_KNOWN:
                st.badge(_("not known"), color="grey")
            elif about.is_controllable:
                st.badge(_("yours to change"), color="blue")
            else:
                st.badge(_("hardly yours to change"), color="grey")
            st.text(findings.facts(view, ranking, cause))
        for heading, text in (
            (_("What helps"), about.remedy),
            (_("For example"), about.example),
            (_("Watch"), about.kpi),
        ):
            st.markdown(f":small[:gray[{heading}]]  \n{_(text)}")
        _own_words(view, cause)
        st.caption(_("Pick a bar to read about another cause."))


def _own_words(view: View, cause: str) -> None:
    """Show what the firm itself does about a cause, and let it be written; actions over the cause begin with it."""
    text, revision = register.own_remedies(view.dataset).get(cause, ("", 0))
    if text:
        heading = _("What we do")
        st.markdown(f":small[:gray[{heading}]]")
        st.text(text)
    if not access.may("act"):
        return
    look: dict[str, Any] = {"icon": ":material/edit:", "type": "tertiary", "on_change": "rerun"}
    with st.popover(_("Write what you do about it"), key="own_remedy", **look) as box:
        if not box.open:
            return
        key = f"own_remedy_{cause}"
        seen = editing.seen(key, revision, f"{key}_{{seen}}")
        written = st.text_area(_("What we do"), text, key=f"{key}_{seen}", max_chars=register.LONGEST_TEXT)
        st.caption(_("Actions over this cause begin with these words; left empty, with the ones above."))
        if not st.button(_("Keep it"), key=f"{key}_keep", type="primary"):
            return
        try:
            register.write_remedy(view.dataset, cause, written, seen=seen)
        except register.RegisterError as error:
            st.warning(unmarked(str(error)))
        else:
            editing.kept(key)
            st.rerun()


def leavers(view: View, cause: str, count: int, *, heading: str, key: str, **chosen: Any) -> None:
    """Show who left over a cause, when, their words as they wrote them, and what they had brought.

    Parameters
    ----------
    view
        What the page looks at.
    cause
        Code of the cause.
    count
        How many departures the number counts that the list stands behind; a long list is shown in full only
        when asked for.
    heading, key
        As for `people`.
    chosen
        Which departures: further options of the metric `cause_members`.

    """
    if count > FIRST:
        whole = _("All {n} departures, to search and download them").format(n=view.count(count))
        if not st.toggle(whole, key=f"{key}_whole"):
            chosen["top"] = FIRST
            heading = _("{heading}, the costliest of {all}").format(heading=heading, all=view.count(count))
    members = costliest_first(view.people("cause_members", within_range=True, cause=cause, **chosen))
    people(view, members, heading=heading, name="cause", key=key, cause=cause)


def all_who_left(view: View, left: int, *, key: str) -> None:
    """Offer everybody who left in the periods that are looked at in one list and one file, each with their causes."""
    label = _("All {n} who left in {period}, with their causes").format(n=view.count(left), period=span_words(view))
    box = st.expander(label, key=key, on_change="rerun", icon=":material/group:")
    if not box.open:
        return
    with box:
        members = one_row_each(view.people("cause_members", within_range=True))
        people(view, members, heading=_("departures, the costliest first"), name="all-who-left", key=f"{key}_people")


def without_departures(view: View, split: str) -> None:
    """Say what to load, and show what can be inferred from silence, labelled as inferred."""
    silent: dict[str, Any] = {"silent_periods": findings.HALF_A_YEAR[view.lens.grain]}
    all_of_them = view.fetch("lapsed", **silent) if view.info.has("orders") else None
    finding(findings.unrecorded(view, all_of_them))
    ask(_("What to load"))
    st.text(_("A table of departures, one row for each customer who left; two columns are enough to begin with:"))
    _wanted()
    st.page_link(
        "pages/data.py", label=_("Load it on the Data page"), icon=":material/upload:", query_params=links.address()
    )
    if all_of_them is None or all_of_them.empty or not all_of_them.iloc[0]["lapsed"]:
        return
    more = titled(_("Until then, inferred from silence: who has stopped buying"))
    st.caption(
        _(
            "Nobody said that they left. These customers have bought nothing for {silence} or longer, counted back "
            "from the last complete period; some of them may return."
        ).format(silence=findings.silence(view.lens.grain))
    )
    members = view.people("lapsed_members", by=(split,) if split else (), **silent)
    if split:
        lapsed = view.fetch("lapsed", by=(split,), **silent)
        st.markdown(strong(_("By {attribute}").format(attribute=plain(behaviour.name_of(split)))))
        segment = pictures.silent(view, lapsed, split, key="silent")
        with more:
            tables.numbers(view, lapsed, definition="lapsed", key="silent", by=(split,), **silent)
        if segment is not None:
            members = members[members[split].fillna("") == segment]
        members = members.assign(
            **{split: [behaviour.group_label(split, value) for value in members[split].fillna("")]}
        )
    people(view, members, heading=_("customers who fell silent"), name="lapsed", key="silent_people")


def _wanted() -> None:
    """List the columns of the departures table with their meaning."""
    rows = pd.DataFrame(
        [
            {
                _("Column"): columns.label(column.name),
                _("Needed"): _("needed") if column.required else _("helps"),
                _("What it says"): _(column.meaning),
            }
            for column in TABLES["departures"].columns
        ]
    )
    st.table(rows.set_index(rows.columns[0]))
