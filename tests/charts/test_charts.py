"""Every picture: its specification stands without data, for every language and theme."""

import inspect
import json
import re
from functools import cache

import altair as alt
import pandas as pd
import pytest
from altair.utils import schemapi

from charts import (
    actions,
    axes,
    causes,
    cohorts,
    customer,
    customers,
    differences,
    due,
    lifecycle,
    messages,
    overview,
    segments,
    service,
    style,
    survival,
    value,
    warning,
)
from charts.spec import vega_lite
from localization import use_language

PICTURES = {
    f"{module.__name__.removeprefix('charts.')}.{name}": picture
    for module in (
        *(
            actions,
            causes,
            cohorts,
            customer,
            customers,
            due,
            lifecycle,
            messages,
            overview,
            segments,
            service,
            survival,
        ),
        *(value, warning),
    )
    for name, picture in inspect.getmembers(module, inspect.isfunction)
    if picture.__module__ == module.__name__ and not name.startswith("_")
}
OPTIONS = {
    "cohorts.triangle": [
        {},
        {"measure": "profit", "currency": "GBP"},
        {"measure": "revenue", "step": 34, "grain": "month"},
    ],
    "cohorts.curves": [{}, {"measure": "revenue", "grain": "week"}],
    "cohorts.one_age": [{}, {"measure": "profit"}],
    "causes.pareto": [{}, {"measure": "sales", "currency": "GBP"}],
    "causes.by_segment": [{}, {"measure": "lift"}],
    "customers.pareto": [{}, {"share": 0.1}],
    "due.calendar": [{"rows": 5}],
    "lifecycle.money_bridge": [{"currency": "GBP"}],
    "lifecycle.sources": [{"currency": "ریال"}],
    "lifecycle.states": [{"unit": "Customers"}],
    "survival.curves": [{}, {"origin": "contract"}],
    "value.forecast_by_tenth": [{"simplest": "The same again"}, {"currency": "GBP"}],
    "value.now_and_to_come": [{"currency": "ریال"}],
    "value.wallets": [{"currency": "ریال"}],
    "segments.now_and_kept": [{"currency": "GBP"}],
    "segments.profit_bars": [{"currency": "ریال"}],
}
CASES = [
    pytest.param(picture, options, id=f"{name}{options or ''}")
    for name, picture in PICTURES.items()
    for options in OPTIONS.get(name, [{}])
]


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("en")


@cache
def _without_data(name, options, theme, language):
    use_language(language)
    return vega_lite(PICTURES[name](pd.DataFrame(), theme=theme, **dict(options)))


def without_data(picture, options, theme="light", language="en"):
    """The specification of a picture without rows, made once for all tests that read it; they change nothing in it."""
    (name,) = [name for name, one in PICTURES.items() if one is picture]
    return _without_data(name, tuple(options.items()), theme, language)


def walk(node):
    """Every dictionary inside a specification."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from walk(child)


def computed_columns(spec):
    for node in walk(spec.get("layer", [])):
        for step in node.get("transform", []):
            if isinstance(step.get("as"), str):
                yield step["as"]
            for made in [*step.get("window", []), *step.get("aggregate", [])]:
                yield made["as"]


def data_columns(spec):
    """Columns that the specification reads from the frame."""
    text = json.dumps(spec)
    used = set(re.findall(r"datum\.([a-z_0-9]+)", text)) - {"value", "label"}
    for node in walk(spec):
        if isinstance(node.get("field"), str):
            used.add(node["field"])
        used.update(node.get("groupby", []))
        used.update(node.get("select", {}).get("fields", []) if isinstance(node.get("select"), dict) else [])
    return used - {""} - set(computed_columns(spec))


def test_every_page_has_its_pictures():
    assert sorted(PICTURES) == [
        "actions.side_by_side",
        "causes.by_segment",
        "causes.pareto",
        "causes.side_by_side",
        "causes.silent",
        "causes.trend",
        "cohorts.curves",
        "cohorts.one_age",
        "cohorts.triangle",
        "customer.lanes",
        "customers.changes",
        "customers.pareto",
        "due.calendar",
        "lifecycle.money_bridge",
        "lifecycle.rates",
        "lifecycle.sources",
        "lifecycle.states",
        "messages.usual_range",
        "overview.bridge",
        "overview.change_by_segment",
        "overview.lenses",
        "overview.trend_bars",
        "segments.now_and_kept",
        "segments.profit_bars",
        "segments.whale",
        "service.losses",
        "service.over_time",
        "service.shares",
        "service.what_matters",
        "survival.causes",
        "survival.curves",
        "survival.returns",
        "survival.windows",
        "value.forecast_by_tenth",
        "value.moves",
        "value.now_and_to_come",
        "value.recency_and_frequency",
        "value.wallets",
        "warning.came_true",
        "warning.first_days",
    ]


@pytest.mark.parametrize("picture", [cohorts.triangle, differences.by_age])
def test_ages_are_written_in_the_digits_of_the_reader(picture):
    use_language("fa")
    spec = vega_lite(picture(pd.DataFrame(), grain="month"))
    along = [node["x"] for node in walk(spec) if isinstance(node.get("x"), dict) and node["x"].get("field") == "age"]
    shown = [x["axis"] for x in along if x["type"] == "ordinal" and x.get("axis")]
    assert shown
    assert all(axis["labelExpr"].startswith("format(") for axis in shown)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fa", "ar"])
@pytest.mark.parametrize(("picture", "options"), CASES)
def test_stands_without_data(picture, options, language, theme):
    spec = without_data(picture, options, theme, language)
    json.dumps(spec, allow_nan=False)
    assert not [node for node in walk(spec) if {"data", "datasets", "url"} & node.keys()]
    assert "title" not in spec


@pytest.mark.parametrize(("picture", "options"), CASES)
def test_does_not_depend_on_values(picture, options):
    columns = data_columns(without_data(picture, options))
    one = pd.DataFrame({column: [1, 2] for column in columns})
    other = pd.DataFrame({column: ["x", None, "y"] for column in columns})
    assert vega_lite(picture(one, **options)) == vega_lite(picture(other, **options))


@pytest.mark.parametrize(("picture", "options"), CASES)
def test_docstring_lists_every_column(picture, options):
    words = set(re.findall(r"\w+", picture.__doc__))
    assert data_columns(without_data(picture, options)) <= words


@pytest.mark.parametrize(("picture", "options"), CASES)
def test_every_number_has_its_count_in_the_tooltip(picture, options):
    fields = {
        tooltip["field"]
        for node in walk(without_data(picture, options))
        for tooltip in (node.get("tooltip") if isinstance(node.get("tooltip"), list) else [])
    }
    assert fields & {"count_label", "value_label"}


@pytest.mark.parametrize(("picture", "options"), CASES)
def test_fonts_are_left_to_the_page(picture, options):
    text = json.dumps(without_data(picture, options))
    assert not re.search(r'"(font|labelFont|titleFont)"', text)


def scale_of(spec, field):
    return next(
        channel["scale"] for node in walk(spec) for channel in [node.get("x")] if channel and channel["field"] == field
    )


@pytest.mark.parametrize(("language", "reversed_age"), [("en", False), ("fa", True), ("ar", True)])
def test_triangle_runs_as_the_reader_reads(language, reversed_age):
    use_language(language)
    spec = vega_lite(cohorts.triangle(pd.DataFrame()))
    assert scale_of(spec, "age").get("reverse", False) is reversed_age


@pytest.mark.parametrize("language", ["en", "fa", "ar"])
@pytest.mark.parametrize("picture", [overview.lenses, overview.trend_bars, cohorts.one_age, causes.trend])
def test_time_runs_left_to_right_in_every_language(picture, language):
    use_language(language)
    assert '"reverse"' not in json.dumps(vega_lite(picture(pd.DataFrame())))


@pytest.mark.parametrize(
    ("picture", "room"), [(overview.lenses, axes.NAME_WIDTH), (causes.trend, axes.LONG_NAME_WIDTH)]
)
def test_a_reader_may_turn_time_around(picture, room):
    """The names of the lines then stand at the left, beside their newest points."""
    style.let_time_run(from_right=True)
    try:
        spec = vega_lite(picture(pd.DataFrame()))
    finally:
        style.let_time_run(from_right=False)
    assert scale_of(spec, "period_label")["range"] == [{"expr": "width"}, room]
    assert {
        node["mark"]["align"] for node in walk(spec) if isinstance(node.get("mark"), dict) and "dx" in node["mark"]
    } == {"right"}
    assert scale_of(vega_lite(picture(pd.DataFrame())), "period_label")["range"][0] == 0


@pytest.mark.parametrize(
    ("language", "digits"), [("en", None), ("fa", "۰۱۲۳۴۵۶۷۸۹"), ("ar", "٠١٢٣٤٥٦٧٨٩")], ids=["en", "fa", "ar"]
)
def test_axes_count_in_the_readers_digits(language, digits):
    use_language(language)
    locale = vega_lite(overview.bridge(pd.DataFrame()))["config"].get("locale")
    assert (locale and "".join(locale["number"]["numerals"])) == digits


@pytest.mark.parametrize(
    ("picture", "name", "fields"),
    [
        (cohorts.triangle, "cell", ["cohort", "age"]),
        (cohorts.one_age, "cell", ["cohort", "age"]),
        (causes.pareto, "cause", ["cause"]),
        (causes.trend, "point", ["cause", "period"]),
        (causes.by_segment, "cell", ["cause", "segment"]),
        (overview.bridge, "step", ["step"]),
        (overview.trend_bars, "part", ["period", "part"]),
        (overview.change_by_segment, "segment", ["segment"]),
        (segments.now_and_kept, "segment", ["segment"]),
        (segments.profit_bars, "segment", ["segment"]),
        (customers.changes, "change", ["change"]),
    ],
)
def test_a_click_answers_with_keys_of_the_data(picture, name, fields):
    (parameter,) = vega_lite(picture(pd.DataFrame()))["params"]
    assert parameter["name"] == name
    assert parameter["select"]["fields"] == fields
    assert parameter["select"]["toggle"] is False


def test_age_zero_stays_outside_the_colours():
    steps = json.dumps(vega_lite(cohorts.triangle(pd.DataFrame()))["layer"][0]["transform"])
    assert "datum.age > 0 ? min(datum.rate" in steps


@pytest.mark.parametrize("picture", [overview.trend_bars, customers.changes, causes.pareto, segments.profit_bars])
def test_bars_stand_on_zero(picture):
    scales = [
        node["scale"]
        for node in walk(vega_lite(picture(pd.DataFrame())))
        if node.get("type") == "quantitative" and "scale" in node
    ]
    assert all(scale.get("zero", True) for scale in scales)


def test_what_vega_lite_does_not_know_is_refused():
    with pytest.raises(schemapi.SchemaValidationError):
        vega_lite(alt.Chart().mark_bar(opacity="dense"))


def test_a_channel_without_a_type_is_refused():
    import altair as alt

    with pytest.raises(ValueError, match="type"):
        vega_lite(alt.Chart(pd.DataFrame()).mark_bar().encode(x="a"))


def test_triangles_that_are_compared_share_their_colours():
    spec = vega_lite(cohorts.triangle(pd.DataFrame()))
    scales = [node["scale"] for node in walk(spec) if node.get("field") == "shade" and "scale" in node]
    assert [scale["domain"] for scale in scales] == [[0, 1]]
    assert "datum.deepest" in json.dumps(spec["layer"][0]["transform"])


@pytest.mark.parametrize(("grain", "title"), [("quarter", "Quarters since the first purchase"), ("", "Age in periods")])
def test_ages_are_counted_in_periods_with_a_name(grain, title):
    assert title in json.dumps(vega_lite(cohorts.triangle(pd.DataFrame(), grain=grain)))


@pytest.mark.parametrize(("picture", "options"), CASES)
def test_a_rule_that_shows_no_data_is_hidden_from_screen_readers(picture, options):
    """Vega names a mark by its data; one without any is an image without words, which axe-core calls a fault."""
    spec = vega_lite(picture(pd.DataFrame(columns=["occasion_label"]), **options))
    rules = [node for node in walk(spec) if isinstance(node.get("mark"), dict) and node["mark"]["type"] == "rule"]
    without_data = [
        node["mark"] for node in rules if not any("field" in node["encoding"].get(name, {}) for name in ("x", "y"))
    ]
    assert [mark for mark in without_data if mark.get("aria") is not False] == []


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("fa", "right")])
def test_lanes_of_a_customer_are_named_where_reading_starts(language, side):
    """On a narrow screen a wide picture begins there, and the names would be out of sight at the other side."""
    use_language(language)
    rows = pd.DataFrame({"at": [1.0], "lane_label": ["a"], "order": [0], "meaning": ["money"], "size": [1.0]})
    rows = rows.assign(tick_label=[None], day_label=["b"], value_label=["c"])
    points = next(layer for layer in vega_lite(customer.lanes(rows))["layer"] if layer["mark"]["type"] == "circle")
    assert points["encoding"]["y"]["axis"]["orient"] == side
