"""What can be done about customers."""

from estafette.customers.commands.create import add_contacts, create, set_consents
from estafette.customers.commands.ensure_contacts import ensure_contacts
from estafette.customers.commands.erase import erase_contacts, erase_customers

__all__ = ["add_contacts", "create", "ensure_contacts", "erase_contacts", "erase_customers", "set_consents"]
