"""The source tree, parsed once, and the form of a rule over it."""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS_BY_TIER: tuple[frozenset[str], ...] = (
    frozenset({"platform"}),
    frozenset({"catalog", "customers", "network"}),
    frozenset({"inventory", "pricing"}),
    frozenset({"sourcing"}),
    frozenset({"orders"}),
    frozenset({"notifications"}),
)
"""The river, from the ground up; `.importlinter` holds the same, and a test compares them."""
ROOMS: frozenset[str] = frozenset().union(*ROOMS_BY_TIER[1:])
DOORS = frozenset({"api", "web", "jobs", "reactions"})
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def tier(room: str) -> int:
    """How far up the river a room lies; 0 is the ground floor."""
    return next(index for index, rooms in enumerate(ROOMS_BY_TIER) if room in rooms)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root of the project, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its path without suffix and without `src`: ("estafette", "orders", "commands", "place")."""
        parts = self.path.removesuffix(".py").split("/")
        return tuple(parts[1:] if parts[0] == "src" else parts)

    @property
    def room(self) -> str:
        """The room that it belongs to; empty for platform, assembly, tests and others."""
        return self.parts[1] if len(self.parts) > 2 and self.parts[1] in ROOMS else ""

    @property
    def place(self) -> str:
        """Its place in the room's anatomy: `commands`, `queries`, `api`, `rules`, …; empty outside rooms."""
        return self.parts[2] if self.room else ""

    @property
    def is_product(self) -> bool:
        return self.path.startswith("src/") and not self.is_test

    @property
    def is_test(self) -> bool:
        return not {"tests", "testing"}.isdisjoint(self.parts) or self.parts[-1] == "conftest"

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    def functions(self) -> Iterator[FunctionNode]:
        """Every function and method, also nested ones."""
        return (node for node in ast.walk(self.tree) if isinstance(node, FunctionNode))

    def public_functions(self) -> Iterator[FunctionNode]:
        """Functions of the module's top level whose name has no underscore before it."""
        return (
            node
            for node in self.tree.body
            if isinstance(node, FunctionNode) and not node.name.startswith("_")
        )

    def public_classes(self) -> Iterator[ast.ClassDef]:
        """Classes of the module's top level whose name has no underscore before it."""
        return (
            node
            for node in self.tree.body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        )

    def at(self, node: ast.stmt | ast.expr, words: str) -> str:
        """A finding with its place."""
        return f"{self.path}:{node.lineno}: {words}"


@dataclass(frozen=True)
class Rule:
    """One promise: `check` yields what breaks it. It refuses `bad` and accepts `good` (path and text each)."""

    name: str
    check: Callable[[Source], Iterable[str]]
    bad: Sequence[tuple[str, str]]
    good: Sequence[tuple[str, str]] = ()

    def findings(self, sources: Iterable[Source]) -> list[str]:
        """Everything in `sources` that breaks the promise."""
        return [finding for source in sources for finding in self.check(source)]

    def prove(self) -> None:
        """Show that the rule can fail, and that it does not fail on what is right."""
        assert self.bad, f"{self.name} has no sample that it refuses"
        for path, text in self.bad:
            assert self.findings([Source(path, text)]), f"{self.name} accepts {text!r}"
        for path, text in self.good:
            assert self.findings([Source(path, text)]) == []


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the project."""
    folders = ("src/estafette", "src/estafette_connectors", "tests", "bench", "docs")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    found = [*paths, ROOT / "conftest.py"]
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in found
    )


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def report(findings: Iterable[str]) -> str:
    """All findings, one a line: pytest itself would shorten them."""
    return "\n".join(["", *findings])


def keyword_names(function: FunctionNode) -> frozenset[str]:
    """Names of all parameters that can be passed by keyword."""
    return frozenset(each.arg for each in (*function.args.args, *function.args.kwonlyargs))


def decorators(function: FunctionNode) -> frozenset[str]:
    """Last names of the decorators: `requires_transaction`, `get`, …"""
    named = [each.func if isinstance(each, ast.Call) else each for each in function.decorator_list]
    return frozenset(
        each.attr if isinstance(each, ast.Attribute) else each.id
        for each in named
        if isinstance(each, ast.Attribute | ast.Name)
    )


def code_lines(function: FunctionNode) -> int:
    """Lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines
