"""How long customers stay: the worked examples of the metrics reference, and a second way of computing."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

import metrics
from metrics.chance import benjamini_hochberg, chi_square_tail, two_sided
from metrics.lifetimes.log_rank import at_risk_each_day, pairs_of, scores_of
from metrics.lifetimes.product_limit import counts_per_day, product_limit
from metrics.lifetimes.survival import incidence
from tests.metrics.conftest import rows

# Freireich et al. 1963, weeks of remission in acute leukaemia.
TIMES_6MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
EVENTS_6MP = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
TIMES_PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def spells(times, events, entry=None, **columns):
    frame = pd.DataFrame({"entry": entry or [0] * len(times), "time": times, "event": [bool(e) for e in events]})
    return ibis.memtable(frame.assign(**columns).astype({"entry": "int32", "time": "int32"}))


def curve(*args, least_at_risk=1, **kwargs):
    found = product_limit(counts_per_day(spells(*args, **kwargs)), (), least_at_risk)
    return found.order_by("day").to_pandas().set_index("day")


def test_hand_computed_curve():
    found = curve([3, 5, 5, 8, 10], [1, 1, 0, 1, 0])
    assert found["survival"].round(4).to_dict() == {3: 0.8, 5: 0.6, 8: 0.3, 10: 0.3}
    assert found["at_risk"].to_dict() == {3: 5, 5: 4, 8: 2, 10: 1}
    assert found.index[found["survival"] <= 0.5][0] == 8
    assert found.loc[10, "restricted_mean"] == pytest.approx(7)


def test_late_entries_are_not_at_risk_before_they_come():
    found = curve([3, 6, 8, 9], [1, 0, 1, 0], entry=[0, 0, 4, 5])
    assert found.loc[[3, 8], "survival"].round(4).tolist() == [0.5, 0.25]
    assert curve([3, 6, 8, 9], [1, 0, 1, 0]).loc[[3, 8], "survival"].round(4).tolist() == [0.75, 0.375]


def test_who_comes_on_the_day_of_an_event_is_at_risk_from_the_next_day():
    assert curve([5, 9, 9], [1, 0, 0], entry=[0, 0, 5]).loc[5, "at_risk"] == 2


def test_freireich():
    found = curve(TIMES_6MP, EVENTS_6MP)
    assert found.loc[[6, 7, 10, 13, 16, 22, 23], "survival"].round(4).tolist() == [
        0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482,
    ]  # fmt: skip
    assert found.loc[10, ["low", "high"]].round(4).tolist() == [0.5032, 0.8894]
    other = SurvfuncRight(TIMES_6MP, EVENTS_6MP)
    assert found.loc[other.surv_times, "survival"].to_numpy() == pytest.approx(other.surv_prob)


def test_curve_stops_where_few_are_left_and_is_undefined_at_its_ends():
    found = curve(list(range(1, 13)), [0, *[1] * 11], least_at_risk=10)
    assert found.index.tolist() == [1, 2, 3]
    assert found["low"].isna().tolist() == [True, False, False]
    assert curve([1, 2], [1, 1])["survival"].tolist() == [0.5, 0]


def test_restricted_mean_has_the_spread_that_simulation_gives():
    """The interval of the mean, against the spread of means of 400 samples drawn from the same law."""
    draw = np.random.default_rng(5)
    means = []
    for _sample in range(400):
        life, seen = draw.exponential(20, 150), draw.uniform(10, 60, 150)
        times = np.minimum(np.minimum(life, seen), 30)
        at = np.unique(times[(life <= seen) & (life <= 30)])
        risk = np.array([(times >= t).sum() for t in at])
        survival = np.cumprod(1 - 1 / risk)
        means.append(np.sum(np.diff([0, *at, 30]) * np.array([1, *survival])))
    times = np.ceil(np.minimum(np.minimum(life, seen), 30) * 1000).astype(int)
    found = curve(times.tolist(), ((life <= seen) & (life <= 30)).tolist()).iloc[-1]
    assert (found["restricted_high"] - found["restricted_low"]) / 2000 / 1.96 == pytest.approx(np.std(means), rel=0.15)


def test_log_rank_of_freireich():
    groups = ["6-MP"] * 21 + ["placebo"] * 21
    both = spells(TIMES_6MP + TIMES_PLACEBO, EVENTS_6MP + [1] * 21, treatment=groups)
    each = at_risk_each_day(both, "treatment")
    assert rows(pairs_of(each, ("treatment",)), "treatment", "other", "observed", "expected", "variance") == [
        ("6-MP", "placebo", 9, 19.2505, 6.257)
    ]
    tested = pairs_of(each, ("treatment",)).to_pandas().iloc[0]
    assert tested["chi_square"] == pytest.approx(16.7929, abs=5e-5)
    assert tested["p_value"] == pytest.approx(4.169e-05, rel=1e-3)
    chi_square, degrees, p_value = metrics.overall_log_rank(scores_of(each, ("treatment",)).to_pandas(), "treatment")
    assert (chi_square, degrees, p_value) == (pytest.approx(16.7929, abs=5e-5), 1, pytest.approx(4.169e-05, rel=1e-3))


def test_log_rank_of_three_groups_is_that_of_statsmodels():
    draw = np.random.default_rng(2)
    groups = np.repeat(["a", "b", "c"], 60)
    times = np.ceil(draw.exponential(np.repeat([20, 25, 40], 60))).astype(int)
    events = draw.random(180) < 0.7
    each = at_risk_each_day(spells(times.tolist(), events.tolist(), group=groups), "group")
    chi_square, degrees, p_value = metrics.overall_log_rank(scores_of(each, ("group",)).to_pandas(), "group")
    theirs, their_p = survdiff(times, events, groups)
    assert (chi_square, degrees, p_value) == (pytest.approx(theirs), 2, pytest.approx(their_p))
    pair = pairs_of(each, ("group",)).to_pandas().set_index(["group", "other"])
    two = groups != "b"
    theirs, their_p = survdiff(times[two], events[two], groups[two])
    assert pair.loc[("a", "c"), "chi_square"] == pytest.approx(theirs)
    assert pair.loc[("a", "c"), "p_value"] == pytest.approx(their_p, rel=1e-6)


def test_one_group_has_nobody_to_be_compared_with():
    each = at_risk_each_day(spells([1, 2, 3], [1, 0, 1], group=["a"] * 3), "group", 1)
    assert rows(pairs_of(each, ("group",))) == []
    assert np.isnan(metrics.overall_log_rank(scores_of(each, ("group",)).to_pandas(), "group")[2])


def test_benjamini_and_hochberg_of_their_own_example():
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p_values += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
    found = benjamini_hochberg(ibis.memtable({"p_value": p_values[::-1]})).order_by("p_value").to_pandas()
    assert found["adjusted_p"].round(4).tolist()[:6] == [0.0015, 0.003, 0.0095, 0.0356, 0.0603, 0.0639]
    assert (found["adjusted_p"] <= 0.05).sum() == 4
    unknown = benjamini_hochberg(ibis.memtable({"p_value": [0.04, None]}, schema={"p_value": "float64"}))
    assert unknown.order_by("p_value").to_pandas()["adjusted_p"].tolist()[0] == pytest.approx(0.04)


@pytest.mark.parametrize("z", [0.0, 0.5, 1.96, -2.5, 4.1, 8.0])
def test_tails_of_the_normal_law(z):
    found = ibis.memtable({"z": [z]}).mutate(p=two_sided(ibis._.z)).to_pandas()["p"].iloc[0]
    assert found == pytest.approx(2 * stats.norm.sf(abs(z)), rel=2e-7)


@pytest.mark.parametrize("degrees", [1, 2, 3, 8])
def test_tails_of_chi_square(degrees):
    assert chi_square_tail(7.3, degrees) == pytest.approx(stats.chi2.sf(7.3, degrees))
    assert chi_square_tail(0.0, degrees) == 1


def test_competing_reasons():
    counts = counts_per_day(spells([1, 2, 3, 4], [1, 1, 0, 1]))
    departed = ibis.memtable({"cause": ["A", "B", "A"], "day": [1, 2, 4], "departed": [1.0, 1.0, 1.0]})
    assert rows(incidence(counts, departed), "cause", "day", "incidence") == [
        ("A", 1, 0.25),
        ("A", 4, 0.75),
        ("B", 2, 0.25),
    ]


# --- from purchases to lifetimes -------------------------------------------------------------------------------------


@pytest.fixture
def shop(history):
    """The data run from 1 January to 30 June 2024; lost is who is silent for 60 days."""
    history.complete_up_to = "2024-06-30"
    history.add("old", "2024-01-01", "2024-02-01", "2024-06-20")  # silent for 60 days on 1 April, back in June
    history.add("gone", "2024-03-10", "2024-03-20")  # silent for 60 days on 19 May
    history.add("here", "2024-03-10", "2024-05-01", "2024-06-30")  # gaps of 52 and 60 days: never more than 60
    history.add("edge", "2024-05-01")  # silent for 60 days on the last day of the data
    history.add("fresh", "2024-05-02")  # one day less
    return history


def lifetimes_of(data, **options):
    gaps = metrics.purchase_gaps(data.purchase_days)
    found = metrics.survival_members(gaps, data.customers, data.until, 60, **options)
    names = found.join(data.customers.select("customer_key", "customer_id"), "customer_key")
    return {row[0]: row[1:] for row in rows(names, "customer_id", "started_on", "lost_on", "days", "is_lost")}


def test_lost_is_who_reaches_the_silence_and_on_the_day_it_is_reached(shop):
    assert lifetimes_of(shop, keep_early=True) == {
        "old": ("2024-01-01", "2024-04-01", 91, True),
        "gone": ("2024-03-10", "2024-05-19", 70, True),
        "here": ("2024-03-10", None, 112, False),
        "edge": ("2024-05-01", "2024-06-30", 60, True),
        "fresh": ("2024-05-02", None, 59, False),
    }


def test_first_seen_at_the_beginning_of_the_data_is_left_out(shop):
    assert set(lifetimes_of(shop)) == {"gone", "here", "edge", "fresh"}
    assert set(lifetimes_of(shop, is_lost=False)) == {"here", "fresh"}


def test_who_joined_before_the_data_comes_under_observation_with_the_first_purchase_seen(shop):
    shop.describe("old", joined_on=pd.Timestamp("2023-12-01"))
    shop.describe("gone", joined_on=pd.Timestamp("2024-03-01"))  # within the data: the first purchase counts
    shop.describe("here", joined_on=None)
    customers = shop.customers.mutate(joined_on=ibis._.joined_on.cast("date"))
    gaps = metrics.purchase_gaps(shop.purchase_days)
    found = metrics.survival_members(gaps, customers, shop.until, 60)
    assert rows(found.filter(ibis._.customer_key == shop.key("old")), "started_on", "days") == [("2023-12-01", 122)]
    from metrics.lifetimes.survival import lifetimes

    spells = lifetimes(gaps, customers, shop.until, 60)
    assert rows(spells.filter(ibis._.customer_key == shop.key("old")), "entry", "is_early") == [(31, False)]
    assert rows(spells.filter(ibis._.customer_key == shop.key("gone")), "started_on") == [("2024-03-10",)]


def test_curve_counts_whom_the_list_names(shop):
    gaps = metrics.purchase_gaps(shop.purchase_days)
    found = metrics.survival(gaps, shop.customers, shop.until, 60, keep_early=True, least_at_risk=1)
    assert rows(found, "day", "at_risk", "events", "survival", "customers", "lost", "left_out") == [
        (59, 5, 0, 1, 5, 3, 0),
        (60, 4, 1, 0.75, 5, 3, 0),
        (70, 3, 1, 0.5, 5, 3, 0),
        (91, 2, 1, 0.25, 5, 3, 0),
        (112, 1, 0, 0.25, 5, 3, 0),
    ]
    assert rows(found, "median_days")[0] == (70,)


def test_without_a_curve_it_still_says_how_many_there_are(shop):
    gaps = metrics.purchase_gaps(shop.purchase_days)
    found = metrics.survival(gaps, shop.customers, shop.until, 60)
    assert rows(found, "day", "survival", "median_days", "customers", "lost", "left_out") == [
        (None, None, None, 4, 2, 1)
    ]


def test_reasons_end_a_lifetime_on_their_day(shop):
    """Gone left for two causes on 1 April; a record from before anybody's first purchase tells of an earlier time."""
    departures = ibis.memtable(
        {
            "departure_id": [1, 2],
            "customer_key": [shop.key("gone"), shop.key("edge")],
            "left_on": [date(2024, 4, 1), date(2024, 2, 1)],
        }
    )
    causes = ibis.memtable({"departure_id": [1, 1, 2], "cause": ["price", "support", "delivery"]})
    gaps = metrics.purchase_gaps(shop.purchase_days)
    found = metrics.reasons_over_time(
        gaps, shop.customers, departures, causes, shop.until, 60, keep_early=True, least_at_risk=1
    )
    assert rows(found, "cause", "day", "at_risk", "departed", "incidence") == [
        ("price", 22, 5, 0.5, 0.1),
        ("silent", 60, 3, 1, 0.2667),
        ("silent", 91, 2, 1, 0.5333),
        ("support", 22, 5, 0.5, 0.1),
    ]


days = st.integers(0, 300).map(lambda after: date(2024, 1, 1) + timedelta(days=after))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 5), days), min_size=1, max_size=25),
    st.integers(5, 120),
    st.booleans(),
)
def test_for_any_history_the_lists_are_as_long_as_the_numbers(lines, window, keep_early):
    frame = pd.DataFrame(sorted(set(lines)), columns=["customer_key", "day"])
    until = max(frame["day"])
    bought = ibis.memtable(frame).mutate(day=ibis._.day.cast("date"))
    gaps = ibis.memtable(metrics.purchase_gaps(bought).to_pyarrow())
    keys = range(6)
    customers = ibis.memtable({"customer_key": list(keys), "side": [key % 2 for key in keys]})
    options = {"keep_early": keep_early}
    members = metrics.survival_members(gaps, customers, until, window, **options).to_pandas()
    whole = metrics.survival(gaps, customers, until, window, least_at_risk=1, **options).to_pandas()
    parts = metrics.survival(gaps, customers, until, window, ("side",), least_at_risk=1, **options).to_pandas()
    assert whole["customers"].iloc[0] == len(members)
    assert whole["lost"].iloc[0] == members["is_lost"].sum() == whole["events"].sum()
    assert parts.drop_duplicates("side")[["customers", "lost", "left_out"]].sum().tolist() == [
        whole[name].iloc[0] for name in ("customers", "lost", "left_out")
    ]
    drawn = whole["survival"].dropna()
    assert drawn.is_monotonic_decreasing
    if members["is_lost"].any():
        theirs = SurvfuncRight(members["days"] + 0.0, members["is_lost"])
        ours = whole.set_index("day")["survival"]
        assert ours.loc[theirs.surv_times].to_numpy() == pytest.approx(theirs.surv_prob)
