"""What holds for any history: sums that close, parts that make the whole, a second way of counting."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import metrics
from localization.calendars import calendar_days, calendar_periods
from localization.grains import CALENDARS
from metrics.booking import RESTART_DAYS

FIRST, LAST = date(2024, 1, 1), date(2024, 7, 31)
CUSTOMERS = 5
SEGMENTS = {0: "gold", 1: "gold", 2: "iron", 3: None, 4: "iron"}


def examples(count):
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


class World:
    """Tables on a real DuckDB, refilled for every history; a metric is compiled once and run on each of them."""

    def __init__(self):
        self.backend = ibis.duckdb.connect(threads=1)
        self.run = self.backend.con.execute
        for calendar in CALENDARS:
            self.write(f"days_{calendar}", calendar_days(calendar, FIRST, LAST), ["date"])
            self.write(f"periods_{calendar}", calendar_periods(calendar, FIRST, LAST), ["starts_on", "ends_on"])
        self.write("customers", pd.DataFrame({"customer_key": list(SEGMENTS), "segment": list(SEGMENTS.values())}))
        self.run("ALTER TABLE customers ALTER customer_key TYPE INTEGER").fetchall()
        self.run(
            "CREATE TABLE lines (upload_id INTEGER, source_row BIGINT, customer_key INTEGER, ordered_on DATE, "
            "order_id VARCHAR, revenue DECIMAL(18,4), cost DECIMAL(18,4), profit DECIMAL(18,4), status VARCHAR)"
        ).fetchall()
        self.run(
            "CREATE TABLE left_for (departure_id INTEGER, customer_key INTEGER, left_on DATE, cause VARCHAR)"
        ).fetchall()
        self.compiled = {}

    def write(self, name, frame, dates=()):
        self.backend.con.register("frame_to_write", frame)
        columns = ", ".join(f"{column}::DATE AS {column}" for column in dates)
        replaced = f" REPLACE ({columns})" if dates else ""
        self.run(f"CREATE OR REPLACE TABLE {name} AS SELECT *{replaced} FROM frame_to_write").fetchall()
        self.backend.con.unregister("frame_to_write")

    def sql(self, key, build):
        if key not in self.compiled:
            self.compiled[key] = ibis.to_sql(build(), dialect="duckdb")
        return self.compiled[key]

    def make(self, name, key, build):
        self.run(f"CREATE OR REPLACE TABLE {name} AS {self.sql(key, build)}").fetchall()

    def fill(self, history):
        """Book the lines of a history and build its facts."""
        self.run("DELETE FROM lines").fetchall()
        self.backend.con.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", history["lines"])
        calendar, grain, until = history["calendar"], history["grain"], history["complete_up_to"]
        self.run(f"CREATE OR REPLACE TABLE days AS FROM days_{calendar}").fetchall()
        self.run(
            f"CREATE OR REPLACE TABLE periods AS SELECT * EXCLUDE grain, ends_on <= ? AS is_complete "
            f"FROM periods_{calendar} WHERE grain = '{grain}'",
            [until],
        ).fetchall()
        self.make("orders", "orders", lambda: metrics.book(self.table("lines")))
        self.make("purchase_days", "purchase_days", lambda: metrics.purchase_days(self.table("orders")))
        self.make(
            "activity",
            ("activity", grain),
            lambda: metrics.activity(self.table("purchase_days"), self.table("days"), grain),
        )
        return self

    def table(self, name):
        return self.backend.table(name)

    @property
    def facts(self):
        return self.table("activity"), self.table("periods")

    @property
    def split_facts(self):
        by_segment = metrics.with_attributes(self.table("activity"), self.table("customers"), ("segment",))
        return by_segment, self.table("periods")

    def frame(self, metric, *, split=False):
        """The result of a metric of (activity, periods), all together or by segment."""
        build = (lambda: metric(*self.split_facts, by=("segment",))) if split else (lambda: metric(*self.facts))
        return self.run(self.sql((metric.__name__, split), build)).df()

    def now(self, expression):
        """The result of an expression that is of this history alone."""
        return self.run(ibis.to_sql(expression, dialect="duckdb")).df()

    def query(self, text):
        return self.run(text).df()


@pytest.fixture(scope="module")
def world():
    return World()


days = st.integers(0, (LAST - FIRST).days).map(lambda after: FIRST + timedelta(days=after))


@st.composite
def histories(draw, grains=("month", "month", "week", "quarter")):
    """Up to thirty lines of five customers and of nobody, with returns, free and cancelled lines and shared orders."""
    knows_costs = draw(st.booleans())
    lines = draw(
        st.lists(
            st.tuples(
                st.sampled_from([0, 0, 1, 1, 2, 3, 4, None]),
                days,
                st.sampled_from([None, None, "1", "2", "3"]),
                st.sampled_from([10, 10, 30, 80, 100, 0, -10, -30, -100]),
                st.integers(0, 60),
                st.sampled_from([None, None, None, "paid", "Cancelled"]),
            ),
            min_size=1,
            max_size=30,
        )
    )
    return {
        "calendar": draw(st.sampled_from(CALENDARS)),
        "grain": draw(st.sampled_from(grains)),
        "complete_up_to": draw(days),
        "lines": [
            (1, row, who, day, order, revenue, *((cost, revenue - cost) if knows_costs else (None, None)), status)
            for row, (who, day, order, revenue, cost, status) in enumerate(lines, start=2)
        ],
    }


departures = st.lists(
    st.tuples(
        st.integers(0, CUSTOMERS - 1), days, st.lists(st.sampled_from(["price", "quality", "unknown"]), min_size=1)
    ),
    max_size=8,
)


def same(left, right):
    """Equal up to the order of the rows and the last digits of floats."""
    keys = list(left.columns)
    arranged = [frame.sort_values(keys, ignore_index=True) for frame in (left, right[keys])]
    pd.testing.assert_frame_equal(*arranged, check_dtype=False)
    return True


@examples(25)
@given(histories())
def test_the_bridge_closes_and_each_end_is_the_next_start(world, history):
    bridge = world.fill(history).frame(metrics.bridge)
    assert (bridge.start - bridge.lost + bridge.new + bridge.won_back == bridge.end).all()
    assert (bridge.start - bridge.lost == bridge.retained).all()
    assert (bridge[["start", "lost", "new", "won_back", "end", "retained"]] >= 0).all(axis=None)
    assert bridge.end.tolist()[:-1] == bridge.start.tolist()[1:]


@examples(25)
@given(histories())
def test_rates_stay_within_their_bounds(world, history):
    world.fill(history)
    kept = world.frame(metrics.retention)
    assert (kept.retained <= kept.start).all()
    assert (kept.retained + kept.lost == kept.start).all()
    assert kept.rate[kept.start == 0].isna().all()
    known = kept[kept.start > 0]
    assert ((known.low <= known.rate + 1e-9) & (known.rate <= known.high + 1e-9)).all()
    assert (known.kept_revenue + known.lost_revenue == known.start_revenue).all()
    defined = kept[kept.grr.notna()]
    assert ((defined.grr <= 1) & (defined.grr <= defined.nrr + 1e-9)).all()
    cells = world.frame(metrics.cohort_retention)
    assert (cells.retained <= cells.retained_on_or_after).all()
    assert (cells.retained_on_or_after <= cells.customers).all()
    assert (cells[cells.age == 0].retained == cells[cells.age == 0].customers).all()
    for _, cohort in cells.groupby("cohort"):
        assert cohort.age.tolist() == list(range(len(cohort)))
        assert cohort.retained_on_or_after.is_monotonic_decreasing


@examples(25)
@given(histories())
def test_the_pooled_mean_lies_between_the_cohorts(world, history):
    world.fill(history)
    cells = world.frame(metrics.cohort_retention)
    pooled = world.frame(metrics.pooled_retention)
    assert pooled.age.tolist() == sorted(set(cells.age) - {0})
    for row in pooled.itertuples():
        of_age = cells[cells.age == row.age]
        assert of_age.rate.min() - 1e-9 <= row.rate <= of_age.rate.max() + 1e-9
        assert of_age.on_or_after_rate.min() - 1e-9 <= row.on_or_after_rate <= of_age.on_or_after_rate.max() + 1e-9
        assert row.cohorts == len(of_age)
        sums = ["customers", "retained", "retained_on_or_after", "revenue", "first_revenue"]
        assert [getattr(row, name) for name in sums] == of_age[sums].sum().tolist()


@examples(12)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(world, history, chance):
    facts = [metrics.bridge, metrics.retention, metrics.cohort_retention, metrics.whale_curve]
    before = [world.fill(history).frame(metric) for metric in facts]
    chance.shuffle(history["lines"])
    history["lines"] = [(1, row, *line[2:]) for row, line in enumerate(history["lines"], start=2)]
    after = [world.fill(history).frame(metric) for metric in facts]
    for one, other in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(one, other)


@examples(12)
@given(histories())
def test_segments_add_up_to_the_whole(world, history):
    world.fill(history)
    counted = {
        metrics.bridge: (["period"], ["start", "lost", "new", "won_back", "end", "retained"]),
        metrics.retention: (
            ["period"],
            ["start", "retained", "lost", "start_revenue", "kept_revenue", "lost_revenue"],
        ),
        metrics.cohort_retention: (["cohort", "age"], ["customers", "retained", "retained_on_or_after", "revenue"]),
    }
    for metric, (keys, sums) in counted.items():
        whole, parts = world.frame(metric), world.frame(metric, split=True)
        together = parts.groupby(keys, as_index=False)[sums].sum()
        assert same(whole[keys + sums].fillna(0), together)
    for metric, name in ((metrics.retention, "start_profit"), (metrics.cohort_retention, "profit")):
        whole, parts = world.frame(metric), world.frame(metric, split=True)
        assert whole[name].sum() == pytest.approx(parts[name].sum())


@examples(25)
@given(histories(), st.data())
def test_the_people_behind_a_cell_are_as_many_as_it_says(world, history, data):
    cells = world.fill(history).frame(metrics.cohort_retention)
    if cells.empty:
        return
    cell = data.draw(st.sampled_from(list(cells.itertuples())))
    cohort = cell.cohort.date()
    members = world.now(metrics.cohort_members(*world.facts, cohort, cell.age))
    assert members.customer_key.is_unique
    assert (len(members), members.is_kept.sum()) == (cell.customers, cell.retained)
    assert members.revenue.sum() == cell.revenue
    later = world.now(metrics.cohort_members(*world.facts, cohort, cell.age, kept_if="on_or_after"))
    assert (len(later), later.is_kept.sum()) == (cell.customers, cell.retained_on_or_after)


@examples(25)
@given(histories(), st.data())
def test_the_people_behind_a_bridge_are_as_many_as_it_says(world, history, data):
    bridge = world.fill(history).frame(metrics.bridge)
    if bridge.empty:
        return
    step = data.draw(st.sampled_from(list(bridge.itertuples())))
    members = world.now(metrics.bridge_members(*world.facts, step.period.date()))
    assert members.customer_key.is_unique
    counts = members.status.value_counts()
    assert [counts.get(status, 0) for status in ("kept", "lost", "new", "won_back")] == [
        step.retained,
        step.lost,
        step.new,
        step.won_back,
    ]


@examples(25)
@given(histories())
def test_no_money_of_known_customers_is_lost_on_the_way(world, history):
    world.fill(history)
    booked = world.query(
        "SELECT sum(revenue) FILTER (booked_on IS NOT NULL AND customer_key IS NOT NULL) AS known, "
        "sum(revenue) FILTER (kind IN ('unmatched', 'cancelled', 'anonymous')) AS apart, sum(revenue) AS total "
        "FROM orders"
    ).fillna(0)
    active = world.query("SELECT coalesce(sum(revenue), 0) AS revenue FROM activity").revenue[0]
    assert active == booked.known[0]
    assert active + booked.apart[0] == booked.total[0]
    curve = world.frame(metrics.whale_curve) if active else None
    assert (
        curve is None or curve.empty or curve.value.iloc[-1] == world.query("SELECT sum(profit) p FROM activity").p[0]
    )


def booked_by_hand(lines):
    """(kind, booked_on) of every line, by the rules of `metrics.book` in plain Python."""
    alive = [line for line in lines if line[2] is not None and line[8] != "Cancelled"]
    begun = {}
    for line in sorted((line for line in alive if line[4] and line[5] > 0), key=lambda line: (line[3], line[1])):
        days_of = begun.setdefault((line[2], line[4]), [])
        last = days_of[-1][-1] if days_of else None
        if last is not None and (line[3] - last).days <= RESTART_DAYS:
            days_of[-1].append(line[3])
        else:
            days_of.append([line[3]])

    def order_of(line):
        """Customer, number and which order under it: the last that began by then, else the first after."""
        first_days = [days_of[0] for days_of in begun.get((line[2], line[4]), [])]
        return line[2], line[4], max(sum(day <= line[3] for day in first_days), 1)

    orders = {}
    for line in alive:
        if line[4]:
            orders.setdefault(order_of(line), []).append(line)
    emptied = {
        order: max(line[3] for line in own)
        for order, own in orders.items()
        if min(line[5] for line in own) < 0 and sum(line[5] for line in own) <= 0
    }
    bought = [line for line in alive if line[5] > 0 and order_of(line) not in emptied]

    def place(line):
        _, _, who, day, number, revenue, *_, status = line
        if status == "Cancelled":
            return "cancelled", None
        if who is None:
            return "anonymous", day
        order = order_of(line)
        if revenue >= 0 and order not in emptied:
            return "purchase", day
        own = [other[3] for other in bought if number and order_of(other) == order]
        returned_on = emptied.get(order, day)
        earlier = [other[3] for other in bought if other[2] == who and other[3] <= returned_on]
        booked_on = min(own) if own else max(earlier, default=None)
        return ("return" if booked_on else "unmatched"), booked_on

    return [place(line) for line in lines]


def test_an_order_that_empties_itself_is_a_return_of_its_last_day(world):
    """The refund of the first day and the sale of the second are one return, of the purchase of the second day."""
    first, second = FIRST, FIRST + timedelta(days=1)
    lines = [(1, 2, 1, first, "1", -10), (1, 3, 1, second, None, 10), (1, 4, 1, second, "1", 10)]
    lines = [(*line, None, None, None) for line in lines]
    world.fill({"calendar": "gregorian", "grain": "month", "complete_up_to": second, "lines": lines})
    found = world.run("SELECT kind, booked_on FROM orders ORDER BY source_row").fetchall()
    assert found == [("return", second), ("purchase", second), ("return", second)]


@examples(25)
@given(histories())
def test_booking_agrees_with_plain_python(world, history):
    world.fill(history)
    found = world.run("SELECT kind, booked_on FROM orders ORDER BY source_row").fetchall()
    assert found == booked_by_hand(history["lines"])


@examples(25)
@given(histories())
def test_the_triangle_agrees_with_pandas(world, history):
    world.fill(history)
    bought = world.query(
        f"SELECT customer_key, {history['grain']} AS period FROM purchase_days JOIN days ON day = date"
    )
    bought["cohort"] = bought.groupby("customer_key").period.transform("min")
    bought["age"] = bought.period - bought.cohort
    active = bought.groupby(["cohort", "age"]).customer_key.nunique()
    periods = world.query("SELECT * FROM periods").set_index("period")
    complete = periods.index[periods.is_complete]
    expected = [
        (periods.starts_on[cohort], age, active[cohort, 0], active.get((cohort, age), 0))
        for cohort in sorted(set(bought.cohort))
        for age in range(len(periods))
        if cohort + age in complete
    ]
    cells = world.frame(metrics.cohort_retention)[["cohort", "age", "customers", "retained"]]
    assert list(cells.itertuples(index=False, name=None)) == expected


@examples(25)
@given(histories(grains=["month"]), departures)
def test_causes_share_out_the_departures_and_their_money(world, history, left):
    world.fill(history)
    world.run("DELETE FROM left_for").fetchall()
    for number, (who, day, causes) in enumerate(left):
        world.backend.con.executemany(
            "INSERT INTO left_for VALUES (?, ?, ?, ?)", [(number, who, day, cause) for cause in causes]
        )

    def valued():
        one_each = world.table("left_for").drop("cause").distinct()
        return metrics.departure_values(one_each, world.table("purchase_days"), world.table("days"))

    def by_cause(by=()):
        causes = world.table("left_for").select("departure_id", "cause")
        named = metrics.with_attributes(valued(), world.table("customers"), by) if by else valued()
        return metrics.departures_by_cause(named, causes, by)

    values = world.run(world.sql("valued", valued)).df()
    shares = world.run(world.sql("causes", by_cause)).df()
    assert len(values) == len(left)
    assert shares.departed.sum() == pytest.approx(len(left))
    assert shares.mentions.sum() == sum(len(set(causes)) for _, _, causes in left)
    assert shares.lost_revenue.sum() == pytest.approx(values.lost_revenue.sum())
    assert not left or shares.share.sum() == pytest.approx(1)
    parts = world.run(world.sql("causes by segment", lambda: by_cause(("segment",)))).df()
    together = parts.groupby("cause", as_index=False)[["mentions", "departed"]].sum()
    assert same(shares[["cause", "mentions", "departed"]], together)
