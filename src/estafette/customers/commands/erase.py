"""Erase people: contacts and customers are blanked for ever, and their ids stay."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from estafette.customers import rules
from estafette.customers.events import ContactErased, CustomerErased
from estafette.customers.models import Contact, Customer, CustomerReference
from estafette.customers.types import UnknownContact, UnknownCustomer
from estafette.platform import sql
from estafette.platform.access.types import EVERYTHING, Access, Actor
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import refuse_all
from estafette.platform.transactions import requires_transaction

PERMISSION = "customers:write"


@requires_transaction
def erase_contacts(
    *, contacts: Sequence[UUID], by: Actor, at: datetime, access: Access = EVERYTHING
) -> list[UUID]:
    """Blank the contacts for ever; the ids that were not blank before. Orders keep their ids.

    Refuses with `unknown_contact` at `contacts[n]`. The old row versions leave the disk with the next vacuum,
    and backups when they are thrown away.
    """
    rules.require_unlimited(access, PERMISSION)
    known = set(Contact.objects.filter(pk__in=contacts).values_list("pk", flat=True))
    refuse_all(
        [
            UnknownContact(field=f"contacts[{n}]", ref=str(contact))
            for n, contact in enumerate(contacts)
            if contact not in known
        ]
    )
    return _blank(contacts=contacts, customers=(), by=by, at=at)


@requires_transaction
def erase_customers(
    *, customers: Sequence[UUID], by: Actor, at: datetime, access: Access = EVERYTHING
) -> list[UUID]:
    """Blank all contacts of the customers and forget their references for ever; the ids erased by this call.

    Consents stay, as proof of what was agreed: they hold no personal data. Refuses with `unknown_customer` at
    `customers[n]`.
    """
    rules.require_unlimited(access, PERMISSION)
    rows = Customer.objects.filter(pk__in=customers).order_by("pk").select_for_update(no_key=True)
    known = {row.pk: row for row in rows}
    refuse_all(
        [
            UnknownCustomer(field=f"customers[{n}]", ref=str(customer))
            for n, customer in enumerate(customers)
            if customer not in known
        ]
    )
    gone = [row for row in known.values() if row.erased_at is None]
    ids = [row.pk for row in gone]
    blanked = _blank(contacts=(), customers=list(known), by=by, at=at)
    CustomerReference.objects.filter(customer_id__in=known).delete()
    contacts: dict[UUID, list[UUID]] = defaultdict(list)
    for contact, customer in Contact.objects.filter(customer_id__in=ids).values_list("pk", "customer_id"):
        if customer is not None and contact in set(blanked):
            contacts[customer].append(contact)
    for row in gone:
        row.version, row.erased_at = row.version + 1, at
    Customer.objects.bulk_update(gone, ["version", "erased_at"])
    entries = [
        Entry(
            f"customer:{row.pk}",
            row.version,
            CustomerErased(customer_id=row.pk, contacts=tuple(sorted(contacts[row.pk]))),
        )
        for row in gone
    ]
    append(entries, by=by, at=at)
    return ids


def _blank(*, contacts: Sequence[UUID], customers: Sequence[UUID], by: Actor, at: datetime) -> list[UUID]:
    """Blank the rows and tell of each; a contact is erased once, so that its event has version 1."""
    rows = sql.load(__package__, "erase_contacts.sql").rows(
        contacts=list(contacts), customers=list(customers), at=at
    )
    entries = [
        Entry(f"contact:{contact}", 1, ContactErased(contact_id=contact, customer_id=customer))
        for contact, customer in sorted(rows)
    ]
    append(entries, by=by, at=at)
    return [contact for contact, _ in rows]
