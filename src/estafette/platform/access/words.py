"""Roles and permissions in words, for the pages."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from estafette.platform.access import rules

ROLES = {
    "administrator": _("Administrator"),
    "operations": _("Operations"),
    "store_manager": _("Store manager"),
    "associate": _("Store associate"),
    "agent": _("Customer service"),
    "buyer": _("Buyer"),
    "accountant": _("Accountant"),
    "viewer": _("Viewer"),
}
PERMISSIONS = {
    "orders:read": _("See orders"),
    "orders:write": _("Place and change orders"),
    "stock:read": _("See stock and availability"),
    "stock:write": _("Change stock"),
    "catalog:read": _("See the catalog"),
    "catalog:write": _("Change the catalog"),
    "network:read": _("See channels and locations"),
    "network:write": _("Change channels and locations"),
    "customers:read": _("See customers"),
    "customers:write": _("Change customers"),
    "pricing:read": _("See prices and taxes"),
    "pricing:write": _("Change prices and taxes"),
    "events:read": _("Read the feed of events"),
    "webhooks:read": _("See webhooks and what they were told"),
    "webhooks:write": _("Make and change webhooks"),
    "admin": _("Manage users and API keys"),
}


def role_choices() -> list[tuple[str, str]]:
    """Pairs of role and words, in the active language."""
    return [(role, str(ROLES[role])) for role in rules.ROLES]


def permission_choices() -> list[tuple[str, str]]:
    """Pairs of permission and words, in the active language."""
    return [(permission, str(PERMISSIONS[permission])) for permission in rules.PERMISSIONS]


def roles_in_words(roles: Iterable[str]) -> str:
    """Roles as a sentence would list them."""
    return ", ".join(str(ROLES.get(role, role)) for role in roles)
