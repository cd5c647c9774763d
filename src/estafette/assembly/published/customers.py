"""What happened to customers, as outsiders see it: ids alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from estafette.customers.events import (
    ConsentsChanged,
    ContactErased,
    ContactsAdded,
    CustomerCreated,
    CustomerErased,
)
from estafette.platform.api.contract import Output
from estafette.platform.eventlog.feed import Publication


class Customer(Output, frozen=True, kw_only=True):
    """A customer, and the contacts that the event is about."""

    customer_id: UUID
    contacts: list[UUID]


class Consent(Output, frozen=True, kw_only=True):
    """Whether a customer agrees to a purpose by a medium."""

    purpose: str
    medium: str
    granted: bool


class Consents(Output, frozen=True, kw_only=True):
    """A customer agreed to something, or no longer does."""

    customer_id: UUID
    consents: list[Consent]


class Contact(Output, frozen=True, kw_only=True):
    """A contact was erased; of which customer, when it had one."""

    contact_id: UUID
    customer_id: UUID | None


def customers(
    events: Sequence[CustomerCreated | ContactsAdded | CustomerErased], _at: datetime
) -> list[Customer]:
    return [Customer(customer_id=each.customer_id, contacts=list(each.contacts)) for each in events]


def consents(events: Sequence[ConsentsChanged], _at: datetime) -> list[Consents]:
    return [
        Consents(
            customer_id=each.customer_id,
            consents=[
                Consent(purpose=purpose, medium=medium, granted=granted)
                for purpose, medium, granted in each.consents
            ],
        )
        for each in events
    ]


def contacts(events: Sequence[ContactErased], _at: datetime) -> list[Contact]:
    return [Contact(contact_id=each.contact_id, customer_id=each.customer_id) for each in events]


PUBLICATIONS = (
    Publication(CustomerCreated, "customer.created", Customer, customers),
    Publication(ContactsAdded, "customer.contacts_added", Customer, customers),
    Publication(CustomerErased, "customer.erased", Customer, customers),
    Publication(ConsentsChanged, "customer.consents_changed", Consents, consents),
    Publication(ContactErased, "contact.erased", Contact, contacts),
)
