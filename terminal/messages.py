"""Briefs and alerts from the command line: to a file, to addresses, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from localization import _
from messages import alerts as watching
from messages import brief as briefing
from messages import channels, mail_page, new_version, pictures, plain_text, sending

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KINDS = (".html", ".txt", ".pdf")
ALERT_COLUMNS = ("key", "title", "said", "more", "is_worse", "worth", "link")


def check_file(out: Path | None) -> None:
    """Refuse a file of a kind that a brief cannot be written as, before anything is worked out."""
    if out is not None and out.suffix.lower() not in KINDS:
        raise click.BadParameter(_("The file's name must end in .html, .txt or .pdf."), param_hint="--out")


def addresses(given: Sequence[str]) -> list[str]:
    """Return the addresses to send to, those of the environment among them; SendingError where one is none."""
    found = [channels.from_environment(one) for one in given]
    sending.check(found)
    return found


def brief(dataset: str, grain: str | None, version: int | None) -> briefing.Brief:
    """Make a brief in the language in use."""
    return briefing.brief_of(dataset, grain, version)


def brief_as_text(made: briefing.Brief, address: str) -> str:
    """Return a brief as text."""
    return plain_text.plain(made, address)


def write_brief(made: briefing.Brief, out: Path, address: str) -> None:
    """Write a brief as the kind of file that its name says."""
    if out.suffix.lower() == ".txt":
        out.write_text(plain_text.plain(made, address), encoding="utf-8")
        return
    source = pictures.as_source(pictures.png(made.picture)) if made.picture else ""
    page = mail_page.page(made, address, source)
    if out.suffix.lower() == ".html":
        out.write_text(page, encoding="utf-8")
        return
    from messages.pdf import pdf

    out.write_bytes(pdf(page))


def send_brief(made: briefing.Brief, to: Sequence[str], address: str) -> None:
    """Send a brief; SendingError where some of it did not go."""
    drawn = {mail_page.PICTURE: pictures.png(made.picture)} if made.picture else {}
    html = mail_page.page(made, address, f"cid:{mail_page.PICTURE}" if drawn else "")
    message = sending.Message(mail_page.subject(made.title), plain_text.plain(made, address), html, drawn)
    sending.send(to, message)


def send_alerts(dataset: str, found: Sequence[watching.Alert], to: Sequence[str], address: str) -> int:
    """Send to each address the alerts that it was not sent yet; returns how many messages went.

    What went is kept before a failure of another address is told.
    """
    went, failed = new_version.sent_alerts(dataset, found, to, address)
    if failed:
        raise sending.SendingError(" ".join(failed))
    return went
