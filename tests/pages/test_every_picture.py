"""Every picture of every page says in words what it shows, and stands beside its numbers as a table."""

from __future__ import annotations

import pytest
import streamlit as st

from tests.pages.tiny import MINI, ROOT, open_page, publish

PAGES = {path.stem for path in (ROOT / "pages").glob("*.py")}
PARTS = ("customers", "money", "life", "lenses", "compared")
SHAPES = ("heat_map", "curves", "one_age")
VIEWS = (
    ("overview", {}),
    *(("retention", {"part": part}) for part in PARTS),
    *(("retention", {"part": part, "by": "region"}) for part in ("customers", "compared")),
    *(("cohorts", {"shape": shape}) for shape in SHAPES),
    *(("cohorts", {"shape": shape, "by": "region"}) for shape in (*SHAPES, "difference")),
    ("cohorts", {"shape": "heat_map", "measure": "revenue"}),
    ("segments", {}),
    ("segments", {"by": "region"}),
    ("value", {}),
    ("value", {"by": "region", "months": "36"}),
    ("service", {}),
    ("service", {"by": "region"}),
    ("early_warning", {}),
    ("today", {}),
    ("early_warning", {"by": "region", "calls": "250"}),
    ("top_customers", {"measure": "sales"}),
    ("top_customers", {"measure": "profit"}),
    ("churn_causes", {}),
    ("survival", {}),
    ("survival", {"by": "region"}),
    ("actions", {"part": "ties"}),
    ("follow_up", {}),
    ("customer", {"customer": "J00001"}),
)
WITHOUT_PICTURES = {"data", "do_next"}
TWIN = "The numbers as a table"
MOST_TABS = 12


@pytest.fixture
def opened(monkeypatch):
    """Open every section, and of each row of tabs the one at this place."""
    real_expander, real_tabs, place = st.expander, st.tabs, {"tab": 0, "most": 1}

    def expander(label, *_expanded, **options):
        return real_expander(label, **options | {"expanded": True})

    def tabs(labels, **options):
        place["most"] = max(place["most"], len(labels))
        return real_tabs(labels, **options | {"default": labels[min(place["tab"], len(labels) - 1)]})

    monkeypatch.setattr(st, "expander", expander)
    monkeypatch.setattr(st, "tabs", tabs)
    return place


def pages_with_every_tab(opened, name, **parameters):
    """Give a page once for each place of its tabs."""
    for tab in range(MOST_TABS):
        opened["tab"] = tab
        if tab >= opened["most"]:
            return
        at = open_page(name, **parameters)
        assert not at.exception
        yield at


def below(block):
    """List what a block holds, from top to bottom, each with the blocks around it, the nearest first."""
    for child in block.children.values():
        yield child, (block,)
        if hasattr(child, "children"):
            yield from ((inner, (*around, block)) for inner, around in below(child))


def is_picture(element):
    return element.type in {"vega_lite_chart", "arrow_vega_lite_chart"}


def is_twin(element):
    if element.type == "arrow_data_frame":
        return True
    return element.type in {"expander", "expandable"} and getattr(element, "label", "") == TWIN


def pictures_of(at):
    return [(element, around) for element, around in below(at.main) if is_picture(element)]


def holds(element, wanted):
    return wanted(element) or (hasattr(element, "children") and any(wanted(inner) for inner, _around in below(element)))


def has_twin(picture, around):
    """Look for a table with its downloads beside a picture: in its own column, else around the columns it is in.

    It waits at the end of the picture's title, above it; where a picture has no title of its own, below.
    """
    inner = picture
    for block in around:
        if inner.type != "column":
            others = [child for child in block.children.values() if child is not inner]
            if any(holds(child, is_twin) for child in others):
                return any(holds(child, lambda element: element.type == "download_button") for child in others)
        inner = block
    return False


def problems_of(at):
    said = [picture.proto.alt for picture, _around in pictures_of(at)]
    wrong = [f"says nothing: picture {place}" for place, alt in enumerate(said) if not alt.strip()]
    wrong += [f"two pictures say the same: {alt}" for alt in sorted({alt for alt in said if said.count(alt) > 1})]
    files = [button.label for button in at.get("download_button") if button.label.startswith("PNG")]
    if len(files) != len(said):
        wrong.append(f"{len(said)} pictures, as PNG {len(files)}: {said}")
    wrong += [f"no table: {picture.proto.alt}" for picture, around in pictures_of(at) if not has_twin(picture, around)]
    return wrong


def test_no_page_is_forgotten():
    assert {name for name, _parameters in VIEWS} | WITHOUT_PICTURES == PAGES


@pytest.mark.parametrize(
    ("name", "parameters"), VIEWS, ids=["-".join([name, *map(str, chosen.values())]) for name, chosen in VIEWS]
)
def test_sample_pictures_in_words_and_numbers(name, parameters, sample_home, opened):
    drawn, wrong = 0, []
    for at in pages_with_every_tab(opened, name, **parameters):
        drawn += len(pictures_of(at))
        wrong += problems_of(at)
    assert drawn
    assert not wrong


def test_the_silent_in_words_and_numbers_where_no_departure_was_recorded(tmp_path, monkeypatch, opened):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    customers = "customer_id,segment\n" + "".join(f"c{n},{'gold' if n % 2 else 'silver'}\n" for n in range(1, 9))
    later = "c7,2025-04-10,99,10\nc2,2025-04-10,98,10\n"
    publish(tmp_path, orders=MINI + later, customers=customers, complete_up_to="2025-04-30")
    (at,) = pages_with_every_tab(opened, "churn_causes")
    assert len(pictures_of(at)) == 1
    assert not problems_of(at)
