"""A message as PDF: the HTML of the e-mail, laid out by WeasyPrint, which shapes Persian and Arabic by Pango."""

from __future__ import annotations

from pathlib import Path

from localization import _
from messages.sending import SendingError

FONTS = Path(__file__).resolve().parent.parent / "static"
# An e-mail is read on a screen; on paper its letters may be smaller, and a brief has room on two pages.
SMALLER = 0.85
WIDTH, HEIGHT, MARGIN = 210, 297, 12  # of A4, in millimetres
SHEET = f"""
@font-face {{ font-family: Vazirmatn; font-weight: normal; src: url(Vazirmatn-Regular.ttf) }}
@font-face {{ font-family: Vazirmatn; font-weight: bold; src: url(Vazirmatn-Bold.ttf) }}
@page {{ size: {WIDTH / SMALLER}mm {HEIGHT / SMALLER}mm; margin: {MARGIN / SMALLER}mm }}
body, table {{ background: none !important }}
table table table tr, img {{ break-inside: avoid }}
h2 {{ break-after: avoid }}
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
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:  # the latter where Pango is not there
        raise SendingError(
            _(
                "A PDF needs WeasyPrint and the library Pango: install them with “pip install weasyprint” and, on "
                "Debian, “apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0”; or write .html."
            )
        ) from error
    fonts = FontConfiguration()
    # Nothing is fetched from outside: the page holds its picture, and the letters are files of ours.
    sheet = CSS(
        string=SHEET,
        base_url=FONTS.as_uri() + "/",
        font_config=fonts,
        url_fetcher=URLFetcher(allowed_protocols={"file"}),
    )
    html = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    made: bytes = html.write_pdf(stylesheets=[sheet], font_config=fonts, zoom=SMALLER)
    return made
