"""The first start: the sample data set is built while the reader watches.

A folder of data sets that this process has served before and finds gone, or empty in another one's place, is no first
start: its disk went away, or somebody moved it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

import store
from localization import _
from sample_data import loading
from sample_data.own_words import NAME
from words.texts import plain

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = NAME
# After so long it is looked again whether somebody else has built it.
AGAIN_SECONDS = 2.0
_served: dict[Path, tuple[int, int]] = {}


def is_home_there() -> bool:
    """Tell whether the folder of data sets is the one that this process has served, or another one with data sets."""
    home = store.home()
    try:
        status = home.stat()
        this = status.st_dev, status.st_ino
        if _served.get(home, this) == this or store.datasets():
            _served[home] = this
            return True
    except FileNotFoundError:
        return home not in _served
    except OSError:  # such as a disk that does not answer any more
        return False
    return False


def say_gone() -> None:
    """Say that the folder of data sets is gone, and end the page there."""
    st.error(
        _(
            "The folder with the data sets is not where it was. Whoever runs Mandegar has to bring it back, such as by "
            "mounting its disk again; nothing in it was changed. Then load this page anew."
        ),
        icon=":material/folder_off:",
    )
    st.stop()


def load_sample() -> None:
    """Build the sample data set, with its progress on the screen."""
    with st.status(_("Preparing the sample data: a recruitment agency"), expanded=True) as status:
        bar = st.progress(0.0)

        def advance(stage: str, share: float) -> None:
            bar.progress(min(share, 1.0), text=_(stage))

        try:
            loading.publish(advance)
        except store.Taken:  # whoever came a moment before builds it, here or in another replica
            time.sleep(AGAIN_SECONDS)
            st.rerun()
        except store.AlreadyLoaded:
            st.rerun()
        except store.StoreError as error:
            st.error(plain(str(error)), icon=":material/error:")
            st.stop()
        bar.empty()
        status.update(label=_("The sample data are ready"), state="complete", expanded=False)
    st.rerun()
