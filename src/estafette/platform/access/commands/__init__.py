"""What can be done to users and keys."""

from estafette.platform.access.commands.change_password import change_password
from estafette.platform.access.commands.create_first_administrator import create_first_administrator
from estafette.platform.access.commands.create_key import create_key
from estafette.platform.access.commands.create_user import create_user
from estafette.platform.access.commands.revoke_key import revoke_key
from estafette.platform.access.commands.set_active import set_active
from estafette.platform.access.commands.set_language import set_language
from estafette.platform.access.commands.set_profile import set_profile
from estafette.platform.access.commands.set_rights import set_rights

__all__ = [
    "change_password",
    "create_first_administrator",
    "create_key",
    "create_user",
    "revoke_key",
    "set_active",
    "set_language",
    "set_profile",
    "set_rights",
]
