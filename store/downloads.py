"""Result frames as files a person opens elsewhere."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SHEET_NAME = 31


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return the frame as UTF-8 CSV with a byte-order mark, text cells kept from being run as formulas."""
    return disarmed(frame).to_csv(index=False, date_format="%Y-%m-%d").encode("utf-8-sig")


def xlsx_bytes(
    frame: pd.DataFrame, sheet: str, *, right_to_left: bool = False, about: Mapping[str, str] | None = None
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
    about
        Label and text pairs for the second sheet: data set, version, complete up to, definition.

    """
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with pd.ExcelWriter(
        buffer, engine="xlsxwriter", datetime_format="yyyy-mm-dd", engine_kwargs={"options": options}
    ) as writer:
        plain = frame.copy()
        for name in plain.columns:
            if isinstance(plain[name].dtype, pd.DatetimeTZDtype):
                plain[name] = plain[name].dt.tz_localize(None)
        plain.to_excel(writer, sheet_name=_sheet_name(sheet), index=False, freeze_panes=(1, 0))
        if about:
            pd.DataFrame(list(about.items())).to_excel(writer, sheet_name="About", index=False, header=False)
        for worksheet in writer.sheets.values():
            worksheet.autofit()
            if right_to_left:
                worksheet.right_to_left()
    return buffer.getvalue()


def disarmed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with an apostrophe before text that a spreadsheet would run as a formula."""
    safe = frame.copy()
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
            safe[name] = column.map(
                lambda value: f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
            )
    return safe


def _sheet_name(text: str) -> str:
    return "".join("-" if letter in "[]:*?/\\'" else letter for letter in text)[:_SHEET_NAME] or "Sheet"
