"""Every text that a page, a widget or a picture shows has passed the translator."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from localization.update import ROOT

PLACES = ("dashboard.py", "pages", "screens", "ui", "words", "view", "frame", "charts")
# Streamlit's and our own functions whose first argument a person reads.
SAYING = {
    *("title", "header", "subheader", "text", "markdown", "caption", "write", "info", "warning", "error", "success"),
    *("toast", "button", "download_button", "link_button", "form_submit_button", "checkbox", "toggle", "radio"),
    *("selectbox", "multiselect", "segmented_control", "pills", "slider", "select_slider", "text_input", "text_area"),
    *("number_input", "date_input", "time_input", "file_uploader", "expander", "popover", "spinner", "status"),
    *("metric", "dialog", "tabs", "finding", "strong", "Card"),
}
# Keywords whose text a person reads, whatever the function.
READ = {"label", "title", "help", "placeholder", "page_title", "heading", "alt", "caption", "text", "about_sheet"}
# Names that every language writes alike, and what is no language at all.
NAMES = {"CSV", "Excel", "Mandegar", "PNG"}
# Keyword arguments of these functions mean something else: the text of a mark is a column, a chart's axis an object.
ELSEWHERE = {"encode", "mark_text", "Tooltip"}


def literal_words(node):
    """The letters of a text that is written out in the code, outside of placeholders and names."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        texts = [node.value]
    elif isinstance(node, ast.JoinedStr):
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
    elif isinstance(node, ast.BinOp):
        return literal_words(node.left) or literal_words(node.right)
    elif isinstance(node, ast.IfExp):
        return literal_words(node.body) or literal_words(node.orelse)
    elif isinstance(node, ast.List | ast.Tuple):
        return next((words for item in node.elts if (words := literal_words(item))), "")
    else:
        return ""
    bare = " ".join(texts)
    for name in NAMES:
        bare = bare.replace(name, "")
    bare = re.sub(r":material/\w+:|:[a-z-]+\[", "", bare)  # icons and colours of Streamlit's markdown
    bare = re.sub(r"\b\w+_\w+\b", "", bare)  # columns of a frame
    return bare.strip() if re.search(r"[^\W\d_]{2}", bare) else ""


def untranslated(source):
    """Line and text of every literal that would be shown as it is."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func).startswith("_log."):  # for who runs the server
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        shown = node.args[:1] if name in SAYING else []
        if name not in ELSEWHERE:
            shown = [*shown, *(keyword.value for keyword in node.keywords if keyword.arg in READ)]
        for argument in shown:
            words = literal_words(argument)
            if words:
                yield node.lineno, words


def sources():
    for place in PLACES:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(Path(path).relative_to(ROOT)))
def test_no_literal_reaches_a_person(path):
    assert list(untranslated(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'st.subheader("Who left?")',
        'left.caption(f"{n} customers left")',
        'st.tabs([_("Kept"), "Lost"])',
        'st.selectbox(_("Period"), options, help="The grain")',
        'alt.Axis(title="Customers")',
        'st.button("Go" if ready else _("Wait"))',
        'links.pick(st.radio, _("Side"), "side", options, "a", placeholder="All")',
    ],
)
def test_a_literal_is_found(line):
    assert list(untranslated(line))


@pytest.mark.parametrize(
    "line",
    [
        'st.subheader(_("Who left?"))',
        'st.markdown(f"**{text}** · {number}")',
        'st.download_button("CSV", data)',
        'st.page_link(path, label=_("Data"), icon=":material/home:")',
        'chart.encode(text="label:N", title="x")',
        'st.session_state["text"]',
    ],
)
def test_what_is_translated_or_no_language_is_left_alone(line):
    assert not list(untranslated(line))
