"""What places with a limit have been given of their days."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CapacityUse",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "location_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("orders", models.IntegerField()),
                ("units", models.IntegerField()),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used",
                        to="network.location",
                    ),
                ),
            ],
            options={
                "db_table": "network_capacity_use",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("orders__gte", 0), ("units__gte", 0)),
                        name="network_capacity_use_sign",
                    )
                ],
            },
        ),
    ]
