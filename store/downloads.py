"""Result frames as files a person opens elsewhere."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from store.asking import need

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A number with its sign is no formula; with an apostrophe it could not be read again.
_NUMBER = re.compile(r"[-+]?[\d.,٬٫ ]*\d[\d.,٬٫ ]*")
# Names the sheet that holds no rows, whatever it is called; who reads workbooks passes it over.
NO_DATA = "mandegar_no_data"
_SHEET_NAME = 31


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return the frame as UTF-8 CSV with a byte-order mark, text cells kept from being run as formulas."""
    need("download")
    return disarmed(frame).to_csv(index=False, date_format="%Y-%m-%d").encode("utf-8-sig")


def csv_description(
    file_name: str, frame: pd.DataFrame, *, facts: Mapping[str, Any], about: Mapping[str, str]
) -> bytes:
    """Return what a CSV file holds, for the file beside it, as "CSV on the Web" (W3C, 2015) has it.

    Parameters
    ----------
    file_name
        Name of the CSV file.
    frame
        The rows as `csv_bytes` was given them.
    facts
        What the rows were made from, for programs: data set, version, complete up to, filters.
    about
        The same for people: label and text pairs in their language.

    """
    return _json(
        {
            "@context": "http://www.w3.org/ns/csvw",
            "url": file_name,
            "dc:source": "Mandegar",
            "notes": [dict(facts), dict(about)],
            "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
            "tableSchema": {
                "columns": [
                    {"titles": str(_harmless(name)), "datatype": _datatype(frame.iloc[:, place])}
                    for place, name in enumerate(frame.columns)
                ]
            },
            "rows": len(frame),
        }
    )


def xlsx_bytes(
    frame: pd.DataFrame,
    sheet: str,
    *,
    right_to_left: bool = False,
    formats: Mapping[str, str] | None = None,
    about: Mapping[str, str] | None = None,
    about_sheet: str = "About",
) -> bytes:
    """Return the frame as an Excel workbook: a sheet of rows, and one that says what they are.

    Parameters
    ----------
    frame
        Rows to write.
    sheet
        Name of the sheet, cut to what Excel allows.
    right_to_left
        Whether the sheets read from the right.
    formats
        Heading and number format pairs, as Excel writes formats.
    about
        Label and text pairs for the second sheet: data set, version, complete up to, definition. They stand in the
        properties of the file too.
    about_sheet
        Name of the second sheet; without one there is none, so that what is loaded again is one table.

    """
    need("download")
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with pd.ExcelWriter(
        buffer, engine="xlsxwriter", datetime_format="yyyy-mm-dd", engine_kwargs={"options": options}
    ) as writer:
        plain = frame.copy()
        for name in plain.columns:
            if isinstance(plain[name].dtype, pd.DatetimeTZDtype):
                plain[name] = plain[name].dt.tz_localize(None)
        first, second = _sheet_name(sheet), _sheet_name(about_sheet)
        plain.to_excel(writer, sheet_name=first, index=False, freeze_panes=(1, 0))
        for place, heading in enumerate(plain.columns):
            if formats and heading in formats:
                look = writer.book.add_format({"num_format": formats[heading]})
                writer.sheets[first].set_column(place, place, None, look)
        if about:
            said = "; ".join(f"{label}: {text}" for label, text in about.items())
            writer.book.set_properties({"title": sheet, "comments": said})
        if about and about_sheet:
            second = second if second.lower() != first.lower() else f"{second[: _SHEET_NAME - 1]}+"
            pd.DataFrame(list(about.items())).to_excel(writer, sheet_name=second, index=False, header=False)
            doubled = second.replace("'", "''")
            writer.book.define_name(NO_DATA, f"='{doubled}'!$A$1")
        for worksheet in writer.sheets.values():
            worksheet.autofit()
            if right_to_left:
                worksheet.right_to_left()
    return buffer.getvalue()


def disarmed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with an apostrophe before text that a spreadsheet would run as a formula, headings included."""
    safe = frame.copy()
    for position in range(frame.shape[1]):
        column = frame.iloc[:, position]
        if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
            safe.isetitem(position, column.map(_harmless).array)
    return safe.rename(columns=_harmless)


def _harmless(value: object) -> object:
    if isinstance(value, str) and "\r" in value:
        # Alone it is not put into quotation marks, and what follows it would begin a line of its own.
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    is_formula = isinstance(value, str) and value.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(value)
    return f"'{value}" if is_formula else value


def _datatype(values: pd.Series) -> str:
    """Name what a column holds as XML Schema does, which "CSV on the Web" takes its names from."""
    kinds = pd.api.types
    if kinds.is_bool_dtype(values):
        return "boolean"
    if kinds.is_integer_dtype(values):
        return "integer"
    if kinds.is_numeric_dtype(values):
        return "number"
    return "date" if kinds.is_datetime64_any_dtype(values) else "string"


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _sheet_name(text: str) -> str:
    return "".join("-" if letter in "[]:*?/\\'" else letter for letter in text)[:_SHEET_NAME] or "Sheet"
