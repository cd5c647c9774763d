"""Tables of the network."""

from django.db import models
from django.db.models import Q

from estafette.network.types import Authority, HoldKind, LocationKind, StockMaster
from estafette.platform.coded import Coded

_LATITUDE = Q(latitude__isnull=True) | Q(latitude__range=(-90, 90))
_LONGITUDE = Q(longitude__isnull=True) | Q(longitude__range=(-180, 180))


class LegalEntity(Coded):
    """A company that sells and owns: its currency is the one of its books."""

    id = models.AutoField(primary_key=True)
    name = models.TextField()
    country = models.TextField()
    currency = models.TextField()
    vat_numbers = models.JSONField(default=dict)

    class Meta:
        db_table = "network_legal_entity"


class Brand(Coded):
    """A name that customers know."""

    id = models.AutoField(primary_key=True)
    name = models.TextField()

    class Meta:
        db_table = "network_brand"


class Location(Coded):
    """A place where stock can be, or where goods are handed over."""

    id = models.AutoField(primary_key=True)
    name = models.TextField()
    kind = models.TextField()
    active = models.BooleanField(default=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="locations")
    street1 = models.TextField(default="", blank=True)
    street2 = models.TextField(default="", blank=True)
    postcode = models.TextField(default="", blank=True)
    city = models.TextField(default="", blank=True)
    region = models.TextField(default="", blank=True)
    country = models.TextField()
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    time_zone = models.TextField()
    stock_master = models.TextField(default=StockMaster.US.value)
    stock_system = models.TextField(default="", blank=True)
    ships = models.BooleanField(default=False)
    hands_over = models.BooleanField(default=False)
    receives_returns = models.BooleanField(default=False)
    sells = models.BooleanField(default=False)
    orders_per_day = models.IntegerField(null=True)
    units_per_day = models.IntegerField(null=True)

    class Meta:
        db_table = "network_location"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in LocationKind]), name="network_location_kind"
            ),
            models.CheckConstraint(condition=_LATITUDE & _LONGITUDE, name="network_location_position"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="network_location_both_or_none",
            ),
            models.CheckConstraint(
                condition=Q(stock_master=StockMaster.US.value, stock_system="")
                | (Q(stock_master=StockMaster.OUTSIDE.value) & ~Q(stock_system="")),
                name="network_location_master",
            ),
            models.CheckConstraint(
                condition=(Q(orders_per_day__isnull=True) | Q(orders_per_day__gte=0))
                & (Q(units_per_day__isnull=True) | Q(units_per_day__gte=0)),
                name="network_location_capacity",
            ),
        ]


class Channel(Coded):
    """Where orders come from: a web shop, a marketplace, the tills of a chain."""

    id = models.AutoField(primary_key=True)
    name = models.TextField()
    active = models.BooleanField(default=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="channels")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="channels")
    currency = models.TextField()
    prices_include_tax = models.BooleanField(default=True)
    authority = models.TextField(default=Authority.OWN.value)
    country = models.TextField()
    language = models.TextField(default="en")
    remorse_minutes = models.IntegerField(default=0)

    class Meta:
        db_table = "network_channel"
        constraints = [
            models.CheckConstraint(
                condition=Q(authority__in=[each.value for each in Authority]),
                name="network_channel_authority",
            ),
            models.CheckConstraint(
                condition=Q(remorse_minutes__range=(0, 10080)), name="network_channel_remorse"
            ),
        ]


class ChannelPool(models.Model):
    """A location that may serve a channel; lower ranks are asked first."""

    pk = models.CompositePrimaryKey("channel_id", "location_id")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="pool", db_index=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="pools")
    rank = models.IntegerField(default=100)
    enabled = models.BooleanField(default=True)

    class Meta:
        db_table = "network_channel_pool"
        constraints = [
            models.CheckConstraint(condition=Q(rank__gte=0), name="network_channel_pool_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.location_id}"


class HoldPolicy(models.Model):
    """A hold that every order of a channel gets at capture, from a total of `threshold_minor` on."""

    pk = models.CompositePrimaryKey("channel_id", "kind")
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, related_name="hold_policies", db_index=False
    )
    kind = models.TextField()
    reason = models.TextField(default="", blank=True)
    threshold_minor = models.BigIntegerField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "network_hold_policy"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in HoldKind]), name="network_hold_policy_kind"
            ),
            models.CheckConstraint(
                condition=Q(threshold_minor__isnull=True) | Q(threshold_minor__gte=0),
                name="network_hold_policy_threshold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.kind}"


class OpeningHours(models.Model):
    """One weekly open interval: ISO weekday (Monday 1), minutes of local time.

    `closes` above 1440 is on the next day.
    """

    pk = models.CompositePrimaryKey("location_id", "weekday", "opens")
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="opening_hours", db_index=False
    )
    weekday = models.SmallIntegerField()
    opens = models.SmallIntegerField()
    closes = models.SmallIntegerField()

    class Meta:
        db_table = "network_opening_hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7), opens__range=(0, 1439), closes__lte=2879)
                & Q(closes__gt=models.F("opens"))
                & Q(closes__lte=models.F("opens") + 1440),
                name="network_opening_hours_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location_id} {self.weekday} {self.opens}"


class OpeningException(models.Model):
    """What holds on one date instead of the weekly hours: intervals of minutes, or none when closed."""

    pk = models.CompositePrimaryKey("location_id", "on")
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="opening_exceptions", db_index=False
    )
    on = models.DateField()
    intervals = models.JSONField(default=list)
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "network_opening_exception"

    def __str__(self) -> str:
        return f"{self.location_id} {self.on}"


class CapacityUse(models.Model):
    """Orders and units that a place with a limit has been given for one of its local days."""

    pk = models.CompositePrimaryKey("location_id", "day")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="used", db_index=False)
    day = models.DateField()
    orders = models.IntegerField()
    units = models.IntegerField()

    class Meta:
        db_table = "network_capacity_use"
        constraints = [
            models.CheckConstraint(
                condition=Q(orders__gte=0, units__gte=0), name="network_capacity_use_sign"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location_id} {self.day}"
