"""What can be done about webhooks and their deliveries."""

from estafette.notifications.commands.change import change, pause, remove, resume
from estafette.notifications.commands.create import create
from estafette.notifications.commands.disable import disable, disable_dead
from estafette.notifications.commands.forget import forget, reseal
from estafette.notifications.commands.queue import queue
from estafette.notifications.commands.replay import fill, replay
from estafette.notifications.commands.retry import retry
from estafette.notifications.commands.rotate import rotate
from estafette.notifications.commands.settle import note_health, settle
from estafette.notifications.commands.take import LEASE, take

__all__ = [
    "LEASE",
    "change",
    "create",
    "disable",
    "disable_dead",
    "fill",
    "forget",
    "note_health",
    "pause",
    "queue",
    "remove",
    "replay",
    "reseal",
    "resume",
    "retry",
    "rotate",
    "settle",
    "take",
]
