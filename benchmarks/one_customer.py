"""Finding one customer among many, and opening their file: ``python -m benchmarks.one_customer``."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import ingest
import store
from store import customer_file, names

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = ("Sara", "Maryam", "Reza", "Mohammad", "Omid", "Anna", "Peter", "سارا", "مریم", "رضا", "محمد", "أحمد", "خالد")
PARTS = ("ka", "ri", "mo", "za", "de", "la", "shi", "nu", "ta", "va", "فر", "زاد", "پور", "نیا", "مح", "کر", "يم", "اح")
TYPED = ("mohamad karizade", "sara kamori", "سارا فرزادپور", "أحمد كريم", "zadmi", "C0765432", "C07645")
TIMES = 3


def main() -> None:
    """Publish so many customers with two orders each, then search and open files; print the medians."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MANDEGAR_HOME"] = folder
        began = time.perf_counter()
        _publish(Path(folder), asked.customers)
        print(f"published {asked.customers:,} customers: {time.perf_counter() - began:.1f} s")
        opened = store.open("many")
        for text in TYPED:
            seconds = [_seconds(names.find, opened, text) for _ in range(TIMES)]
            print(f"search “{text}”: first {seconds[0]:.2f} s, median {statistics.median(seconds):.2f} s")
        reads = (
            customer_file.happened,
            customer_file.worth,
            customer_file.rhythm,
            customer_file.standing,
            customer_file.segments,
            customer_file.products,
        )
        for key in random.Random(1).sample(range(1, asked.customers), TIMES):
            seconds = [_seconds(read, opened, key) for read in reads]
            print(f"file of {key}: {sum(seconds):.2f} s ({', '.join(f'{one:.2f}' for one in seconds)})")


def _seconds(ask: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    ask(*arguments)
    return time.perf_counter() - began


def _publish(folder: Path, number: int) -> None:
    chance = random.Random(7)
    people, orders = folder / "customers.csv", folder / "orders.csv"
    with people.open("w", encoding="utf-8") as file:
        file.write("customer_id,name\n")
        for at in range(number):
            name = "".join(chance.choices(PARTS, k=chance.randint(2, 5)))
            file.write(f"C{at:07d},{chance.choice(FIRST)} {name}\n")
    with orders.open("w", encoding="utf-8") as file:
        file.write("customer_id,ordered_on,revenue,product\n")
        for at in range(number):
            for _ in range(2):
                day = f"{chance.choice((2022, 2023, 2024))}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
                file.write(f"C{at:07d},{day},{chance.randint(5, 500)},{chance.choice('abcdef')}\n")
    with store.draft("many") as draft:
        for path, table in ((people, "customers"), (orders, "orders")):
            source = ingest.inspect(path)
            mapping = ingest.Mapping(columns={name: name for name in source.columns})
            draft.apply(ingest.load(draft.connection, source, table, mapping))
        draft.publish()


if __name__ == "__main__":
    main()
