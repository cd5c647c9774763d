"""What is in the database, by number of rows: to see that nothing was written."""

from django.db import connection

WRITTEN = (
    "orders_", "inventory_", "catalog_", "customers_", "network_", "pricing_", "eventlog_", "idempotency_",
)  # fmt: skip


def content(*, without: tuple[str, ...] = ()) -> dict[str, int]:
    """Rows of every table that callers can write to."""
    with connection.cursor() as cursor:
        names = [
            each
            for each in connection.introspection.table_names(cursor)
            if each.startswith(WRITTEN) and not (without and each.startswith(without))
        ]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names))
        return dict(cursor.fetchall())
