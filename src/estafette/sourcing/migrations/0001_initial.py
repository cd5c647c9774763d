"""Rule sets and decisions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DecisionRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("order_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("batch", models.UUIDField()),
                ("rules", models.IntegerField()),
                ("seed", models.IntegerField()),
                ("position", models.BigIntegerField()),
                ("decided_at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("cost", models.BigIntegerField()),
                ("bound", models.BigIntegerField()),
                ("steps", models.JSONField()),
                ("reasons", models.JSONField()),
            ],
            options={
                "db_table": "sourcing_decision",
            },
        ),
        migrations.CreateModel(
            name="RuleSetRow",
            fields=[
                ("version", models.IntegerField(primary_key=True, serialize=False)),
                ("body", models.JSONField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.TextField()),
            ],
            options={
                "db_table": "sourcing_rule_set",
            },
        ),
    ]
