"""The tables of this room, with what Django cannot declare in SQL at the end."""

import django.db.models.deletion
from django.db import migrations, models

from estafette.platform import clock
from estafette.platform.access.types import SYSTEM
from estafette.pricing import rules


def seed(apps, _schema_editor):
    """The published VAT rates, so that an empty shop knows what France and its neighbors charge."""
    rate = apps.get_model("pricing", "TaxRate")
    rate.objects.bulk_create(
        rate(
            country=country,
            category=category.value,
            valid_from=rules.published_on(),
            rate=percent,
            source=rules.published_source(),
            recorded_at=clock.now(),
            recorded_by=SYSTEM.label(),
        )
        for country, category, percent in rules.published_rates()
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("network", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PriceList",
            fields=[
                ("code", models.TextField(unique=True)),
                ("version", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("currency", models.TextField()),
                ("rank", models.IntegerField(default=100)),
                ("active", models.BooleanField(default=True)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.channel"
                    ),
                ),
            ],
            options={
                "db_table": "pricing_price_list",
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id",
                        "price_list_id",
                        "min_quantity",
                        "effective_from",
                        "recorded_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("min_quantity", models.IntegerField(default=1)),
                ("effective_from", models.DateTimeField()),
                ("effective_until", models.DateTimeField(null=True)),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                (
                    "sku",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.sku",
                    ),
                ),
                (
                    "price_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="pricing.pricelist",
                    ),
                ),
            ],
            options={
                "db_table": "pricing_price",
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "country",
                        "category",
                        "valid_from",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("country", models.TextField()),
                ("category", models.TextField()),
                ("valid_from", models.DateField()),
                ("rate", models.DecimalField(decimal_places=3, max_digits=6)),
                ("source", models.TextField()),
                ("version", models.IntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
            ],
            options={
                "db_table": "pricing_tax_rate",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rate__range", (0, 100))), name="pricing_tax_rate_percent"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="pricelist",
            index=models.Index(fields=["channel", "rank"], name="pricing_price_list_channel"),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="pricing_price_list_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__gte", 0)), name="pricing_price_list_rank"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("min_quantity__gte", 1)), name="pricing_price_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price__isnull", True), ("unit_price__gte", 0), _connector="OR"),
                name="pricing_price_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_until__isnull", True),
                    ("effective_until__gt", models.F("effective_from")),
                    _connector="OR",
                ),
                name="pricing_price_period",
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
