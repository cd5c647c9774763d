"""Order tables. Every one begins its key with the order, so that orders can be spread by order.

The tables, their checks and indexes are made by the migration's SQL; these classes are for reading and for the
rooms that act later. References to other families (SKUs, contacts) carry no database constraint.
"""

from django.db import models


class Order(models.Model):
    """What was agreed. Amounts are minor units; `status` is derived and kept for filters."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()
    channel = models.ForeignKey(
        "network.Channel", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    legal_entity = models.ForeignKey(
        "network.LegalEntity", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    brand = models.ForeignKey(
        "network.Brand", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    reference = models.TextField()
    status = models.TextField()
    version = models.IntegerField()
    customer_id = models.UUIDField(null=True)
    ship_contact_id = models.UUIDField(null=True)
    bill_contact_id = models.UUIDField(null=True)
    language = models.TextField()
    currency = models.TextField()
    prices_include_tax = models.BooleanField()
    goods = models.BigIntegerField()
    discount = models.BigIntegerField()
    shipping = models.BigIntegerField()
    fees = models.BigIntegerField()
    tax = models.BigIntegerField()
    charges_tax = models.BigIntegerField()
    adjustment = models.BigIntegerField()
    total = models.BigIntegerField()
    canceled_total = models.BigIntegerField()
    fx_rate = models.DecimalField(max_digits=18, decimal_places=9)
    method = models.TextField()
    paid = models.BooleanField()
    placed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "orders_order"
        managed = False

    def __str__(self) -> str:
        return str(self.number)


class Line(models.Model):
    """One article of an order, with its quantities as they stand."""

    pk = models.CompositePrimaryKey("order_id", "line")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    line = models.IntegerField()
    parent_line = models.IntegerField(null=True)
    substitutes_line = models.IntegerField(null=True)
    sku_id = models.BigIntegerField(null=True)
    sku = models.TextField()
    title = models.TextField()
    kit_version = models.IntegerField(null=True)
    ordered = models.IntegerField()
    canceled = models.IntegerField()
    backordered = models.IntegerField()
    unassigned = models.IntegerField()
    assigned = models.IntegerField()
    picked = models.IntegerField()
    packed = models.IntegerField()
    shipped = models.IntegerField()
    delivered = models.IntegerField()
    return_expected = models.IntegerField()
    return_received = models.IntegerField()
    unit_price = models.DecimalField(max_digits=18, decimal_places=6)
    amount = models.BigIntegerField()
    discount = models.BigIntegerField()
    tax = models.BigIntegerField()
    tax_rate = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    canceled_amount = models.BigIntegerField()
    personalization = models.JSONField(null=True)

    class Meta:
        db_table = "orders_line"
        managed = False


class Kit(models.Model):
    """A kit as it was sold; its component lines name it as their parent."""

    pk = models.CompositePrimaryKey("order_id", "line")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="kits")
    line = models.IntegerField()
    sku_id = models.BigIntegerField()
    sku = models.TextField()
    title = models.TextField()
    kit_version = models.IntegerField()
    quantity = models.IntegerField()
    unit_price = models.DecimalField(max_digits=18, decimal_places=6)
    amount = models.BigIntegerField()
    discount = models.BigIntegerField()
    tax = models.BigIntegerField()

    class Meta:
        db_table = "orders_kit"
        managed = False


class Hold(models.Model):
    """Why an order waits, from the instant it was placed to the one it was cleared."""

    pk = models.CompositePrimaryKey("order_id", "id")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="holds")
    id = models.UUIDField()
    kind = models.TextField()
    reason = models.TextField()
    details = models.JSONField()
    until = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    placed_by = models.TextField()
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.TextField(null=True)
    cleared_note = models.TextField(null=True)

    class Meta:
        db_table = "orders_hold"
        managed = False


class Reference(models.Model):
    """A name that an order, a line or a refund has outside, unique by channel and kind."""

    pk = models.CompositePrimaryKey("channel_id", "kind", "ref")
    channel_id = models.IntegerField()
    kind = models.TextField()
    ref = models.TextField()
    order_id = models.UUIDField(null=True)
    number = models.BigIntegerField(null=True)
    fingerprint = models.BinaryField()
    outcome = models.TextField()
    answer = models.JSONField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "orders_reference"
        managed = False


class Note(models.Model):
    """What somebody wrote about an order."""

    pk = models.CompositePrimaryKey("order_id", "id")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="notes")
    id = models.UUIDField()
    text = models.TextField()
    author = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        db_table = "orders_note"
        managed = False
