"""The house never loses its last administrator."""

from django.db import connection

from estafette.platform.access import rules
from estafette.platform.access.models import User
from estafette.platform.access.types import LastAdministrator


def keep_one() -> None:
    """Refuse with `last_administrator` when no active administrator is left after the change just written.

    A lock lets one such change at a time through, so that two cannot each count on the other's one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('access.administrators', 0))")
    if not User.objects.filter(is_active=True, roles__contains=[rules.ADMINISTRATOR]).exists():
        raise LastAdministrator()
