"""The benchmark runs, says all it should, and fails when results differ."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from benchmarks import orders, publishing, queries, report, reruns, with_pandas, with_polars
from benchmarks.__main__ import main

ROOT = Path(__file__).parents[2]


# Of the nine that a benchmark reruns: one by its own address, and the first, which has none.
PAGES = ("overview", "cohorts")


@pytest.mark.timeout(1200)  # it starts five servers; on a machine with other work each takes its time
def test_a_whole_run_prints_every_line():
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks",
            "--rows",
            "20000",
            "--repeats",
            "1",
            "--reruns",
            "1",
            "--pages",
            *PAGES,
            "--sessions",
            "1",
            "--thinking",
            "0",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    for said in ("publishing ÷ bare", "peak memory of publishing", "Persian ÷ plain", "rows of a workbook", "cores ("):
        assert said in run.stdout
    for title in queries.RESULTS.values():
        for way in ("ours", "pandas", "Polars"):
            assert f"{title}: {way}" in run.stdout
        assert run.stdout.count(f"{title}: the three results") == 1
    for title in queries.AGAINST_PANDAS.values():
        assert f"{title}: pandas" in run.stdout
        assert run.stdout.count(f"{title}: the two results") == 1
    for page in PAGES:
        for view in reruns.VIEWS:
            for cache in ("cold", "warm"):
                assert f"page {page}, {view}, {cache} cache" in run.stdout


@pytest.fixture
def one_result(monkeypatch):
    """One result is enough to tell whether a wrong one is noticed."""
    monkeypatch.setattr(queries, "RESULTS", {"bridge": queries.RESULTS["bridge"]})
    monkeypatch.setattr(queries, "AGAINST_PANDAS", {})


def _make_wrong(way, monkeypatch):
    right = {"ours": queries._ours, "pandas": with_pandas.bridge, "polars": with_polars.bridge}[way]
    if way == "ours":
        monkeypatch.setattr(queries, "_ours", lambda dataset, name: right(dataset, name).assign(lost=0))
    elif way == "pandas":
        monkeypatch.setattr(with_pandas, "bridge", lambda *lines: right(*lines).assign(lost=0))
    else:
        monkeypatch.setattr(with_polars, "bridge", lambda *lines: right(*lines).with_columns(lost=0))


@pytest.mark.usefixtures("one_result")
def test_a_wrong_result_fails_the_run(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    _make_wrong("ours", monkeypatch)
    assert main(["--rows", "2000", "--repeats", "1", "--only", "metrics"]) == 1
    assert "Results differ. bridge: row 0, lost" in capsys.readouterr().err


@pytest.fixture(scope="module")
def few_orders(tmp_path_factory):
    """The file of a few orders, published in a home of its own beside it."""
    folder = tmp_path_factory.mktemp("few")
    path = orders.write(folder, 2000)[0]
    publishing.add(path, folder / "home", "orders")
    return path


@pytest.mark.usefixtures("one_result")
@pytest.mark.parametrize("way", ["ours", "pandas", "polars"])
def test_whoever_of_the_three_is_wrong_is_noticed(way, monkeypatch, few_orders):
    monkeypatch.setenv("MANDEGAR_HOME", str(few_orders.parent / "home"))
    queries.measure(few_orders, publishing.DATASET, 1)
    _make_wrong(way, monkeypatch)
    with pytest.raises(queries.DifferenceError, match="bridge: row 0, lost"):
        queries.measure(few_orders, publishing.DATASET, 1)


CELLS = pd.DataFrame(
    {
        "cohort": pd.to_datetime(["2025-01-01", "2025-02-01"]),
        "name": ["ann", "bob"],
        "is_kept": [True, False],
        "customers": [3, 2],
        "rate": [0.5, None],
        "revenue": [10.25, -3.5],
        **{f"other_{at}": [at, at] for at in range(3)},
    }
)
IN_CENTS = CELLS.assign(revenue=[1025, -350])


@pytest.mark.parametrize(
    "wrong",
    [
        {"cohort": pd.to_datetime(["2025-01-01", "2025-02-02"])},
        {"name": ["ann", "bo"]},
        {"is_kept": [True, True]},
        {"customers": [3, 3]},
        {"rate": [0.5, 0.0]},
        {"rate": [0.5000001, None]},
        {"revenue": [1025, -351]},
        {"further": [0, 0]},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_difference_of_any_kind_is_seen(wrong):
    queries.compare("cells", {"ours": CELLS, "pandas": IN_CENTS, "polars": IN_CENTS})
    with pytest.raises(queries.DifferenceError, match="cells"):
        queries.compare("cells", {"ours": CELLS, "pandas": IN_CENTS, "polars": IN_CENTS.assign(**wrong)})


def test_rows_that_are_missing_are_seen():
    with pytest.raises(queries.DifferenceError, match="1 rows, ours 2"):
        queries.compare("cells", {"ours": CELLS, "pandas": IN_CENTS.head(1), "polars": IN_CENTS})


def test_the_same_seed_writes_the_same_untidy_orders(tmp_path, monkeypatch):
    first, second = ((tmp_path / name) for name in ("first", "second"))
    for folder, at_once in ((first, orders.AT_ONCE), (second, 2001)):  # and however many lines at once
        monkeypatch.setattr(orders, "AT_ONCE", at_once)
        folder.mkdir()
        orders.write(folder, 5000)
    for name in ("orders.csv", "departures.csv"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    lines = pd.read_csv(first / "orders.csv")
    assert len(lines) == 5000
    assert 0.01 < (lines["revenue"] < 0).mean() < 0.03
    assert 0.005 < lines["customer_id"].isna().mean() < 0.02
    assert lines["order_id"].duplicated().sum() > 10
    assert lines["customer_id"].value_counts().iloc[0] > 5 * lines["customer_id"].value_counts().median()


def test_a_missed_budget_is_called_by_its_name():
    times = {"cold_median": 0.5, "cold_p95": 0.6, "warm_median": 0.05, "warm_p95": 0.06, "sent_bytes": 1}
    cold, warm = report.pages({("cohorts", "as it opens"): times}, report.BUDGETS[1_000_000])
    assert cold.cells == ("page cohorts, as it opens, cold cache", "500 ms (p95 600 ms)", "≤ 400 ms", "MISSED")
    assert warm.cells[2:] == ("≤ 100 ms", "met")
    text = report.as_text([cold, warm])
    assert "MISSED" in text
    assert report.as_markdown([cold]).splitlines()[2].startswith("| page cohorts")
