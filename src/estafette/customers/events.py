"""Facts about customers: ids alone, never personal data."""

from typing import ClassVar
from uuid import UUID

from estafette.platform.eventlog.types import Event


class CustomerCreated(Event, frozen=True, kw_only=True):
    """A customer was created."""

    kind: ClassVar[str] = "customers.created"
    customer_id: UUID
    contacts: tuple[UUID, ...]


class ContactsAdded(Event, frozen=True, kw_only=True):
    """A customer has new contacts."""

    kind: ClassVar[str] = "customers.contacts_added"
    customer_id: UUID
    contacts: tuple[UUID, ...]


class ConsentsChanged(Event, frozen=True, kw_only=True):
    """A customer agreed to something, or no longer does: (purpose, medium, granted) each."""

    kind: ClassVar[str] = "customers.consents_changed"
    customer_id: UUID
    consents: tuple[tuple[str, str, bool], ...]


class CustomerErased(Event, frozen=True, kw_only=True):
    """All that was known of a customer is gone; its id and those of its contacts stay."""

    kind: ClassVar[str] = "customers.erased"
    customer_id: UUID
    contacts: tuple[UUID, ...]


class ContactErased(Event, frozen=True, kw_only=True):
    """A contact is blank for ever; its id stays."""

    kind: ClassVar[str] = "customers.contact_erased"
    contact_id: UUID
    customer_id: UUID | None
