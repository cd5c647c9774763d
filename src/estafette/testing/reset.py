"""Empty the database between tests that commit: what migrations have put in stays."""

from django.db import connection, transaction
from psycopg.sql import SQL, Identifier, Literal

from estafette.platform.recent import forget_all

KEPT = ("django_", "auth_", "pricing_tax", "procrastinate_", "eventlog_head", "eventlog_shard")
ONE_ROW = SQL("(SELECT {} FROM {} LIMIT 1)")
HEADS = (
    "UPDATE eventlog_head SET position = 0, sequenced_at = now() WHERE position <> 0",
    "UPDATE eventlog_shard SET head = 0 WHERE head <> 0",
)


def empty() -> None:
    """Empty every table that rooms write to, and what this process remembers of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        names = [name for (name,) in cursor.fetchall() if not name.startswith(KEPT)]
        # Most tables are empty most of the time, and to look is cheaper than to truncate.
        cursor.execute(
            SQL(" UNION ALL ").join(ONE_ROW.format(Literal(each), Identifier(each)) for each in names)
        )
        filled = [Identifier(name) for (name,) in cursor.fetchall()]
        if filled:
            cursor.execute(SQL("TRUNCATE {} CASCADE").format(SQL(", ").join(filled)))
        for statement in HEADS:
            cursor.execute(statement)
    forget_all()
