"""The tables of the log that are split by time."""

from estafette.platform.partitions import Partitioned, Span

EVENTS = Partitioned(table="eventlog_event", column="sequenced_at", span=Span.MONTH)
