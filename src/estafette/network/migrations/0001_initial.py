"""The tables of this room, with what Django cannot declare in SQL at the end."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("code", models.TextField(unique=True)),
                ("version", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
            ],
            options={
                "db_table": "network_brand",
            },
        ),
        migrations.CreateModel(
            name="LegalEntity",
            fields=[
                ("code", models.TextField(unique=True)),
                ("version", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("country", models.TextField()),
                ("currency", models.TextField()),
                ("vat_numbers", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "network_legal_entity",
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("code", models.TextField(unique=True)),
                ("version", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("active", models.BooleanField(default=True)),
                ("currency", models.TextField()),
                ("prices_include_tax", models.BooleanField(default=True)),
                ("authority", models.TextField(default="own")),
                ("country", models.TextField()),
                ("language", models.TextField(default="en")),
                ("remorse_minutes", models.IntegerField(default=0)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="channels",
                        to="network.brand",
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="channels",
                        to="network.legalentity",
                    ),
                ),
            ],
            options={
                "db_table": "network_channel",
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("code", models.TextField(unique=True)),
                ("version", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("active", models.BooleanField(default=True)),
                ("street1", models.TextField(blank=True, default="")),
                ("street2", models.TextField(blank=True, default="")),
                ("postcode", models.TextField(blank=True, default="")),
                ("city", models.TextField(blank=True, default="")),
                ("region", models.TextField(blank=True, default="")),
                ("country", models.TextField()),
                ("latitude", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("time_zone", models.TextField()),
                ("stock_master", models.TextField(default="us")),
                ("stock_system", models.TextField(blank=True, default="")),
                ("ships", models.BooleanField(default=False)),
                ("hands_over", models.BooleanField(default=False)),
                ("receives_returns", models.BooleanField(default=False)),
                ("sells", models.BooleanField(default=False)),
                ("orders_per_day", models.IntegerField(null=True)),
                ("units_per_day", models.IntegerField(null=True)),
                (
                    "legal_entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locations",
                        to="network.legalentity",
                    ),
                ),
            ],
            options={
                "db_table": "network_location",
            },
        ),
        migrations.CreateModel(
            name="ChannelPool",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "channel_id",
                        "location_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("rank", models.IntegerField(default=100)),
                ("enabled", models.BooleanField(default=True)),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pool",
                        to="network.channel",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pools",
                        to="network.location",
                    ),
                ),
            ],
            options={
                "db_table": "network_channel_pool",
            },
        ),
        migrations.CreateModel(
            name="OpeningException",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "location_id", "on", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("intervals", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_exceptions",
                        to="network.location",
                    ),
                ),
            ],
            options={
                "db_table": "network_opening_exception",
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "location_id",
                        "weekday",
                        "opens",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("weekday", models.SmallIntegerField()),
                ("opens", models.SmallIntegerField()),
                ("closes", models.SmallIntegerField()),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_hours",
                        to="network.location",
                    ),
                ),
            ],
            options={
                "db_table": "network_opening_hours",
            },
        ),
        migrations.CreateModel(
            name="HoldPolicy",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "channel_id", "kind", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("threshold_minor", models.BigIntegerField(null=True)),
                ("active", models.BooleanField(default=True)),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hold_policies",
                        to="network.channel",
                    ),
                ),
            ],
            options={
                "db_table": "network_hold_policy",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["payment", "fraud", "remorse", "address", "review"])
                        ),
                        name="network_hold_policy_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("threshold_minor__isnull", True), ("threshold_minor__gte", 0), _connector="OR"
                        ),
                        name="network_hold_policy_threshold",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(("authority__in", ["own", "external"])), name="network_channel_authority"
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(("remorse_minutes__range", (0, 10080))), name="network_channel_remorse"
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["warehouse", "store", "supplier", "third_party", "pickup_point"])
                ),
                name="network_location_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("latitude__range", (-90, 90)), _connector="OR"),
                    models.Q(("longitude__isnull", True), ("longitude__range", (-180, 180)), _connector="OR"),
                ),
                name="network_location_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                    _connector="OR",
                ),
                name="network_location_both_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stock_master", "us"), ("stock_system", "")),
                    models.Q(("stock_master", "outside"), models.Q(("stock_system", ""), _negated=True)),
                    _connector="OR",
                ),
                name="network_location_master",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("orders_per_day__isnull", True), ("orders_per_day__gte", 0), _connector="OR"),
                    models.Q(("units_per_day__isnull", True), ("units_per_day__gte", 0), _connector="OR"),
                ),
                name="network_location_capacity",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelpool",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__gte", 0)), name="network_channel_pool_rank"
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes__lte", 2879),
                    ("opens__range", (0, 1439)),
                    ("weekday__range", (1, 7)),
                    ("closes__gt", models.F("opens")),
                    (
                        "closes__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("opens"), "+", models.Value(1440)
                        ),
                    ),
                ),
                name="network_opening_hours_interval",
            ),
        ),
    ]
