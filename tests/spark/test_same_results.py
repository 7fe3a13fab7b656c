"""Every public metric gives the same rows on Spark as on DuckDB."""

from __future__ import annotations

import pytest

from metrics import GLOSSARY
from tests.spark.cases import all_cases, cases_of


@pytest.mark.spark
@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_both_engines_agree(engines, answers, case):
    rows = engines.compare(engines.asked(case), answers[str(case)].result())
    if case.asked == "plainly":
        assert rows, "an empty table proves nothing"


@pytest.mark.parametrize("entry", GLOSSARY.values(), ids=lambda entry: entry.name)
def test_it_is_known_how_to_ask_every_metric(entry):
    assert {case.metric for case in cases_of(entry)} == {entry.name}
