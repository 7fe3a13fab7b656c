"""What a file leaves open and a person has to answer, and what was read off its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["date_order", "decimal_mark", "constant"]


@dataclass(frozen=True)
class Question:
    """Something that the values of a column do not settle; the load went on with `assumed`.

    A person's answer goes into the mapping under `column`: `Mapping.date_order[column]` for kind "date_order",
    `Mapping.decimal_mark[column]` for "decimal_mark", `Mapping.constants[column]` for "constant".

    Attributes
    ----------
    kind
        Where the answer goes.
    column
        The key of the answer: the target that the column fills, or its header where it is part of a formula.
    header
        What the file calls the column; "" for a constant.
    options
        The possible answers: "dmy", "mdy" (and "ymd" where years have two digits); "." and ","; none for a constant,
        which may be any text that the column can hold.
    assumed
        The answer that was taken for now.
    examples
        Some values that can be read either way, as they stand in the file.
    sentence
        The question in the reader's language.
    """

    kind: QuestionKind
    column: str
    header: str
    options: tuple[str, ...]
    assumed: str
    examples: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Evidence:
    """How the values of a column were read and what in the file says so, as a sentence in the reader's language."""

    column: str
    header: str
    sentence: str
