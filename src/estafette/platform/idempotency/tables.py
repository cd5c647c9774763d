"""The table of keys, split by time."""

from estafette.platform.partitions import Partitioned, Span

KEYS = Partitioned(table="idempotency_key", column="stored_at", span=Span.WEEK)
