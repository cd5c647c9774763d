"""Create customers; give them contacts and consents."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from psycopg.errors import UniqueViolation

from estafette.customers import rules
from estafette.customers.commands.ensure_contacts import ensure_contacts
from estafette.customers.events import ConsentsChanged, ContactsAdded, CustomerCreated
from estafette.customers.models import Consent, Customer, CustomerReference
from estafette.customers.types import (
    ConsentInput,
    ContactDraft,
    ContactInput,
    Created,
    CustomerDraft,
    CustomerErased,
    NoCustomer,
    ReferenceTaken,
)
from estafette.platform.access.types import EVERYTHING, Access, Actor
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.ids import uuid7
from estafette.platform.refusal import Busy, Refusal, refuse_all
from estafette.platform.transactions import requires_transaction

PERMISSION = "customers:write"


@requires_transaction
def create(
    *, drafts: Sequence[CustomerDraft], by: Actor, at: datetime, access: Access = EVERYTHING
) -> list[Created]:
    """Create customers with their contacts, references and consents; one answer each, in order.

    One bad draft refuses all, and every bad field is named as `customers[n].field`; a reference that is known
    refuses with `reference_taken`.
    """
    rules.require_unlimited(access, PERMISSION)
    refuse_all(rules.customer_faults(drafts))
    refuse_all(_taken(drafts))
    made = [Created(uuid7(), tuple(uuid7() for _ in draft.contacts)) for draft in drafts]
    pairs = list(zip(made, drafts, strict=True))
    Customer.objects.bulk_create(
        Customer(id=each.id, language=draft.language, version=1, created_at=at) for each, draft in pairs
    )
    _write_references(pairs)
    contacts = [contact for each, draft in pairs for contact in _contacts(each, draft.contacts)]
    ensure_contacts(drafts=contacts, by=by, at=at)
    Consent.objects.bulk_create(
        row for each, draft in pairs for row in _consents(each.id, draft.consents, by, at)
    )
    entries = [
        Entry(f"customer:{each.id}", 1, CustomerCreated(customer_id=each.id, contacts=each.contacts))
        for each in made
    ]
    append(entries, by=by, at=at)
    return made


@requires_transaction
def add_contacts(
    *,
    customer_id: UUID,
    contacts: Sequence[ContactInput],
    by: Actor,
    at: datetime,
    access: Access = EVERYTHING,
) -> Created:
    """Give a customer more contacts. A contact is never changed: what an order was sent to stays what it was.

    Refuses with `no_customer`, `customer_erased`, and with the bad fields as `contacts[n].field`.
    """
    rules.require_unlimited(access, PERMISSION)
    refuse_all(list(rules.contact_faults(contacts)))
    customer = _living(customer_id)
    made = Created(customer.pk, tuple(uuid7() for _ in contacts))
    ensure_contacts(drafts=_contacts(made, contacts), by=by, at=at)
    if contacts:
        event = ContactsAdded(customer_id=customer.pk, contacts=made.contacts)
        append([Entry(f"customer:{customer.pk}", _next(customer), event)], by=by, at=at)
    return made


@requires_transaction
def set_consents(
    *,
    customer_id: UUID,
    consents: Sequence[ConsentInput],
    by: Actor,
    at: datetime,
    access: Access = EVERYTHING,
) -> int:
    """Record what a customer agrees to now; how many entries were new. What holds already is not written again.

    Refuses with `no_customer`, `customer_erased`, and with the bad fields as `consents[n].field`.
    """
    rules.require_unlimited(access, PERMISSION)
    refuse_all(list(rules.consent_faults(consents)))
    customer = _living(customer_id)
    latest: dict[tuple[str, str], bool] = {}
    for row in Consent.objects.filter(customer=customer).order_by("recorded_at", "pk"):
        latest[row.purpose, row.medium] = row.granted
    wanted = {(each.purpose, each.medium): each for each in consents}
    new = [each for key, each in wanted.items() if latest.get(key) != each.granted]
    Consent.objects.bulk_create(_consents(customer.pk, new, by, at))
    if new:
        facts = tuple((each.purpose, each.medium, each.granted) for each in new)
        event = ConsentsChanged(customer_id=customer.pk, consents=facts)
        append([Entry(f"customer:{customer.pk}", _next(customer), event)], by=by, at=at)
    return len(new)


def _taken(drafts: Sequence[CustomerDraft]) -> list[Refusal]:
    named = [each for draft in drafts for each in draft.references]
    rows = CustomerReference.objects.filter(
        source__in={each.source for each in named}, ref__in={each.ref for each in named}
    )
    known = set(rows.values_list("source", "ref"))
    return [
        ReferenceTaken(field=f"customers[{n}].references[{k}]")
        for n, draft in enumerate(drafts)
        for k, each in enumerate(draft.references)
        if (each.source, each.ref) in known
    ]


def _write_references(pairs: Iterable[tuple[Created, CustomerDraft]]) -> None:
    try:
        CustomerReference.objects.bulk_create(
            CustomerReference(source=named.source, ref=named.ref, customer_id=each.id)
            for each, draft in pairs
            for named in draft.references
        )
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise Busy() from error
        raise


def _contacts(made: Created, contacts: Sequence[ContactInput]) -> list[ContactDraft]:
    fields = ContactInput.__struct_fields__
    return [
        ContactDraft(id=contact_id, customer_id=made.id, **{name: getattr(each, name) for name in fields})
        for contact_id, each in zip(made.contacts, contacts, strict=True)
    ]


def _consents(
    customer_id: UUID, consents: Iterable[ConsentInput], by: Actor, at: datetime
) -> Iterable[Consent]:
    return [
        Consent(
            customer_id=customer_id,
            purpose=each.purpose,
            medium=each.medium,
            granted=each.granted,
            source=each.source,
            recorded_at=at,
            recorded_by=by.label(),
        )
        for each in consents
    ]


def _living(customer_id: UUID) -> Customer:
    """The customer, locked; refuses with `no_customer` and `customer_erased`."""
    customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    if customer is None:
        raise NoCustomer(ref=str(customer_id))
    if customer.erased_at is not None:
        raise CustomerErased()
    return customer


def _next(customer: Customer) -> int:
    """The customer's next version, written; the row is locked."""
    customer.version += 1
    Customer.objects.filter(pk=customer.pk).update(version=customer.version)
    return customer.version
