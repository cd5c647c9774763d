"""The one check that every new password passes."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from estafette.platform.access.models import User
from estafette.platform.access.types import WeakPassword


def set_checked(user: User, password: str) -> None:
    """Give the user this password (not saved), or refuse with `weak_password` and all reasons."""
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise WeakPassword(field="password", reasons=" ".join(error.messages)) from None
    user.set_password(password)
