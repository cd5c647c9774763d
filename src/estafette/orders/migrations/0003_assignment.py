"""Where assigned units are, which places are ruled out, and what no place could serve."""

from pathlib import Path

from django.db import migrations

DDL = Path(__file__).resolve().parent.parent / "sql" / "ddl"


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_models"),
        ("inventory", "0003_assigned"),
        ("network", "0002_capacity_use"),
        ("sourcing", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            (DDL / "0004_assignment.sql").read_text(encoding="utf-8"),
            "DROP TABLE orders_unsourced, orders_exclusion, orders_assignment",
        ),
    ]
