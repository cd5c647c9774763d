"""The only place that may ask what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current instant, in UTC. Doors call it once and pass `at` inward."""
    return datetime.now(UTC)
