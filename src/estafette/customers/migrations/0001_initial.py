"""The tables of this room, with what Django cannot declare in SQL at the end."""

import django.db.models.deletion
from django.db import migrations, models

import estafette.platform.columns


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=estafette.platform.columns.UUID7(), primary_key=True, serialize=False
                    ),
                ),
                ("language", models.TextField(default="en")),
                ("version", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "customers_customer",
            },
        ),
        migrations.CreateModel(
            name="CustomerReference",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "source", "ref", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.TextField()),
                ("ref", models.TextField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="references",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "db_table": "customers_reference",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=estafette.platform.columns.UUID7(), primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField(blank=True, default="")),
                ("company", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("phone", models.TextField(blank=True, default="")),
                ("street1", models.TextField(blank=True, default="")),
                ("street2", models.TextField(blank=True, default="")),
                ("postcode", models.TextField(blank=True, default="")),
                ("city", models.TextField(blank=True, default="")),
                ("region", models.TextField(blank=True, default="")),
                ("country", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "db_table": "customers_contact",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(
                                ("city", ""),
                                ("company", ""),
                                ("country", ""),
                                ("email", ""),
                                ("name", ""),
                                ("phone", ""),
                                ("postcode", ""),
                                ("region", ""),
                                ("street1", ""),
                                ("street2", ""),
                            ),
                            _connector="OR",
                        ),
                        name="customers_contact_erased_is_blank",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=estafette.platform.columns.UUID7(), primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.TextField()),
                ("medium", models.TextField()),
                ("granted", models.BooleanField()),
                ("source", models.TextField(blank=True, default="")),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "db_table": "customers_consent",
                "indexes": [
                    models.Index(
                        fields=["customer", "purpose", "medium", "-recorded_at"],
                        name="customers_consent_latest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("medium__in", ["email", "sms", "phone", "post"])),
                        name="customers_consent_medium",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            """CREATE INDEX customers_contact_email ON customers_contact (lower(email)) WHERE email <> ''""",
            "DROP INDEX customers_contact_email",
        ),
        migrations.RunSQL(
            """CREATE INDEX customers_contact_phone
    ON customers_contact (right(regexp_replace(phone, '[^0-9]', '', 'g'), 9)) WHERE phone <> ''""",
            "DROP INDEX customers_contact_phone",
        ),
        migrations.RunSQL(
            """CREATE INDEX customers_contact_words ON customers_contact
    USING gin (to_tsvector('simple', name || ' ' || company))""",
            "DROP INDEX customers_contact_words",
        ),
    ]
