"""Order tables and the function that derives their status."""

from pathlib import Path

from django.db import migrations

DDL = Path(__file__).resolve().parent.parent / "sql" / "ddl"
TABLES = "orders_sent, orders_tag, orders_note, orders_reference, orders_hold, orders_line, orders_kit, orders_order"


def ddl(name, reverse=migrations.RunSQL.noop):
    return migrations.RunSQL((DDL / name).read_text(encoding="utf-8"), reverse)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("catalog", "0001_initial"),
        ("customers", "0001_initial"),
        ("network", "0001_initial"),
        ("pricing", "0001_initial"),
        ("inventory", "0001_initial"),
        ("eventlog", "0001_initial"),
    ]
    operations = [
        ddl("0001_tables.sql", f"DROP TABLE {TABLES}; DROP SEQUENCE orders_number"),
        ddl("0002_status.sql", "DROP FUNCTION orders_status_v1"),
        ddl("0003_family.sql"),
    ]
