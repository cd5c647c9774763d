"""The web server of this process and its workers: granian, WSGI."""

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from estafette.assembly.config import Config
from estafette.platform.observability import logs

TARGET = "estafette.assembly.wsgi:application"
STOP_SECONDS = 20


def serve(config: Config) -> None:
    """Serve until a signal ends it. Several threads a worker let captures that arrive together be one batch."""
    server = Granian(
        TARGET,
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.web_workers,
        blocking_threads=config.web_threads,
        blocking_threads_idle_timeout=600,
        # Every thread holds a connection of the database; more requests than that wait in the queue.
        backpressure=config.web_threads * 4,
        websockets=False,
        # Its remarks on how it goes are for those who look for a fault; failures are told at any level.
        log_level=LogLevels.info if config.log_level == "debug" else LogLevels.error,
        log_dictconfig=logs.dict_config(level=config.log_level, form=config.log_format, process="web"),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve()
