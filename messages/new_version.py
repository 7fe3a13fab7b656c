"""What follows a new version of a data set: what readers ask first is answered and kept, alerts are found and sent.

Whatever goes wrong here is said and undoes nothing: the version is published. Where alerts go: `messages.channels`.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import access
import store
from localization import _, current_language, use_language
from messages import channels, mail_page, opening, plain_text, sending, sent
from messages.alerts import told
from messages.brief import brief
from messages.watched import Looked
from store import answers
from store.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from messages.alerts import Alert

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Followed:
    """What followed a version: how many alerts it has, how many messages went, and why others did not."""

    version: int
    alerts: int
    sent: int
    failed: tuple[str, ...]


def follow(dataset: str, version: int) -> Followed:
    """Keep the answers that readers of a version ask for first, and send its alerts; never fails."""
    lang = current_language()
    alerts, went = 0, 0
    failed: list[str] = []
    try:
        with access.acting_as(access.MACHINE):  # nobody's request: the same whoever published
            looked = look(store.open(dataset, version))
            try:
                alerts = len(told(looked).alerts)
                address = os.environ.get("MANDEGAR_ADDRESS", "")
                for channel in channels.of(dataset) if alerts else ():
                    use_language(channel.lang)
                    done, why = sent_alerts(dataset, told(looked).alerts, channel.to, address)
                    went, failed = went + done, [*failed, *why]
                if went or failed:
                    sent.note(dataset, version, messages=went, failed=failed)
            finally:
                use_language(lang)
                keep(looked)
            outcome = Followed(version, alerts, went, tuple(failed))
    except (sending.SendingError, store.StoreError) as error:
        outcome = Followed(version, alerts, went, (*failed, str(error)))
    except Exception:  # noqa: BLE001 - whatever it is, the version is published
        _log.exception("What follows version %s of %s was left undone", version, dataset)
        outcome = Followed(version, alerts, went, (*failed, _("Alerts could not be found; the log says why.")))
    finally:
        use_language(lang)
    return outcome


def renew() -> list[str]:
    """Answer anew what another program had answered of the current versions, as after an upgrade; never fails.

    Returns the data sets of which answers were found anew.
    """
    renewed = []
    with access.acting_as(access.MACHINE):
        for dataset in store.datasets():
            try:
                snapshot = store.open(dataset)
                if answers.are_outdated(snapshot):
                    keep(look(snapshot))
                    renewed.append(dataset)
            except store.StoreError as error:
                _log.info("What readers of %s ask first is not answered ahead: %s", dataset, error)
    return renewed


def look(snapshot: store.Snapshot) -> Looked:
    """Look at a version anew, and remember what it answers, to be kept."""
    return Looked.at(snapshot, known=Answers({}, now={}))


def keep(looked: Looked) -> None:
    """Ask a version what a brief asks, too, and keep all its answers beside it; never fails."""
    try:
        brief(looked)
        opening.ask(looked)
        answers.write(looked.snapshot, looked.answers)
    except Exception:  # noqa: BLE001 - a convenience: whoever reads asks anew
        _log.exception("The answers of a version were not kept")


def sent_alerts(dataset: str, found: Sequence[Alert], to: Sequence[str], address: str) -> tuple[int, list[str]]:
    """Send to each address the alerts that it was not sent yet; returns how many messages went, and why others did not.

    What went is kept at once, so that nobody is told twice.
    """
    went, failed = 0, []
    with sent.in_turns(dataset):  # two versions published at once would both find that an alert is new
        for place in to:
            new = sent.not_yet(dataset, [alert.key for alert in found], place)
            fresh = [alert for alert in found if alert.key in new]
            if not fresh:
                continue
            message = sending.Message(
                mail_page.subject(mail_page.heading(dataset, fresh)),
                plain_text.plain_alerts(dataset, fresh, address),
                mail_page.alerts_page(dataset, fresh, address),
            )
            try:
                sending.send([place], message)
            except sending.SendingError as error:
                failed.append(str(error))
                continue
            sent.remember(dataset, new, place)
            went += 1
    return went, failed
