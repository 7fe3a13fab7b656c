"""Where messages go by themselves: messages.toml in MANDEGAR_HOME.

[[alerts]]
to = ["env:TEAM_CHAT", "mailto://user:password@example.com?to=ann@example.com"]
dataset = "shop"    # of every data set unless told
lang = "fa"         # English unless told
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from typing import Any

from localization import LANGUAGES, _
from messages.sending import SendingError
from store import folders

FILE = "messages.toml"
_KEYS = ("to", "dataset", "lang")


@dataclass(frozen=True)
class Channel:
    """Where alerts of a data set go, or of every one where it is empty, and in which language."""

    to: tuple[str, ...]
    dataset: str
    lang: str


def of(dataset: str) -> list[Channel]:
    """Return where alerts of a data set go; SendingError, with what to mend, where messages.toml cannot be read."""
    return [one for one in _channels() if one.dataset in {"", dataset}]


def _channels() -> list[Channel]:
    path = folders.home() / FILE
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SendingError(_("{file} cannot be read: {reason}.").format(file=FILE, reason=error)) from error
    given = content.get("alerts", [])
    if content.keys() - {"alerts"} or not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        text = _("{file} holds nothing but places that alerts go to, each under a line [[alerts]].")
        raise SendingError(text.format(file=FILE))
    return [_channel(one) for one in given]


def _channel(given: dict[str, Any]) -> Channel:
    to = given.get("to")
    to = [to] if isinstance(to, str) else to
    is_known = not given.keys() - set(_KEYS) and given.get("lang", "en") in LANGUAGES
    listed = to if isinstance(to, list) and all(isinstance(one, str) for one in to) else []
    if not is_known or not listed or not isinstance(given.get("dataset", ""), str):
        text = _("{file}: a place has “to”, an address or a list of them, and may have “dataset” and “lang” ({known}).")
        raise SendingError(text.format(file=FILE, known=", ".join(LANGUAGES)))
    return Channel(tuple(map(from_environment, listed)), given.get("dataset", ""), given.get("lang", "en"))


def from_environment(address: str) -> str:
    """Return an address as it was given, or for env:NAME the one that the environment holds under that name."""
    return os.environ.get(address.removeprefix("env:"), "") if address.startswith("env:") else address
