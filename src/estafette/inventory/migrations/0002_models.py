"""Tell Django of the tables that the SQL of the migration before has made; the database is not touched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Demand",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sku_id", models.BigIntegerField()),
                ("id", models.UUIDField()),
                ("channel_id", models.IntegerField()),
                ("quantity", models.IntegerField()),
                ("kind", models.TextField()),
                ("owner_id", models.UUIDField()),
                ("owner_line", models.IntegerField()),
                ("supply_id", models.UUIDField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_reason", models.TextField(null=True)),
            ],
            options={
                "db_table": "inventory_demand",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id", "location_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sku_id", models.BigIntegerField()),
                ("location_id", models.IntegerField()),
                ("on_hand", models.IntegerField(db_default=0)),
                ("reserved", models.IntegerField(db_default=0)),
                ("held_back", models.IntegerField(db_default=0)),
                ("master_as_of", models.DateTimeField(null=True)),
                ("master_sequence", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "inventory_level",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id",
                        "location_id",
                        "recorded_at",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sku_id", models.BigIntegerField()),
                ("id", models.UUIDField()),
                ("location_id", models.IntegerField()),
                ("condition", models.TextField()),
                ("quantity", models.IntegerField()),
                ("reason", models.TextField()),
                ("source_kind", models.TextField()),
                ("source_ref", models.TextField()),
                ("lot_id", models.TextField(null=True)),
                ("bin_id", models.TextField(null=True)),
                ("owner_id", models.TextField(null=True)),
                ("unit_cost", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("actor", models.TextField()),
                ("effective_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "inventory_movement",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id",
                        "location_id",
                        "opened_at",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sku_id", models.BigIntegerField()),
                ("id", models.UUIDField()),
                ("location_id", models.IntegerField()),
                ("quantity", models.IntegerField()),
                ("state", models.TextField()),
                ("owner_kind", models.TextField()),
                ("owner_id", models.UUIDField()),
                ("owner_line", models.IntegerField()),
                ("channel_id", models.IntegerField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("replaces", models.UUIDField(null=True)),
                ("actor", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "inventory_reservation",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("sku_id", models.BigIntegerField(null=True)),
                ("location_id", models.IntegerField(null=True)),
                ("channel_id", models.IntegerField(null=True)),
                ("quantity", models.IntegerField()),
                ("actor", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "inventory_rule",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Supply",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sku_id", models.BigIntegerField()),
                ("id", models.UUIDField()),
                ("location_id", models.IntegerField()),
                ("source_kind", models.TextField()),
                ("source_ref", models.TextField()),
                ("quantity", models.IntegerField()),
                ("received", models.IntegerField()),
                ("pegged", models.IntegerField()),
                ("due_at", models.DateTimeField()),
                ("version", models.IntegerField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "inventory_supply",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Unsellable",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id",
                        "location_id",
                        "condition",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sku_id", models.BigIntegerField()),
                ("location_id", models.IntegerField()),
                ("condition", models.TextField()),
                ("quantity", models.IntegerField()),
            ],
            options={
                "db_table": "inventory_unsellable",
                "managed": False,
            },
        ),
    ]
