"""Stock tables, hot functions and the first partitions of the ledger."""

from pathlib import Path

from django.db import migrations

from estafette.inventory.models import LEDGER
from estafette.platform import clock
from estafette.platform.partitions import ensure

DDL = Path(__file__).resolve().parent.parent / "sql" / "ddl"
TABLES = (
    "inventory_snapshot, inventory_snapshot_run, inventory_touch, inventory_supply_change, inventory_supply,"
    " inventory_rule, inventory_demand, inventory_reservation, inventory_movement, inventory_unsellable,"
    " inventory_level"
)


def partitions(apps, schema_editor):
    ensure([LEDGER], at=clock.now(), using=schema_editor.connection)


def ddl(name, reverse=migrations.RunSQL.noop):
    return migrations.RunSQL((DDL / name).read_text(encoding="utf-8"), reverse)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("catalog", "0001_initial"), ("network", "0001_initial")]
    operations = [
        ddl("0001_tables.sql", f"DROP TABLE {TABLES}"),
        ddl("0002_channel_rule.sql", "DROP FUNCTION inventory_channel_rule_v1"),
        ddl("0003_channel_atp.sql", "DROP FUNCTION inventory_channel_atp_v1"),
        ddl("0004_reserve.sql", "DROP FUNCTION inventory_reserve_v1"),
        ddl("0005_give_back.sql", "DROP FUNCTION inventory_give_back_v1"),
        ddl("0006_relocate.sql", "DROP FUNCTION inventory_relocate_v1"),
        ddl("0007_consume.sql", "DROP FUNCTION inventory_consume_v1"),
        migrations.RunPython(partitions, migrations.RunPython.noop),
    ]
