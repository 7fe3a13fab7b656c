from threading import Thread

import pytest

from localization import (
    LANGUAGES,
    N_,
    _,
    current_language,
    direction,
    languages,
    match_language,
    ngettext,
    use_language,
)

HEADER = r"""
msgid ""
msgstr ""
"Language: fa\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
"Content-Type: text/plain; charset=utf-8\n"

"""
ARABIC_HEADER = HEADER.replace("fa", "ar").replace(
    "nplurals=2; plural=(n > 1);",
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
)


@pytest.fixture
def catalog(tmp_path, monkeypatch):
    """Put a catalog in place of the shipped one."""

    def write(lang, text):
        path = tmp_path / lang / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(languages, "translations", lambda lang: read(lang, tmp_path))

    read = languages.translations
    return write


def test_english_is_spoken_until_another_language_is_chosen():
    assert current_language() == "en"
    assert _("{n} customers left").format(n=3) == "3 customers left"


def test_translates_into_the_language_in_use(catalog):
    catalog("fa", HEADER + 'msgid "{n} customers left"\nmsgstr "{n} مشتری رفتند"\n')
    use_language("fa")
    assert _("{n} customers left").format(n="۳") == "۳ مشتری رفتند"


@pytest.mark.parametrize(
    "entry",
    ["", 'msgid "Cohorts"\nmsgstr ""\n', '#, fuzzy\nmsgid "Cohorts"\nmsgstr "گروه"\n'],
    ids=["missing", "empty", "fuzzy"],
)
def test_an_untranslated_sentence_is_shown_in_english(catalog, entry):
    catalog("fa", HEADER + entry)
    use_language("fa")
    assert _("Cohorts") == "Cohorts"


def test_a_plural_with_an_empty_form_is_shown_in_english(catalog):
    catalog(
        "fa",
        HEADER + 'msgid "one customer"\nmsgid_plural "{n} customers"\nmsgstr[0] "{n} مشتری"\nmsgstr[1] ""\n',
    )
    use_language("fa")
    assert ngettext("one customer", "{n} customers", 1) == "one customer"
    assert ngettext("one customer", "{n} customers", 5) == "{n} customers"


def test_a_language_without_a_catalog_is_shown_in_english(tmp_path):
    assert languages.translations("ar", tmp_path).gettext("Cohorts") == "Cohorts"


def test_english_plurals():
    assert ngettext("one customer", "{n} customers", 1) == "one customer"
    assert ngettext("one customer", "{n} customers", 0).format(n=0) == "0 customers"


def test_arabic_has_six_plural_forms(catalog):
    forms = ["لا عملاء", "عميل واحد", "عميلان", "{n} عملاء", "{n} عميلاً", "{n} عميل"]
    entry = 'msgid "one customer"\nmsgid_plural "{n} customers"\n'
    catalog("ar", ARABIC_HEADER + entry + "".join(f'msgstr[{i}] "{form}"\n' for i, form in enumerate(forms)))
    use_language("ar")
    shown = [forms.index(ngettext("one customer", "{n} customers", n)) for n in (0, 1, 2, 3, 10, 11, 99, 100, 103)]
    assert shown == [0, 1, 2, 3, 3, 4, 4, 5, 3]


def test_a_plural_takes_the_integers_of_numpy():
    import numpy as np

    assert ngettext("one customer", "{n} customers", np.int64(1)) == "one customer"


def test_an_empty_sentence_stays_empty():
    use_language("fa")
    assert _("") == ""  # gettext itself would answer with the header of the catalog


def test_marking_changes_nothing():
    use_language("fa")
    assert N_("Cohorts") == "Cohorts"


def test_directions():
    assert {lang: direction(lang) for lang in LANGUAGES} == {"en": "ltr", "fa": "rtl", "ar": "rtl"}
    use_language("ar")
    assert direction() == "rtl"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="Unknown language 'de'; known are en, fa, ar"):
        use_language("de")


@pytest.mark.parametrize(
    ("locale", "lang"),
    [
        ("fa-IR", "fa"),
        ("fa", "fa"),
        ("ar_EG", "ar"),
        ("AR", "ar"),
        ("en-GB", "en"),
        ("de-DE", "en"),
        (None, "en"),
    ],
)
def test_a_browsers_locale_finds_its_language(locale, lang):
    assert match_language(locale) == lang


def test_the_language_of_one_session_does_not_leak_into_another():
    use_language("fa")
    seen = []
    thread = Thread(target=lambda: seen.append(current_language()))
    thread.start()
    thread.join()
    assert seen == ["en"]
