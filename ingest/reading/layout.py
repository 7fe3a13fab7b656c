"""How the rows of a file lie in the text that they are read from."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


TOTAL = "total"


@dataclass(frozen=True)
class Malformed:
    """A line whose fields cannot be told apart; `reason` is a code of `errors.REASONS`."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Layout:
    """A UTF-8 text with delimited rows, ready for DuckDB.

    Attributes
    ----------
    path
        The text; the file itself where it is already plain UTF-8, otherwise a private copy.
    header, header_line, header_end
        The column names and the first and last line (from 1) on which they stand; lines are 0 where no line names them.
    lines
        Lines of the file after the header, up to the last one that is not blank. Each is one row unless
        lines are blank or fields run over several lines.
    is_numbered
        Whether the text is a copy whose first column holds the line number of each row, and which has no
        header, no blank and no malformed lines.
    hidden, merged, uncomputed
        Of a workbook: its hidden sheets, how many cells lie under the first one of merged cells, and how many formulas
        hold no result.
    titles
        What stands above the header.
    left_out
        Lines below the header that are no data, by their kind: how many totals, notes, second headers, names above
        groups.
    """

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int
    header_end: int
    lines: int
    escape: str = '"'
    is_numbered: bool = False
    malformed: tuple[Malformed, ...] = ()
    hidden: tuple[str, ...] = ()
    merged: int = 0
    uncomputed: int = 0
    titles: tuple[str, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()

    def remove_with_me(self) -> Layout:
        """Delete the private copy when nothing refers to this layout any more."""
        weakref.finalize(self, self.path.unlink, missing_ok=True)
        return self
