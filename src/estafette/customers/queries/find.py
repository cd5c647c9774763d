"""Find and read customers and contacts. A page takes the same number of statements at any size."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from estafette.customers import rules
from estafette.customers.models import Consent, Contact, Customer, CustomerReference
from estafette.customers.queries.refs import contact_view
from estafette.customers.queries.views import (
    ConsentView,
    ContactView,
    CustomerView,
    DuplicateView,
    ReferenceView,
)
from estafette.customers.types import NoCustomer, NothingToFind
from estafette.platform import sql
from estafette.platform.access.types import Access
from estafette.platform.api.paging import Page, decode_cursor, page

T = TypeVar("T")
PERMISSION = "customers:read"
MAX_DUPLICATES = 50


def read_customer(*, customer_id: UUID, access: Access) -> CustomerView:
    """One customer with all that is known of it. Refuses with `no_customer`, and with `limited_access`."""
    rules.require_unlimited(access, PERMISSION)
    views = _views(Customer.objects.filter(pk=customer_id))
    if not views:
        raise NoCustomer(ref=str(customer_id))
    return views[0]


def list_customers(
    *,
    access: Access,
    source: str = "",
    ref: str = "",
    created_since: datetime | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[CustomerView]:
    """Customers, the newest first; `source` and `ref` find those with such a reference."""
    rules.require_unlimited(access, PERMISSION)
    after = decode_cursor(cursor, UUID)
    filters: dict[str, Any] = {"source": source, "ref": ref}
    named = {name: value for name, value in filters.items() if value}
    rows = Customer.objects.all()
    if named:
        rows = rows.filter(pk__in=CustomerReference.objects.filter(**named).values("customer_id"))
    rows = rows.filter(created_at__gte=created_since) if created_since else rows
    rows = rows.filter(pk__lt=after[0]) if after else rows
    return page(_views(rows.order_by("-pk")[: limit + 1]), limit=limit, key=lambda view: (view.id,))


def find_contacts(
    *, access: Access, email: str = "", phone: str = "", name: str = "", limit: int = 50, cursor: str = ""
) -> Page[ContactView]:
    """Contacts with this e-mail address, this phone or these words in their name; any of them, newest first.

    Phones are compared by their last nine digits. Refuses with `nothing_to_find`.
    """
    rules.require_unlimited(access, PERMISSION)
    digits = rules.digits(phone)
    if not (email.strip() or name.strip()) and len(digits) < 6:
        raise NothingToFind()
    after = decode_cursor(cursor, UUID)
    rows = sql.load(__package__, "find_contacts.sql").dicts(
        email=email.strip(),
        digits=digits[-rules.MATCHED_DIGITS :] if len(digits) >= 6 else "",
        name=name.strip(),
        after=after[0] if after else None,
        limit=limit + 1,
    )
    views = [ContactView(customer=row.pop("customer_id"), **row) for row in rows]
    return page(views, limit=limit, key=lambda view: (view.id,))


def duplicates(*, customer_id: UUID, access: Access) -> list[DuplicateView]:
    """At most fifty customers that may be the same person, the likeliest first. Refuses with `no_customer`."""
    rules.require_unlimited(access, PERMISSION)
    if not Customer.objects.filter(pk=customer_id).exists():
        raise NoCustomer(ref=str(customer_id))
    rows = sql.load(__package__, "duplicates.sql").rows(customer=customer_id, limit=MAX_DUPLICATES)
    return [DuplicateView(customer, tuple(reasons)) for customer, reasons in rows]


def _views(rows: "QuerySet[Customer]") -> list[CustomerView]:
    """Four statements for any number of customers."""
    customers = list(rows)
    ids = [row.pk for row in customers]
    contacts = _grouped(
        Contact.objects.filter(customer_id__in=ids).order_by("pk"), lambda row: contact_view(row=row)
    )
    named = CustomerReference.objects.filter(customer_id__in=ids).order_by("source", "ref")
    references = _grouped(named, lambda row: ReferenceView(row.source, row.ref))
    latest = Consent.objects.filter(customer_id__in=ids).order_by(
        "customer_id", "purpose", "medium", "-recorded_at", "-pk"
    )
    consents = _grouped(latest.distinct("customer_id", "purpose", "medium"), _consent)
    return [
        CustomerView(
            id=row.pk,
            language=row.language,
            version=row.version,
            created_at=row.created_at,
            erased_at=row.erased_at,
            references=tuple(references[row.pk]),
            contacts=tuple(contacts[row.pk]),
            consents=tuple(consents[row.pk]),
        )
        for row in customers
    ]


def _grouped(rows: Iterable[Any], view: Callable[[Any], T]) -> dict[UUID, list[T]]:
    groups: dict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        groups[row.customer_id].append(view(row))
    return groups


def _consent(row: Consent) -> ConsentView:
    return ConsentView(row.purpose, row.medium, row.granted, row.source, row.recorded_at)
