"""Which database a command works on: an outside one, the running embedded one, or one started for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from estafette.assembly.cli.console import working
from estafette.assembly.cli.options import Options
from estafette.assembly.cli.stop import Stop
from estafette.platform.database.cluster import open_cluster
from estafette.platform.database.lock import holder
from estafette.platform.database.place import locate
from estafette.platform.database.server import Server

TELL_AFTER = 5.0


@contextmanager
def some_database(options: Options, *, create: bool = False) -> Iterator[str]:
    """The address of the database, running for as long as the command does.

    Raises Stop when there is no embedded one yet, unless `create` is wanted.
    """
    if not options.embedded:
        yield options.database_url
    elif holder(options.data_dir) is not None:
        yield locate(options.data_dir).url()
    else:
        if not create:
            _must_exist(options)
        with open_cluster(options.data_dir) as server:
            start(server)
            yield server.place.url()


def running_database(options: Options) -> str:
    """The address of a database that runs already. Raises Stop when the embedded one does not."""
    if not options.embedded:
        return options.database_url
    if holder(options.data_dir) is None:
        raise Stop(
            f"The database in {options.data_dir} is not running. Start it with `estafette up`, "
            "or give an outside one with --database-url."
        )
    return locate(options.data_dir).url()


def start(server: Server) -> None:
    """Start the embedded database, telling people when it takes long."""
    with working("Starting the database") as say:

        def waiting(seconds: float) -> None:
            if seconds > TELL_AFTER:
                say(f"The database is recovering from its last end ({seconds:.0f} s so far); nothing is lost")

        server.start(waiting=waiting)


def _must_exist(options: Options) -> None:
    if not options.data_dir.exists():
        raise Stop(
            f"There is no data in {options.data_dir} yet. Begin with `estafette up` or `estafette demo`, "
            "or name the right --data-dir."
        )
