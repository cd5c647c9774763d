"""The shape of the code: where imports stand, how functions are called, how files are named."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.tree import (
    ROOMS,
    ROOT,
    FunctionNode,
    Rule,
    Source,
    decorators,
    keyword_names,
    report,
    sources,
)

FORBIDDEN_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "services"}
)
ROOM_FILES = frozenset(
    {
        "__init__.py", "types.py", "events.py", "ports.py", "rules.py", "models.py", "queries.py", "reactions.py",
        "jobs.py", "api.py", "web.py", "admin.py", "apps.py",
    }
)  # fmt: skip
ROOM_FOLDERS = frozenset(
    {"commands", "queries", "api", "web", "sql", "migrations", "tests", "templates", "data"}
)

WITHOUT_TRANSACTION: dict[str, str] = {
    "inventory.make_partitions": "table definitions wait for nobody's transaction: it opens short ones of its own",
}
"""Commands that need no transaction of their caller, and why."""

WITHOUT_ACTOR: dict[str, str] = {
    "orders.place": "each draft carries its own actor: a group holds orders of several callers",
}
"""Commands that take no `by` or no `at`, and why."""

WITHOUT_ACCESS: dict[str, str] = {
    "inventory.pools_of": "turns channels that the caller has been given already into their places",
    "network.sites": "which places there are and what room they have is the same for everybody",
    "sourcing.candidates": "the same, for channels that the caller has been given already",
    "sourcing.current": "the rules that hold for everybody",
    "inventory.changed": "takes note of what the caller's own transaction changes; it tells nothing",
    "inventory.present": "the present moment; it names no data",
    "inventory.moment_of": "reads a moment from its token; it names no data",
}
"""Queries that take no `access`, and why."""
NAMES = "refs"
"""A module of queries that turns codes into ids and back: what a code means is the same for everybody."""


def imports_at_the_top(source: Source) -> Iterator[str]:
    for function in source.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield source.at(node, f"import inside {function.name}")


def named_arguments(source: Source) -> Iterator[str]:
    for function in source.public_functions() if source.place in ("commands", "queries") else ():
        by_position = function.args.args or function.args.posonlyargs or function.args.vararg
        if by_position and (source.place == "queries" or _is_command(source, function)):
            yield source.at(function, f"{function.name} takes arguments by position")


def telling_names(source: Source) -> Iterator[str]:
    for part in source.parts:
        if part in FORBIDDEN_NAMES:
            yield f"{source.path}: {part!r} says nothing about what is in it"


def room_anatomy(source: Source) -> Iterator[str]:
    if not source.room:
        return
    name = source.parts[2]
    known = name in ROOM_FOLDERS if len(source.parts) > 3 else f"{name}.py" in ROOM_FILES
    if not known:
        yield f"{source.path}: not a part of a room's anatomy"


def words_only_init(source: Source) -> Iterator[str]:
    if source.room and source.parts[2:] == ("__init__",) and len(source.tree.body) != 1:
        yield f"{source.path}: holds the room's docstring and nothing else"


def commands_say_who_and_when(source: Source) -> Iterator[str]:
    for function in source.public_functions() if source.place == "commands" and not source.is_test else ():
        if _is_command(source, function):
            yield from _command_faults(source, function)


def _is_command(source: Source, function: FunctionNode) -> bool:
    """Whether others call it. What only commands of the same room call is a step of theirs."""
    asked = (source.room, function.name) in called_from_outside(sources())
    return asked or "requires_transaction" in decorators(function)


@cache
def called_from_outside(files: tuple[Source, ...]) -> frozenset[tuple[str, str]]:
    """(room, name) of everything in a room's `commands` that product code outside that folder names."""
    return frozenset(
        (room, name)
        for source in files
        if source.is_product
        for room, name in _names_from_commands(source)
        if (source.room, source.place) != (room, "commands")
    )


def _names_from_commands(source: Source) -> Iterator[tuple[str, str]]:
    folders: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("estafette."):
            parts = [*node.module.split("."), *("" for _ in range(3))]
            for alias in node.names:
                if parts[2] == "commands":
                    yield parts[1], alias.name
                if alias.name == "commands" or parts[2] == "commands":
                    folders[alias.asname or alias.name] = parts[1]
        elif (
            isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in folders
        ):
            yield folders[node.value.id], node.attr


def _command_faults(source: Source, function: FunctionNode) -> Iterator[str]:
    name = f"{source.room}.{function.name}"
    if "requires_transaction" not in decorators(function) and name not in WITHOUT_TRANSACTION:
        yield source.at(function, f"{function.name} does not require a transaction")
    missing = {"by", "at"} - keyword_names(function)
    if missing and name not in WITHOUT_ACTOR:
        yield source.at(function, f"{function.name} does not take {' and '.join(sorted(missing))}")


def queries_take_access(source: Source) -> Iterator[str]:
    if source.place != "queries" or source.is_test or source.parts[-1] == NAMES:
        return
    for function in source.public_functions():
        allowed = f"{source.room}.{function.name}" in WITHOUT_ACCESS
        if not allowed and "access" not in keyword_names(function):
            yield source.at(function, f"{function.name} does not take 'access'")


COMMAND = "src/estafette/orders/commands/place.py"
QUERY = "src/estafette/orders/queries.py"
RULES = [
    Rule(
        "imports stand at the top",
        imports_at_the_top,
        bad=[
            (COMMAND, "def f():\n    import os\n"),
            (COMMAND, "class A:\n  def f(self):\n    from os import path\n"),
        ],
        good=[(COMMAND, "import os\nfrom os import path\n")],
    ),
    Rule(
        "commands and queries are called by keyword",
        named_arguments,
        bad=[
            (COMMAND, "@requires_transaction\ndef f(a): ..."),
            (QUERY, "def f(*a): ..."),
            (QUERY, "def f(a, /): ..."),
        ],
        good=[
            (COMMAND, "def f(*, a): ...\ndef _g(a): ..."),
            ("src/estafette/orders/rules.py", "def f(a): ..."),
        ],
    ),
    Rule(
        "names tell what is inside",
        telling_names,
        bad=[("src/estafette/platform/utils.py", ""), ("src/estafette/orders/common/x.py", "")],
        good=[(COMMAND, "")],
    ),
    Rule(
        "rooms have the anatomy of a room",
        room_anatomy,
        bad=[("src/estafette/orders/allocator.py", ""), ("src/estafette/orders/logic/x.py", "")],
        good=[(COMMAND, ""), (QUERY, ""), ("src/estafette/platform/sql.py", "")],
    ),
    Rule(
        "a room's __init__ is a docstring",
        words_only_init,
        bad=[
            ("src/estafette/orders/__init__.py", ""),
            ("src/estafette/orders/__init__.py", "'''A'''\nimport os"),
        ],
        good=[("src/estafette/orders/__init__.py", "'''What was agreed.'''")],
    ),
    Rule(
        "commands require a transaction and say who and when",
        commands_say_who_and_when,
        bad=[
            (COMMAND, "@requires_transaction\ndef f(*, by): ..."),
            (COMMAND, "@requires_transaction\ndef f(*, at): ..."),
            (COMMAND, "def place(*, by, at): ..."),
        ],
        good=[(COMMAND, "@requires_transaction\ndef f(*, by, at): ...\ndef _g(): ...")],
    ),
    Rule(
        "queries take access",
        queries_take_access,
        bad=[(QUERY, "def f(*, ids): ..."), ("src/estafette/orders/queries/lists.py", "def f(*, ids): ...")],
        good=[
            (QUERY, "def f(*, ids, access): ..."),
            ("src/estafette/catalog/queries/refs.py", "def skus_by_code(*, codes): ..."),
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


def test_every_room_says_what_it_owns() -> None:
    texts = {source.path: source for source in sources()}
    missing = [room for room in sorted(ROOMS) if f"src/estafette/{room}/__init__.py" not in texts]
    assert missing == []


def test_every_folder_is_a_room_or_placed() -> None:
    placed = ROOMS | {"platform", "algorithms", "assembly", "testing", "locale"}
    folders = {path.name for path in Path(ROOT / "src/estafette").iterdir() if path.is_dir()}
    assert folders - placed - {"__pycache__"} == set()


@pytest.mark.parametrize(
    ("place", "allowed"),
    [("commands", WITHOUT_TRANSACTION), ("commands", WITHOUT_ACTOR), ("queries", WITHOUT_ACCESS)],
    ids=["transaction", "actor", "access"],
)
def test_exceptions_are_still_needed(place: str, allowed: dict[str, str]) -> None:
    existing = {
        f"{source.room}.{function.name}"
        for source in sources()
        if source.place == place
        for function in source.public_functions()
    }
    assert set(allowed) - existing == set()
    assert all(len(reason) > 20 for reason in allowed.values())


def test_calls_from_outside_are_seen() -> None:
    door = Source("src/estafette/orders/api.py", "from estafette.orders.commands.place import place")
    page = Source(
        "src/estafette/orders/web.py", "from estafette.network import commands\ncommands.open_channel()"
    )
    step = Source(COMMAND, "from estafette.orders.commands.locking import lock")
    seen = called_from_outside((door, page, step))
    assert {("orders", "place"), ("network", "open_channel")} <= seen
    assert ("orders", "lock") not in seen
