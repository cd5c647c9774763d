"""Tell Django of the tables that the SQL of the migration before has made; the database is not touched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField()),
                ("kind", models.TextField()),
                ("reason", models.TextField()),
                ("details", models.JSONField()),
                ("until", models.DateTimeField(null=True)),
                ("placed_at", models.DateTimeField()),
                ("placed_by", models.TextField()),
                ("cleared_at", models.DateTimeField(null=True)),
                ("cleared_by", models.TextField(null=True)),
                ("cleared_note", models.TextField(null=True)),
            ],
            options={
                "db_table": "orders_hold",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Kit",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_id", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.IntegerField()),
                ("sku_id", models.BigIntegerField()),
                ("sku", models.TextField()),
                ("title", models.TextField()),
                ("kit_version", models.IntegerField()),
                ("quantity", models.IntegerField()),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=18)),
                ("amount", models.BigIntegerField()),
                ("discount", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
            ],
            options={
                "db_table": "orders_kit",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_id", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.IntegerField()),
                ("parent_line", models.IntegerField(null=True)),
                ("substitutes_line", models.IntegerField(null=True)),
                ("sku_id", models.BigIntegerField(null=True)),
                ("sku", models.TextField()),
                ("title", models.TextField()),
                ("kit_version", models.IntegerField(null=True)),
                ("ordered", models.IntegerField()),
                ("canceled", models.IntegerField()),
                ("backordered", models.IntegerField()),
                ("unassigned", models.IntegerField()),
                ("assigned", models.IntegerField()),
                ("picked", models.IntegerField()),
                ("packed", models.IntegerField()),
                ("shipped", models.IntegerField()),
                ("delivered", models.IntegerField()),
                ("return_expected", models.IntegerField()),
                ("return_received", models.IntegerField()),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=18)),
                ("amount", models.BigIntegerField()),
                ("discount", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("tax_rate", models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ("canceled_amount", models.BigIntegerField()),
                ("personalization", models.JSONField(null=True)),
            ],
            options={
                "db_table": "orders_line",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField()),
                ("text", models.TextField()),
                ("author", models.TextField()),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "db_table": "orders_note",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("reference", models.TextField()),
                ("status", models.TextField()),
                ("version", models.IntegerField()),
                ("customer_id", models.UUIDField(null=True)),
                ("ship_contact_id", models.UUIDField(null=True)),
                ("bill_contact_id", models.UUIDField(null=True)),
                ("language", models.TextField()),
                ("currency", models.TextField()),
                ("prices_include_tax", models.BooleanField()),
                ("goods", models.BigIntegerField()),
                ("discount", models.BigIntegerField()),
                ("shipping", models.BigIntegerField()),
                ("fees", models.BigIntegerField()),
                ("tax", models.BigIntegerField()),
                ("charges_tax", models.BigIntegerField()),
                ("adjustment", models.BigIntegerField()),
                ("total", models.BigIntegerField()),
                ("canceled_total", models.BigIntegerField()),
                ("fx_rate", models.DecimalField(decimal_places=9, max_digits=18)),
                ("method", models.TextField()),
                ("paid", models.BooleanField()),
                ("placed_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "orders_order",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "channel_id",
                        "kind",
                        "ref",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("channel_id", models.IntegerField()),
                ("kind", models.TextField()),
                ("ref", models.TextField()),
                ("order_id", models.UUIDField(null=True)),
                ("number", models.BigIntegerField(null=True)),
                ("fingerprint", models.BinaryField()),
                ("outcome", models.TextField()),
                ("answer", models.JSONField(null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "orders_reference",
                "managed": False,
            },
        ),
    ]
