"""What is shown of customers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact; blank once it is erased."""

    id: UUID
    customer: UUID | None
    name: str
    company: str
    email: str
    phone: str
    street1: str
    street2: str
    postcode: str
    city: str
    region: str
    country: str
    created_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A customer's name in an outside system."""

    source: str
    ref: str


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What holds now for a purpose and a medium."""

    purpose: str
    medium: str
    granted: bool
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer with its contacts, references and consents that hold."""

    id: UUID
    language: str
    version: int
    created_at: datetime
    erased_at: datetime | None
    references: tuple[ReferenceView, ...]
    contacts: tuple[ContactView, ...]
    consents: tuple[ConsentView, ...]


@dataclass(frozen=True, slots=True)
class DuplicateView:
    """A customer that may be the same person, and why: email, phone, name."""

    customer: UUID
    reasons: tuple[str, ...]
