"""Which language the person reads, and the translation of a sentence into it.

Message ids are the English sentences, with named placeholders: ``_("{n} customers left").format(n=...)``.
The catalogs are `locale/<language>/LC_MESSAGES/messages.po`; they are compiled in memory at first use.
A sentence that a catalog lacks, leaves empty or marks as fuzzy is shown in English.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Literal

LANGUAGES = MappingProxyType({"en": "English", "fa": "فارسی", "ar": "العربية"})
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"

_RIGHT_TO_LEFT = frozenset({"fa", "ar"})
_language: ContextVar[str] = ContextVar("language", default="en")


def use_language(lang: str) -> None:
    """Speak this language from here on, in this thread or task alone."""
    if lang not in LANGUAGES:
        raise ValueError(f"Unknown language {lang!r}; known are {', '.join(LANGUAGES)}")
    _language.set(lang)


def current_language() -> str:
    """Return the language in use: "en" until `use_language` was called."""
    return _language.get()


def match_language(locale: str | None) -> str:
    """Return the language that serves a browser's locale best: "fa" for "fa-IR", "en" for an unknown one."""
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"


def direction(lang: str | None = None) -> Literal["ltr", "rtl"]:
    """Return the direction in which the language is written."""
    return "rtl" if (lang or current_language()) in _RIGHT_TO_LEFT else "ltr"


def _(message: str) -> str:
    """Translate an English sentence into the language in use."""
    return translations(current_language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate the form of a sentence that goes with `n` things; the placeholders are still to be filled."""
    return translations(current_language()).ngettext(singular, plural, int(n))


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a sentence for translation and return it as it is: for glossaries and labels in module data."""
    return message


@cache
def translations(lang: str, folder: Path = LOCALE_FOLDER) -> NullTranslations:
    """Read the language's catalog; English needs none."""
    path = folder / lang / "LC_MESSAGES" / "messages.po"
    if lang == "en" or not path.exists():
        return NullTranslations()

    # Babel is imported here because an English reader never needs it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalog = read_po(file, locale=lang)
    # Babel leaves out empty and fuzzy sentences by itself, but not a plural with an empty form.
    for message in list(catalog):
        if isinstance(message.string, tuple | list) and not all(message.string):
            catalog.delete(message.id)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
