"""The benchmark of explaining asks public metrics, of tables whose columns are known."""

from __future__ import annotations

import csv

from benchmarks import explaining
from metrics import GLOSSARY
from store.schema import TABLES


def test_every_question_is_of_a_public_metric_and_every_file_of_known_columns(tmp_path):
    assert {metric for metric, _options in explaining.questions()} <= set(GLOSSARY)
    for table, path in explaining.tickets(tmp_path, 20, 40).items():
        with path.open(encoding="utf-8", newline="") as file:
            first, *rows = csv.reader(file)
        assert set(first) <= {"customer_id", *TABLES[table].names}
        assert len(rows) >= 10
