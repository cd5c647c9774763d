"""The tables of this room, with what Django cannot declare in SQL at the end."""

import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Sku",
            fields=[
                ("code", models.TextField(unique=True)),
                ("version", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("active", models.BooleanField(default=True)),
                ("sellable", models.BooleanField(default=True)),
                ("sold_alone", models.BooleanField(default=True)),
                ("base_unit", models.TextField(default="piece")),
                ("display_unit", models.TextField(default="piece")),
                ("display_factor", models.IntegerField(default=1)),
                ("weight_g", models.IntegerField(null=True)),
                ("length_mm", models.IntegerField(null=True)),
                ("width_mm", models.IntegerField(null=True)),
                ("height_mm", models.IntegerField(null=True)),
                ("hazard_class", models.TextField(blank=True, default="")),
                ("minimum_age", models.SmallIntegerField(null=True)),
                ("cold_chain", models.TextField(default="none")),
                ("tax_category", models.TextField(default="standard")),
                ("options", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "catalog_sku",
            },
        ),
        migrations.CreateModel(
            name="Style",
            fields=[
                ("code", models.TextField(unique=True)),
                ("version", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "catalog_style",
            },
        ),
        migrations.CreateModel(
            name="SkuText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id", "locale", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("locale", models.TextField()),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True, default="")),
                (
                    "sku",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="catalog.sku",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_sku_text",
            },
        ),
        migrations.AddField(
            model_name="sku",
            name="style",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="skus",
                to="catalog.style",
            ),
        ),
        migrations.CreateModel(
            name="StyleText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "style_id", "locale", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("locale", models.TextField()),
                ("name", models.TextField()),
                ("description", models.TextField(blank=True, default="")),
                (
                    "style",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="catalog.style",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_style_text",
            },
        ),
        migrations.CreateModel(
            name="PersonalizationField",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sku_id", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("max_length", models.IntegerField(null=True)),
                ("characters", models.TextField(default="any")),
                ("choices", models.JSONField(default=list)),
                ("required", models.BooleanField(default=False)),
                (
                    "sku",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="personalization",
                        to="catalog.sku",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_personalization_field",
                "constraints": [
                    models.UniqueConstraint(fields=("sku", "name"), name="catalog_personalization_name"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["text", "choice"])),
                        name="catalog_personalization_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KitVersion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kit_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("effective_from", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                (
                    "kit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kit_versions",
                        to="catalog.sku",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_kit_version",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="catalog_kit_version_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KitComponent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kit_id",
                        "number",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField()),
                ("position", models.SmallIntegerField()),
                ("quantity", models.IntegerField()),
                ("share", models.IntegerField()),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.sku"
                    ),
                ),
                (
                    "kit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.sku",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_kit_component",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="catalog_kit_component_quantity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gte", 0)), name="catalog_kit_component_share"
                    ),
                    models.UniqueConstraint(
                        fields=("kit", "number", "component"), name="catalog_kit_component_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Barcode",
            fields=[
                ("gtin14", models.TextField(primary_key=True, serialize=False)),
                ("gtin", models.TextField()),
                ("quantity", models.IntegerField(default=1)),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="barcodes", to="catalog.sku"
                    ),
                ),
            ],
            options={
                "db_table": "catalog_barcode",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gtin14__regex", "^[0-9]{14}$")), name="catalog_barcode_digits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="catalog_barcode_quantity"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["item", "kit"])), name="catalog_sku_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "base_unit__in",
                        [
                            "piece",
                            "pair",
                            "pack",
                            "case",
                            "pallet",
                            "gram",
                            "kilogram",
                            "milliliter",
                            "liter",
                            "millimeter",
                            "centimeter",
                            "meter",
                        ],
                    ),
                    (
                        "display_unit__in",
                        [
                            "piece",
                            "pair",
                            "pack",
                            "case",
                            "pallet",
                            "gram",
                            "kilogram",
                            "milliliter",
                            "liter",
                            "millimeter",
                            "centimeter",
                            "meter",
                        ],
                    ),
                ),
                name="catalog_sku_units",
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(("display_factor__gte", 1)), name="catalog_sku_factor"
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("weight_g__isnull", True), ("weight_g__gte", 0), _connector="OR"),
                    models.Q(("length_mm__isnull", True), ("length_mm__gt", 0), _connector="OR"),
                    models.Q(("width_mm__isnull", True), ("width_mm__gt", 0), _connector="OR"),
                    models.Q(("height_mm__isnull", True), ("height_mm__gt", 0), _connector="OR"),
                ),
                name="catalog_sku_measures",
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum_age__isnull", True), ("minimum_age__range", (1, 99)), _connector="OR"
                ),
                name="catalog_sku_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(("cold_chain__in", ["none", "chilled", "frozen"])), name="catalog_sku_cold"
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "tax_category__in",
                        ["standard", "intermediate", "reduced", "super_reduced", "parking", "zero"],
                    )
                ),
                name="catalog_sku_tax",
            ),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("style", "options"),
                name="catalog_sku_variant",
            ),
        ),
        migrations.RunSQL(
            """ALTER TABLE catalog_kit_component ADD CONSTRAINT catalog_kit_component_version
    FOREIGN KEY (kit_id, number) REFERENCES catalog_kit_version (kit_id, number)""",
            "ALTER TABLE catalog_kit_component DROP CONSTRAINT catalog_kit_component_version",
        ),
        migrations.RunSQL(
            """CREATE INDEX catalog_sku_text_words ON catalog_sku_text USING gin (to_tsvector('simple', name))""",
            "DROP INDEX catalog_sku_text_words",
        ),
        migrations.RunSQL(
            """CREATE INDEX catalog_style_text_words ON catalog_style_text USING gin (to_tsvector('simple', name))""",
            "DROP INDEX catalog_style_text_words",
        ),
        migrations.RunSQL(
            """CREATE TABLE catalog_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX catalog_change_xid ON catalog_change (xid)""",
            "DROP TABLE catalog_change",
        ),
    ]
