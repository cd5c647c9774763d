"""The whole house on one machine, for `up` and `demo`: database, tables, web, workers, until told to stop."""

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from estafette.assembly.cli.console import err, working
from estafette.assembly.cli.database import start
from estafette.assembly.cli.environment import boot, prepare
from estafette.assembly.cli.migrate import migrate
from estafette.assembly.cli.options import Options
from estafette.assembly.cli.stop import Stop
from estafette.assembly.config import Config
from estafette.assembly.processes.child import Spec
from estafette.assembly.processes.supervisor import Supervisor, interruptible, stop_on_signal
from estafette.platform.database.cluster import open_cluster
from estafette.platform.database.server import Server
from estafette.platform.observability.metrics import FOLDER, fresh_folder

READY_SECONDS = 90.0
Fill = Callable[[], None]
Greet = Callable[[str], None]


def run_house(options: Options, *, fill: Fill, greet: Greet) -> int:
    """Bring everything up, `fill` the database, `greet` with the address, run until a signal, stop in order."""
    _choose_port(options)
    with interruptible(), _database(options) as (server, url):
        prepare(options, url=url)
        config = boot(process="supervisor")
        migrate()
        fill()
        connection.close()
        with stop_on_signal() as stop:
            supervisor = Supervisor(server=server, specs=_specs(options, config))
            supervisor.start()
            try:
                if _wait_ready(config, supervisor, stop):
                    greet(address(config))
                supervisor.run(stop=stop)
            finally:
                with working("Stopping"):
                    clean = supervisor.stop()
    err.print("Stopped. The data stays." if clean else "Stopped; a part had to be forced. The data stays.")
    return 0


def address(config: Config) -> str:
    """Where a browser on this machine finds the web server."""
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::", "") else config.host
    return f"http://{f'[{host}]' if ':' in host else host}:{config.port}/"


@contextmanager
def _database(options: Options) -> Iterator[tuple[Server | None, str]]:
    if not options.embedded:
        yield None, options.database_url
        return
    with open_cluster(options.data_dir) as server:
        start(server)
        yield server, server.place.url()


def _specs(options: Options, config: Config) -> list[Spec]:
    """Web once (it has its own worker processes), and as many workers as configured."""
    measures = fresh_folder(options.data_dir / "run" / f"metrics-{config.port}")
    environ = {FOLDER: str(measures)}
    command = [sys.executable, "-m", "estafette.assembly.cli"]
    workers = [
        Spec(f"worker {number}", [*command, "worker"], environ) for number in range(1, config.workers + 1)
    ]
    return [Spec("web", [*command, "web"], environ), *workers]


def _choose_port(options: Options) -> None:
    """The wanted port when it is free; without a wish, the first free one from 8000."""
    wanted = options.more.port or os.environ.get("ESTAFETTE_PORT")
    host = options.more.host or os.environ.get("ESTAFETTE_HOST", "127.0.0.1")
    if wanted:
        if not _free(host, int(wanted)):
            raise Stop(f"Port {wanted} of {host} is taken. Choose another one with --port.")
        return
    for port in range(8000, 8020):
        if _free(host, port):
            os.environ["ESTAFETTE_PORT"] = str(port)
            return
    raise Stop("All ports from 8000 to 8019 are taken. Choose one with --port.")


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Stop(f"You may not listen on port {port}. Choose one above 1023 with --port.") from None
        except OSError:
            return False
    return True


def _wait_ready(config: Config, supervisor: Supervisor, stop: threading.Event) -> bool:
    """Wait until requests are served; children that die meanwhile are tended."""
    url = f"{address(config)}health/ready"
    until = time.monotonic() + READY_SECONDS
    with working("Starting web and workers"):
        while not stop.wait(0.1):
            supervisor.tend(stop=stop)
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:  # our own address
                    if answer.status == 200:
                        return True
            except (urllib.error.URLError, OSError):
                pass
            if time.monotonic() > until:
                err.print("The web server is not ready yet; see its messages above. Going on.")
                return False
    return False
