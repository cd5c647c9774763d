"""Questions about customers and contacts."""

from estafette.customers.queries.find import (
    contacts_by_id,
    customers_by_reference,
    duplicates,
    find_contacts,
    list_customers,
    read_customer,
)

__all__ = [
    "contacts_by_id",
    "customers_by_reference",
    "duplicates",
    "find_contacts",
    "list_customers",
    "read_customer",
]
