"""A measurement in a process of its own: its peak memory is its own, and nothing is left warm by the one before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def measured(module: str, *arguments: object, home: object) -> dict[str, Any]:
    """Run a module of the benchmarks on a folder of data sets, and return what it prints as JSON."""
    done = subprocess.run(  # noqa: S603 - a module of ours
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"MANDEGAR_HOME": str(home)},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
