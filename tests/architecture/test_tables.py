"""Tables: references point up the river only, families stay apart, keys can be distributed, migrations are linear."""

import io
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from tests.architecture.tree import ROOMS, report, tier

FAMILIES = {"orders": "order", "inventory": "stock"}
"""Rows of an order's life and rows of stock may one day live on different nodes."""
PLATFORM_APPS = frozenset({"access", "eventlog", "idempotency"})
KEEPS = frozenset({"PROTECT", "RESTRICT", "DO_NOTHING"})
SKU_IN_KEY = ("inventory_level", "inventory_movement", "inventory_reservation")
ORDER_IN_KEY = ("orders_order", "orders_line", "orders_hold", "orders_assignment", "sourcing_decision")


@dataclass(frozen=True)
class Reference:
    """One foreign key, as Django knows it."""

    name: str
    room: str
    target: str
    related_name: str = "+"
    on_delete: str = "PROTECT"


def faults(reference: Reference) -> list[str]:
    """What is wrong with a reference."""
    found = []
    one, other = reference.room, reference.target
    if one == other:
        return []
    if tier(other) >= tier(one):
        found.append(f"{reference.name}: {one} may not refer to {other}: it does not decide earlier")
    if one in FAMILIES and other in FAMILIES:
        found.append(f"{reference.name}: crosses from the {FAMILIES[one]} to the {FAMILIES[other]} family")
    if reference.related_name != "+":
        found.append(f"{reference.name}: a reference between rooms has related_name='+'")
    if reference.on_delete not in KEEPS:
        found.append(f"{reference.name}: a reference between rooms never deletes ({reference.on_delete})")
    return found


def references() -> list[Reference]:
    """Every foreign key, one-to-one and many-to-many of our models."""
    return [
        Reference(
            name=str(field),
            room=_room(model),
            target=_room(field.related_model),
            related_name=field.remote_field.related_name or "",
            on_delete=getattr(getattr(field.remote_field, "on_delete", None), "__name__", "PROTECT"),
        )
        for model in apps.get_models()
        if model.__module__.startswith("estafette.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and isinstance(field.related_model, type)
        and field.related_model.__module__.startswith("estafette.")
    ]


def _room(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def test_references_follow_the_river() -> None:
    findings = [fault for reference in references() for fault in faults(reference)]
    assert not findings, report(findings)


def test_wrong_references_are_seen() -> None:
    assert not faults(Reference("a", "orders", "network"))
    assert not faults(Reference("a", "orders", "orders", related_name="lines", on_delete="CASCADE"))
    assert faults(Reference("a", "network", "orders"))
    assert faults(Reference("a", "catalog", "network"))
    assert faults(Reference("a", "orders", "inventory"))
    assert faults(Reference("a", "orders", "network", related_name="orders"))
    assert faults(Reference("a", "orders", "network", on_delete="CASCADE"))


def table_room(table: str) -> str:
    """The room of a table, by the prefix of its name; empty for tables of others."""
    prefix = table.split("_", 1)[0]
    return "platform" if prefix in PLATFORM_APPS else prefix if prefix in ROOMS else ""


@pytest.mark.django_db
def test_the_database_has_the_same_arrows() -> None:
    """Foreign keys written in SQL are seen by the database alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, conrelid::regclass::text, confrelid::regclass::text"
            " FROM pg_constraint WHERE contype = 'f'"
        )
        rows = cursor.fetchall()
    arrows = [Reference(name, table_room(one), table_room(other)) for name, one, other in rows]
    findings = [fault for each in arrows if each.room and each.target for fault in faults(each)]
    assert not findings, report(findings)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tables", "column"), [(SKU_IN_KEY, "sku_id"), (ORDER_IN_KEY, "order_id")], ids=["stock", "orders"]
)
def test_keys_can_be_distributed(tables: tuple[str, ...], column: str) -> None:
    keys = {table: primary_key(table) for table in tables}
    wrong = {table: key for table, key in keys.items() if column not in key and not _is_order(table, key)}
    assert wrong == {}


def _is_order(table: str, key: list[str]) -> bool:
    return table == "orders_order" and key == ["id"]


def primary_key(table: str) -> list[str]:
    """Columns of the primary key; empty when there is no such table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.attname FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)"
            " WHERE c.contype = 'p' AND c.conrelid = to_regclass(%s) ORDER BY array_position(c.conkey, a.attnum)",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_a_key_is_read_from_the_database() -> None:
    assert primary_key("django_session") == ["session_key"]
    assert primary_key("no_such_table") == []


@pytest.mark.django_db
def test_models_written_beside_sql_tables_fit_them() -> None:
    """Tables that SQL makes have models too; the two must name the same columns."""
    unmanaged = [model for model in apps.get_models() if not model._meta.managed]
    ours = [model for model in unmanaged if model.__module__.startswith("estafette.")]
    assert ours
    strange = {model.__name__: named(model) - columns(model._meta.db_table) for model in ours}
    assert {name: extra for name, extra in strange.items() if extra} == {}


def named(model: type[models.Model]) -> frozenset[str]:
    """The columns that a model names."""
    return frozenset(field.column for field in model._meta.local_concrete_fields if field.column)


def columns(table: str) -> frozenset[str]:
    """The columns that a table has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        return frozenset(row[0] for row in cursor.fetchall())


@pytest.mark.django_db
def test_columns_are_read_from_the_database() -> None:
    assert columns("django_session") == {"session_key", "session_data", "expire_date"}
    assert columns("no_such_table") == frozenset()


def test_each_app_has_one_last_migration() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    for room in sorted(ROOMS):
        assert len(loader.graph.leaf_nodes(room)) == 1, f"{room} has no single last migration"


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    words = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=words)
    except SystemExit:
        pytest.fail(f"models have changed and migrations have not:\n{words.getvalue()}")
