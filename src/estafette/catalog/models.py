"""Tables of the catalog."""

from django.db import models
from django.db.models import Q

from estafette.catalog.types import Characters, ColdChain, FieldKind, SkuKind, TaxCategory, Unit
from estafette.platform.coded import Coded


class Style(Coded):
    """What several SKUs are variants of: a shirt, of which each size and color is a SKU."""

    id = models.BigAutoField(primary_key=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalog_style"


class Sku(Coded):
    """What can be sold and counted. Its code names it for ever; retired SKUs stay."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    active = models.BooleanField(default=True)
    sellable = models.BooleanField(default=True)
    sold_alone = models.BooleanField(default=True)
    base_unit = models.TextField(default=Unit.PIECE.value)
    display_unit = models.TextField(default=Unit.PIECE.value)
    display_factor = models.IntegerField(default=1)
    weight_g = models.IntegerField(null=True)
    length_mm = models.IntegerField(null=True)
    width_mm = models.IntegerField(null=True)
    height_mm = models.IntegerField(null=True)
    hazard_class = models.TextField(default="", blank=True)
    minimum_age = models.SmallIntegerField(null=True)
    cold_chain = models.TextField(default=ColdChain.NONE.value)
    tax_category = models.TextField(default=TaxCategory.STANDARD.value)
    style = models.ForeignKey(Style, null=True, on_delete=models.PROTECT, related_name="skus")
    options = models.JSONField(default=dict)

    class Meta:
        db_table = "catalog_sku"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in SkuKind]), name="catalog_sku_kind"
            ),
            models.CheckConstraint(
                condition=Q(
                    base_unit__in=[each.value for each in Unit],
                    display_unit__in=[each.value for each in Unit],
                ),
                name="catalog_sku_units",
            ),
            models.CheckConstraint(condition=Q(display_factor__gte=1), name="catalog_sku_factor"),
            models.CheckConstraint(
                condition=(Q(weight_g__isnull=True) | Q(weight_g__gte=0))
                & (Q(length_mm__isnull=True) | Q(length_mm__gt=0))
                & (Q(width_mm__isnull=True) | Q(width_mm__gt=0))
                & (Q(height_mm__isnull=True) | Q(height_mm__gt=0)),
                name="catalog_sku_measures",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True) | Q(minimum_age__range=(1, 99)), name="catalog_sku_age"
            ),
            models.CheckConstraint(
                condition=Q(cold_chain__in=[each.value for each in ColdChain]), name="catalog_sku_cold"
            ),
            models.CheckConstraint(
                condition=Q(tax_category__in=[each.value for each in TaxCategory]), name="catalog_sku_tax"
            ),
            # Checked at the commit, so that two variants can swap their options in one call.
            models.UniqueConstraint(
                fields=["style", "options"], name="catalog_sku_variant", deferrable=models.Deferrable.DEFERRED
            ),
        ]


class KitVersion(models.Model):
    """What a kit is made of from `effective_from` on. Never changed: another make-up is another version."""

    pk = models.CompositePrimaryKey("kit_id", "number")
    kit = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="kit_versions", db_index=False)
    number = models.IntegerField()
    effective_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    class Meta:
        db_table = "catalog_kit_version"
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="catalog_kit_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kit_id}/{self.number}"


class KitComponent(models.Model):
    """One component of one kit version."""

    pk = models.CompositePrimaryKey("kit_id", "number", "position")
    kit = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    position = models.SmallIntegerField()
    component = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()
    share = models.IntegerField()

    class Meta:
        db_table = "catalog_kit_component"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="catalog_kit_component_quantity"),
            models.CheckConstraint(condition=Q(share__gte=0), name="catalog_kit_component_share"),
            models.UniqueConstraint(fields=["kit", "number", "component"], name="catalog_kit_component_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kit_id}/{self.number}/{self.position}"


class Barcode(models.Model):
    """A GTIN, padded to fourteen digits so that one number in two lengths is one row."""

    gtin14 = models.TextField(primary_key=True)
    gtin = models.TextField()
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="barcodes")
    quantity = models.IntegerField(default=1)

    class Meta:
        db_table = "catalog_barcode"
        constraints = [
            models.CheckConstraint(condition=Q(gtin14__regex=r"^[0-9]{14}$"), name="catalog_barcode_digits"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="catalog_barcode_quantity"),
        ]

    def __str__(self) -> str:
        return self.gtin


class PersonalizationField(models.Model):
    """What a buyer may or must fill in for a SKU: initials to embroider, a size of ribbon."""

    pk = models.CompositePrimaryKey("sku_id", "position")
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="personalization", db_index=False)
    position = models.SmallIntegerField()
    name = models.TextField()
    kind = models.TextField()
    max_length = models.IntegerField(null=True)
    characters = models.TextField(default=Characters.ANY.value)
    choices = models.JSONField(default=list)
    required = models.BooleanField(default=False)

    class Meta:
        db_table = "catalog_personalization_field"
        constraints = [
            models.UniqueConstraint(fields=["sku", "name"], name="catalog_personalization_name"),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in FieldKind]), name="catalog_personalization_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.name}"


class SkuText(models.Model):
    """Name and description of a SKU in one locale."""

    pk = models.CompositePrimaryKey("sku_id", "locale")
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="texts", db_index=False)
    locale = models.TextField()
    name = models.TextField()
    description = models.TextField(default="", blank=True)

    class Meta:
        db_table = "catalog_sku_text"

    def __str__(self) -> str:
        return f"{self.sku_id} {self.locale}"


class StyleText(models.Model):
    """Name and description of a style in one locale."""

    pk = models.CompositePrimaryKey("style_id", "locale")
    style = models.ForeignKey(Style, on_delete=models.CASCADE, related_name="texts", db_index=False)
    locale = models.TextField()
    name = models.TextField()
    description = models.TextField(default="", blank=True)

    class Meta:
        db_table = "catalog_style_text"

    def __str__(self) -> str:
        return f"{self.style_id} {self.locale}"
