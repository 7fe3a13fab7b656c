"""The shipped catalogs say in Persian and Arabic everything that the code says in English."""

import ast
import re
from gettext import c2py
from string import Formatter

import pytest

from localization import LANGUAGES
from localization.update import KEYWORDS, ROOT, extract, is_untranslated, read_catalog, source_files

DIGITS_OF_OTHERS = {"fa": "٠١٢٣٤٥٦٧٨٩", "ar": "۰۱۲۳۴۵۶۷۸۹"}
TRANSLATED = [lang for lang in LANGUAGES if lang != "en"]


@pytest.fixture(scope="module")
def said():
    return [message for message in extract() if message.id]


@pytest.fixture(scope="module", params=TRANSLATED)
def catalog(request):
    return read_catalog(request.param)


def placeholders(text):
    return sorted(name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None)


def wrong_placeholders(message, plural_rule, forms):
    """List the translations of one message that would show other values than the English does."""
    if not message.pluralizable:
        return [message.string] if placeholders(message.string) != placeholders(message.id) else []
    singular, plural = (placeholders(text) for text in message.id)
    wrong = []
    for form, text in enumerate(message.string):
        # A form said of one number alone ("two customers" in Arabic) may leave the number out. The first
        # Persian form is said of 0 and of 1, so it may not.
        one_number = sum(plural_rule(n) == form for n in range(1000)) == 1
        allowed = [plural, singular, [name for name in plural if name != "n"]] if one_number else [plural]
        if placeholders(text) not in allowed:
            wrong.append(text)
    assert len(message.string) == forms
    return wrong


def test_something_is_said(said):
    assert said


def test_every_sentence_is_translated(said, catalog):
    missing = []
    for sentence in said:
        message = catalog.get(sentence.id)
        if message is None or message.id != sentence.id or message.fuzzy or is_untranslated(message.string):
            missing.append(sentence.id)
    assert not missing, f"{len(missing)} sentences to translate into {catalog.locale}: {missing[:20]}"


def test_no_sentence_is_kept_that_the_code_no_longer_says(said, catalog):
    ids = {sentence.id for sentence in said}
    assert [message.id for message in catalog if message.id and message.id not in ids] == []


def test_placeholders_are_the_same_in_every_language(catalog):
    rule = c2py(catalog.plural_expr)
    wrong = {}
    for message in catalog:
        if message.id and not is_untranslated(message.string):
            texts = wrong_placeholders(message, rule, catalog.num_plurals)
            if texts:
                wrong[message.id] = texts
    assert not wrong


@pytest.mark.parametrize(("lang", "forms"), [("fa", 2), ("ar", 6)])
def test_plural_forms(lang, forms):
    catalog = read_catalog(lang)
    assert str(catalog.locale) == lang
    assert catalog.num_plurals == forms
    assert {c2py(catalog.plural_expr)(n) for n in range(200)} == set(range(forms))


def test_no_sentence_is_overlooked(said):
    """What the extraction does not see, as inside an f-string, would stay English in every language."""
    found = {message.id[0] if message.pluralizable else message.id for message in said}
    overlooked = []
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            sentence = node.args[0].value
            if _called(node) in KEYWORDS and isinstance(sentence, str) and sentence not in found:
                overlooked.append(f"{path.relative_to(ROOT)}:{node.lineno}: {sentence}")
    assert not overlooked


def test_the_translator_has_one_name():
    """Under another name its sentences would not be found."""
    renamed = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "localization"
        and any(name.name in KEYWORDS and name.asname for name in node.names)
    ]
    assert not renamed


def _called(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", None)


def test_sentences_are_filled_after_they_are_translated():
    """An f-string, or a sentence formatted inside the parentheses, can never be found in a catalog."""
    wrong = []
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in KEYWORDS and any(
                isinstance(argument, ast.JoinedStr | ast.BinOp)
                or (
                    isinstance(argument, ast.Call)
                    and isinstance(argument.func, ast.Attribute)
                    and argument.func.attr == "format"
                )
                for argument in node.args[:2]  # the number that a plural goes with may be computed
            ):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong


def test_each_catalog_is_in_its_own_language():
    """Letters that the other language does not have, the product's own name aside."""
    foreign = {"ar": re.compile("[پچژگکی]"), "fa": re.compile("[ةكىي]")}
    for lang, letters in foreign.items():
        texts = [text for message in read_catalog(lang) if message.id for text in translations_of(message)]
        assert texts
        assert not [text for text in texts if letters.search(text.replace("ماندگار", ""))]


def translations_of(message):
    """Return the translations of a message, one or several."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_no_translation_holds_digits_of_another_script():
    """Dates written as an example of a file and names such as UTF-8 stay as they are written there."""
    wrong = {}
    for lang in TRANSLATED:
        for message in read_catalog(lang):
            for text in translations_of(message) if message.id else []:
                bare = re.sub(r"\{[^}]*\}|\S*[A-Za-z]\S*|\d+-\d\d-\d\d|\d\d/\d\d/\d{4}|[+*/().=-]", " ", text or "")
                if re.search("[0-9]", bare) or set(DIGITS_OF_OTHERS[lang]) & set(bare):
                    wrong[lang, str(message.id)] = text
    assert not wrong
