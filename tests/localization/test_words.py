"""One word for one meaning, in three languages: what docs/words.md says of "did not buy again", "lost" and "left".

Who did not buy again in the next period may well come back; lost is who has been silent past the window, or whose
contract has ended; left is who was told to have gone. Two words for one number would contradict each other.
"""

import re

import pytest

import metrics
from localization.update import ROOT, extract, read_catalog

# From one period to the next. A folder stands for all its modules.
PERIOD_TO_PERIOD = (
    "metrics/periods/",
    "metrics/cohorts/",
    "metrics/value/top.py",
    "charts/overview.py",
    "charts/lifecycle.py",
    "charts/customers.py",
    "charts/cohorts.py",
    "charts/cohort_lines.py",
    "charts/cohort_money.py",
    "charts/differences.py",
    "screens/cohorts/",
    "screens/overview/",
    "screens/customers/",
    "screens/segments/findings.py",
    "screens/segments/pictures.py",
    "pages/overview.py",
    "pages/retention.py",
    "ui/passport.py",
)
# Silence past the window, and the end of a contract.
UNTIL_THE_END = (
    "metrics/lifetimes/",
    "screens/lifetimes/",
    "screens/without_orders/contracts.py",
    "ui/contract_words.py",
    "screens/data/settings_form.py",
    "words/settings_in_words.py",
)
# Departures that were told.
DEPARTURES = (
    "metrics/causes/",
    "charts/causes.py",
    "screens/causes/",
    "screens/without_orders/overview.py",
    "screens/without_orders/segments.py",
    "screens/without_orders/shares.py",
    "screens/without_orders/customers.py",
    "ingest/recognition/departed.py",
)
# Sentences that hold a word of another meaning, each with its reason.
ALLOWED = {
    "Inferred from silence; a recorded departure is better evidence": "it sets the two meanings against each other",
    (
        "Kept: bought in {before} and again in {period}. Who did not buy again is not yet called lost; that takes a "
        "silence as long as Lifetimes says, or the end of a contract."
    ): "the passport says which of the two meanings its number has",
}

LOST = {
    "en": re.compile(r"\blost\b", re.IGNORECASE),
    "fa": re.compile(r"\bاز دست (?:رفت|نرفت|رفتن|می|داد|ند?اد)"),
    "ar": re.compile(r"مفقود|الفقدان|فُقد|[يت]ُ?فقد|\bفقد(?:ت|وا)\b"),
}
LEFT = {
    "en": re.compile(
        r"\b(?:left|leaves?|leavers?|gone|departed|churn\w*)\b(?! (?:it |out|zero|the list|the old list))",
        re.IGNORECASE,
    ),
    "fa": re.compile(r"\b(?:رفت|رفته|رفتند|ترک|ترک‌کنندگان|ریزش)\b"),
    "ar": re.compile(r"غادر|مغادر"),
}
NOT_AGAIN = {
    "en": re.compile(r"\bnot buy again\b", re.IGNORECASE),
    "fa": re.compile(r"دوباره (?:نخرید|بخرید|نمی‌خر)"),
    "ar": re.compile(r"(?:لم|لا) يشتر\S*(?: +\S+){0,6} +مجددًا"),
}
CODES = re.compile(r"`[^`]*`|\{[^}]*\}")  # the codes of the data, and names of values, stay


def spoken_in(places):
    """Return the sentences of some modules in three languages, the codes taken out: (what, language, text)."""
    catalogs = {lang: read_catalog(lang) for lang in ("fa", "ar")}
    for message in extract():
        if not message.id or not any(path.startswith(places) for path, _line in message.locations):
            continue
        first = message.id[0] if message.pluralizable else message.id
        texts = {lang: catalog.get(first).string for lang, catalog in catalogs.items()} | {"en": message.id}
        for lang, forms in texts.items():
            for text in [forms] if isinstance(forms, str) else forms:
                yield first, lang, CODES.sub("", text)


def holding(places, words):
    """Return the sentences of some modules that hold one of the words and are not allowed to."""
    spoken = list(spoken_in(places))
    assert {lang for _first, lang, _text in spoken} == {"en", "fa", "ar"}
    return sorted({(lang, text) for first, lang, text in spoken if words[lang].search(text) and first not in ALLOWED})


def test_nobody_is_lost_or_has_left_from_one_period_to_the_next():
    assert holding(PERIOD_TO_PERIOD, LOST) == []
    assert holding(PERIOD_TO_PERIOD, LEFT) == []


def test_who_left_is_not_called_lost():
    assert holding(DEPARTURES, LOST) == []


def test_who_is_lost_is_not_said_not_to_have_bought_again():
    assert holding(UNTIL_THE_END, NOT_AGAIN) == []


@pytest.mark.parametrize("words", [LOST, NOT_AGAIN])
def test_each_meaning_is_translated_by_its_own_word(words):
    """A sentence that holds the English word holds the word of the table in the other languages too, in each form."""
    spoken = [*spoken_in(PERIOD_TO_PERIOD), *spoken_in(UNTIL_THE_END)]
    said = {first for first, lang, text in spoken if lang == "en" and words["en"].search(text)}
    assert len(said) > 10
    assert [(lang, text) for first, lang, text in spoken if first in said and not words[lang].search(text)] == []


def test_the_table_of_words_holds_the_labels_that_are_shown():
    table = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    for lang in ("fa", "ar"):
        for label in ("Did not buy again", "Won back", "Growing"):
            assert str(read_catalog(lang).get(label).string).rstrip("ةون") in table


def test_the_table_of_words_names_metrics_that_are_there():
    table = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    named = {
        name
        for line in table.splitlines()
        if line.startswith("|")
        for name in re.findall(r"`(\w+)`", line.split("|")[-2])
    }
    assert len(named) > 10
    assert named <= set(metrics.GLOSSARY)


def test_every_place_is_there_and_every_exception_is_said():
    found = {path for message in extract() if message.id for path, _line in message.locations}
    places = (*PERIOD_TO_PERIOD, *UNTIL_THE_END, *DEPARTURES)
    assert [place for place in places if not any(path.startswith(place) for path in found)] == []
    sentences = {message.id if isinstance(message.id, str) else message.id[0] for message in extract() if message.id}
    assert [sentence for sentence in ALLOWED if sentence not in sentences] == []
