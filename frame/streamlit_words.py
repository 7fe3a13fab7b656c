"""Words that Streamlit writes itself, in English whatever the page's language: said in the language in use.

Streamlit 1.67 takes no translations, so the page's script puts these words in place of the English ones, in the menus,
toolbars and fields named here and nowhere else: a segment or a product may be called "Search". A word that a later
version says otherwise stays English, and nothing breaks.
"""

from __future__ import annotations

import streamlit as st

from localization import N_, _, current_language
from localization.numbers import localize_digits

UPLOAD = '[data-testid="stFileUploader"]'

# Where Streamlit's own words stand, and which; all of a kind of place by one selector.
WORDS = {
    UPLOAD: (
        N_("Upload"),
        N_("Drag and drop files here"),
        N_("Drag and drop a file here"),
        N_("Add files"),
        N_("Upload failed"),
        N_("Click to retry upload"),
    ),
    '[data-testid="stElementToolbar"], [role="tooltip"], [data-testid="stTooltipContent"]': (
        N_("Show data"),
        N_("Show chart"),
        N_("Download as PNG"),
        N_("Copy Vega-Lite spec"),
        N_("Copied!"),
        N_("Fullscreen"),
        N_("Close fullscreen"),
        N_("Show/hide columns"),
        N_("Download as CSV"),
        N_("Search"),
        N_("Clear selection"),
    ),
    '[data-testid="stDataFrameColumnMenu"], [data-testid="stDataFrameColumnFormattingMenu"], '
    '[data-testid="stDataFrameColumnVisibilityMenu"], [data-testid="stDataFrameStatisticsMenu"]': (
        N_("Sort ascending"),
        N_("Sort descending"),
        N_("Statistics"),
        N_("Format"),
        N_("Autosize"),
        N_("Pin column"),
        N_("Unpin column"),
        N_("Hide column"),
        N_("Select all"),
        N_("Automatic"),
        N_("Localized"),
        N_("Plain"),
        N_("Compact"),
        N_("Dollar"),
        N_("Euro"),
        N_("Yen"),
        N_("Percent"),
        N_("Scientific"),
        N_("Accounting"),
        N_("Distance"),
        N_("Calendar"),
        N_("Average"),
        N_("Median"),
        N_("Minimum"),
        N_("Maximum"),
        N_("Range"),
        N_("Distinct"),
        N_("Empty"),
        N_("Copy column name"),
        N_("No data"),
        N_("Based on sample"),
    ),
    '[role="listbox"]': (N_("No results"), N_("Select all")),
    '[data-testid="InputInstructions"]': (N_("Press Enter to apply"),),
    '[data-testid="stMainMenuPopover"], [data-testid="stMainMenuList"], [data-testid="stMainMenu"]': (
        N_("Main menu"),
        N_("Rerun"),
        N_("Settings"),
        N_("Print"),
        N_("Record screen"),
        N_("About"),
        N_("System"),
        N_("Light"),
        N_("Dark"),
    ),
    '[data-testid="stStatusWidget"]': (N_("Connecting"), N_("Running..."), N_("Stop")),
}


def words() -> dict[str, dict[str, str]]:
    """Return, for each kind of place, what its English words become; nothing on an English page."""
    if current_language() == "en":
        return {place: {} for place in WORDS}
    said = {place: {word: _(word) for word in words} for place, words in WORDS.items()}
    said[UPLOAD] |= _largest_file(int(st.get_option("server.maxUploadSize")))
    return said


def _largest_file(megabytes: int) -> dict[str, str]:
    """Say how large a file may be, by the English words for it: "1GB per file"."""
    is_large = megabytes >= 1024
    number = str(round(megabytes / 1024) if is_large else megabytes)
    written = _("up to {n} GB per file") if is_large else _("up to {n} MB per file")
    return {f"{number}{'GB' if is_large else 'MB'} per file": written.format(n=localize_digits(number))}
