"""From what a leaving customer said, in Persian, Arabic or English, to the causes of leaving.

Rules, not a model: an analyst can read in `rules` why a sentence was counted where it was. Rules and
sentences are folded by the same `normalise`. A phrase is matched where a word starts and never inside one,
because گران (expensive) is inside نگران (worried).

How a phrase is written: words in their natural spelling, each the beginning of a word of the text.

    price           any word that starts so, also behind an Arabic article or a joined و ب ل
    late.           this word exactly, so not "later"
    good|great      either
    very?           may be absent
    ~  ~~           up to three, up to six words in between
    !to|on          not followed by a word that starts so

A half-space in a phrase stands for a half-space, a space or nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from localization.text import normalise
from metrics.causes import rules
from metrics.causes.remedies import CAUSES, Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["CAUSES", "Cause", "causes_of"]

_GAPS: Final = {"~": 3, "~~": 6}
# What Arabic joins to the front of a word: conjunctions, prepositions and the article.
_JOINED: Final = ("وال", "بال", "فال", "کال", "ال", "لل", "و", "ب", "ل")
_HOLE: Final = ""  # stands where words were taken out; no phrase matches it or reaches across it
_LONGEST: Final = 2000  # letters of one answer that are read

Token = tuple[str, ...]  # a word of the text, followed by what is left of it without a joined front


class _Word(NamedTuple):
    """One word of a phrase: sequences of (stem, is whole word), any of which will do."""

    options: tuple[tuple[tuple[str, bool], ...], ...]
    kind: str  # "must", "may" or "not"


Part = int | _Word  # a number is a gap of up to so many words


class _Match(NamedTuple):
    rank: int
    start: int
    end: int
    code: str


def _word(written: str) -> _Word:
    kind = {"?": "may", "!": "not"}.get(written[-1] if written[-1] == "?" else written[0], "must")
    options: list[tuple[tuple[str, bool], ...]] = []
    for stem in written.strip("?!").split("|"):
        is_whole = stem.endswith(".")
        parts = [normalise(part) for part in stem.rstrip(".").split("\u200c")]
        options.append((("".join(parts), is_whole),))
        if len(parts) > 1:
            options.append((*((part, True) for part in parts[:-1]), (parts[-1], is_whole)))
    return _Word(tuple(options), kind)


def _begins(token: Token, stem: str, *, is_whole: bool) -> bool:
    return stem in token if is_whole else any(form.startswith(stem) for form in token)


def _ends(option: tuple[tuple[str, bool], ...], tokens: list[Token], at: int) -> int:
    """Index after `option` when it stands at `at`, else -1."""
    if at + len(option) > len(tokens):
        return -1
    for token, (stem, is_whole) in zip(tokens[at:], option, strict=False):
        if not _begins(token, stem, is_whole=is_whole):
            return -1
    return at + len(option)


def _match(parts: tuple[Part, ...], tokens: list[Token], at: int) -> int:
    """Index after the shortest stretch from `at` that the parts cover, or -1."""
    if not parts:
        return at
    part, rest = parts[0], parts[1:]
    if isinstance(part, int):
        for skipped in range(part + 1):
            if (end := _match(rest, tokens, at + skipped)) >= 0:
                return end
            if at + skipped >= len(tokens) or tokens[at + skipped][0] == _HOLE:
                break
        return -1
    ends = [end for option in part.options if (end := _ends(option, tokens, at)) >= 0]
    if part.kind == "not":
        return -1 if ends else _match(rest, tokens, at)
    if part.kind == "may":
        ends.append(at)
    return next((end for after in ends if (end := _match(rest, tokens, after)) >= 0), -1)


@lru_cache(maxsize=10_000)
def _beginnings(token: Token) -> frozenset[str]:
    return frozenset(form[:length] for form in token for length in range(1, len(form) + 1))


class _Rules:
    """Phrases of several causes, found by the first word of each."""

    def __init__(self, phrases_of: Iterable[tuple[str, str]]) -> None:
        self._by_stem: dict[str, list[tuple[int, str, tuple[Part, ...]]]] = defaultdict(list)
        for rank, (code, phrases) in enumerate(phrases_of):
            for phrase in re.split(r"[,\n]", phrases):
                if words := phrase.split():
                    parts = tuple(_GAPS.get(word) or _word(word) for word in words)
                    first = parts[0]
                    assert isinstance(first, _Word), phrase  # noqa: S101 - a slip in our own rules
                    for stem in {option[0][0] for option in first.options}:
                        self._by_stem[stem].append((rank, code, parts))

    def find(self, tokens: list[Token]) -> Iterator[_Match]:
        """Yield every phrase found, at every word where one begins."""
        for start, token in enumerate(tokens):
            for stem in _beginnings(token) & self._by_stem.keys():
                for rank, code, parts in self._by_stem[stem]:
                    if (end := _match(parts, tokens, start)) >= 0:
                        yield _Match(rank, start, end, code)


@cache
def _rules(name: str) -> _Rules:
    """Rules of one stage, read when the first text comes."""
    phrases = getattr(rules, name)
    return _Rules([(name, phrases)] if isinstance(phrases, str) else phrases)


@cache
def _negators() -> tuple[Part, ...]:
    return (_word(rules.NEGATORS),)


@cache
def _whole_answers() -> dict[str, str]:
    codes = {normalise(spelling): code for code in CAUSES for spelling in (code, code.replace("_", " "))}
    labels = {normalise(cause.label): code for code, cause in CAUSES.items()}
    return codes | labels | {normalise(answer): code for answer, code in rules.WHOLE.items()}


def _tokens(folded: str) -> list[Token]:
    return [
        (word, *(word[len(joined) :] for joined in _JOINED if word.startswith(joined)))
        for word in folded[:_LONGEST].split()
    ]


def _take(tokens: list[Token], found: Iterable[_Match]) -> Iterator[_Match]:
    """Take the matches out of the text, the first rule and the longest match first; yield those taken."""
    for match in sorted(found, key=lambda match: (match.rank, match.start, -match.end)):
        stretch = range(match.start, match.end)
        if all(tokens[at][0] != _HOLE for at in stretch):
            for at in stretch:
                tokens[at] = (_HOLE,)
            yield match


def _is_negated(tokens: list[Token], match: _Match) -> bool:
    before = tokens[max(0, match.start - 2) : match.start]
    return any(_match(_negators(), before, at) >= 0 for at in range(len(before)))


def causes_of(text: str | None) -> tuple[str, ...]:
    """Causes that a customer names for leaving, in the order in which they are first mentioned.

    Praise and denials are taken out first ("the price was fine, but …"). Without any cause the answer is
    one of: no_answer (nothing but punctuation), unknown (they do not know or give no reason), unclassified
    (there are words, but no rule knows them). Codes are keys of `CAUSES`; each comes once.
    """
    folded = normalise(text)
    if not folded:
        return ("no_answer",)
    if folded in _whole_answers():
        return (_whole_answers()[folded],)
    tokens = _tokens(folded)
    list(_take(tokens, _rules("DENIALS").find(tokens)))
    list(_take(tokens, (m for m in _rules("PRAISE").find(tokens) if not _is_negated(tokens, m))))
    mentions = list(_take(tokens, list(_rules("CLAIMS").find(tokens))))
    mentions += _rules("STEMS").find(tokens)
    if mentions:
        return tuple(dict.fromkeys(match.code for match in sorted(mentions, key=lambda m: (m.start, m.rank))))
    return ("unknown",) if any(_rules("UNKNOWN").find(tokens)) else ("unclassified",)
