"""What a worker does beside jobs: numbering and consuming events, and sending what webhooks are to be told."""

from collections.abc import Callable
from functools import partial

from estafette.assembly.config import Config
from estafette.assembly.flow import CONSUMERS
from estafette.assembly.published import PUBLICATIONS
from estafette.notifications import jobs as webhooks
from estafette.platform.eventlog import runner


def works(config: Config) -> dict[str, Callable[..., None]]:
    """Name -> work that goes on until the event `stop` is set; each wants a thread of its own."""
    sending = webhooks.Sending(
        PUBLICATIONS, connections=config.webhook_connections, private=config.webhooks_private
    )
    return {
        "event log": partial(runner.run, consumers=CONSUMERS),
        "webhooks": partial(webhooks.run, sending=sending),
    }
