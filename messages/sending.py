"""The ways a message goes: e-mail with its picture inside, and whatever else `apprise` has an address for.

An address is one of `apprise`: mailto://, mailtos://, slack://, msteams://, tgram://, json:// and many more. E-mail is
put together here, because a message needs a plain twin of its own and a picture that the HTML shows in place.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formataddr, formatdate, make_msgid
from typing import TYPE_CHECKING, Any

from localization import _

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 30


class SendingError(Exception):
    """A message did not go out; the text is a sentence for whoever sent it."""


@dataclass(frozen=True)
class Message:
    """What is sent.

    Attributes
    ----------
    subject, plain, html
        The same in one line, as text and as HTML.
    pictures
        PNG files that the HTML names as cid:<name>.

    """

    subject: str
    plain: str
    html: str
    pictures: dict[str, bytes] = field(default_factory=dict)


def check(addresses: Sequence[str]) -> None:
    """Raise SendingError for the first address that cannot be understood, before anything is made or sent."""
    for place, address in enumerate(addresses, start=1):
        _channel(address, place)


def send(addresses: Sequence[str], message: Message) -> None:
    """Send a message to each address; what could go is sent, then SendingError names what did not."""
    channels = [_channel(address, place) for place, address in enumerate(addresses, start=1)]
    failed = [reason for channel in channels if (reason := _sent(channel, message))]
    if failed:
        raise SendingError(" ".join(failed))


def _channel(address: str, place: int) -> Any:
    """Return what `apprise` makes of an address; its secrets are never repeated."""
    from apprise import Apprise

    channel = Apprise.instantiate(address, suppress_exceptions=True)
    if channel is None or (_is_mail(channel) and not channel.targets):
        scheme, sign, _rest = address.partition("://")
        shown = f"{scheme}{sign}…" if sign else "…"
        raise SendingError(
            _(
                "Address {n} ({shown}) cannot be understood: write one such as mailto://user:password@example.com or "
                "json://example.com/path, as the documentation of apprise tells."
            ).format(n=place, shown=shown)
        )
    return channel


def _is_mail(channel: Any) -> bool:
    from apprise.plugins.email import NotifyEmail

    return isinstance(channel, NotifyEmail)


def _is_secret(channel: Any) -> bool:
    """Tell whether an address asks for mail that is signed or encrypted: only apprise can do that, and sends text."""
    from apprise.plugins.email.base import PGP_MODE_DEFAULT

    return bool(channel.pgp_mode != PGP_MODE_DEFAULT)


def _sent(channel: Any, message: Message) -> str:
    """Send by one channel; returns why it did not go, empty where it did."""
    where = channel.url(privacy=True).split("?")[0]
    if not _is_mail(channel) or _is_secret(channel):
        is_sent = channel.notify(body=message.plain, title=message.subject, body_format="text")
        return "" if is_sent else _("The message to {where} was refused or nobody answered there.").format(where=where)
    try:
        _mail(channel, message)
    except (OSError, smtplib.SMTPException) as error:
        return _("The e-mail by {where} did not go: {reason}.").format(where=where, reason=_reason(error))
    return ""


def _reason(error: Exception) -> str:
    said = error.smtp_error if isinstance(error, smtplib.SMTPResponseException) else getattr(error, "strerror", None)
    said = said.decode(errors="replace") if isinstance(said, bytes) else said
    return str(said or error or type(error).__name__).strip().rstrip(".")


def _mail(channel: Any, message: Message) -> None:
    """Send one e-mail to each of the channel's people, over one connection."""
    from apprise.plugins.email.common import SecureMailMode

    context = ssl.create_default_context()
    if not channel.verify_certificate:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host, port = channel.smtp_host, int(channel.port or 0)
    if channel.secure_mode == SecureMailMode.SSL:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    with server:
        if channel.secure_mode == SecureMailMode.STARTTLS:
            server.starttls(context=context)
        if channel.user and channel.password:
            server.login(channel.user, channel.password)
        for name, person in channel.targets:
            mail = as_mail(message, sender=channel.from_addr, to=(name, person))
            for header, people in (("Cc", channel.cc), ("Reply-To", channel.reply_to)):
                if people:
                    mail[header] = ", ".join(sorted(people))
            server.send_message(mail, to_addrs=[person, *channel.cc, *channel.bcc])


def as_mail(message: Message, *, sender: tuple[Any, str], to: tuple[Any, str]) -> EmailMessage:
    """Put a message together: the plain twin first, then the HTML with its pictures inside."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.subject.split())
    mail["From"] = formataddr((sender[0] or "", sender[1]))
    mail["To"] = formataddr((to[0] or "", to[1]))
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain=sender[1].rpartition("@")[2] or None)
    mail.set_content(message.plain)
    mail.add_alternative(message.html, subtype="html")
    html = mail.get_payload()[1]  # type: ignore[index, union-attr]  # of the two parts above
    for name, picture in message.pictures.items():
        html.add_related(  # type: ignore[union-attr]
            picture, "image", "png", cid=f"<{name}>", filename=f"{name}.png", disposition="inline"
        )
    return mail
