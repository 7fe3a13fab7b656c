"""What a file leaves open and a person has to answer, and what was read off its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Stands between the words of an answer to a question that lets several be ticked.
WORD_MARK = "|"
QuestionKind = Literal["date_order", "decimal_mark", "constant", "computed", "choice", "words"]


@dataclass(frozen=True)
class Question:
    """Something that the values of a column do not settle; the load went on with `assumed`.

    A person's answer goes into the mapping under `column`: `Mapping.date_order[column]` for kind "date_order",
    `Mapping.decimal_mark[column]` for "decimal_mark", `Mapping.constants[column]` for "constant",
    `Mapping.computed[column]` for "computed", and `Mapping.answers[column]` for "choice" (one of the options) and
    "words" (any of the options, joined by WORD_MARK).

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
        which may be any text that the column can hold. Of "computed" the options are formulas.
    assumed
        The answer that was taken for now.
    examples
        Some values that can be read either way, as they stand in the file.
    sentence
        The question in the reader's language.
    labels
        What each option means, in the reader's language; none where the options speak for themselves.
    may_be_typed
        Whether an answer may be another text than the options.
    """

    kind: QuestionKind
    column: str
    header: str
    options: tuple[str, ...]
    assumed: str
    examples: tuple[str, ...]
    sentence: str
    labels: tuple[str, ...] = ()
    may_be_typed: bool = False

    @property
    def answer_with(self) -> str:
        """The option of the command line that answers, as the question is answered for now."""
        option = {"constant": "--set", "computed": "--compute"}.get(self.kind, "--answer")
        return f'{option} "{self.column}={self.assumed}"'


@dataclass(frozen=True)
class Evidence:
    """How the values of a column were read and what in the file says so, as a sentence in the reader's language."""

    column: str
    header: str
    sentence: str
