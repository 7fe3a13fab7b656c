"""Every number of people opens a list of exactly as many, whatever the history."""

from __future__ import annotations

import re
from pathlib import Path

import ibis
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metrics
from tests.metrics.test_identities import World, examples, histories

LISTS = {name for name, entry in metrics.GLOSSARY.items() if "customer_key" in entry.columns} - {"activity"}


@pytest.fixture(scope="module")
def world():
    return World()


def drawn(data, frame):
    return data.draw(st.sampled_from(list(frame.itertuples()))) if len(frame) else None


def unique(members):
    assert members.customer_key.is_unique
    return members


@examples(12)
@given(histories(), st.data())
def test_life_cycle(world, history, data):
    states = world.fill(history).frame(metrics.lifecycle)
    bridge = world.frame(metrics.bridge)
    assert len(states) == 6 * len(bridge)
    row = drawn(data, states)
    if row is None:
        return
    members = unique(world.now(metrics.lifecycle_members(*world.facts, row.period.date(), state=row.state)))
    assert len(members) == row.customers
    assert members.revenue.sum() == row.revenue
    assert members.revenue_before.sum() == row.revenue_before
    everybody = unique(world.now(metrics.lifecycle_members(*world.facts, row.period.date())))
    assert len(everybody) == states[states.period == row.period].customers.sum()


@examples(12)
@given(histories())
def test_life_cycle_agrees_with_the_bridge(world, history):
    world.fill(history)
    states = world.frame(metrics.lifecycle).pivot_table(
        index="period", columns="state", values="customers", aggfunc="sum"
    )
    bridge = world.frame(metrics.bridge).set_index("period")
    if bridge.empty:
        return
    for name in ("lost", "new", "won_back"):
        assert states[name].tolist() == bridge[name].tolist()
    assert (states.growing + states.steady + states.shrinking).tolist() == bridge.retained.tolist()


@examples(12)
@given(histories(), st.sampled_from(["revenue", "profit"]), st.data())
def test_money_bridge(world, history, measure, data):
    world.fill(history)

    def steps_of(*facts):
        return metrics.revenue_bridge(*facts, measure=measure)

    steps = world.run(world.sql(("money", measure), lambda: steps_of(*world.facts))).df()
    closed = steps.start - steps.lost - steps.shrunk + steps.grown + steps.won_back + steps.new
    assert (closed == steps.end).all()
    assert (steps.kept + steps.won_back + steps.new == steps.end).all()
    assert (steps[["shrunk", "grown"]] >= 0).all(axis=None)
    assert steps.end.tolist()[:-1] == steps.start.tolist()[1:]
    row = drawn(data, steps)
    if row is None:
        return
    listed = metrics.revenue_bridge_members(*world.facts, row.period.date(), measure=measure)
    members = unique(world.now(listed))
    moved = members.groupby("step").money_change.sum()
    for step, sign in {"lost": -1, "shrunk": -1, "grown": 1, "won_back": 1, "new": 1}.items():
        assert moved.get(step, 0) * sign == getattr(row, step)
    people = world.frame(metrics.bridge).set_index("period").loc[row.period]
    counts = members.step.value_counts()
    assert [counts.get(step, 0) for step in ("lost", "new", "won_back")] == [people.lost, people.new, people.won_back]


@examples(12)
@given(histories())
def test_money_bridge_agrees_with_pandas(world, history):
    world.fill(history)
    steps = world.frame(metrics.revenue_bridge).set_index("period")
    spent = world.query("SELECT customer_key, period, revenue::DOUBLE AS revenue FROM activity")
    table = spent.pivot_table(index="customer_key", columns="period", values="revenue", aggfunc="sum")
    numbers = world.query("SELECT period, starts_on FROM periods").set_index("starts_on").period
    for starts_on, row in steps.iterrows():
        number = numbers[starts_on]
        there = [table[n] if n in table else pd.Series(float("nan"), table.index) for n in (number - 1, number)]
        before, now = there
        earlier = table[[n for n in table if n < number]].notna().any(axis=1)
        stayed = before.notna() & now.notna()
        change = (now - before)[stayed]
        expected = {
            "start": before.sum(),
            "lost": before[now.isna()].sum(),
            "shrunk": -change[change < 0].sum(),
            "grown": change[change > 0].sum(),
            "won_back": now[before.isna() & earlier].sum(),
            "new": now[~earlier].sum(),
            "end": now.sum(),
        }
        assert {name: float(row[name]) for name in expected} == pytest.approx(expected)


@examples(12)
@given(histories(), st.sampled_from(["revenue", "profit"]), st.sampled_from([0.5, 0.8, 1.0]), st.data())
def test_gap(world, history, measure, share, data):
    world.fill(history)
    gaps = world.now(metrics.retention_gap(*world.facts, measure=measure, share=share))
    row = drawn(data, gaps[gaps.customers.notna()])
    if row is None:
        return
    members = unique(world.now(metrics.gap_members(*world.facts, row.period.date(), measure=measure, share=share)))
    assert len(members) == row.customers <= row.lost
    assert members[measure].fillna(0).sum() == row.value
    if row.customers:
        assert members.explained.iloc[-1] >= share - 1e-9
        assert members.explained.iloc[:-1].lt(share).all()
    else:
        assert row.gap == pytest.approx(0)


@examples(12)
@given(histories(), st.data())
def test_gap_adds_up_over_all_the_lost(world, history, data):
    """The parts of all the lost, large and small ones, make the gap."""
    kept = world.fill(history).frame(metrics.retention)
    row = drawn(data, kept[(kept.start_revenue > 0) & (kept.lost > 0)])
    if row is None:
        return
    lost = world.now(metrics.bridge_members(*world.facts, row.period.date(), status="lost"))
    parts = lost.revenue.astype(float) / float(row.start_revenue) - 1 / row.start
    assert parts.sum() == pytest.approx(row.rate - row.sales_adjusted)


@examples(12)
@given(histories(), st.integers(0, 4))
def test_lapsed(world, history, silent_periods):
    world.fill(history)
    (counted,) = world.now(metrics.lapsed(*world.facts, silent_periods)).itertuples()
    members = unique(world.now(metrics.lapsed_members(*world.facts, silent_periods)))
    assert len(members) == counted.lapsed
    assert members.revenue.sum() == counted.revenue


@examples(8)
@given(histories(), st.booleans())
def test_segments(world, history, below_zero):
    world.fill(history)
    segments = world.frame(metrics.segment_profitability, split=True)
    counted = "loss_makers" if below_zero else "customers"
    customers = world.table("customers").mutate(customer_id=ibis._.customer_key.cast("string"))
    for row in segments.itertuples():
        members = unique(
            world.now(metrics.segment_members(*world.facts, customers, "segment", row.segment, below_zero=below_zero))
        )
        assert len(members) == (getattr(row, counted) if pd.notna(getattr(row, counted)) else 0)


@examples(8)
@given(histories(), st.sampled_from([0.2, 0.5]))
def test_top_list_and_its_changes(world, history, share):
    world.fill(history)
    customers = world.table("customers").mutate(customer_id=ibis._.customer_key.cast("string"))
    asked = (*world.facts, customers, "revenue", share)
    members = unique(world.now(metrics.top_customers(*asked)))
    counted = world.now(metrics.pareto_share(*asked))
    assert len(members) == (counted.listed.iloc[0] if len(counted) and pd.notna(counted.listed.iloc[0]) else 0)
    moves = unique(world.now(metrics.list_changes(*asked)))
    stability = world.now(metrics.list_stability(*asked))
    assert len(moves) == stability.customers.sum()
    for row in stability.itertuples():
        alike = moves[(moves.change == row.change) & (moves.fate.fillna("") == ("" if pd.isna(row.fate) else row.fate))]
        assert len(alike) == row.customers


@examples(8)
@given(histories(grains=["month"]), st.integers(1, 3), st.data())
def test_same_period_before(world, history, apart, data):
    world.fill(history)
    counted = world.now(metrics.like_for_like(*world.facts, apart=apart))
    row = drawn(data, counted)
    if row is None:
        return
    members = unique(world.now(metrics.like_for_like_members(*world.facts, row.period.date(), apart=apart)))
    assert len(members) == row.start
    assert (members.status == "kept").sum() == row.retained
    assert members.revenue_before.sum() == row.start_revenue
    assert members.revenue.sum() == row.revenue_now
    if apart == 1:
        strict = world.frame(metrics.retention).set_index("period").loc[row.period]
        assert (row.start, row.retained) == (strict.start, strict.retained)


@examples(8)
@given(histories(), st.sampled_from([1, 30, 60]))
def test_second_purchase(world, history, within_days):
    world.fill(history)
    asked = world.table("purchase_days"), history["complete_up_to"], within_days
    counted = world.now(metrics.repeat_purchase(*asked))
    soon = unique(world.now(metrics.repeat_members(*asked, converted=True)))
    not_soon = unique(world.now(metrics.repeat_members(*asked)))
    assert len(soon) == counted.converted.sum()
    assert len(soon) + len(not_soon) == counted.mature.sum()


NO_PROOF = {"test_glossary.py", Path(__file__).name}
HERE = {
    "lifecycle_members": test_life_cycle,
    "revenue_bridge_members": test_money_bridge,
    "gap_members": test_gap,
    "lapsed_members": test_lapsed,
    "segment_members": test_segments,
    "top_customers": test_top_list_and_its_changes,
    "list_changes": test_top_list_and_its_changes,
    "like_for_like_members": test_same_period_before,
    "repeat_members": test_second_purchase,
}


@pytest.mark.parametrize("name", sorted(LISTS - set(HERE)))
def test_no_list_is_left_out(name):
    """What is not counted here is counted beside the number that it stands behind."""
    others = [path for path in Path(__file__).parent.rglob("test_*.py") if path.name not in NO_PROOF]
    # Called by the package's name, or imported from its topic and used: once in the import, once where it is asked.
    assert any(len(re.findall(rf"\b{name}\b", path.read_text("utf-8"))) >= 2 for path in others) or any(
        f"metrics.{name}" in path.read_text("utf-8") for path in others
    )
