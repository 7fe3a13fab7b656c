"""What was taken on: work through it, see how far it is, and whether it worked."""

import streamlit as st

import register
from frame.page import frame
from localization import _
from screens.actions import board, club, effects, files, findings, referral, working
from ui import links
from ui.cards import cards, finding, judged
from ui.tables import titled
from words.own_values import said
from words.texts import plain, strong

view = frame("actions", filters=())
asked = register.actions(view.dataset, is_asked=True, most=effects.MOST)
found = effects.of_actions(view, asked)
finding(findings.answer(view, found))
cards(findings.headlines(view, asked, found), key="headlines")

shown = {
    "work": _("Work through"),
    "all": _("All actions"),
    "answers": _("Did it work?"),
    "ties": _("Club and referrals"),
    "files": _("Files"),
}
for name, tab in zip(shown, links.tabs(shown, key="actions", name="part"), strict=True):
    if not tab.open:
        continue
    with tab:
        if name == "work":
            working.work(view)
        elif name == "all":
            board.show(view)
        elif name == "files":
            files.show(view)
        elif name == "ties":
            club.section(view)
            referral.section(view)
        else:
            titled(_("Whom did it keep who would have left?"))
            if not asked:
                st.text(_("No action asks yet whether it works: choose so when you take a list on."))
            for action in asked:
                row = found.get(action.action_id)
                with st.container(border=True, key=f"answer_{action.action_id}"):
                    st.markdown(strong(plain(said(action.title))))
                    judged(effects.sentence(view, action, row), effects.verdict(row), key=str(action.action_id))
                    if row and row["verdict"] == "one_arm":
                        effects.without_lot(view, action, key=f"answer_{action.action_id}")
