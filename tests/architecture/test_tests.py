"""Tests must be able to fail: each asserts, expects a refusal, or hands over to something that does."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import FunctionNode, Rule, Source, report, sources

ASSERTING = re.compile(
    r"(?:assert|raises|expect|check|prove|verify|fail|warns|run_state_machine|validate)", re.I
)


def can_fail(source: Source) -> Iterator[str]:
    if not source.is_test:
        return
    helpers = {each.name for each in source.functions() if _asserts(each, frozenset())}
    for function in source.functions():
        if function.name.startswith("test_") and not _asserts(function, frozenset(helpers)):
            yield source.at(function, f"{function.name} asserts nothing")


def _asserts(function: FunctionNode, helpers: frozenset[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if ASSERTING.search(name) or name in helpers:
                return True
    return False


def no_trivial_asserts(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree) if source.is_test else ():
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant | ast.Tuple):
            yield source.at(node, "asserts a constant")


def skipped_with_a_reason(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree) if source.is_test else ():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("skip", "xfail")
        ):
            yield source.at(node, f"{node.func.attr}: a test is mended or taken away")


TEST = "src/estafette/orders/tests/test_place.py"
RULES = [
    Rule(
        "tests can fail",
        can_fail,
        bad=[(TEST, "def test_a():\n    place()"), ("tests/races/test_a.py", "def test_a():\n    x = 1")],
        good=[
            (
                TEST,
                "def test_a():\n    assert place()\ndef test_b():\n    with pytest.raises(X):\n        f()",
            ),
            (TEST, "def holds():\n    assert f()\ndef test_a():\n    holds()"),
        ],
    ),
    Rule(
        "asserts ask something",
        no_trivial_asserts,
        bad=[(TEST, "assert True"), (TEST, "assert (x, 'words')")],
        good=[(TEST, "assert x, 'words'")],
    ),
    Rule(
        "no test is skipped",
        skipped_with_a_reason,
        bad=[
            (TEST, "@pytest.mark.skip(reason='later')\ndef test_a(): assert f()"),
            (TEST, "pytest.skip('later')"),
        ],
        good=[(TEST, "def test_a(): assert f()")],
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_holds(rule: Rule) -> None:
    findings = rule.findings(sources())
    assert not findings, report(findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_can_fail(rule: Rule) -> None:
    rule.prove()
