"""Load one file: every row becomes a typed row of incoming.<table>, or a reject with its line and reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest import asking, remarks
from ingest.errors import IngestError, reason
from ingest.finishing import finish
from ingest.plan import Plan
from ingest.reading.staging import DATABASE, FILES, RAW, REJECTS, attach, detach, stage
from ingest.recognition.mapping import Mapping, check_mapping
from ingest.sql import identifier, literal
from ingest.values import contract_endings, currencies, far_days, repeated_totals, sales_states, walk_ins, zones
from ingest.values.settling import Settler
from ingest.values.spellings import fold_case, match_key, told_by_case, unify, unify_category
from localization import _, ngettext
from localization.numbers import format_number, isolate
from store.schema import TABLES, loadable_columns, working_names

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from ingest.questions import Evidence, Question
    from ingest.reading.sources import Source

# Rows set aside with the line on which they stand and, of a folder, the file.
_PLACED = (
    f"(SELECT rejects.*, file_name, source_row - coalesce(lines_before, 0) AS line FROM {REJECTS} AS rejects"
    f" ASOF LEFT JOIN {FILES} AS files ON rejects.source_row > files.lines_before)"
)


# Texts that are no categories: they name one thing, or are somebody's own words.
_OWN_WORDS = frozenset({"customer_id", "name", "referred_by", "order_id", "contract_id", "reason", "comment", "detail"})


@dataclass(frozen=True)
class LoadReport:
    """What became of the rows of a file: rows_read = accepted + rejected + skipped.

    `skipped` rows are blank, no data (totals, notes), or were left out by the mapping's `only`; `anonymous` ones are
    accepted orders without a customer; `notes` are sentences about what had to be assumed, `questions` what of it a
    person can answer otherwise, `evidence` how each column was read and what in its values said so. `calendar`,
    `currency` and `time_zone` are those of the file, "" where it does not tell: what a new data set starts with.
    """

    file_name: str
    sha256: str
    table: str
    mapping: Mapping
    rows_read: int
    accepted: int
    rejected: int
    skipped: int
    anonymous: int = 0
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    calendar: str = ""
    currency: str = ""
    time_zone: str = ""


def load(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    table: str,
    mapping: Mapping,
    *,
    time_zone: str = "",
    currency: str = "",
) -> LoadReport:
    """Read a file into incoming.<table> and incoming.rejects on this connection.

    An orders row without a customer is accepted as an anonymous sale. Any other row that lacks a required value, or
    holds a value that cannot be read, is set aside with its line number; nothing is coerced away in silence.
    `time_zone` and `currency` are the data set's own: on their days instants fall, and in it amounts are counted.
    What a load before has left in `incoming` is dropped. Must be called outside a transaction.

    Raises
    ------
    IngestError
        If the mapping does not fit the file or the table, or no row could be read.
    """
    check_mapping(mapping, table, source.columns, source.name)
    attach(connection)
    line = stage(connection, source)
    plan, settler = _settled(connection, source, table, mapping, time_zone, currency)
    mapping = plan.mapping
    settler.notes[:0] = source.notes
    settler.questions[:0] = [one for one in source.questions if one.column not in mapping.answers]
    problem = _set_aside(connection, plan, line, settler)
    columns = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in plan.typed())
    target = f"{DATABASE}.{identifier(table)}"
    connection.execute(
        f"CREATE TABLE {target} AS SELECT {columns}, {line} AS source_row FROM {RAW} AS raw {plan.joins}"
        f" WHERE {plan.kept} AND {problem} = 0"
    ).fetchall()
    if table == "orders":
        repeated_totals.count_once(connection, target, settler)
        sales_states.ask(connection, target, settler)
        walk_ins.settle(connection, target, settler)
    never_began = contract_endings.settle(connection, target, source, settler) if table == "contracts" else 0
    settler.notes += finish(connection, target, table, mapping)
    if "customer_id" in mapping.targets:
        _settle_case(connection, target, settler)
        replaced = unify(connection, target)
        settler.evidence += [asking.was_respelt(mapping.columns.get("customer_id", ""), replaced)] if replaced else []
    for name in _categories(table, mapping):
        if replaced := unify_category(connection, target, name):
            settler.evidence.append(asking.category_was_respelt(name, mapping.columns.get(name, name), replaced))
    if "customer_id" in mapping.targets:
        settler.notes += _several_values(connection, target, table, mapping)
    nobody = "customer_id IS NULL" if table == "orders" else "false"
    staged, malformed, rejected, accepted, anonymous, skipped = connection.execute(
        f"""SELECT (SELECT count(*) FROM {RAW}), (SELECT count(*) FROM {REJECTS} WHERE raw_row IS NULL),
            (SELECT count(*) FROM {REJECTS}), (SELECT count(*) FROM {target}),
            (SELECT count(*) FROM {target} WHERE {nobody}),
            (SELECT count(*) FROM {RAW} AS raw WHERE NOT ({plan.kept})
                OR (raw.rowid IN (SELECT raw_row FROM {DATABASE}.blank_rows)))"""
    ).fetchall()[0]
    report = LoadReport(
        file_name=source.name,
        sha256=source.sha256,
        table=table,
        mapping=mapping,
        rows_read=staged + malformed + sum(source.left_out.values()),
        accepted=accepted,
        rejected=rejected,
        skipped=skipped + never_began + sum(source.left_out.values()),
        anonymous=anonymous,
        notes=(*remarks.was_no_data(len(source.titles), source.left_out), *settler.notes),
        questions=tuple(settler.questions),
        evidence=tuple(settler.evidence),
        calendar=settler.calendar,
        currency=plan.currencies.main
        if plan.currencies
        else currencies.in_header(_amount(mapping) if table == "orders" else ""),
        time_zone=mapping.answers.get(zones.TOPIC, ""),
    )
    _refuse_useless(connection, report)
    return report


def _settled(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    table: str,
    mapping: Mapping,
    time_zone: str,
    currency: str,
) -> tuple[Plan, Settler]:
    """Decide how the columns are read, and which amounts and days of them count."""
    plan = Plan(source, table, mapping)
    settler = Settler(
        connection,
        kept=plan.kept,
        is_text_file=source.is_text,
        uses_semicolons=source.delimiter == ";",
        mapping=mapping,
        time_zone=time_zone,
    )
    price = repeated_totals.price_of(mapping, source.columns) if table == "orders" else None
    if price is not None:
        plan.watch(price)
    settler.settle(plan.readings)
    if price is not None and (by_lines := repeated_totals.by_lines(plan, settler, price)) is not None:
        plan = Plan(source, table, by_lines)
        settler = replace(settler, mapping=by_lines, questions=[], evidence=[], marked={}, notes=settler.notes[-1:])
        settler.settle(plan.readings)
    plan.currencies = currencies.settle(plan, settler, [one for one in plan.readings if one.kind == "money"], currency)
    day = next((one for one in TABLES[table].columns if one.required and one.kind in {"date", "timestamp"}), None)
    if day is not None and table not in {"contracts", "prices", "holidays"} and day.name in mapping.columns:
        reading = plan.reading(day.name)
        is_far = far_days.settle(settler, reading, plan.joins)
        plan.far = (reading, is_far) if is_far else None
    return plan, settler


def _amount(mapping: Mapping) -> str:
    """Name the header, or the headers of the formula, that the money of orders comes from."""
    return mapping.columns.get("revenue", "") or mapping.computed.get("revenue", "")


def _settle_case(connection: duckdb.DuckDBPyConnection, target: str, settler: Settler) -> None:
    """Ask whether customers' numbers that differ by case alone are different ones, where they look as if they were."""
    answer = settler.mapping.answers.get(asking.CASE)
    if answer == asking.SAME:
        fold_case(connection, target)
    elif answer is None and "customer_id" in settler.mapping.columns:
        pairs = [pair for pair in told_by_case(connection, target) if pair[0] != pair[1]]
        apart = [
            pair
            for pair in pairs
            if connection.execute(f"SELECT {match_key('$1')} <> {match_key('$2')}", list(pair)).fetchall()[0][0]
        ]
        if apart:
            settler.questions.append(asking.case(settler.mapping.columns["customer_id"], apart[0]))


def _set_aside(connection: duckdb.DuckDBPyConnection, plan: Plan, line: str, settler: Settler) -> str:
    """Copy unfit rows to incoming.rejects; return SQL of the number of a row's problem, 0 if it has none.

    One that is blank, or that its state says to be no sale, loses nothing: it is skipped.
    """
    connection.execute(f"CREATE TABLE {DATABASE}.blank_rows (raw_row BIGINT)").fetchall()
    rows = f"FROM {RAW} AS raw {plan.joins} WHERE {plan.kept}"
    met = [problem for problem in plan.problems() if problem.is_met is not False]
    uncertain = [problem for problem in met if problem.is_met is None]
    if uncertain:
        counts = ", ".join(f"count(*) FILTER ({problem.when})" for problem in uncertain)
        found = connection.execute(f"SELECT {counts} {rows}").fetchall()[0]
        unmet = {problem for problem, count in zip(uncertain, found, strict=True) if not count}
        met = [problem for problem in met if problem not in unmet]
    if not met:
        return "0"
    problem = _numbered([problem.when for problem in met], [str(at) for at in range(1, len(met) + 1)], "0")
    is_each = [f"problem = {at}" for at in range(1, len(met) + 1)]
    connection.execute(
        f"CREATE TABLE {DATABASE}.unfit AS SELECT raw.rowid AS raw_row, {line} AS source_row, {problem} AS problem,"
        f" ({plan.is_blank_row}) AS is_blank {rows} AND {problem} > 0"
    ).fetchall()
    if plan.table == "orders":
        sales_states.skip_no_sales(connection, f"{DATABASE}.unfit", plan, settler)
    connection.execute(
        f"INSERT INTO {DATABASE}.blank_rows SELECT raw_row FROM {DATABASE}.unfit WHERE is_blank"
    ).fetchall()
    connection.execute(
        f"""INSERT INTO {REJECTS} SELECT source_row,
            {_numbered(is_each, [literal(p.label) for p in met])},
            {_numbered(is_each, [p.value for p in met])},
            {_numbered(is_each, [p.reason for p in met])}, raw_row
        FROM {DATABASE}.unfit JOIN {RAW} AS raw ON raw.rowid = raw_row {plan.joins} WHERE NOT is_blank"""
    ).fetchall()
    return problem


def _categories(table: str, mapping: Mapping) -> list[str]:
    """Name the filled columns that sort rows or customers, the attributes of an analyst's own among them."""
    kinds = {column.name: column.kind for column in loadable_columns(table)}
    left = _OWN_WORDS | working_names(table) | ({"product", "product_name"} if table == "products" else set())
    return [name for name in mapping.targets if kinds.get(name, "text") == "text" and name not in left]


def _several_values(connection: duckdb.DuckDBPyConnection, target: str, table: str, mapping: Mapping) -> list[str]:
    """Say which properties of customers, riding along with other rows, have several values for one customer."""
    if table == "customers":
        return []
    notes = []
    for name in mapping.targets:
        if name in TABLES[table].names or name in working_names(table):
            continue
        column = identifier(name)
        several, customers = connection.execute(
            f"SELECT count(*) FILTER (lowest <> highest), count(*) FROM (SELECT min({column}) AS lowest,"
            f" max({column}) AS highest FROM {target} WHERE customer_id IS NOT NULL GROUP BY customer_id)"
        ).fetchall()[0]
        if several:
            notes.append(
                ngettext(
                    "{column} has several values for {n} of {all} customers: money counts under the value of its own "
                    "line, the customer under the latest.",
                    "{column} has several values for {n} of {all} customers: money counts under the value of its own "
                    "line, each customer under the latest.",
                    several,
                ).format(
                    column=isolate(mapping.columns.get(name, name)),
                    n=format_number(several),
                    all=format_number(customers),
                )
            )
    return notes


def _numbered(conditions: list[str], results: list[str], otherwise: str = "NULL") -> str:
    cases = " ".join(f"WHEN {when} THEN {then}" for when, then in zip(conditions, results, strict=True))
    return f"CASE {cases} ELSE {otherwise} END"


def _refuse_useless(connection: duckdb.DuckDBPyConnection, report: LoadReport) -> None:
    """Raise if nothing worth publishing is left, saying of the first row why."""
    if report.accepted == 0 and report.rejected == 0:
        raise IngestError(
            _("No row of {file} is left to load: all {n} are blank or left out by the choice of rows.").format(
                file=isolate(report.file_name), n=report.skipped
            )
        )
    if report.accepted == 0:
        file, line, column, value, code = connection.execute(
            f"SELECT file_name, line, column_name, value, reason FROM {_PLACED} ORDER BY source_row LIMIT 1"
        ).fetchall()[0]
        name = f"{report.file_name}/{file}" if file else report.file_name
        raise IngestError(
            _(
                "No row of {file} can be loaded; the first, line {line}, has {value} in {column}: {reason}. "
                "Check which column is mapped to what."
            ).format(
                file=isolate(name),
                line=line,
                value=isolate((value or "").strip()[:60]) or _("nothing"),
                column=isolate(column),
                reason=reason(code),
            )
        )
    if report.table == "orders" and report.anonymous == report.accepted:
        raise IngestError(
            _(
                "{file} has no usable customer column: {column} is blank in every row; choose the column that tells "
                "customers apart."
            ).format(
                file=isolate(report.file_name),
                column=isolate(report.mapping.columns.get("customer_id", "customer_id")),
            )
        )


def preview(connection: duckdb.DuckDBPyConnection, table: str, limit: int = 50) -> pd.DataFrame:
    """Return the first rows that the last load accepted, in the order of the file."""
    return connection.execute(f"SELECT * FROM {DATABASE}.{identifier(table)} ORDER BY source_row LIMIT ?", [limit]).df()


def rejects(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return what the last load set aside: line, column, value and the reason as a sentence.

    Of a folder the file_name comes first, and the line is that of the file.
    """
    frame = connection.execute(
        f'SELECT file_name, line, column_name AS "column", value, reason FROM {_PLACED} ORDER BY source_row'
    ).df()
    frame["reason"] = frame["reason"].map(reason)
    return frame if frame["file_name"].notna().any() else frame.drop(columns="file_name")


def rejected_rows(connection: duckdb.DuckDBPyConnection, source: Source) -> pd.DataFrame:
    """Return the rows that the last load set aside as they stand in the file, to be mended and loaded again.

    Their line (of a folder file:line) and reason come first, then the columns of the file. A line that could not be
    cut into fields stands whole in the first of these.
    """
    columns = ", ".join(
        f"{'COALESCE(c0, value)' if at == 0 else f'c{at}'} AS {identifier(_apart(header))}"
        for at, header in enumerate(source.columns)
    )
    place = "placed.file_name || ':' || placed.line" if source.files else "placed.line"
    frame = connection.execute(
        f"SELECT {place} AS line, reason, {columns} FROM {_PLACED} AS placed"
        f" LEFT JOIN {RAW} AS raw ON raw.rowid = raw_row ORDER BY source_row"
    ).df()
    frame["reason"] = frame["reason"].map(reason)
    return frame


def left_out(connection: duckdb.DuckDBPyConnection, source: Source, table: str, mapping: Mapping) -> pd.DataFrame:
    """Return the rows that the mapping's `only` leaves out, as they stand in the file, after their line.

    What a load before has left in `incoming` is dropped, and so is what this needs.
    """
    kept = Plan(source, table, mapping).kept
    attach(connection)
    try:
        line = stage(connection, source)
        columns = "".join(f", c{at} AS {identifier(_apart(header))}" for at, header in enumerate(source.columns))
        return connection.execute(
            f"SELECT {line} AS line{columns} FROM {RAW} AS raw WHERE NOT ({kept}) ORDER BY 1"
        ).df()
    finally:
        detach(connection)


def _apart(header: str) -> str:
    """Keep a header apart from the two columns that come before it."""
    return f"{header} (2)" if header.lower() in {"line", "reason"} else header


def products(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame | None:
    """Return what the order lines of the last load name, product and lines (how many); of a list of products the list.

    That is product and product_name, null where it tells none. None of other tables, and of lines that name no product.
    """
    if table not in {"orders", "products"}:
        return None
    place = f"{DATABASE}.{identifier(table)}"
    known = [row[0] for row in connection.execute(f"DESCRIBE {place}").fetchall()]
    if "product" not in known:
        return None
    if table == "products":
        named = "product_name" if "product_name" in known else "CAST(NULL AS VARCHAR) AS product_name"
        return connection.execute(f"SELECT product, {named} FROM {place} ORDER BY source_row").df()
    return connection.execute(
        f"SELECT product, count(*) AS lines FROM {place} WHERE product IS NOT NULL GROUP BY 1"
    ).df()


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop everything that the last load left on the connection."""
    detach(connection)
