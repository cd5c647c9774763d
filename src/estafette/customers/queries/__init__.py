"""Questions about customers and contacts."""

from estafette.customers.queries.find import (
    duplicates,
    find_contacts,
    list_customers,
    read_customer,
)
from estafette.customers.queries.refs import contacts_by_id, customers_by_reference, known_customers

__all__ = [
    "contacts_by_id",
    "customers_by_reference",
    "duplicates",
    "find_contacts",
    "known_customers",
    "list_customers",
    "read_customer",
]
