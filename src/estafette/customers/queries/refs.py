"""What ids and references mean, in bulk, for other rooms."""

from collections.abc import Collection
from uuid import UUID

from estafette.customers.models import Contact, Customer, CustomerReference
from estafette.customers.queries.views import ContactView


def contacts_by_id(*, ids: Collection[UUID]) -> dict[UUID, ContactView]:
    """Id -> contact, for rooms that show whom an order is for; unknown ids are left out. One statement."""
    return {row.pk: contact_view(row=row) for row in Contact.objects.filter(pk__in=set(ids))}


def known_customers(*, ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of the ids are customers that were not erased. One statement."""
    rows = Customer.objects.filter(pk__in=set(ids), erased_at__isnull=True).values_list("pk", flat=True)
    return frozenset(rows)


def customers_by_reference(*, source: str, refs: Collection[str]) -> dict[str, UUID]:
    """A source's own reference -> customer id; unknown ones are left out. One statement."""
    rows = CustomerReference.objects.filter(source=source, ref__in=set(refs))
    return dict(rows.values_list("ref", "customer_id"))


def contact_view(*, row: Contact) -> ContactView:
    """A contact as it is shown."""
    return ContactView(
        id=row.pk,
        customer=row.customer_id,
        name=row.name,
        company=row.company,
        email=row.email,
        phone=row.phone,
        street1=row.street1,
        street2=row.street2,
        postcode=row.postcode,
        city=row.city,
        region=row.region,
        country=row.country,
        created_at=row.created_at,
        erased_at=row.erased_at,
    )
