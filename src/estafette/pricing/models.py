"""Tables of pricing. Prices and rates are append-only: a change is another row from another instant on."""

from django.db import models
from django.db.models import F, Q

from estafette.platform.coded import Coded


class PriceList(Coded):
    """Prices of one channel in one currency. Of several valid lists the one with the lowest rank wins."""

    id = models.AutoField(primary_key=True)
    name = models.TextField()
    channel = models.ForeignKey("network.Channel", on_delete=models.PROTECT, related_name="+")
    currency = models.TextField()
    rank = models.IntegerField(default=100)
    active = models.BooleanField(default=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "pricing_price_list"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="pricing_price_list_period",
            ),
            models.CheckConstraint(condition=Q(rank__gte=0), name="pricing_price_list_rank"),
        ]
        indexes = [models.Index(fields=["channel", "rank"], name="pricing_price_list_channel")]


class Price(models.Model):
    """A unit price from `effective_from` on, for at least `min_quantity` units; null withdraws it.

    Of the rows valid at an instant the one that became effective last wins, then the one recorded last, so
    that periods need no exclusion constraint and a temporary price falls back to what was before.
    """

    pk = models.CompositePrimaryKey(
        "sku_id", "price_list_id", "min_quantity", "effective_from", "recorded_at"
    )
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+", db_index=False)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="prices")
    min_quantity = models.IntegerField(default=1)
    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField(null=True)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    class Meta:
        db_table = "pricing_price"
        constraints = [
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="pricing_price_quantity"),
            models.CheckConstraint(
                condition=Q(unit_price__isnull=True) | Q(unit_price__gte=0), name="pricing_price_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gt=F("effective_from")),
                name="pricing_price_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_list_id} {self.sku_id} {self.effective_from}"


class TaxRate(models.Model):
    """A VAT rate in percent from a date on; the latest row at a date holds."""

    pk = models.CompositePrimaryKey("country", "category", "valid_from")
    country = models.TextField()
    category = models.TextField()
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=6, decimal_places=3)
    source = models.TextField()
    version = models.IntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    class Meta:
        db_table = "pricing_tax_rate"
        constraints = [
            models.CheckConstraint(condition=Q(rate__range=(0, 100)), name="pricing_tax_rate_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.category} {self.valid_from}"
