"""The words of this room: contacts as they come in, consents."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from estafette.platform.api.contract import Input
from estafette.platform.refusal import Conflict, Forbidden, InvalidInput, NotFound


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


MAX_BULK = 500
"""Things that one call may create or change."""
MAX_CONTACTS = 50
"""Contacts that one customer gets in one call."""
MAX_LINE = 200
MAX_EMAIL = 254
MAX_PHONE = 40

Line = Annotated[str, Meta(max_length=MAX_LINE)]


def word(words: type[StrEnum]) -> Meta:
    """The bounds of a text that must be one of `words`."""
    return Meta(max_length=40, extra_json_schema={"enum": [each.value for each in words]})


class ContactInput(Input, frozen=True, kw_only=True):
    """Who to send to, to bill or to call. Something that names or reaches somebody is needed."""

    name: Line = ""
    company: Line = ""
    email: Annotated[str, Meta(max_length=MAX_EMAIL)] = ""
    phone: Annotated[str, Meta(max_length=MAX_PHONE)] = ""
    street1: Line = ""
    street2: Line = ""
    postcode: Annotated[str, Meta(max_length=20)] = ""
    city: Line = ""
    region: Line = ""
    country: Annotated[str, Meta(max_length=2, description="ISO 3166-1 alpha-2.")] = ""


class ReferenceInput(Input, frozen=True, kw_only=True):
    """The customer's name in an outside system; `source` is a channel's code or the system's name."""

    source: Annotated[str, Meta(min_length=1, max_length=64)]
    ref: Annotated[str, Meta(min_length=1, max_length=200)]


class ConsentInput(Input, frozen=True, kw_only=True):
    """What the customer agrees to (or no longer does): a purpose (`newsletter`), by a medium."""

    purpose: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$", max_length=40)]
    medium: Annotated[str, word(Medium)]
    granted: bool
    source: Annotated[str, Meta(max_length=64)] = ""


class CustomerDraft(Input, frozen=True, kw_only=True):
    """A customer to be created."""

    language: Annotated[str, Meta(max_length=5)] = "en"
    references: Annotated[tuple[ReferenceInput, ...], Meta(max_length=20)] = ()
    contacts: Annotated[tuple[ContactInput, ...], Meta(max_length=MAX_CONTACTS)] = ()
    consents: Annotated[tuple[ConsentInput, ...], Meta(max_length=40)] = ()


@dataclass(frozen=True, slots=True)
class Created:
    """Ids of a customer and of its new contacts, in the order sent. Ids alone: answers are kept, people erased."""

    id: UUID
    contacts: tuple[UUID, ...]


class NoCustomer(NotFound):
    code = "no_customer"
    message = "There is no customer “{ref}”."


class UnknownCustomer(InvalidInput):
    code = "unknown_customer"
    message = "There is no customer “{ref}”."
    remedy = "Check the id."


class UnknownContact(InvalidInput):
    code = "unknown_contact"
    message = "There is no contact “{ref}”."
    remedy = "Check the id."


class CustomerErased(Conflict):
    code = "customer_erased"
    message = "This customer was erased."
    remedy = "Create a new customer."


class ReferenceTaken(Conflict):
    code = "reference_taken"
    message = "This reference belongs to a customer already."
    remedy = "Look that customer up by the reference, and use it."


class BadContact(InvalidInput):
    code = "bad_contact"
    message = "A contact needs a name, a company, an e-mail address or a phone number."
    remedy = "Send at least one of them."


class BadEmail(InvalidInput):
    code = "bad_email"
    message = "This is not an e-mail address."
    remedy = "Send one such as ann@example.com."


class BadPhone(InvalidInput):
    code = "bad_phone"
    message = "This is not a phone number."
    remedy = "Send from 4 to 15 digits, best with the country before them, such as +33 1 23 45 67 89."


class TooLong(InvalidInput):
    code = "too_long"
    message = "This has more than {most} characters."
    remedy = "Send a shorter text."


class UnknownMedium(InvalidInput):
    code = "unknown_word"
    message = "“{value}” is none of the words that are known here."
    remedy = "Send one of: {known}."


class NothingToFind(InvalidInput):
    code = "nothing_to_find"
    message = "A search needs an e-mail address, a phone number of at least 6 digits or a name."
    remedy = "Send one of them."


class LimitedAccess(Forbidden):
    code = "limited_access"
    message = "Customers are not divided by channel or place, and this user or key is limited to some."
    remedy = "Use a key without limits; the orders that this one may see carry their own contacts."
