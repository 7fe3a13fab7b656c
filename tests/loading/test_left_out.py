"""The rows that a choice of rows leaves out, as a file to look at or to load on its own."""

from __future__ import annotations

import ingest
import loading

TEXT = (
    b"line,customer_id,ordered_on,revenue\nB,ann,2024-01-05,10\nA,bob,2024-01-06,20\n\n"
    b"A,=Cyd,soon,x\nB,dan,2024-01-08,5\n"
)
MAPPING = ingest.Mapping(columns={name: name for name in ("customer_id", "ordered_on", "revenue")}, only={"line": "B"})


def test_rows_left_out_stand_as_in_the_file_with_their_line():
    dropped = loading.Dropped("orders.csv", TEXT)
    trial = loading.try_out(dropped, "orders", MAPPING)
    assert (trial.report.accepted, trial.report.skipped) == (2, 2)
    rows = loading.left_out(dropped, "orders", MAPPING)
    assert list(rows) == ["line", "customer_id", "ordered_on", "revenue", "mandegar_line"]
    assert rows.to_numpy().tolist() == [["A", "bob", "2024-01-06", "20", 3], ["A", "=Cyd", "soon", "x", 5]]
