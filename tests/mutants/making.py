"""Which mutants there are: those of mutmut, in the functions of a family's modules."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst
from mutmut.mutation import file_mutation, mutators

if TYPE_CHECKING:
    from types import FunctionType, ModuleType

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ("tests/metrics/test_worked_examples.py", "tests/metrics/test_lists.py")
# Words and not logic: what a person reads, and how columns are called. A misspelled or missing column fails at once.
WORDS = ("glossary", "headings", "entry", "errors")
EASY = (mutators.operator_string, mutators.operator_arg_removal, mutators.operator_dict_arguments)


class Family(NamedTuple):
    """Modules that are tested by the same tests; the slow tests (simulations, public data sets) are left out."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]

    def modules(self) -> list[str]:
        files = [path for source in self.sources for path in sorted(ROOT.glob(source)) if path.stem not in WORDS]
        return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files if path.stem != "__init__"]


FAMILIES = {
    "facts": Family(("metrics/activity.py", "metrics/booking.py"), ("tests/metrics/test_booking.py", *SHARED)),
    "periods": Family(("metrics/periods/*.py",), ("tests/metrics/periods", *SHARED)),
    "cohorts": Family(("metrics/cohorts/*.py",), ("tests/metrics/cohorts", *SHARED)),
    "lifetimes": Family(
        ("metrics/lifetimes/*.py",),
        (
            "tests/metrics/lifetimes/test_contracts.py",
            "tests/metrics/lifetimes/test_rhythm.py",
            "tests/metrics/lifetimes/test_silence.py",
            "tests/metrics/lifetimes/test_silence_interval.py",
            "tests/metrics/lifetimes/test_survival.py",
            *SHARED,
        ),
    ),
    "value": Family(("metrics/value/*.py",), ("tests/metrics/value", *SHARED)),
    "causes": Family(("metrics/causes/*.py",), ("tests/metrics/causes", *SHARED)),
    "service": Family(("metrics/service/*.py",), ("tests/metrics/service", *SHARED)),
    "warning": Family(("metrics/warning/*.py",), ("tests/metrics/warning", *SHARED)),
    "actions": Family(("metrics/actions/*.py",), ("tests/metrics/actions", *SHARED)),
    "shared": Family(("metrics/*.py",), ("tests/metrics/test_rollups.py", "tests/metrics/periods", *SHARED)),
    "values": Family(
        ("ingest/values/*.py",), ("tests/ingest/values", "tests/ingest/recognition/test_contract_states.py")
    ),
}


@dataclass
class Mutant:
    """One function with one small fault."""

    module: str
    original: FunctionType
    source: str
    was: str
    became: str

    def __str__(self) -> str:
        return f"{self.function}: {self.was} → {self.became}"

    @property
    def function(self) -> str:
        return f"{self.module}.{self.original.__qualname__}"

    def take_its_place(self) -> None:
        """Give the function the mutant's code, wherever it has been imported to."""
        self._become(self.source)

    def notice(self, seen: set[str]) -> None:
        """Let the function say its name whenever it is called."""
        self.original.__globals__["_seen_by_a_test"] = seen
        tree = ast.parse(inspect.getsource(self.original))
        tree.body[0].body.insert(0, ast.parse(f"_seen_by_a_test.add({self.function!r})").body[0])
        self._become(f"from __future__ import annotations\n{ast.unparse(tree)}\n")

    def _become(self, source: str) -> None:
        space = dict(self.original.__globals__)
        exec(compile(source, self.original.__code__.co_filename, "exec"), space)  # noqa: S102 - our own source
        other = inspect.unwrap(space[self.original.__name__])
        self.original.__code__ = other.__code__
        self.original.__defaults__ = other.__defaults__
        self.original.__kwdefaults__ = other.__kwdefaults__


def mutants_of(module: ModuleType, *, every: bool) -> list[Mutant]:
    """The mutants of a module's functions, boundaries and sums first; with `every`, the easily noticed ones too."""
    chosen = [pair for pair in mutators.mutation_operators if every or pair[1] not in EASY]
    file_mutation.mutation_operators = chosen
    path = Path(inspect.getfile(module))
    tree, mutations, *_ = file_mutation.create_mutations(str(path.relative_to(ROOT)), path.read_text("utf-8"))
    lines = {node: tree.code_for_node(node).strip() for node in tree.body}
    made = []
    for mutation in sorted(mutations, key=_rank):
        function = mutation.contained_by_top_level_function
        if not isinstance(function, cst.FunctionDef) or function not in lines:
            continue
        changed = function.deep_replace(mutation.original_node, mutation.mutated_node)
        source = textwrap.dedent(tree.code_for_node(changed)).strip()
        made.append(
            Mutant(
                module.__name__,
                inspect.unwrap(getattr(module, function.name.value)),
                f"from __future__ import annotations\n{source}\n",
                *_difference(lines[function], source),
            )
        )
    return made


def _rank(mutation: file_mutation.Mutation) -> int:
    order = (cst.ComparisonTarget, cst.BinaryOperation, cst.UnaryOperation)
    return next((place for place, kind in enumerate(order) if isinstance(mutation.original_node, kind)), len(order))


def _difference(before: str, after: str) -> tuple[str, str]:
    """The line that differs, before and after."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    was, became = next(((one, other) for one, other in pairs if one != other), (before[:80], after[:80]))
    return f"`{was.strip()}`", f"`{became.strip()}`"
