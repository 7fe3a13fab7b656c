"""The first start: the sample data set is built while the reader watches."""

from __future__ import annotations

import streamlit as st

from localization import _
from sample_data import loading
from sample_data.own_words import NAME

SAMPLE = NAME


def load_sample() -> None:
    """Build the sample data set, with its progress on the screen."""
    with st.status(_("Preparing the sample data: a recruitment agency"), expanded=True) as status:
        bar = st.progress(0.0)

        def advance(stage: str, share: float) -> None:
            bar.progress(min(share, 1.0), text=_(stage))

        loading.publish(advance)
        bar.empty()
        status.update(label=_("The sample data are ready"), state="complete", expanded=False)
    st.rerun()
