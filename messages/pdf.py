"""A message as PDF: the HTML of the e-mail, laid out by WeasyPrint, which shapes Persian and Arabic by Pango."""

from __future__ import annotations

from pathlib import Path

from localization import _
from messages.sending import SendingError

FONTS = Path(__file__).resolve().parent.parent / "static"
SHEET = """
@font-face { font-family: Vazirmatn; font-weight: normal; src: url(Vazirmatn-Regular.ttf) }
@font-face { font-family: Vazirmatn; font-weight: bold; src: url(Vazirmatn-Bold.ttf) }
@page { size: A4; margin: 12mm }
body { background: none !important }
tr { break-inside: avoid }
"""


def pdf(page: str) -> bytes:
    """Return a page of `mail_page` as PDF on A4.

    Raises
    ------
    SendingError
        When the machine lacks WeasyPrint or the library that shapes its letters.

    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError) as error:  # the latter where Pango is not there
        raise SendingError(
            _(
                "A PDF needs WeasyPrint and the library Pango: install them with “pip install weasyprint” and, on "
                "Debian, “apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0”; or write .html."
            )
        ) from error
    fonts = FontConfiguration()
    sheet = CSS(string=SHEET, base_url=f"{FONTS}/", font_config=fonts)
    made: bytes = HTML(string=page, url_fetcher=_nothing_else).write_pdf(stylesheets=[sheet], font_config=fonts)
    return made


def _nothing_else(address: str, *_more: object, **_options: object) -> dict[str, object]:
    """Fetch nothing from outside the page but what it holds itself."""
    raise ValueError(address)
