"""Names of any length leave the plot its place; an axis of a narrow range tells its ticks apart."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from charts import causes, files, segments
from charts.spec import vega_lite
from localization import use_language

LONG = "x" * 300


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("en")


def drawn(rates, names=("a", "b", "c"), profits=(1_000_000.0, 2_000_000.0, 3_000_000.0)):
    rows = pd.DataFrame(
        {"segment": names, "segment_label": names, "rate": rates, "profit": profits, "customers": [100, 50, 20]}
    ).assign(profit_label="1", rate_label="1", count_label="1")
    return files.drawing(vega_lite(segments.now_and_kept(rows)), rows)


def texts(svg):
    return [re.sub("[\u2066-\u2069]", "", text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def plot_width(svg):
    """Width of the plot: the rule at zero goes from one of its sides to the other."""
    return max(float(length) for length in re.findall(r'<line transform="translate\(0,[\d.]+\)" x2="([\d.]+)"', svg))


def test_a_long_name_is_cut_in_the_plot_and_whole_in_its_tooltip():
    svg, short = drawn([0.5, 0.6, 0.7], (LONG, "b", "word " * 60)), drawn([0.5, 0.6, 0.7])
    assert max(map(len, texts(svg))) < 40
    assert any(text.endswith("…") for text in texts(svg))
    assert LONG in svg  # the description of its mark, which the tooltip has too
    assert plot_width(svg) > 0.95 * plot_width(short)


@pytest.mark.parametrize(
    ("rates", "written"),
    [([0.9991, 0.9993, 0.9999], "99.92 %"), ([0.1, 0.5, 0.9], "40 %"), ([0.57, 0.58, 0.59], "58 %")],
)
def test_ticks_of_a_narrow_range_are_told_apart(rates, written):
    labels = [text.replace("\u00a0", " ") for text in texts(drawn(rates)) if text.endswith("%")]
    assert len(labels) > 2
    assert len(set(labels)) == len(labels)
    assert written in labels


def test_how_many_of_each_left_stands_beyond_the_two_points():
    rows = {
        "item": ["n"],
        "item_label": ["North"],
        "order": [1],
        "value": [0.5],
        "other": [0.1],
        "rate_label": ["50 %"],
    }
    rows |= {"other_label": ["10 %"], "count_label": ["2 of 4"], "others_label": ["3 of 30"]}
    frame = pd.DataFrame(rows)
    assert "2 of 4 · 3 of 30" in texts(files.drawing(vega_lite(causes.side_by_side(frame)), frame))
