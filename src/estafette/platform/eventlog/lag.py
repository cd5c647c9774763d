"""How far behind: the sequencer behind the commands, and each consumer behind the log."""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from estafette.platform import sql
from estafette.platform.access.types import EVERYTHING, Access

READ = "events:read"


@dataclass(frozen=True, slots=True)
class ConsumerLag:
    """`events` at most, `seconds` since the oldest unread event was numbered; events `parked` and `waiting`."""

    name: str
    events: int
    seconds: float
    parked: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Lag:
    """`pending` events are committed and not numbered, the oldest for `pending_seconds`; the log ends at `head`."""

    pending: int
    pending_seconds: float
    head: int
    consumers: list[ConsumerLag]


def lag(*, access: Access) -> Lag:
    """The lag of everything. Needs `events:read`."""
    access.require(READ)
    [(pending, seconds, head)] = sql.load(__package__, "pending.sql").rows()
    consumers = [ConsumerLag(*row) for row in sql.load(__package__, "lag.sql").rows()]
    return Lag(pending, seconds, head, consumers)


class LagCollector(Collector):
    """Gauges read from the database when Prometheus asks; register it once in the process that serves them."""

    def collect(self) -> Iterator[Metric]:
        """The gauges `estafette_eventlog_*`."""
        now = lag(access=EVERYTHING)
        yield _gauge("pending_events", "Committed events that have no position yet", now.pending)
        yield _gauge("pending_seconds", "Seconds that the oldest of them has waited", now.pending_seconds)
        yield _gauge("head", "Position of the last event", now.head)
        for name, meaning in (
            ("events", "Events that the consumer has not read, at most"),
            ("seconds", "Seconds since the oldest event that it has not read was numbered"),
            ("parked", "Events that it could not take"),
            ("waiting", "Events that wait behind a parked one"),
        ):
            family = _gauge(f"consumer_{name}", meaning)
            for consumer in now.consumers:
                family.add_metric([consumer.name], getattr(consumer, name))
            yield family


def _gauge(name: str, meaning: str, value: float | None = None) -> GaugeMetricFamily:
    labels = ["consumer"] if value is None else None
    return GaugeMetricFamily(f"estafette_eventlog_{name}", meaning, value=value, labels=labels)
