"""Who may import whom: the contracts of `.importlinter`, and what it cannot say."""

import configparser
from collections.abc import Iterator, Mapping
from functools import cache

import grimp
import pytest
from importlinter.cli import lint_imports

from tests.architecture.tree import ROOMS, ROOMS_BY_TIER, ROOT, report

OPEN = frozenset({"commands", "queries", "events", "types", "ports"})
"""What a room shows to other rooms."""
OPEN_TO_CONNECTORS = frozenset({"ports", "types"})
DJANGO_FREE = frozenset({"types", "events", "ports", "rules"})

Edges = Mapping[str, frozenset[str]]


@cache
def edges() -> Edges:
    """Importer -> imported, direct imports only, outside packages included."""
    graph = grimp.build_graph(
        "estafette", "estafette_connectors", include_external_packages=True, cache_dir=None
    )
    return {module: frozenset(graph.find_modules_directly_imported_by(module)) for module in graph.modules}


def _pairs(graph: Edges) -> Iterator[tuple[list[str], list[str]]]:
    for importer, imported in sorted(graph.items()):
        yield from ((importer.split("."), target.split(".")) for target in sorted(imported))


def into_other_rooms(graph: Edges) -> list[str]:
    """Imports of a room's inside by another room. Tests are held to the same, but for the world builder."""
    return [
        f"{'.'.join(one)} -> {'.'.join(other)}"
        for one, other in _pairs(graph)
        if _room(one) and _room(other) and _room(one) != _room(other) and other[2:3] and other[2] not in OPEN
    ]


def connectors_reach_in(graph: Edges) -> list[str]:
    """Imports of the core by connectors, except of ports and types (and what they show of the ground floor)."""
    return [
        f"{'.'.join(one)} -> {'.'.join(other)}"
        for one, other in _pairs(graph)
        if one[0] == "estafette_connectors"
        and other[0] == "estafette"
        and OPEN_TO_CONNECTORS.isdisjoint(other)
    ]


def impure(graph: Edges) -> list[str]:
    """Direct imports of Django by words, facts, rules and algorithms."""
    return [
        f"{'.'.join(one)} -> {'.'.join(other)}"
        for one, other in _pairs(graph)
        if other[0] in ("django", "psycopg", "procrastinate")
        and ((_room(one) and one[2:3] and one[2] in DJANGO_FREE) or one[:2] == ["estafette", "algorithms"])
    ]


def _room(module: list[str]) -> str:
    return module[1] if len(module) > 1 and module[0] == "estafette" and module[1] in ROOMS else ""


CHECKS = {
    "rooms see only what others show": (
        into_other_rooms,
        {"estafette.orders.rules": frozenset({"estafette.catalog.models"})},
        {"estafette.orders.rules": frozenset({"estafette.catalog.types", "estafette.orders.types"})},
    ),
    "connectors see only ports and types": (
        connectors_reach_in,
        {"estafette_connectors.shop": frozenset({"estafette.orders.commands.place"})},
        {"estafette_connectors.shop": frozenset({"estafette.orders.ports", "estafette.orders.types"})},
    ),
    "words, facts, rules and algorithms know no Django": (
        impure,
        {"estafette.orders.rules": frozenset({"django"})},
        {"estafette.orders.models": frozenset({"django"}), "estafette.orders.rules": frozenset({"decimal"})},
    ),
}


@pytest.mark.parametrize("name", CHECKS)
def test_holds(name: str) -> None:
    check, _, _ = CHECKS[name]
    findings = check(edges())
    assert not findings, report(findings)


@pytest.mark.parametrize("name", CHECKS)
def test_can_fail(name: str) -> None:
    check, bad, good = CHECKS[name]
    assert check(bad)
    assert check(good) == []


def test_contracts_are_kept(capfd: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True, no_logo=True)
    assert status == 0, capfd.readouterr().out


def test_a_broken_contract_is_seen(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The river turned round must be refused; if it were not, the contract would prove nothing."""
    contracts = _contracts()
    river = contracts["importlinter:contract:river"]
    river["layers"] = "\n" + "\n".join(reversed(river["layers"].split("\n")[1:]))
    file = tmp_path_factory.mktemp("contracts") / "turned"
    with file.open("w", encoding="utf-8") as target:
        contracts.write(target)
    assert lint_imports(config_filename=str(file), no_cache=True, no_logo=True) != 0


def test_the_contracts_name_every_room() -> None:
    contracts = _contracts()
    layers = contracts["importlinter:contract:river"]["layers"].split("\n")[1:]
    river = [frozenset(part.strip() for part in layer.split("|")) for layer in layers]
    rooms = [tier & (ROOMS | {"platform"}) for tier in reversed(river)]
    assert [tier for tier in rooms if tier] == list(ROOMS_BY_TIER)
    containers = contracts["importlinter:contract:anatomy"]["containers"].split()
    assert {name.removeprefix("estafette.") for name in containers} == ROOMS


def _contracts() -> configparser.ConfigParser:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    return contracts
