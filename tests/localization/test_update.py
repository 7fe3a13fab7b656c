import pytest
from babel.messages.catalog import Catalog

from localization import update

FILE = """
from localization import N_, _, ngettext
title = _("Cohorts")
label = N_("Segments")
count = ngettext("one customer", "{n} customers", 2)
long = _("one sentence "
         "on two lines")
"""


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "cohorts.py").write_text(FILE, encoding="utf-8")
    (tmp_path / "dashboard.py").write_text('_("Overview")', encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text('_("not said to a person")', encoding="utf-8")
    return tmp_path


def ids(catalog):
    return [message.id for message in catalog if message.id]


def test_extracts_every_way_of_saying(tree):
    assert ids(update.extract(tree)) == [
        "Overview",
        "Cohorts",
        "Segments",
        ("one customer", "{n} customers"),
        "one sentence on two lines",
    ]


def test_keeps_translations_adds_new_sentences_and_drops_old_ones(tree):
    catalog = Catalog(locale="fa")
    catalog.add("Cohorts", "گروه‌ها")
    catalog.add("Overviews", "نماها")  # like "Overview", but another sentence
    update.update(catalog, update.extract(tree))
    assert catalog["Cohorts"].string == "گروه‌ها"
    assert not catalog["Overview"].string
    assert not catalog["Overview"].fuzzy
    assert "Overviews" not in ids(catalog)
    assert not catalog.obsolete


def test_written_catalogs_are_sorted_carry_no_lines_and_are_read_back(tree):
    (tree / "fa" / "LC_MESSAGES").mkdir(parents=True)
    catalog = Catalog(locale="fa")
    catalog.add("Cohorts", "گروه‌ها")
    update.update(catalog, update.extract(tree))
    update.write_catalog(catalog, "fa", tree)
    text = update.catalog_path("fa", tree).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("msgid ")] == [
        'msgid ""',
        'msgid "Cohorts"',
        'msgid "Overview"',
        'msgid "Segments"',
        'msgid "one customer"',
        'msgid "one sentence on two lines"',
    ]
    assert "cohorts.py" not in text
    again = update.read_catalog("fa", tree)
    assert again["Cohorts"].string == "گروه‌ها"
    update.update(again, update.extract(tree))
    update.write_catalog(again, "fa", tree)
    assert update.catalog_path("fa", tree).read_text(encoding="utf-8") == text


def test_an_empty_plural_form_counts_as_untranslated():
    assert update.is_untranslated(("یک", ""))
    assert update.is_untranslated("")
    assert update.is_untranslated(None)
    assert not update.is_untranslated(("یک", "دو"))
