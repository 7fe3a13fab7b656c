"""What the values of columns say where headers do not: kinds, flags, sides, who it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.questions import WORD_MARK
from ingest.recognition import contract_states, documents, value_words
from ingest.recognition.folding import apart, key
from ingest.recognition.implied import FIRST_REPLY, PLAIN_CODES
from ingest.recognition.states import ANY_OTHER, CAME_BACK, WON, WORDS, effect_of, folded, names_a_state
from ingest.recognition.sums import MOST
from ingest.recognition.synonyms import NOT_THE_DAY, names_of
from ingest.trial import first_rows
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ingest.reading.sources import Source
    from ingest.recognition.profiles import Profile

_MOST_KINDS = 30
_LOOKED_AT = 200
# So many rows with addresses, and so many for each, are of those who sell.
_ROWS_OF_STAFF, _SALES_OF_ONE = 15, 7
# Where marketplaces forward mail from, under another name for each order.
_RELAY = re.compile(
    r"@(?:verkopen\.bol\.com|(?:[\w-]+\.)?allegromail\.pl|user\.allegrogroup\.pl|members\.ebay\.[a-z.]+"
    r"|message\.cdiscount\.com)$"
)
_DURATION = re.compile(r"\d+:[0-5]\d(?::[0-5]\d)?")


def document_kind(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find the column that says what document a row is: called a type, with words that are known for them.

    Of several, that which tells gift cards from goods: a refund has its minus without a word.
    """
    found: list[tuple[bool, int, str]] = []
    for header in free:
        words = {normalise(value) for value in seen[header].values}
        if not documents.names_a_kind(header) or not 1 <= len(words) <= _MOST_KINDS:
            continue
        if documents.tell(words) or 2 * sum(folded(word) in WORDS for word in words) > len(words):
            found.append(("gift" not in map(documents.kind_of, words), len(found), header))
    if found:
        return min(found)[2]
    return next((one for one in free if _tells_what_came_back(seen[one])), "")


def _tells_what_came_back(profile: Profile) -> bool:
    """Whether a column holds nothing but words of sales and of what was given back, whatever it is called."""
    effects = {effect_of(value) if folded(value) in WORDS else "" for value in profile.values[:_MOST_KINDS]}
    return profile.filled == profile.rows and "sale" in effects and "return" in effects and "" not in effects


def state(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find a state that no header names as one: known words of states, one of them of what is no sale.

    A header with such a word in it, as Paket Durumu, may hold words that nobody knows beside them.
    """
    found = []
    for header in free:
        values = seen[header].values
        known = [value for value in values if folded(value) in WORDS or folded(value) in WON]
        is_called_so = names_a_state(header)
        has_others = any(effect_of(value) != "sale" or folded(value) in WON for value in known)
        is_told = len(known) == len(values) and key(header) not in value_words.KINDS
        # Words of which nobody knows one are asked about, where the header says what they are of.
        is_asked = is_called_so and not known and _is_state_of_a_sale(header) and 2 * len(values) <= seen[header].rows
        if 1 < len(values) <= _MOST_KINDS and ((has_others and (is_told or is_called_so)) or is_asked):
            found.append((not is_called_so, is_asked, header))
    return min(found, default=(True, True, ""))[2]


def _is_state_of_a_sale(header: str) -> bool:
    """Whether a header is a state of what is sold or paid, and of nothing else."""
    words = {*apart(key(header)).split()}
    return words <= value_words.OF_STATES | value_words.SOLD and bool(words & value_words.SOLD)


def only_won(profile: Profile) -> dict[str, str]:
    """Say of the stages of deals that those which were won are sales, and no others."""
    won = [value for value in profile.values if folded(value) in WON]
    return {ANY_OTHER: "no sale", **{folded(value): "sale" for value in won}} if won else {}


def second_state(free: Iterable[str], seen: Mapping[str, Profile]) -> tuple[str, dict[str, str]]:
    """Find a state beside the one that is known, with a word of what is no sale; says what its words make of a line."""
    for header in free:
        words = [value for value in seen[header].values if folded(value) in WORDS]
        is_called_so = key(header) in names_of("orders", "status") or names_a_state(header)
        if is_called_so and any(effect_of(word) != "sale" for word in words):
            return header, {normalise(word): "refunded" for word in words if folded(word) in CAME_BACK}
    return "", {}


def contract_state(free: Iterable[str], seen: Mapping[str, Profile]) -> tuple[str, dict[str, str]]:
    """Find what says of contracts whether they run: words of nothing else, one of them of an end; or a flag.

    Returns the header, and what its words say where they are yes and no.
    """
    free = [*free]
    for header in free:
        values = seen[header].values
        known = [value for value in values if contract_states.is_known(value)]
        is_told = len(known) == len(values) or names_a_state(header)
        ended = [value for value in known if contract_states.standing_of(value) == "ended"]
        if 1 <= len(values) <= _MOST_KINDS and is_told and ended:
            return header, {}
    flags = [one for one in free if seen[one].flags >= MOST]
    for names, states in (
        (value_words.RUNNING_FLAGS, value_words.RUNNING_STATES),
        (value_words.NO_SALE_FLAGS | value_words.ENDED_FLAGS, value_words.ENDED_STATES),
    ):
        if found := next((one for one in flags if key(one) in names), ""):
            return found, states
    return "", {}


def sale_flags(free: Iterable[str], seen: Mapping[str, Profile]) -> list[tuple[str, dict[str, str]]]:
    """List the columns that say with yes or no whether a row is a sale, each with what its words make of it."""
    flags = [one for one in free if seen[one].flags >= MOST]
    undone = [one for one in flags if WORDS.get(key(one)) in {"no sale", "refunded"}]
    bad = [(one, value_words.FLAG_STATES) for one in flags if key(one) in value_words.NO_SALE_FLAGS or one in undone]
    return bad + [(one, value_words.SUCCESS_STATES) for one in flags if key(one) in value_words.SUCCESS_FLAGS]


def undone_on(free: Iterable[str], seen: Mapping[str, Profile]) -> list[str]:
    """List the days on which sales were undone: what has one is no sale, whatever else it says."""
    named = [one for one in free if key(one) in value_words.UNDONE_ON and seen[one].days >= MOST]
    return [one for one in named if seen[one].filled < seen[one].rows]


def words_of_sales(states: Mapping[str, str], profile: Profile) -> str:
    """Write the words of a flag that leave a row a sale, as they may stand in its column."""
    said = [word for word, effect in states.items() if effect == "sale"]
    spelt = [one for word in said for one in (word, word.upper(), word.capitalize())]
    seen = [value for value in profile.values if states.get(normalise(value), "") == "sale"]
    return WORD_MARK.join(dict.fromkeys([*seen, *spelt, *([""] if profile.filled < profile.rows else [])]))


def side(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find the column that says on which side of a two-sided firm somebody is."""
    for header in free:
        words = {normalise(value) for value in seen[header].values}
        if len(words) > 1 and words <= value_words.SIDES:
            return header
    return ""


def plain_number(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find a column called a number or a code alone that tells rows apart."""
    return next((one for one in free if key(one) in PLAIN_CODES and seen[one].is_unique), "")


def names_a_customer(header: str) -> bool:
    """Whether a header that names something names customers."""
    return bool({*key(header).split()} & value_words.NAMED)


def are_of_nobody(addresses: Profile) -> bool:
    """Whether a column of addresses tells no customers apart.

    A few on all rows are of those who sold, as the customers of a firm are more; and a marketplace gives its buyers
    one for each order.
    """
    if not addresses.are_addresses:
        return False
    is_of_staff = len(addresses.values) * _SALES_OF_ONE <= addresses.filled >= _ROWS_OF_STAFF
    return is_of_staff or all(map(_RELAY.search, addresses.values))


def basket(source: Source, free: Iterable[str], customer: str, day: str) -> str:
    """Name the column that numbers purchases of several lines: each value of one customer and moment, some on more."""
    places = {header: at for at, header in enumerate(source.columns)}
    called = [header for header in free if any(map(_numbers_baskets, key(header).split()))]
    rows = [row for row in first_rows(source, _LOOKED_AT) if len(row) == len(places)] if called else []
    for header in called:
        bought: dict[str, set[tuple[str, str]]] = {}
        lines = 0
        for row in rows:
            if number := row[places[header]].strip():
                bought.setdefault(number, set()).add((row[places[customer]], row[places[day]]))
                lines += 1
        if 1 < len(bought) < lines == len(rows) and all(len(those) == 1 for those in bought.values()):
            return header
    return ""


def is_shared(source: Source, number: str, customer: str) -> bool:
    """Whether several customers have the same of what is called a number: the name of a plan, say."""
    at, whose = source.columns.index(number), source.columns.index(customer)
    rows = [row for row in first_rows(source, _LOOKED_AT) if len(row) == len(source.columns)]
    owners: dict[str, set[str]] = {}
    for row in rows:
        owners.setdefault(row[at].strip(), set()).add(row[whose].strip())
    return any(len(those) > 1 for one, those in owners.items() if one)


def _numbers_baskets(word: str) -> bool:
    return word in value_words.BASKETS or word.endswith(("nummer", "numer", "nr", "номер"))


def duration(free: Iterable[str], seen: Mapping[str, Profile]) -> str:
    """Find the time until the first answer, written as hours, minutes and seconds."""
    for header in free:
        values = seen[header].values
        if values and FIRST_REPLY.search(normalise(header)) and all(map(_DURATION.fullmatch, values)):
            return header
    return ""


def days_of(free: Iterable[str], seen: Mapping[str, Profile]) -> list[str]:
    """List the columns of days that are not of something else, such as a birth or a delivery."""
    return [one for one in free if seen[one].days >= MOST and not {*key(one).split()} & NOT_THE_DAY]
