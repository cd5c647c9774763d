"""The words of this room: contacts as they come in, consents."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Medium(StrEnum):
    """By which way somebody may be told something."""

    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    POST = "post"


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A contact to be written. `id` comes from `platform.ids.uuid7()`, so that it is known before."""

    id: UUID
    customer_id: UUID | None = None
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    street1: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
