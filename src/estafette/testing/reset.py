"""Empty the database between tests that commit: what migrations have put in stays."""

from django.db import connection, transaction

from estafette.platform.recent import forget_all

KEPT = ("django_", "auth_", "pricing_tax", "procrastinate_", "eventlog_head", "eventlog_shard")
HEADS = (
    "UPDATE eventlog_head SET position = 0, sequenced_at = now()",
    "UPDATE eventlog_shard SET head = 0",
)


def empty() -> None:
    """Empty every table that rooms write to, and what this process remembers of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = connection.introspection.get_table_list(cursor)
        named = sorted(each.name for each in tables if each.type == "t" and not each.name.startswith(KEPT))
        parents = ("eventlog_event", "inventory_movement", "idempotency_key")
        cursor.execute(f"TRUNCATE {', '.join({*named, *parents})}")
        for statement in HEADS:
            cursor.execute(statement)
    forget_all()
