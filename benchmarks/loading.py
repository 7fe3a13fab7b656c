"""What reading costs where a file is not plain: Persian digits and Jalali days, a workbook, five times the rows.

Each measurement is a process of its own (`python -m benchmarks.loading read|publish FILE FOLDER`), so that its peak
memory is its own.
"""

from __future__ import annotations

import json
import resource
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import orders
from benchmarks.processes import measured
from benchmarks.publishing import peak_bytes

if TYPE_CHECKING:
    from pathlib import Path

DATASET = "benchmark"
# For a million orders: a workbook of 200,000 rows, and five million rows of CSV.
WORKBOOK_SHARE = 5
LARGE_TIMES = 5


def measure(plain: Path, folder: Path, rows: int, repeats: int) -> dict[str, float]:
    """Write the files and read them, in turns.

    Parameters
    ----------
    plain
        Orders as computers write them.
    folder
        Where the other files go.
    rows
        How many orders `plain` holds.
    repeats
        Readings of each of the two texts.

    Returns
    -------
    plain_seconds, persian_seconds (medians), workbook_seconds, workbook_peak_bytes (its reader included),
    workbook_rows, large_seconds, large_peak_bytes, large_rows.

    """
    persian = in_persian(plain, folder / "persian.csv")
    times: dict[str, list[float]] = {"plain": [], "persian": []}
    for _round in range(repeats):
        for name, path in (("plain", plain), ("persian", persian)):
            times[name].append(measured("loading", "read", path, home=folder / "home_of_loading")["seconds"])
    book = as_workbook(plain, folder / "orders.xlsx", rows // WORKBOOK_SHARE)
    read = measured("loading", "read", book, home=folder / "home_of_loading")
    (folder / "large").mkdir()
    large, _departures = orders.write(folder / "large", rows * LARGE_TIMES)
    published = measured("loading", "publish", large, home=folder / "large" / "home_of_loading")
    large.unlink()
    return {
        "plain_seconds": median(times["plain"]),
        "persian_seconds": median(times["persian"]),
        "workbook_rows": rows // WORKBOOK_SHARE,
        "workbook_seconds": read["seconds"],
        "workbook_peak_bytes": read["peak_bytes"],
        "large_rows": rows * LARGE_TIMES,
        "large_seconds": published["seconds"],
        "large_peak_bytes": published["peak_bytes"],
    }


def in_persian(plain: Path, path: Path) -> Path:
    """Write the orders again with Jalali days and amounts in Persian digits, with ٬ and ٫."""
    import duckdb

    from localization.calendars import to_jalali
    from localization.numbers import localize_digits

    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE plain AS SELECT * FROM read_csv(?, all_varchar = true)", [str(plain)]
        ).fetchall()
        days = connection.execute("SELECT DISTINCT ordered_on, CAST(ordered_on AS DATE) FROM plain").fetchall()
        jalali = [localize_digits("{}/{:02d}/{:02d}".format(*to_jalali(day)), "fa") for _text, day in days]
        connection.execute(
            "CREATE TABLE days AS SELECT unnest(?::VARCHAR[]) AS ordered_on, unnest(?::VARCHAR[]) AS jalali",
            [[text for text, _day in days], jalali],
        ).fetchall()
        money = ", ".join(f"{_in_digits(name)} AS {name}" for name in ("revenue", "cost"))
        connection.execute(
            f"COPY (SELECT order_id, customer_id, jalali AS ordered_on, product, {money}, region"
            f" FROM plain JOIN days USING (ordered_on)) TO '{path}' (HEADER)"
        ).fetchall()
    return path


def _in_digits(name: str) -> str:
    text = f"format('{{:,.2f}}', CAST({name} AS DOUBLE))"
    for latin, persian in zip("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫", strict=True):
        text = f"replace({text}, '{latin}', '{persian}')"
    return text


def as_workbook(plain: Path, path: Path, rows: int) -> Path:
    """Write the first orders as a workbook, numbers and days as Excel keeps them."""
    import duckdb
    import xlsxwriter

    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM read_csv(?) LIMIT {int(rows)}", [str(plain)])
        header = [column[0] for column in found.description]
        lines = found.fetchall()
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate([header, *lines]):
            sheet.write_row(at, 0, line)
    return path


def _read(path: str) -> float:
    """Look at the file and read every row, without publishing."""
    import ingest

    start = perf_counter()
    source = ingest.inspect(path)
    with ingest.scratch() as connection:
        ingest.load(connection, source, "orders", ingest.recognise(source.columns, "orders"))
        return perf_counter() - start


def _publish(path: str) -> float:
    """Read the file and publish it as the first version of a data set."""
    import ingest
    import store

    start = perf_counter()
    source = ingest.inspect(path)
    with store.draft(DATASET, who="benchmark") as draft:
        draft.apply(ingest.load(draft.connection, source, "orders", ingest.recognise(source.columns, "orders")))
        draft.publish()
    return perf_counter() - start


def _peak_with_children() -> int:
    """Return the most memory that this process, or one that it started, has held."""
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(peak_bytes(), most if sys.platform == "darwin" else most * 1024)


if __name__ == "__main__":
    taken = {"read": _read, "publish": _publish}[sys.argv[1]](sys.argv[2])
    print(json.dumps({"seconds": taken, "peak_bytes": _peak_with_children()}))
