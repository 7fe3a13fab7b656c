"""What files leave open when they are loaded without a page: told, accepted or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import ingest
from localization import _, ngettext
from localization.numbers import format_number, isolate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loading.filling import Filled, Filling

OpenQuestions = Literal["tell", "accept", "refuse"]
_DATE_ORDERS, _DECIMAL_MARKS = frozenset({"dmy", "mdy", "ymd"}), frozenset({".", ","})


def split(answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Sort answers by the part of a mapping that they go into: date_order, decimal_mark, answers."""
    orders = {name: text for name, text in answers.items() if text in _DATE_ORDERS}
    marks = {name: text for name, text in answers.items() if text in _DECIMAL_MARKS}
    others = {name: text for name, text in answers.items() if name not in {*orders, *marks}}
    return orders, marks, others


def check_ready(source: ingest.Source, filling: Filling) -> None:
    """Raise IngestError if a needed column is not filled: which table the file was taken for, why, what answers."""
    missing = filling.mapping.missing(filling.table)
    if not missing:
        return
    options = " ".join(f'--map "{name}=HEADER"' for name in missing)
    said = _(
        "{file} has no usable column for {missing}; its columns are {columns}. Say which of them fills it with "
        "{options}, or which table it is with --table."
    ).format(
        file=isolate(source.name),
        missing=isolate(", ".join(missing)),
        columns=isolate(", ".join(source.columns)),
        options=isolate(options),
    )
    raise ingest.IngestError(" ".join([*filling.why, said]))


def of_all(filled: Sequence[Filled]) -> dict[str, Any]:
    """Return the status and the questions for a JSON line; nothing where none is left open."""
    questions = [_described(one, question) for one in filled for question in one.questions]
    if not questions:
        return {}
    return {"status": _("published, with questions left open"), "questions": questions}


def refuse_open(filled: Sequence[Filled]) -> None:
    """Raise IngestError with every question that is left open, each with the option that answers it."""
    questions = [question for one in filled for question in one.questions]
    if not questions:
        return
    head = ngettext(
        "{n} question is left open, and nothing was published:",
        "{n} questions are left open, and nothing was published:",
        len(questions),
    ).format(n=format_number(len(questions)))
    raise ingest.IngestError(" ".join([head, *(f"{one.sentence} ({one.answer_with})" for one in questions)]))


def _described(one: Filled, question: ingest.Question) -> dict[str, Any]:
    described: dict[str, Any] = {
        "file": one.upload.file_name,
        "table": one.upload.table,
        "question": question.sentence,
        "assumed": question.assumed,
        "answer_with": question.answer_with,
    }
    if question.options:
        described["options"] = list(question.options)
    if question.labels:
        described["meaning"] = list(question.labels)
    return described
