"""Stock tables. Every one begins its key with the SKU, so that stock can be spread by SKU.

References to SKUs and locations carry no database constraint: its check would lock the SKU's row at every sale
of it. SKUs and locations are never deleted, and `estafette check` verifies the references.
"""

from django.db import models

from estafette.platform.partitions import Partitioned, Span

LEDGER = Partitioned(table="inventory_movement", column="recorded_at", span=Span.MONTH)


class Level(models.Model):
    """Units of one SKU at one location. Hot: one row is updated at every sale, so it stays narrow."""

    pk = models.CompositePrimaryKey("sku_id", "location_id")
    sku_id = models.BigIntegerField()
    location_id = models.IntegerField()
    on_hand = models.IntegerField(db_default=0)
    reserved = models.IntegerField(db_default=0)
    held_back = models.IntegerField(db_default=0)
    master_as_of = models.DateTimeField(null=True)
    master_sequence = models.BigIntegerField(null=True)

    class Meta:
        db_table = "inventory_level"
        managed = False

    def __str__(self) -> str:
        return f"{self.sku_id}/{self.location_id}"


class Unsellable(models.Model):
    """Units that are there and may not be sold, by condition."""

    pk = models.CompositePrimaryKey("sku_id", "location_id", "condition")
    sku_id = models.BigIntegerField()
    location_id = models.IntegerField()
    condition = models.TextField()
    quantity = models.IntegerField()

    class Meta:
        db_table = "inventory_unsellable"
        managed = False

    def __str__(self) -> str:
        return f"{self.sku_id}/{self.location_id}/{self.condition}"


class Movement(models.Model):
    """The ledger: append-only, partitioned by the month in which it was recorded."""

    pk = models.CompositePrimaryKey("sku_id", "location_id", "recorded_at", "id")
    sku_id = models.BigIntegerField()
    id = models.UUIDField()
    location_id = models.IntegerField()
    condition = models.TextField()
    quantity = models.IntegerField()
    reason = models.TextField()
    source_kind = models.TextField()
    source_ref = models.TextField()
    lot_id = models.TextField(null=True)
    bin_id = models.TextField(null=True)
    owner_id = models.TextField(null=True)
    unit_cost = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    actor = models.TextField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "inventory_movement"
        managed = False

    def __str__(self) -> str:
        return str(self.id)


class Reservation(models.Model):
    """Units promised to an owner at a place, from the instant it opens to the one it closes.

    The quantity never changes: a part given up closes the row and opens another for the rest.
    """

    pk = models.CompositePrimaryKey("sku_id", "location_id", "opened_at", "id")
    sku_id = models.BigIntegerField()
    id = models.UUIDField()
    location_id = models.IntegerField()
    quantity = models.IntegerField()
    state = models.TextField()
    owner_kind = models.TextField()
    owner_id = models.UUIDField()
    owner_line = models.IntegerField()
    channel_id = models.IntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    replaces = models.UUIDField(null=True)
    actor = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inventory_reservation"
        managed = False

    def __str__(self) -> str:
        return str(self.id)


class Demand(models.Model):
    """Units owed to an owner that no place has: backorders, preorders and shortages accepted knowingly."""

    pk = models.CompositePrimaryKey("sku_id", "id")
    sku_id = models.BigIntegerField()
    id = models.UUIDField()
    channel_id = models.IntegerField()
    quantity = models.IntegerField()
    kind = models.TextField()
    owner_id = models.UUIDField()
    owner_line = models.IntegerField()
    supply_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.TextField(null=True)

    class Meta:
        db_table = "inventory_demand"
        managed = False

    def __str__(self) -> str:
        return str(self.id)


class Rule(models.Model):
    """Safety stock, buffers and caps, each from the instant it was set to the one it was replaced."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    sku_id = models.BigIntegerField(null=True)
    location_id = models.IntegerField(null=True)
    channel_id = models.IntegerField(null=True)
    quantity = models.IntegerField()
    actor = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inventory_rule"
        managed = False

    def __str__(self) -> str:
        return str(self.id)


class Supply(models.Model):
    """Units expected: purchase orders, transfers and returns under way, ours or another system's."""

    pk = models.CompositePrimaryKey("sku_id", "id")
    sku_id = models.BigIntegerField()
    id = models.UUIDField()
    location_id = models.IntegerField()
    source_kind = models.TextField()
    source_ref = models.TextField()
    quantity = models.IntegerField()
    received = models.IntegerField()
    pegged = models.IntegerField()
    due_at = models.DateTimeField()
    version = models.IntegerField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inventory_supply"
        managed = False

    def __str__(self) -> str:
        return f"{self.source_kind} {self.source_ref}"
