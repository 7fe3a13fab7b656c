"""What is kept in the address shares the session with every widget: no widget may have the name of such a thing."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IN_THE_ADDRESS = {"links.pick", "links.pick_several", "links.remembered", "links.remember"}


def calls():
    for room in ("ui", "words", "view", "frame", "screens", "pages"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield ast.unparse(node.func), node


def test_no_widget_has_the_name_of_what_the_address_keeps():
    kept, widgets = set(), set()
    for name, call in calls():
        if name in IN_THE_ADDRESS:
            kept |= {one.value for one in call.args if isinstance(one, ast.Constant)}
        if name.startswith("st."):
            widgets |= {
                one.value.value for one in call.keywords if one.arg == "key" and isinstance(one.value, ast.Constant)
            }
    assert {"compare", "lang"} <= kept
    assert {"compare_versions", "settle"} <= widgets
    assert kept & widgets == set()
