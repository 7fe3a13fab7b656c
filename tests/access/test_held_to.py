"""Whoever is held to some customers sees what they would see if nobody else were in the data: every metric says so.

So no number can give others away, by subtraction or otherwise: it does not depend on them. What does is named here.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

import access
import register
import store
from access import roles, scopes
from messages import experiments
from metrics import GLOSSARY, evaluate
from metrics.errors import MissingData
from register import connection
from store import Tables, lists, seeing, views
from store.schema import TABLES
from tests.command_line.shop import done
from tests.spark import firm
from tests.spark.cases import cases_of
from tests.store.conftest import line, publish, put

DAY = date(2024, 2, 1)
# Held to people by a column, and by two with several values.
SCOPES = {
    "one region": (("region", ("north",)),),
    "two owners and a role": (("owner", ("mina", "omid")), ("role", ("employer",))),
}
# What is said of a customer by a model that learnt from all of them, or by their place among them.
OF_ALL = frozenset({"customer_rfm", "customer_value", "customer_risk", "risk_tested", "club_pairs"})
OF_ALL |= {"renewal_risk", "renewal_tested"}


def rows_of(table):
    made_by = {name: getattr(firm, f"_{name}") for name in TABLES}
    rows = made_by[table](random.Random(list(TABLES).index(table)))  # noqa: S311
    if table == "orders":  # with every cost known, no line depends on what others usually cost
        rows = [one | {"cost": one.get("cost") or "1.5"} for one in rows]
    return rows


def build(keeps, dataset):
    """The firm with the customers alone for whom `keeps` is true; of rows without a customer, all or none."""
    people = {one["customer_id"] for one in rows_of("customers") if keeps(one)}
    with store.draft(dataset) as draft:
        for table in TABLES:
            rows = rows_of(table)
            if keeps is not everybody and rows and "customer_id" in rows[0]:
                rows = [one for one in rows if one["customer_id"] in people]
                if table == "customers":
                    rows = [
                        one | {"referred_by": one["referred_by"] if one["referred_by"] in people else None}
                        for one in rows
                    ]
            put(draft, rows, table)
        draft.settings = replace(draft.settings, currency="EUR", complete_up_to=firm.COMPLETE_UP_TO)
        draft.publish()


def everybody(_row):
    return True


def agent(held_to, rights=access.ROLES["agent"]):
    return access.Person("agent", rights, "Mina", "mina@firm.example", is_signed_in=True, held_to=held_to)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("held")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place))
        build(everybody, "firm")
        for name, held_to in SCOPES.items():
            build(lambda row, held_to=held_to: all(row[column] in values for column, values in held_to), name)
    return place


@pytest.fixture
def home(made, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(made))
    return made


def plain(value):
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT
        return None
    return round(float(value), 6) if isinstance(value, float | int) and not isinstance(value, bool) else value


def answer(snapshot, case):
    people = snapshot.fetch(snapshot.customers).set_index("customer_key")["customer_id"]
    try:
        frame = snapshot.fetch(evaluate(case.metric, Tables(snapshot, **case.view), by=case.by, **case.options))
    except MissingData as error:
        return str(error)
    if case.metric == "silence_counts":  # its groups are drawn by keys, which begin anew
        frame = frame.groupby("silent_days", as_index=False)[["ended", "returned"]].sum()
    for name in ("customer_key", "other_key"):
        if name in frame:
            frame[name] = frame[name].map(people)
    return sorted(map(str, ([plain(value) for value in row] for row in frame.itertuples(index=False))))


def asked():
    """Every metric of one scope, and every sixth of the other."""
    cases = [
        case
        for entry in GLOSSARY.values()
        if not {*entry.reads} & (OF_ALL | {"assigned"})
        for case in cases_of(entry)
        if case.asked == "plainly"
    ]
    one, other = SCOPES
    return [(one, case) for case in cases] + [(other, case) for case in cases[::6]]


@pytest.mark.parametrize(("scope", "case"), asked(), ids=str)
def test_each_metric_is_that_of_their_customers_alone(home, scope, case):
    alone = store.open(scope)
    with access.acting_as(agent(SCOPES[scope])):
        held = store.open("firm")
    assert answer(held, case) == answer(alone, case)


def test_what_is_counted_at_publishing_is_counted_of_them_alone(home):
    alone = store.open("one region").info
    with access.acting_as(agent(SCOPES["one region"])):
        held = store.open("firm").info
        history = store.versions("firm")
    assert {name: value for name, value in held.counts.items() if name != "rejects_rows"} == alone.counts
    assert (held.attributes, held.line_attributes, held.uploads) == (alone.attributes, alone.line_attributes, ())
    assert [one.counts for one in history] == [held.counts]


def test_what_models_said_of_them_is_theirs_and_no_sum_of_all_is_there(home):
    whole = store.open("firm")
    with access.acting_as(agent(SCOPES["one region"])):
        held = store.open("firm")
        people = set(held.fetch(held.customers)["customer_key"])
        for name in sorted(OF_ALL & held.schemas.keys()):
            seen, everything = held.fetch(held.table(name)), whole.fetch(whole.table(name))
            assert set(seen["customer_key"]) <= people
            assert len(seen) == everything["customer_key"].isin(people).sum()
        assert set(held.forecast) | set(held.warning) <= {
            *("uses", "origin", "origins", "horizon_days", "discount", "reason", "spending_reason")
        }
        pairs = held.fetch(held.table("club_pairs"))
        assert set(pairs["other_key"].dropna()) <= people


def test_without_names_as_well(home):
    with access.acting_as(agent(SCOPES["one region"], frozenset({"download"}))):
        held = store.open("firm")
        people = held.fetch(held.customers)
    alone = store.open("one region")
    numbers = alone.fetch(alone.customers)["customer_id"]
    assert set(people["customer_id"]) == set(map(access.stand_in, numbers))
    assert people["name"].isna().all()


@pytest.mark.parametrize(
    "held_to",
    [(("town", ("north",)),), (("region", ("nowhere",)),), (("region", ()),), (("region", ("north",)), ("x", ("y",)))],
)
def test_who_is_held_to_what_is_not_there_sees_nobody(home, held_to):
    with access.acting_as(agent(held_to)):
        held = store.open("firm")
        assert held.fetch(held.customers).empty
        assert held.info.counts["customers"] == 0
        assert seeing.customers("firm") == frozenset()


def test_two_versions_are_compared_in_them_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    days = [f"2024-0{month}-05" for month in range(1, 7)]
    publish([line(one, day, region=place) for one, place in (("ann", "North"), ("bob", "South")) for day in days])
    publish([line("ann", "2024-02-06", 7), line("bob", "2024-02-06", 1000)], sha256="more")
    with access.acting_as(agent((("region", ("north",)),))):
        found = store.compare("shop", 1, 2)
    assert list(found.customers["customer_id"]) == ["ann"]
    assert list(found.periods["revenue_after"] - found.periods["revenue_before"]) == [7]
    assert found.changed_customers == 1


RULES = """
[[rule]]
role = "agent"
groups = ["sales"]
held_to.owner = "me"

[[rule]]
role = "viewer"
groups = ["teams"]
held_to.region = "claim:team"
held_to.segment = ["Gold", " silver"]
"""


@pytest.mark.parametrize(
    ("claims", "held_to"),
    [
        ({"groups": "sales", "email": "Mina@Firm.example"}, (("owner", ("mina@firm.example",)),)),
        ({"groups": "sales", "email": "mina@firm.example", "email_verified": False}, (("owner", ()),)),
        ({"groups": "sales", "preferred_username": "Mina"}, (("owner", ("mina",)),)),
        ({"groups": "sales"}, (("owner", ()),)),
        (
            {"groups": "teams", "team": ["North", "South"]},
            (("region", ("north", "south")), ("segment", ("gold", "silver"))),
        ),
        ({"groups": "teams"}, (("region", ()), ("segment", ("gold", "silver")))),
    ],
)
def test_a_rule_holds_somebody_to_values_or_to_what_is_said_of_them(tmp_path, claims, held_to):
    (tmp_path / "access.toml").write_text(RULES)
    person = roles.standing(roles.rules_of(tmp_path / "access.toml"), claims).person
    assert person.held_to == held_to
    assert person.sight == access.Sight("names" in person.rights, held_to)


def test_the_command_says_which_customers_somebody_sees(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    (tmp_path / "access.toml").write_text(RULES)
    assert "customers alone with owner = me." in done("access", "check")
    said = done("access", "check", "--groups", "sales", "--email", "mina@firm.example")
    assert "customers alone with owner = mina@firm.example." in said
    assert "customers alone with owner = –." in done("access", "check", "--groups", "sales")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("role = 'analyst'\ngroups = 'x'\nheld_to.region = 'a'", "would keep nothing"),
        ("role = 'agent'\ngroups = 'x'\nheld_to = 'a'", "held_to.region"),
        ("role = 'agent'\ngroups = 'x'\nheld_to = {}", "held_to.region"),
        ("role = 'agent'\ngroups = 'x'\nheld_to.region = []", "held_to.region"),
        ("role = 'agent'\ngroups = 'x'\nheld_to.region = 7", "held_to.region"),
    ],
)
def test_a_rule_that_cannot_be_lets_nobody_in(tmp_path, rule, said):
    (tmp_path / "access.toml").write_text(f"[[rule]]\n{rule}\n")
    with pytest.raises(roles.AccessError, match=said):
        roles.rules_of(tmp_path / "access.toml")


@pytest.fixture
def north(tmp_path, monkeypatch):
    """Ann and Amy of the North, Bob of the South, with actions, notes and lists; somebody who is held to the North."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    monkeypatch.setattr(scopes, "_finders", [seeing.customers])
    publish(
        [
            line("ann", "2024-01-05", region="North"),
            line("amy", "2024-01-05", region="North"),
            line("bob", "2024-01-05", region="South"),
        ]
    )
    for title, people in (("Own", ("ann", "amy")), ("Mixed, Bob too", ("ann", "bob")), ("Others", ("bob",))):
        register.take_on(
            "shop", title=title, customers=[register.Chosen(one) for one in people], starts_on=DAY, owner=title
        )
    register.take_on("shop", title="For the firm", cause="price", customers=[], starts_on=DAY)
    register.write_note("shop", "bob", "Of Bob")
    keep = {"heading": "", "definition": "", "version": 1, "since": DAY}
    lists.save("shop", name="Mixed", customers=("ann", "bob"), **keep)
    lists.save("shop", name="Others", customers=("bob",), **keep)
    yield agent((("region", ("north",)),))
    connection.close()


def test_of_the_register_they_read_their_customers_alone(north):
    with access.acting_as(north):
        found = {one.title: (one.customers, one.remedy) for one in register.actions("shop")}
        assert found == {"Own": (2, ""), "Action 2": (1, "")}
        assert [one.customer_id for one in register.members(2)] == ["ann"]
        assert [(one.title, one.member.customer_id) for one in register.tasks("shop")] == [
            *(("Own", one) for one in ("ann", "amy")),
            ("Action 2", "ann"),
        ]
        assert register.assigned([1, 2, 3]) == [(1, "ann", "treated"), (1, "amy", "treated"), (2, "ann", "treated")]
        assert register.counts("shop", DAY)["open"] == 2
        assert register.owners("shop") == ["Mixed, Bob too", "Own"]
        assert set(register.latest("shop", ["ann", "bob"])) == {"ann"}
        assert register.notes("shop", "bob") == []
        assert register.events(dataset="shop") == []
        assert register.action(3) is None
        assert register.actions("shop", customer_id="bob") == []


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_what_came_of_an_experiment_is_counted_of_their_customers_alone(north, role):
    plan = register.Plan(10, expected_kept=0.25, held_out_share=0.5)
    chosen = [register.Chosen("ann"), register.Chosen("bob"), register.Chosen("amy", arm=register.HELD_OUT)]
    tried = register.take_on("shop", title="Tried", customers=chosen, starts_on=DAY, plan=plan)

    def told():
        one = register.action(tried)
        row = experiments.effects(store.open("shop"), experiments.asked_of([one])).iloc[0]
        return one.expected_kept, row["customers"], row["other_customers"], row["unknown"]

    assert told() == (0.25, 2, 1, 0)
    with access.acting_as(replace(north, role=role, rights=access.ROLES[role])):
        assert told() == (None, 1, 1, 0)


def test_in_the_register_they_write_of_their_customers_alone(north):
    deeds = [
        lambda: register.take_on("shop", title="x", customers=[register.Chosen("bob")], starts_on=DAY),
        lambda: register.take_on("shop", title="x", customers=[register.Chosen("nobody")], starts_on=DAY),
        lambda: register.write_note("shop", "bob", "x"),
        lambda: register.finish(2, "bob", result="reached"),
        lambda: register.change(3, seen=1, title="x"),
        lambda: register.change(2, seen=1, title="x"),
    ]
    with access.acting_as(north):
        for deed in deeds:
            with pytest.raises(register.RegisterError):
                deed()
        register.finish(2, "ann", result="reached")
        register.change(1, seen=1, title="Still own")
    assert [one.title for one in register.actions("shop")] == ["Still own", "Mixed, Bob too", "Others", "For the firm"]


def test_somebody_elses_customer_and_nobody_are_refused_in_the_same_words(north):
    said = []
    with access.acting_as(north):
        for one in ("bob", "nobody"):
            with pytest.raises(register.RegisterError) as error:
                register.write_note("shop", one, "x")
            said.append(str(error.value))
    assert len(set(said)) == 1


def test_of_saved_lists_they_see_their_customers_and_replace_no_other(north):
    keep = {"heading": "", "definition": "", "version": 1, "since": DAY}
    with access.acting_as(north):
        assert [(one.name, one.customers) for one in lists.saved("shop")] == [("Mixed", ("ann",))]
        for deed in (
            lambda: lists.save("shop", name="New", customers=("ann", "bob"), **keep),
            lambda: lists.save("shop", name="Others", customers=("ann",), **keep),
            lambda: lists.delete("shop", "Others"),
        ):
            with pytest.raises(store.StoreError):
                deed()
        lists.save("shop", name="New", customers=("ann",), **keep)
        lists.delete("shop", "New")
    assert len(lists.saved("shop")) == 2


def test_where_nobody_can_find_them_nobody_is_seen(north, monkeypatch):
    monkeypatch.setattr(scopes, "_finders", [])
    with access.acting_as(north):
        assert register.actions("shop") == []


def test_names_of_lists_and_views_that_name_somebody_unseen_are_not_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    monkeypatch.setattr(scopes, "_finders", [seeing.customers])
    publish(
        [
            {"customer_id": "k100", "name": "Ann Example", "region": "North"},
            {"customer_id": "7", "name": "Bob Example", "region": "South"},
        ],
        "customers",
    )
    keep = {"definition": "", "version": 1, "since": DAY, "customers": ("k100", "7")}
    lists.save("shop", name="Ann Example's friends", heading="Like k100", **keep)
    lists.save("shop", name="Calls for Bob Example", heading="March", **keep)
    lists.save("shop", name="The 7 best", heading="", **keep)
    views.save("shop", name="Bob Example", page="overview", address={"grain": "month", "pick": '{"customer_id": "7"}'})
    views.save("shop", name="March", page="overview", address={"customer": "k100"})

    def shown():
        return {one.name for one in lists.saved("shop")}, [(one.name, one.address) for one in views.saved("shop")]

    with access.acting_as(access.VIEWER):
        names, addresses = shown()
        assert names == {"The 7 best", *(one for one in names if one.startswith("List "))}
        assert len(names) == 3
        assert {one.heading for one in lists.saved("shop")} == {"", "March"}
        assert addresses == [("View 1", {"grain": "month"}), ("March", {})]
    with access.acting_as(agent((("region", ("north",)),))):
        names, addresses = shown()
        assert {"Ann Example's friends", "The 7 best"} < names
        assert "Calls for Bob Example" not in names
        assert addresses == [("View 1", {"grain": "month"}), ("March", {"customer": "k100"})]
    assert shown()[1][0][0] == "Bob Example"
