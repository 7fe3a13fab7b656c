"""Each dependency has an end, a reason, and a licence that was looked at."""

from __future__ import annotations

import re

import pytest

from tests import licences
from tests.licences import FILES, ROOT, UNKNOWN, asked_for, closure, licence

REASONS = (ROOT / "docs" / "decisions" / "0004-dependencies.md").read_text("utf-8")
EVERY = sorted({str(one): one for path in ROOT.glob("requirements*.txt") for one in asked_for(path.name)}.items())
COMES_WITH = closure(*FILES)


@pytest.mark.parametrize("wanted", [one for _name, one in EVERY], ids=[name for name, _one in EVERY])
def test_it_ends_before_a_version_that_may_break_it_and_its_reason_is_written_down(wanted):
    assert any(bound.operator in {"~=", "<", "<=", "=="} for bound in wanted.specifier)
    assert re.search(rf"(?<![\w-]){re.escape(wanted.name)}(?![\w-])", REASONS, re.IGNORECASE)


@pytest.mark.parametrize("name", COMES_WITH)
def test_its_licence_is_listed_and_asks_for_nothing_that_is_not_written_down(name):
    assert f"| {name} |" in (ROOT / "docs" / "licences.md").read_text("utf-8")
    said = licence(name)
    assert said != UNKNOWN
    assert "AGPL" not in said
    assert not re.search(r"(?<!L)GPL", said)
    if re.search(r"LGPL|MPL", said):
        assert re.search(rf"(?<![\w-]){name}(?![\w-])", REASONS.partition("## Licences")[2])


def test_what_is_asked_for_further_down_is_followed():
    assert "starlette" in COMES_WITH["anyio"]
    assert "weasyprint" in COMES_WITH["pyphen"]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("GNU Affero General Public License v3", "AGPL"),
        ("GNU Lesser General Public License", "LGPL"),
        ("GNU General Public License v2", "GPL"),
        ("Mozilla Public License 2.0", "MPL-2.0"),
        ("The MIT License", "MIT"),
    ],
)
def test_licences_are_told_apart(monkeypatch, text, known):
    class About(dict):
        def get_all(self, _name):
            return [f"License :: OSI Approved :: {text}"]

    monkeypatch.setattr(licences.metadata, "metadata", lambda _name: About())
    monkeypatch.setattr(licences.metadata, "files", lambda _name: ())
    assert licence("anything") == known
