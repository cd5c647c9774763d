"""HTTP door of customers. Answers that are kept (with an idempotency key) hold ids alone, so people can be erased."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from estafette.customers import commands, queries
from estafette.customers.queries.views import ContactView, CustomerView, DuplicateView
from estafette.customers.types import (
    MAX_BULK,
    MAX_CONTACTS,
    MAX_EMAIL,
    MAX_LINE,
    MAX_PHONE,
    ConsentInput,
    ContactInput,
    Created,
    CustomerDraft,
    NoCustomer,
)
from estafette.platform.api.contract import Call, Input, NoQuery, Output, Repeat, Router
from estafette.platform.api.paging import Page, PageQuery
from estafette.platform.codes import Instant

router = Router("customers")
READ, WRITE = "customers:read", "customers:write"

Bulk = Meta(min_length=1, max_length=MAX_BULK)


class Customers(Input, frozen=True, kw_only=True):
    """Customers to create."""

    customers: Annotated[list[CustomerDraft], Bulk]


class Contacts(Input, frozen=True, kw_only=True):
    """Contacts to add."""

    contacts: Annotated[list[ContactInput], Meta(min_length=1, max_length=MAX_CONTACTS)]


class Consents(Input, frozen=True, kw_only=True):
    """What a customer agrees to now."""

    consents: Annotated[list[ConsentInput], Meta(min_length=1, max_length=40)]


class Search(Input, frozen=True, kw_only=True):
    """Whom to find: any of these. It is sent in a body because addresses of requests are logged."""

    email: Annotated[str, Meta(max_length=MAX_EMAIL)] = ""
    phone: Annotated[str, Meta(max_length=MAX_PHONE)] = ""
    name: Annotated[str, Meta(max_length=MAX_LINE)] = ""


class ContactIds(Input, frozen=True, kw_only=True):
    """Contacts to erase."""

    contacts: Annotated[list[UUID], Bulk]


class CustomerIds(Input, frozen=True, kw_only=True):
    """Customers to erase."""

    customers: Annotated[list[UUID], Bulk]


class CustomerQuery(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of customers."""

    source: Annotated[str, Meta(max_length=64)] = ""
    ref: Annotated[str, Meta(max_length=200)] = ""
    created_since: Instant | None = None


class CreatedMany(Output, frozen=True, kw_only=True):
    """One answer for each customer sent, in the same order."""

    items: list[Created]


class Recorded(Output, frozen=True, kw_only=True):
    """How many entries were new."""

    recorded: int


class Erased(Output, frozen=True, kw_only=True):
    """The ids that this call has erased."""

    erased: list[UUID]


class Duplicates(Output, frozen=True, kw_only=True):
    """Customers that may be the same person, the likeliest first."""

    items: list[DuplicateView]


@router.post("/customers", scope=WRITE, body=Customers, answer=CreatedMany, status=201)
def create_customers(call: Call[Customers, NoQuery]) -> CreatedMany:
    """Create customers with contacts, references and consents; at most 500 at once."""
    made = commands.create(drafts=call.body.customers, by=call.actor, at=call.at, access=call.access)
    return CreatedMany(items=made)


@router.get("/customers", scope=READ, query=CustomerQuery, answer=Page[CustomerView])
def list_customers(call: Call[None, CustomerQuery]) -> Page[CustomerView]:
    """List customers, the newest first, or find them by their reference in another system."""
    sent = call.query
    return queries.list_customers(
        access=call.access,
        source=sent.source,
        ref=sent.ref,
        created_since=sent.created_since,
        limit=sent.limit,
        cursor=sent.cursor,
    )


@router.post(
    "/contacts/search",
    scope=READ,
    body=Search,
    query=PageQuery,
    answer=Page[ContactView],
    repeat=Repeat.NATURAL,
)
def find_contacts(call: Call[Search, PageQuery]) -> Page[ContactView]:
    """Find contacts by e-mail address, phone or words of a name, the newest first."""
    sent = call.body
    return queries.find_contacts(
        access=call.access,
        email=sent.email,
        phone=sent.phone,
        name=sent.name,
        limit=call.query.limit,
        cursor=call.query.cursor,
    )


@router.get("/customers/{id}", scope=READ, answer=CustomerView)
def read_customer(call: Call[None, NoQuery]) -> CustomerView:
    """Read one customer with its contacts, references and the consents that hold."""
    return queries.read_customer(customer_id=_id(call.path["id"]), access=call.access)


@router.get("/customers/{id}/duplicates", scope=READ, answer=Duplicates)
def read_duplicates(call: Call[None, NoQuery]) -> Duplicates:
    """List customers that may be the same person, at most fifty, with the reasons."""
    return Duplicates(items=queries.duplicates(customer_id=_id(call.path["id"]), access=call.access))


@router.post("/customers/{id}/contacts", scope=WRITE, body=Contacts, answer=Created, status=201)
def add_contacts(call: Call[Contacts, NoQuery]) -> Created:
    """Give a customer more contacts. A contact is never changed, because orders point at it."""
    return commands.add_contacts(
        customer_id=_id(call.path["id"]),
        contacts=call.body.contacts,
        by=call.actor,
        at=call.at,
        access=call.access,
    )


@router.put("/customers/{id}/consents", scope=WRITE, body=Consents, answer=Recorded)
def put_consents(call: Call[Consents, NoQuery]) -> Recorded:
    """Record what a customer agrees to now; what holds already is not written again."""
    recorded = commands.set_consents(
        customer_id=_id(call.path["id"]),
        consents=call.body.consents,
        by=call.actor,
        at=call.at,
        access=call.access,
    )
    return Recorded(recorded=recorded)


@router.put("/customers-erased", scope=WRITE, body=CustomerIds, answer=Erased)
def erase_customers(call: Call[CustomerIds, NoQuery]) -> Erased:
    """Erase customers: their contacts are blank and their references gone for ever; the ids stay."""
    ids = call.body.customers
    return Erased(
        erased=commands.erase_customers(customers=ids, by=call.actor, at=call.at, access=call.access)
    )


@router.put("/contacts-erased", scope=WRITE, body=ContactIds, answer=Erased)
def erase_contacts(call: Call[ContactIds, NoQuery]) -> Erased:
    """Erase contacts: they are blank for ever, and orders keep their ids."""
    ids = call.body.contacts
    return Erased(erased=commands.erase_contacts(contacts=ids, by=call.actor, at=call.at, access=call.access))


def _id(text: str) -> UUID:
    """The id in the address; refuses with `no_customer` what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NoCustomer(ref=text[:60]) from None
