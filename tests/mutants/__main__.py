"""Run the mutants of one family: `python -m tests.mutants periods`; without a family it names them all.

mutmut makes the mutants. They are run here and not by mutmut because it collects the tests anew for every mutant, which
takes longer than most of the tests: one pytest session collects once, and each mutant is a fork of it.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.mutants.forks import in_a_fork, reached, survives
from tests.mutants.making import FAMILIES, Mutant, mutants_of

ROOT = Path(__file__).resolve().parent.parent.parent
EQUIVALENT = ROOT / "docs" / "mutants.md"
SECONDS_PER_MUTANT = 60


class Session:
    """A pytest plugin: instead of running the tests once, runs those that reach a mutant, once for each mutant."""

    def __init__(self, mutants: list[Mutant], minutes: float) -> None:
        self.mutants = mutants
        self.stops_at = time.monotonic() + 60 * minutes
        self.outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        self.named = EQUIVALENT.read_text("utf-8") if EQUIVALENT.exists() else ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        told, tests_of = in_a_fork(lambda: reached(session.items, self.mutants), seconds=3600)
        if not told:
            raise pytest.UsageError("the tests do not pass as the code stands; mend that first")
        say(f"{len(session.items)} tests, {len(tests_of)} functions reached")
        for mutant in self.mutants:
            outcome = self.outcome(mutant, session.items, tests_of)
            self.outcomes[mutant.module][outcome] += 1
            if outcome not in {"killed", "not run"}:
                say(f"{outcome:10} {mutant}")
        self.report()
        return True

    def outcome(self, mutant: Mutant, items: list[pytest.Item], tests_of: dict[str, list[int]]) -> str:
        tests = [items[place] for place in tests_of.get(mutant.function, [])]
        if time.monotonic() > self.stops_at:
            return "not run"
        told, lives = in_a_fork(lambda: survives(mutant, tests), seconds=SECONDS_PER_MUTANT)
        if not told or not lives:
            return "killed"
        if str(mutant) in self.named:
            return "equivalent"
        return "survived" if tests else "untested"

    def report(self) -> None:
        columns = ("mutants", "killed", "equivalent", "survived", "untested", "not run")
        say("| module | " + " | ".join(columns) + " |")
        say("|---" * (len(columns) + 1) + "|")
        for module, counts in self.outcomes.items():
            figures = [counts.total(), *(counts[column] for column in columns[1:])]
            say(f"| {module} | " + " | ".join(map(str, figures)) + " |")


def say(line: str) -> None:
    sys.__stderr__.write(line + "\n")
    sys.__stderr__.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("family", choices=sorted(FAMILIES))
    parser.add_argument("--minutes", type=float, default=60.0, help="what is left then counts as not run")
    parser.add_argument("--module", default="", help="only modules whose name ends so, such as retention")
    parser.add_argument("--containing", default="", help="only mutants of lines with this text, as they are printed")
    parser.add_argument("--tests", nargs="*", help="other tests than the family's")
    parser.add_argument("--all", action="store_true", help="misspelled texts and dropped arguments too")
    options = parser.parse_args()
    family = FAMILIES[options.family]
    names = [name for name in family.modules() if name.endswith(options.module)]
    modules = [importlib.import_module(name) for name in names]
    every = [mutant for module in modules for mutant in mutants_of(module, every=options.all)]
    mutants = [mutant for mutant in every if options.containing in str(mutant)]
    say(f"{len(mutants)} mutants in {len(names)} modules")
    arguments = ["-n0", "-q", "-p", "no:cacheprovider", "-m", "not data", *(options.tests or family.tests)]
    return int(pytest.main(arguments, plugins=[Session(mutants, options.minutes)]))


if __name__ == "__main__":
    raise SystemExit(main())
