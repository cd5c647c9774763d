"""Tables of customers. Personal data stands in `customers_contact` and nowhere else."""

from django.db import models
from django.db.models import Q

from estafette.customers.types import Medium
from estafette.platform.columns import UUID7


class Customer(models.Model):
    """Somebody who buys, known by an id alone."""

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    language = models.TextField(default="en")
    version = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_customer"

    def __str__(self) -> str:
        return str(self.id)


class CustomerReference(models.Model):
    """A customer's name in an outside system: `source` is a channel's code."""

    pk = models.CompositePrimaryKey("source", "ref")
    source = models.TextField()
    ref = models.TextField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="references")

    class Meta:
        db_table = "customers_reference"

    def __str__(self) -> str:
        return f"{self.source} {self.ref}"


class Contact(models.Model):
    """Who to send to, to bill or to call. Erasing blanks the row and keeps its id."""

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="contacts")
    name = models.TextField(default="", blank=True)
    company = models.TextField(default="", blank=True)
    email = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)
    street1 = models.TextField(default="", blank=True)
    street2 = models.TextField(default="", blank=True)
    postcode = models.TextField(default="", blank=True)
    city = models.TextField(default="", blank=True)
    region = models.TextField(default="", blank=True)
    country = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_contact"
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    name="",
                    company="",
                    email="",
                    phone="",
                    street1="",
                    street2="",
                    postcode="",
                    city="",
                    region="",
                    country="",
                ),
                name="customers_contact_erased_is_blank",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Consent(models.Model):
    """What a customer has agreed to or withdrawn; append-only, the latest entry holds."""

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents", db_index=False)
    purpose = models.TextField()
    medium = models.TextField()
    granted = models.BooleanField()
    source = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    class Meta:
        db_table = "customers_consent"
        constraints = [
            models.CheckConstraint(
                condition=Q(medium__in=[each.value for each in Medium]), name="customers_consent_medium"
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "purpose", "medium", "-recorded_at"], name="customers_consent_latest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose} {self.medium}"
