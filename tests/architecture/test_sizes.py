"""Budgets of size: what does not fit on a screen is not read as a story."""

from collections.abc import Iterator

import pytest

from tests.architecture.tree import DOORS, FunctionNode, Rule, Source, code_lines, decorators, report, sources

FUNCTION_LINES = 60
FILE_LINES = 400
DOOR_LINES = 15
VERBS = frozenset({"get", "post", "put", "patch", "delete"})
CALLERS = frozenset({"request", "visit"})


def short_functions(source: Source) -> Iterator[str]:
    for function in source.functions():
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > FUNCTION_LINES and not source.is_migration:
            yield source.at(function, f"{function.name} has {lines} lines, {FUNCTION_LINES} at most")


def short_files(source: Source) -> Iterator[str]:
    lines = source.text.count("\n")
    if lines > FILE_LINES and not source.is_migration:
        yield f"{source.path}: {lines} lines, {FILE_LINES} at most"


def thin_doors(source: Source) -> Iterator[str]:
    for function in source.functions() if source.is_product and not DOORS.isdisjoint(source.parts) else ():
        lines = code_lines(function)
        if lines > DOOR_LINES and _is_door(source, function):
            yield source.at(function, f"door {function.name} has {lines} lines of code, {DOOR_LINES} at most")


def _is_door(source: Source, function: FunctionNode) -> bool:
    """An API handler, a page, a job or a reaction; not what only turns one shape into another."""
    if "api" in source.parts:
        return not VERBS.isdisjoint(decorators(function))
    if "web" in source.parts:
        return not CALLERS.isdisjoint(each.arg for each in function.args.args)
    return function in source.tree.body and not function.name.startswith("_")


API = "src/estafette/orders/api.py"
LONG = "def f():\n" + "    x = 1\n" * FUNCTION_LINES
RULES = [
    Rule(
        "functions are short",
        short_functions,
        bad=[
            ("bench/x.py", LONG),
            (API, "class A:\n" + LONG.replace("\n", "\n  ").replace("def", "  def", 1)),
        ],
        good=[("bench/x.py", LONG.replace("    x = 1\n", "", 1)), ("src/a/migrations/x.py", LONG)],
    ),
    Rule(
        "files are short",
        short_files,
        bad=[("tests/x.py", "\n" * (FILE_LINES + 1))],
        good=[("tests/x.py", "\n" * FILE_LINES)],
    ),
    Rule(
        "doors are thin",
        thin_doors,
        bad=[
            (API, "@router.get('/x')\ndef f(call):\n    '''Words.'''\n" + "    x = 1\n" * DOOR_LINES),
            ("src/estafette/orders/web.py", "def f(request):\n" + "    x = 1\n" * DOOR_LINES),
            ("src/estafette/orders/jobs.py", "def f():\n" + "    x = 1\n" * DOOR_LINES),
        ],
        good=[
            (API, "@router.get('/x')\ndef f(call):\n    '''Words.'''\n" + "    x = 1\n" * (DOOR_LINES - 1)),
            ("src/estafette/orders/api/views.py", "def f(row):\n" + "    x = 1\n" * DOOR_LINES),
            ("src/estafette/orders/rules.py", "def f(call):\n" + "    x = 1\n" * DOOR_LINES),
        ],
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_holds(rule: Rule) -> None:
    findings = rule.findings(sources())
    assert not findings, report(findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_can_fail(rule: Rule) -> None:
    rule.prove()
