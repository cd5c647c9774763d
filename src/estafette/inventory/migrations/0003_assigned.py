"""Moving and giving back tell what is assigned from what waits."""

from pathlib import Path

from django.db import migrations

DDL = Path(__file__).resolve().parent.parent / "sql" / "ddl"


def ddl(name):
    return (DDL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0002_models"),
    ]

    operations = [
        migrations.RunSQL(ddl("0008_relocate.sql"), "DROP FUNCTION inventory_relocate_v2"),
        migrations.RunSQL(ddl("0009_give_back.sql"), "DROP FUNCTION inventory_give_back_v2"),
    ]
