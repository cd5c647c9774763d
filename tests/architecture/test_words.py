"""Words and addresses: docstrings where people read, one clock, no address of one machine or one registry."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT, Rule, Source, report, sources, tracked

DOCUMENTED_PLACES = frozenset({"commands", "queries", "rules", "types"})
CLOCKS = frozenset({"src/estafette/platform/clock.py", "src/estafette/platform/ids.py"})
ASKING_NOW = frozenset(
    {
        "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now",
        "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    }
)  # fmt: skip
FROM_CLOCKS = {
    "time": {"time", "time_ns", "localtime", "gmtime"},
    "django.utils.timezone": {"now"},
}

# Written with classes of one letter, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:[h]ome/\w+|[U]sers/\w+|[r]oot|[w]ork|[f]arm|[t]mp/claude)/")
REGISTRY = re.compile(r"[p]ypi\.org|[p]ythonhosted\.org|[r]egistry\.(?:npmjs|yarnpkg)|[d]eb\.debian\.org")
LOCK_NAMES = re.compile(r"^(?:constraints.*\.txt|requirements.*\.txt|package-lock\.json|.*\.lock)$")
LOCKED_ADDRESS = re.compile(r"\"resolved\"|--(?:extra-)?index-url|^\s*\S+ @ |git\+", re.MULTILINE)
TEXT_SUFFIXES = frozenset(
    {
        ".py", ".sql", ".md", ".toml", ".txt", ".json", ".yml", ".yaml", ".html", ".css", ".js", ".po", ".ini", ".sh",
        ".csv", ".svg", "",
    }
)  # fmt: skip


def documented(source: Source) -> Iterator[str]:
    is_platform = source.parts[:2] == ("estafette", "platform")
    if not source.is_product or source.is_migration or source.parts[-1] == "apps":
        return
    if source.text.strip() and ast.get_docstring(source.tree) is None:
        yield f"{source.path}: the module has no docstring"
    if source.place not in DOCUMENTED_PLACES and not is_platform:
        return
    for node in (*source.public_functions(), *source.public_classes()):
        if ast.get_docstring(node) is None and not _speaks_for_itself(node):
            yield source.at(node, f"{node.name} has no docstring")


def _speaks_for_itself(node: ast.stmt) -> bool:
    """A refusal: its `message` is its documentation."""
    if not isinstance(node, ast.ClassDef):
        return False
    assigned = {
        target.id
        for each in node.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    return "code" in assigned


def one_clock(source: Source) -> Iterator[str]:
    if not source.is_product or source.path in CLOCKS:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            owner = (
                node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            )
            if f"{owner}.{node.attr}" in ASKING_NOW:
                yield source.at(node, f"asks {owner}.{node.attr}; time comes in as `at`")
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names} & FROM_CLOCKS.get(node.module or "", set())
            if names:
                yield source.at(node, f"imports {sorted(names)}; time comes in as `at`")
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield f"{source.path}:{node.value.lineno}: {node.arg} asks the clock; time comes in as `at`"


COMMAND = "src/estafette/orders/commands/place.py"
RULES = [
    Rule(
        "what others call is documented",
        documented,
        bad=[
            (COMMAND, "import os"),
            (COMMAND, "'''Place.'''\ndef place(): ..."),
            ("src/estafette/orders/types.py", "'''Words.'''\nclass Line: ..."),
            ("src/estafette/platform/x.py", "'''Words.'''\nclass Line: ..."),
            ("src/estafette/orders/api.py", "import os"),
        ],
        good=[
            (COMMAND, "'''Place.'''\ndef place():\n    '''Place orders.'''\ndef _x(): ..."),
            (COMMAND, "'''Place.'''\nclass TooLate(Conflict):\n    code = 'too_late'"),
            ("src/estafette/orders/api.py", "'''Doors.'''\ndef place(): ..."),
        ],
    ),
    Rule(
        "only the clock asks what time it is",
        one_clock,
        bad=[
            (COMMAND, "at = datetime.now(UTC)"),
            (COMMAND, "at = datetime.datetime.utcnow()"),
            (COMMAND, "at = timezone.now()"),
            (COMMAND, "default = timezone.now"),
            (COMMAND, "at = time.time()"),
            (COMMAND, "from time import time"),
            (COMMAND, "at = models.DateTimeField(auto_now_add=True)"),
        ],
        good=[(COMMAND, "clock.now()\ntime.monotonic()\ntime.perf_counter()"), ("tests/x.py", "time.time()")],
    ),
]


def addresses(text: str) -> list[str]:
    """Machine paths and registry hosts in `text`."""
    return [found.group() for pattern in (MACHINE_PATH, REGISTRY) for found in pattern.finditer(text)]


def lock_faults(text: str) -> list[str]:
    """Download addresses in a lock file."""
    return [found.group() for pattern in (LOCKED_ADDRESS, REGISTRY) for found in pattern.finditer(text)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_holds(rule: Rule) -> None:
    findings = rule.findings(sources())
    assert not findings, report(findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_can_fail(rule: Rule) -> None:
    rule.prove()


def test_no_address_of_one_machine() -> None:
    texts = [path for path in tracked() if path.suffix in TEXT_SUFFIXES]
    found = {
        path.relative_to(ROOT).as_posix(): addresses(path.read_text(encoding="utf-8", errors="replace"))
        for path in texts
    }
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_machine_addresses_are_recognized() -> None:
    samples = [
        "cd /ho" + "me/ann/x",
        "open('/wo" + "rk/main/x')",
        "https://py" + "pi.org/simple",
        "/ro" + "ot/.ssh/",
    ]
    assert all(addresses(sample) for sample in samples)
    assert not addresses("GET /api/v1/orders and ./work/main and {site}/work/ and src/root/x")


def test_locks_hold_versions_and_no_addresses() -> None:
    locks = [path for path in tracked() if LOCK_NAMES.match(path.name)]
    assert any(path.name.startswith("constraints") for path in locks), (
        "versions are locked in a constraints file"
    )
    faults = {path.name: lock_faults(path.read_text(encoding="utf-8")) for path in locks}
    assert {name: found for name, found in faults.items() if found} == {}


def test_addresses_in_locks_are_recognized() -> None:
    assert lock_faults('  "resolved": "https://example.org/x.tgz",')
    assert lock_faults("--index-url https://example.org/simple\n")
    assert lock_faults("django @ https://example.org/django.whl\n")
    assert not lock_faults("django==5.2.19\npsycopg[binary]==3.3.9\n")
