"""The little language of computed columns: + − × ÷, parentheses, numbers and names of columns.

A name with a question mark after it counts as 0 where its cell is blank. One that holds spaces or signs stands in
[brackets], "quotation marks" or `backticks`. Nothing else is an expression, so nothing that a person types is ever run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.errors import IngestError
from localization import _
from localization.numbers import isolate, latin_digits

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:[.٫]\d*)?|[.٫]\d+)"
    r'|\[(?P<bracketed>[^\]]+)\]|"(?P<quoted>[^"]+)"|`(?P<ticked>[^`]+)`'
    r"|(?P<name>[^\W\d][\w\u200c]*)"
    r"|(?P<sign>[-+*/()×÷−–?]))"
)
_SIGNS = {"×": "*", "÷": "/", "−": "-", "–": "-"}
_DEEPEST = 100
_LONGEST = 500


@dataclass(frozen=True)
class Computed:
    """An expression as SQL over doubles; null where an operand is null or a divisor is zero.

    `divisors` is the SQL of everything that is divided by.
    """

    sql: str
    divisors: tuple[str, ...]


def quoted(name: str) -> str:
    """Write a header so that it can stand in an expression."""
    if re.fullmatch(r"[^\W\d][\w\u200c]*", name):
        return name
    if "]" not in name:
        return f"[{name}]"
    return f'"{name}"' if '"' not in name else f"`{name}`"


def compile_expression(text: str, operand: Callable[[str], str]) -> Computed:
    """Turn an expression into SQL.

    Parameters
    ----------
    text
        What the person wrote, such as ``Quantity * [Unit Price]``.
    operand
        Gives the SQL of a column by the name used in the text; raises IngestError for an unknown one.
    """
    return _Parser(text, operand).compiled()


class _Parser:
    def __init__(self, text: str, operand: Callable[[str], str]) -> None:
        self.text = text
        self.operand = operand
        self.divisors: list[str] = []
        self.tokens = self._tokens()
        if len(self.tokens) > _LONGEST:
            raise self._error(self.tokens[_LONGEST][1])
        self.at = 0
        self.depth = 0

    def compiled(self) -> Computed:
        sql = self._sum()
        if self.at < len(self.tokens):
            raise self._error(self.tokens[self.at][1])
        return Computed(sql, tuple(self.divisors))

    def _tokens(self) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        at = 0
        end = len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if match is None or match.lastgroup is None:
                raise self._error(self.text[at:].strip()[:20])
            kind = "name" if match.lastgroup in {"bracketed", "quoted", "ticked"} else match.lastgroup
            word = match[match.lastgroup]
            tokens.append((kind, _SIGNS.get(word, word) if kind == "sign" else word))
            at = match.end()
        return tokens

    def _sum(self) -> str:
        left = self._product()
        while self._next_is("+", "-"):
            sign = self._take()
            left = f"({left} {sign} {self._product()})"
        return left

    def _product(self) -> str:
        left = self._factor()
        while self._next_is("*", "/"):
            sign = self._take()
            right = self._factor()
            if sign == "/":
                self.divisors.append(right)
                right = f"nullif({right}, 0)"
            left = f"({left} {sign} {right})"
        return left

    def _factor(self) -> str:
        if self.at >= len(self.tokens):
            msg = ""
            raise self._error(msg)
        kind, word = self.tokens[self.at]
        self.at += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error(word)
        if kind == "number":
            sql = f"CAST({float(latin_digits(word).replace('٫', '.'))!r} AS DOUBLE)"
        elif kind == "name":
            sql = self.operand(word)
            if self._next_is("?"):
                self.at += 1
                sql = f"coalesce({sql[1:-1] if sql.startswith('(') else sql}, 0)"
        elif word in {"-", "+"}:
            sql = f"({word} {self._factor()})"
        elif word == "(":
            sql = self._sum()
            if not self._next_is(")"):
                raise self._error(self.tokens[self.at][1] if self.at < len(self.tokens) else "")
            self.at += 1
        else:
            raise self._error(word)
        self.depth -= 1
        return sql

    def _next_is(self, *signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] in [("sign", sign) for sign in signs]

    def _take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _error(self, place: str) -> IngestError:
        return IngestError(
            _(
                "The computed column {expression} cannot be understood at {place}; write + - * / and parentheses "
                "over numbers and column names, and put names with spaces in [brackets]."
            ).format(expression=isolate(self.text), place=isolate(place) if place else _("its end"))
        )
