"""What a version's counts say of its quality: which lines count, which do not, and the days they span."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import ibis
import pandas as pd
from ibis import _ as column

from localization import _
from localization.numbers import format_number
from metrics import find_products
from store import seeing
from store.reach import Reach, reach

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from store.snapshot import Snapshot, Version

# How booking sorts order lines; each line is of one kind.
KINDS = ("purchase", "return", "unmatched", "cancelled", "anonymous")
COUNTED = ("purchase", "return", "unmatched", "anonymous")


def lines_by_kind(info: Version) -> pd.DataFrame:
    """Count the order lines of each kind.

    Returns
    -------
    One row per kind that occurs: kind, lines, line_share (of all lines, 0 to 1), revenue (currency), revenue_share
    (of the sales of all lines that were not cancelled; null for those that were, and when the sales are
    not above zero).

    """
    lines = {kind: info.counts.get(f"{kind}_lines", 0.0) for kind in KINDS}
    revenue = {kind: info.counts.get(f"{kind}_revenue", 0.0) for kind in KINDS}
    all_lines = sum(lines.values())
    all_revenue = sum(revenue[kind] for kind in COUNTED)
    return pd.DataFrame(
        [
            {
                "kind": kind,
                "lines": int(lines[kind]),
                "line_share": lines[kind] / all_lines,
                "revenue": revenue[kind],
                "revenue_share": revenue[kind] / all_revenue if kind in COUNTED and all_revenue > 0 else None,
            }
            for kind in KINDS
            if lines[kind]
        ],
        columns=["kind", "lines", "line_share", "revenue", "revenue_share"],
    )


@dataclass(frozen=True)
class Listed:
    """How order lines and the list of products fit.

    `lines` name a product, and `found` of these find it in the list; of its `products`, `sold` are on a line.
    """

    lines: int
    found: int
    products: int
    sold: int

    @property
    def sentence(self) -> str:
        """Say it in the reader's language."""
        return _(
            "Order lines whose product is in the list of products: {found} of {lines}. Products of the list that are "
            "on no order line: {unsold} of {products}."
        ).format(
            found=format_number(self.found),
            lines=format_number(self.lines),
            unsold=format_number(self.products - self.sold),
            products=format_number(self.products),
        )


def listed(counts: Mapping[str, float]) -> Listed | None:
    """Read from a version's counts how lines and the list of products fit; None where there is no list."""
    if "named_lines" not in counts:
        return None
    numbers = (counts["named_lines"], counts["listed_lines"], counts["products_rows"], counts["listed_sold"])
    return Listed(*map(int, numbers))


def fit(named: pd.DataFrame, products: pd.DataFrame) -> Listed:
    """Tell how lines and products of files that are not published yet fit.

    Parameters
    ----------
    named
        What lines name: product, lines (how many).
    products
        The list: product, product_name.

    """
    listed_ones = (
        products.drop_duplicates("product", keep="last").astype("string").assign(category=None, unit_cost=None)
    )
    schemas = (
        {"product": "string"},
        {"product": "string", "product_name": "string", "category": "string", "unit_cost": "float64"},
    )
    tables = [ibis.table(schema, name=name) for schema, name in zip(schemas, ("named", "listed"), strict=True)]
    with duckdb.connect() as connection:
        connection.register("named", named)
        connection.register("listed", listed_ones)
        found = f"({ibis.to_sql(find_products(*tables), dialect='duckdb')})"
        lines, sold = connection.execute(
            f"SELECT coalesce(sum(lines), 0), count(DISTINCT listed_as) FROM {found} JOIN named USING (product)"
        ).fetchall()[0]
    return Listed(int(named["lines"].sum()), int(lines), len(listed_ones), int(sold))


def span(snapshot: Snapshot) -> tuple[date, date] | None:
    """Return the first and the last order day, or departure day without orders; None without any."""
    for table, day in (("orders", "ordered_on"), ("departures", "left_on")):
        if snapshot.info.has(table):
            found = snapshot.fetch(snapshot.table(table).agg(first=column[day].min(), last=column[day].max()))
            return found["first"].iloc[0].date(), found["last"].iloc[0].date()
    return None


def reach_of(snapshot: Snapshot) -> Reach:
    """Return the days that a version holds, by what they say."""
    with seeing.asking(snapshot.path, snapshot.sight) as cursor:
        return reach(cursor)


def rejects(snapshot: Snapshot) -> pd.DataFrame:
    """Return the rows that were set aside: file_name, line, column, written, why (a code of the reason).

    Rows of a folder are said to lie in folder/file, at the line of that file.
    """
    names = {upload.upload_id: upload.file_name for upload in snapshot.info.uploads}
    found = snapshot.fetch(
        snapshot.table("rejects")
        .order_by("upload_id", "source_row")
        .select("upload_id", line="source_row", column="column_name", written="value", why="reason")
    )
    found.insert(0, "file_name", found["upload_id"].map(names))
    if (
        "upload_files" in snapshot.schemas and not found.empty
    ):  # not in a version published before folders told of their files
        found = _in_files(found, snapshot.fetch(snapshot.table("upload_files")))
    return found.drop(columns="upload_id")


def _in_files(found: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    """Say of rows of a folder in which file they stand, and at which of its lines."""
    files = files.rename(columns={"file_name": "inside"}).astype({"upload_id": "int64", "lines_before": "int64"})
    placed = pd.merge_asof(
        found.astype({"upload_id": "int64", "line": "int64"}).sort_values("line"),
        files.sort_values("lines_before"),
        left_on="line",
        right_on="lines_before",
        by="upload_id",
        allow_exact_matches=False,
    ).sort_values(["upload_id", "line"], ignore_index=True)
    is_inside = placed["inside"].notna()
    placed["file_name"] = placed["file_name"].where(~is_inside, placed["file_name"] + "/" + placed["inside"])
    placed["line"] -= placed["lines_before"].fillna(0).astype("int64")
    return placed[list(found.columns)]
