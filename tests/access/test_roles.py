"""access.toml: which role somebody's claims give, and what is said of each mistake."""

from __future__ import annotations

import pytest

from access import roles, sessions
from tests.command_line.shop import done, refused, run

RULES = """
[[rule]]
role = "admin"
email = "ann@firm.example"

[[rule]]
role = "analyst"
groups = ["retention", "data"]

[[rule]]
role = "agent"
domain = "firm.example"
claims."https://firm.example/team" = "service"
names = false

[[rule]]
role = "viewer"
domain = ["firm.example", "sister.example"]
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    (tmp_path / "access.toml").write_text(RULES, encoding="utf-8")
    return tmp_path / "access.toml"


def role_of(file, **claims):
    return roles.standing(roles.rules_of(file), {"sub": "1", **claims}).person.role


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "ann@firm.example"}, "admin"),
        ({"email": "Ann@Firm.Example"}, "admin"),
        ({"email": "ann@firm.example", "email_verified": True}, "admin"),
        ({"email": "ann@firm.example", "email_verified": False}, "nobody"),
        ({"email": "ann@firm.example.evil"}, "nobody"),
        ({"email": "ann@evil@firm.example"}, "nobody"),
        ({"email": "firm.example"}, "nobody"),
        ({"email": ["ann@firm.example"]}, "nobody"),
        ({"groups": ["data"]}, "analyst"),
        ({"groups": "data"}, "analyst"),
        ({"groups": ["Data"]}, "nobody"),
        ({"groups": ["database"]}, "nobody"),
        ({"groups": []}, "nobody"),
        ({"email": "bob@firm.example", "groups": ["data"]}, "analyst"),
        ({"email": "bob@firm.example", "https://firm.example/team": "service"}, "agent"),
        ({"https://firm.example/team": "service"}, "nobody"),
        ({"email": "cyd@sister.example"}, "viewer"),
        ({"role": "admin", "roles": ["admin"]}, "nobody"),
        ({}, "nobody"),
    ],
)
def test_the_first_rule_whose_every_condition_fits_counts(file, claims, role):
    assert role_of(file, **claims) == role


def test_names_are_seen_where_the_role_or_the_rule_says_so(file):
    agent = roles.standing(roles.rules_of(file), {"email": "b@firm.example", "https://firm.example/team": "service"})
    assert agent.person.rights == {"download"}
    file.write_text('[[rule]]\nrole = "viewer"\nemail = "v@firm.example"\nnames = true\n')
    viewer = roles.standing(roles.rules_of(file), {"email": "v@firm.example"})
    assert viewer.person.rights == {"download", "names"}


def test_without_a_file_nobody_has_a_role(tmp_path):
    assert role_of(tmp_path / "access.toml", email="ann@firm.example") == "nobody"


def test_a_changed_file_counts_at_once(file):
    assert role_of(file, email="ann@firm.example") == "admin"
    file.write_text('[[rule]]\nrole = "viewer"\nemail = "ann@firm.example"\n')
    assert role_of(file, email="ann@firm.example") == "viewer"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]", "no TOML"),
        ("[rule]\nrole = 'admin'", "two brackets"),
        ("[[rules]]\nrole = 'admin'", "“rules” is not known"),
        ("[[rule]]\nemail = 'a@b.c'", "its role is “”"),
        ("[[rule]]\nrole = 'boss'\nemail = 'a@b.c'", "viewer, agent, analyst, admin"),
        ("[[rule]]\nrole = 'admin'", "would be for everybody"),
        ("[[rule]]\nrole = 'admin'\nemails = 'a@b.c'", "“emails” is not known"),
        ("idle_minutes = 0", "above zero"),
        ("idle_minutes = true", "above zero"),
        ("idle_minutes = '60'", "above zero"),
        ("[[rule]]\nrole = 'admin'\nemail = []", "none of them empty"),
        ("[[rule]]\nrole = 'admin'\nemail = ['']", "none of them empty"),
        ("[[rule]]\nrole = 'admin'\nemail = 7", "none of them empty"),
        ("[[rule]]\nrole = 'admin'\nemail = 'firm.example'", "whole addresses"),
        ("[[rule]]\nrole = 'admin'\ndomain = '@firm.example'", "after the @"),
        ("[[rule]]\nrole = 'admin'\nclaims = 'x'", "claims.groups"),
        ("[[rule]]\nrole = 'agent'\ngroups = 'x'\nnames = 'no'", "true or false"),
        ("[[rule]]\nrole = 'analyst'\ngroups = 'x'\nnames = false", "would keep nothing"),
    ],
)
def test_each_mistake_is_a_sentence_that_names_the_file(file, text, said):
    file.write_text(text)
    sentence = refused("access", "check")
    assert said in sentence
    assert "access.toml" in sentence
    assert "Traceback" not in sentence


def test_a_file_that_is_no_text(file):
    file.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in refused("access", "check")


def test_a_rule_is_named_by_its_number(file):
    file.write_text("[[rule]]\nrole = 'viewer'\ngroups = 'y'\n[[rule]]\nrole = 'boss'\n")
    assert "rule 2" in refused("access", "check")


def test_the_command_says_what_somebody_may_do_and_why(file):
    said = done("access", "check", "--email", "ann@firm.example")
    assert "“admin”: rule 1" in said
    said = done("access", "check", "--groups", "data", "--groups", "other")
    assert "“analyst”: rule 2" in said
    assert "They may not see who did what, remove a customer for good." in said
    said = done("access", "check", "--email", "b@firm.example", "--claim", "https://firm.example/team=service")
    assert "“agent”: rule 3" in said
    result = run("access", "check", "--claim", "sub=42")
    assert result.exit_code == 1
    assert "42 is not let in" in result.output
    assert "email, groups, https://firm.example/team" in result.output
    assert "4. viewer" in done("access", "check")


def test_the_command_explains_that_there_is_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    assert "holds no rule" in done("access", "check")


def test_sessions_are_ended_by_a_command(file):
    assert "Say whose" in refused("access", "end", code=2)
    assert "Say whose" in refused("access", "end", "--email", "a@b.c", "--everybody", code=2)
    done("access", "end", "--email", "Ann@firm.example")
    assert sessions.was_ended(file.parent, "ann@firm.example", 1000.0)
    assert not sessions.was_ended(file.parent, "bob@firm.example", 1000.0)
    done("access", "end", "--everybody")
    assert sessions.was_ended(file.parent, "bob@firm.example", 1000.0)


@pytest.mark.parametrize(
    ("claims", "account"),
    [
        ({"email": "ann@firm.example"}, "ann@firm.example"),
        ({"email": "ann@firm.example", "email_verified": "true"}, "ann@firm.example"),
        ({"email": "ann@firm.example", "email_verified": False}, "1"),
        ({"email": "ann@firm.example", "email_verified": False, "preferred_username": "eve"}, "eve"),
        ({"email": "ann@firm.example", "email_verified": False, "preferred_username": "ann@firm.example"}, "1"),
        ({"preferred_username": "ann@firm.example"}, "ann@firm.example"),
        ({}, "1"),
    ],
)
def test_nobody_acts_in_the_name_of_an_address_that_is_not_theirs(claims, account):
    assert roles.account_of({"sub": "1", **claims}) == account
