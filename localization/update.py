"""Bring the catalogs up to date with the sentences in the code: ``python -m localization.update``.

Translations are kept, new sentences are added empty, sentences that no code says any more are dropped.
Nothing is matched by likeness: a changed sentence is a new one. The files are sorted by sentence and carry no
line numbers and no dates, so that a change of the code that says nothing new leaves them as they are.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from localization.languages import LANGUAGES, LOCALE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = LOCALE_FOLDER.parent
SOURCES = (
    "dashboard.py",
    "cli.py",
    "pages",
    "access",
    "register",
    "ui",
    "words",
    "view",
    "frame",
    "screens",
    "loading",
    "terminal",
    "messages",
    "charts",
    "metrics",
    "models",
    "store",
    "ingest",
    "sample_data",
    "localization",
)
HEADER = r"""# {language} translations of Mandegar.
msgid ""
msgstr ""
"Language: {lang}\n"
"Plural-Forms: {plural_forms}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
KEYWORDS = MappingProxyType({"_": None, "N_": None, "ngettext": (1, 2)})


def source_files(root: Path = ROOT) -> Iterator[Path]:
    """List the Python files that can speak to a person."""
    for name in SOURCES:
        path = root / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else filter(Path.exists, [path])


def extract(root: Path = ROOT) -> Catalog:
    """Collect the sentences of the code into a catalog without translations."""
    catalog = Catalog()
    for path in source_files(root):
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            catalog.add(message, locations=[(path.relative_to(root).as_posix(), line)])
    return catalog


def update(catalog: Catalog, template: Catalog) -> None:
    """Give the catalog exactly the sentences of the template, keeping its translations."""
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()


def catalog_path(lang: str, folder: Path = LOCALE_FOLDER) -> Path:
    """Return where the catalog of a language is kept."""
    return folder / lang / "LC_MESSAGES" / "messages.po"


def read_catalog(lang: str, folder: Path = LOCALE_FOLDER) -> Catalog:
    """Read the catalog of a language."""
    with catalog_path(lang, folder).open("rb") as file:
        return read_po(file, locale=lang)


def write_catalog(catalog: Catalog, lang: str, folder: Path = LOCALE_FOLDER) -> None:
    """Write the catalog of a language, sorted by sentence."""
    language = Locale(lang).get_display_name("en")
    header = HEADER.format(language=language, lang=lang, plural_forms=catalog.plural_forms)
    with catalog_path(lang, folder).open("wb") as file:
        file.write(header.encode())
        write_po(file, catalog, width=0, omit_header=True, no_location=True, sort_output=True, ignore_obsolete=True)


@click.command(help="Bring the catalogs up to date with the sentences in the code.")
def main() -> None:
    """Update every catalog and tell how much of it is translated."""
    template = extract()
    for lang in LANGUAGES:
        if lang == "en":
            continue
        catalog = read_catalog(lang)
        update(catalog, template)
        write_catalog(catalog, lang)
        sentences = [message for message in catalog if message.id]
        missing = sum(1 for message in sentences if is_untranslated(message.string) or message.fuzzy)
        click.echo(f"{lang}: {len(sentences)} sentences, {missing} to translate")


def is_untranslated(string: str | tuple[str, ...] | list[str] | None) -> bool:
    """Tell whether a translation, or one of its plural forms, is empty."""
    forms = [string] if isinstance(string, str) or string is None else string
    return not all(forms)


if __name__ == "__main__":
    main()
