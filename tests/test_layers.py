"""Every import, read from the source: who may import whom is a table, and nothing else is allowed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "localization",
    "access",
    "register",
    "metrics",
    "charts",
    "models",
    "store",
    "ingest",
    "loading",
    "messages",
    "view",
    "words",
    "ui",
    "frame",
    "screens",
    "pages",
    "sample_data",
    "terminal",
)
TESTS = ("tests", "benchmarks")
SCRIPTS = ("dashboard", "cli")
OURS = {*ROOMS, *TESTS, *SCRIPTS}

# A room may import itself and what stands here; a dotted name allows that module alone.
MAY_IMPORT: dict[str, set[str]] = {
    "localization": set(),
    "access": {"localization"},
    "register": {"access", "localization"},
    "metrics": {"localization"},
    "charts": {"localization"},
    "models": {"metrics", "localization"},
    "store": {"metrics", "models", "access", "localization"},
    "ingest": {"store.schema", "localization"},
    "loading": {"ingest", "store", "localization"},
    "messages": {
        "store",
        "register",
        "metrics",
        "charts",
        "access",
        "localization",
        "models.control",
        "models.reasons",
        "sample_data.own_words",
    },
    "view": {"store", "register", "access", "metrics", "localization"},
    # Of the sample data only their own words, which it translates.
    "words": {"view", "store", "access", "metrics", "localization", "sample_data.own_words"},
    "ui": {"words", "view", "store", "register", "access", "metrics", "charts", "localization"},
    # Any page may be the first that is opened, so it is the frame that builds the sample data.
    "frame": {
        "ui",
        "words",
        "view",
        "store",
        "register",
        "access",
        "charts",
        "localization",
        "messages.calendar_file",
        "messages.follow_ups",
        "messages.new_version",
        "sample_data.loading",
        "sample_data.own_words",
    },
    # Besides, a topic may import itself alone: what two topics need stands in the kit.
    "screens": {
        "frame",
        "ui",
        "words",
        "view",
        "store",
        "register",
        "access",
        "metrics",
        "charts",
        "localization",
        "models.reasons",
    },
    "pages": {
        "access",
        "register",
        "ui",
        "words",
        "view",
        "frame",
        "screens",
        "store",
        "metrics",
        "charts",
        "ingest",
        "loading",
        "messages",
        "localization",
        "sample_data",
    },
    "terminal": {"messages", "loading", "register", "access", "store", "metrics", "localization"},
    "cli": {"terminal", "messages", "ingest", "register", "access", "store", "metrics", "localization"},
    "dashboard": {"frame", "store", "register", "localization"},
    "sample_data": {"store", "register", "access", "metrics", "ingest", "localization"},
}

# Who alone may import a library; everybody may import the others.
ONLY_IN = {
    "streamlit": {"dashboard", "pages", "screens", "frame", "ui", "view"},
    "altair": {"charts"},
    "vl_convert": {"charts"},
    "duckdb": {"store", "ingest"},
    "sqlalchemy": {"register", "ingest"},
    "alembic": {"register"},
    "scipy": {"models"},
    "sklearn": {"models"},
    "threadpoolctl": {"models"},
    "prometheus_client": {"frame"},
}
# What one topic of the screens may import beyond the others.
TOPIC_MAY_IMPORT = {"data": {"ingest", "loading"}, "today": {"messages"}, "actions": {"messages"}}
# What is learnt from what the reader chose, when it is asked for.
TOPIC_MAY_IMPORT |= {"causes": {"models.odds"}}
FREE = {*TESTS, "sample_data"}
# Imports heavy modules by name ahead of time, and uses nothing of them.
WARMS_UP = ROOT / "frame" / "preload.py"


def imports_of(source: str) -> list[tuple[int, str]]:
    """Line and full dotted name of each import, wherever in the file it stands."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                found.append((node.lineno, "." * node.level))
            else:
                found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call) and _is_import_call(node.func):
            named = node.args[0] if node.args else None
            found.append((node.lineno, named.value if isinstance(named, ast.Constant) else "?"))
    return found


def _is_import_call(function: ast.expr) -> bool:
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in {"__import__", "import_module"}


def wrong_imports(place: str, source: str) -> list[str]:
    """What a file of this room, or of this topic of the screens, imports without being allowed to."""
    wrong = []
    room, _, topic = place.partition(".")
    may = MAY_IMPORT.get(room, set()) | {place} | TOPIC_MAY_IMPORT.get(topic, set())
    for line, name in imports_of(source):
        package = name.split(".")[0]
        if name.startswith(".") or name == "?":
            wrong.append(f"{line}: an import that cannot be read: {name}")
        elif package in OURS:
            allowed = any(f"{name}.".startswith(f"{one}.") for one in may)
            if not allowed:
                wrong.append(f"{line}: {name}")
        elif room not in ONLY_IN.get(package, {room}) | FREE:
            wrong.append(f"{line}: {name}")
    return wrong


def files() -> list[tuple[str, Path]]:
    """Each file of ours with its room."""
    found = [(_place(room, path), path) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return found + [(path.stem, path) for path in sorted(ROOT.glob("*.py"))]


def _place(room: str, path: Path) -> str:
    inside = path.relative_to(ROOT / room).parts
    return f"{room}.{inside[0]}" if room == "screens" and len(inside) > 1 else room


@pytest.mark.parametrize(("room", "path"), [pytest.param(r, p, id=str(p.relative_to(ROOT))) for r, p in files()])
def test_imports_only_what_its_room_may(room, path):
    wrong = wrong_imports(room, path.read_text(encoding="utf-8"))
    assert [one for one in wrong if path != WARMS_UP or not one.endswith("?")] == []


def test_every_room_has_its_line_in_the_table():
    assert {place.split(".")[0] for place, _ in files()} == set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("metrics", "from store import Snapshot"),
        ("metrics", "import duckdb"),
        ("metrics", "def late():\n    import store.schema"),
        ("metrics", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ui import view"),
        ("charts", "from metrics import bridge"),
        ("models", "import store"),
        ("models", "import duckdb"),
        ("metrics", "from models.worth import forecast"),
        ("metrics", "from scipy.special import gammaln"),
        ("store", "from sklearn.linear_model import LogisticRegression"),
        ("screens.value", "from models.worth import forecast"),
        ("store", "from ingest import load"),
        ("store", "import streamlit as st"),
        ("ingest", "from store import draft"),
        ("ingest", "from store.schemas import TABLES"),
        ("messages", "from view import View"),
        ("messages", "from models.risk import risk"),
        ("store", "from messages import brief"),
        ("ui", "import altair as alt"),
        ("store", "import register"),
        ("register", "import store"),
        ("pages", "import sqlalchemy"),
        ("ui", "from screens.overview import findings"),
        ("screens.overview", "from screens.cohorts import findings"),
        ("screens.overview", "import loading"),
        ("screens.data", "import altair as alt"),
        ("ui", "from pages import overview"),
        ("cli", "from view import View"),
        ("pages", "import duckdb"),
        ("pages", "from cli import main"),
        ("localization", "from metrics import ratio"),
        ("metrics", "from . import bridge"),
        ("metrics", "import importlib\nimportlib.import_module('store')"),
        ("store", "from tests.conftest import data_folder"),
    ],
)
def test_a_wrong_import_is_seen(room, source):
    assert wrong_imports(room, source)


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("metrics", "import ibis\nfrom metrics.intervals import wilson\nfrom localization import _"),
        ("ingest", "import duckdb\nfrom store.schema import TABLES"),
        ("ui", "import streamlit as st\nimport store"),
        ("charts", "import altair as alt"),
        ("models", "from scipy.special import gammaln\nfrom metrics import buying_history"),
        ("screens.value", "from models.reasons import sentence"),
        ("screens.overview", "import streamlit as st\nfrom screens.overview import pictures\nfrom ui import links"),
        ("screens.data", "import loading"),
        ("messages", "from models import control\nfrom charts import files\nimport store"),
        ("cli", "import ingest\nimport store\nfrom metrics import evaluate"),
    ],
)
def test_an_allowed_import_is_let_through(room, source):
    assert wrong_imports(room, source) == []
