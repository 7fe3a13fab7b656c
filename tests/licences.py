"""Under which licence each package stands that comes with Mandegar: `python -m tests.licences > docs/licences.md`.

It follows the requirements files through what each package asks for in turn, and reads what the installed ones say of
themselves.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# What a firm installs: always, and for briefs as PDF.
FILES = ("requirements.txt", "requirements-pdf.txt")
UNKNOWN = "not said"
# As packages write the same licence in many ways; the first that a text holds counts.
KNOWN = (
    ("LGPL", r"lesser general public|lgpl"),
    ("AGPL", r"affero|agpl"),
    ("GPL", r"general public license|\bgpl"),
    ("MPL-2.0", r"mozilla public license|mpl"),
    ("Apache-2.0", r"apache"),
    ("BSD", r"bsd|redistribution and use in source and binary forms"),
    ("MIT", r"\bmit\b|permission is hereby granted, free of charge"),
    ("PSF", r"python software foundation|\bpsf"),
    ("ISC", r"\bisc\b"),
    ("Unlicense", r"unlicense"),
    ("CC0-1.0", r"cc0"),
)
_HEAD = """# Licences of what comes with Mandegar

Written by `python -m tests.licences > docs/licences.md`; `tests/test_dependencies.py` fails where a package is missing
here, or stands under a licence that asks for more than its notice and is not spoken of in
[decision 4](decisions/0004-dependencies.md), which also says why each is there.

| package | licence, as the package says it | asked for by |
|---|---|---|"""


def asked_for(*names: str) -> list[Requirement]:
    """Return the requirements that stand in files of this repository."""
    lines = (line.partition("#")[0].strip() for name in names for line in (ROOT / name).read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def closure(*names: str) -> dict[str, set[str]]:
    """Return every package that files ask for, however far down, each with those that ask for it."""
    found: dict[str, set[str]] = {}
    waiting = [(one, "Mandegar") for one in asked_for(*names)]
    seen = set()
    while waiting:
        wanted, by = waiting.pop()
        name = canonicalize_name(wanted.name)
        found.setdefault(name, set()).add(by)
        for extra in ("", *sorted(wanted.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            for line in metadata.requires(name) or ():
                further = Requirement(line)
                if further.marker is None or further.marker.evaluate({"extra": extra}):
                    waiting.append((further, name))
    return dict(sorted(found.items()))


def licence(name: str) -> str:
    """Say the licence of an installed package: its SPDX expression, else its classifier, else what its text is like."""
    about = metadata.metadata(name)
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    said = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License ::")]
    for text in (" ".join(said), about.get("License") or "", _text(name)):
        for known, pattern in KNOWN:
            if re.search(pattern, text, re.IGNORECASE):
                return known
    return UNKNOWN


def _text(name: str) -> str:
    files = metadata.files(name) or ()
    return "".join(file.read_text() for file in files if re.match(r"(licen[cs]e|copying)", file.name, re.IGNORECASE))


def page() -> str:
    """Write the page."""
    rows = [f"| {name} | {licence(name)} | {', '.join(sorted(by))} |" for name, by in closure(*FILES).items()]
    return "\n".join([_HEAD, *rows]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
