"""Who did what to users and keys is written beside every change."""

from datetime import datetime
from typing import Any

from estafette.platform.access.models import Change
from estafette.platform.access.types import Actor


def record(verb: str, subject: str, *, by: Actor, at: datetime, **data: Any) -> None:
    """Append one line to the record of changes; `data` must hold no secret."""
    Change.objects.create(at=at, by=by.label(), verb=verb, subject=subject, data=data)
