"""Lifecycle tables: each is whole, stands in its room's rules, and is kept by a CHECK in the database."""

import importlib
import re
from functools import cache

import pytest
from django.db import connection

from estafette.platform.lifecycle import Lifecycle
from tests.architecture.tree import ROOMS, sources


@cache
def lifecycles() -> dict[str, Lifecycle]:
    """Dotted name -> table, of every lifecycle declared in a `rules` module."""
    modules = [
        ".".join(source.parts)
        for source in sources()
        if source.is_product and source.parts[-1] == "rules" and source.parts[0] == "estafette"
    ]
    return {
        f"{module}.{name}": value
        for module in modules
        for name, value in vars(importlib.import_module(module)).items()
        if isinstance(value, Lifecycle)
    }


def test_lifecycles_are_declared_in_rules_alone() -> None:
    stray = [
        source.path
        for source in sources()
        if source.is_product and "Lifecycle(" in source.text and source.parts[-1] != "rules"
        and not source.path.endswith("platform/lifecycle.py")
    ]  # fmt: skip
    assert stray == []


def test_stock_has_a_lifecycle() -> None:
    rooms = {name.split(".")[1] for name in lifecycles()}
    assert {"inventory"} <= rooms <= ROOMS | {"platform"}


def test_every_state_can_be_reached_and_left() -> None:
    """`Lifecycle` checks itself when it is built; this walks the tables again, in another way."""
    for name, table in lifecycles().items():
        for state in table.states:
            assert state in table.beginnings or table.origins(state), f"{name}: {state} cannot be reached"
            assert bool(table.moves.get(state)) != (state in table.final), f"{name}: {state} cannot be left"


def checks_without(table: Lifecycle, definitions: list[str]) -> bool:
    """Whether no CHECK lists exactly the states of the table."""
    wanted = set(table.states)
    return not any(set(re.findall(r"'([^']*)'", text)) == wanted for text in definitions)


@pytest.mark.django_db
def test_the_database_knows_the_states() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'")
        definitions = [row[0] for row in cursor.fetchall()]
    assert [name for name, table in lifecycles().items() if checks_without(table, definitions)] == []


def test_a_missing_check_is_seen() -> None:
    table = Lifecycle(name="x", initial="a", moves={"a": frozenset({"b"})}, final=frozenset({"b"}))
    assert not checks_without(table, ["CHECK (state = ANY (ARRAY['a'::text, 'b'::text]))"])
    assert checks_without(table, ["CHECK (state = ANY (ARRAY['a'::text, 'b'::text, 'c'::text]))"])
