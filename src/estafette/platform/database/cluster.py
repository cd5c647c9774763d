"""The door: take the data directory, get its server."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from estafette.platform.database import binaries, place
from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.lock import DataLock, Taken
from estafette.platform.database.server import Server


@contextmanager
def open_cluster(data_dir: Path, *, durable: bool = True) -> Iterator[Server]:
    """Own `data_dir` and yield its server, not started; it is stopped at the end.

    Raises DatabaseFault when another process owns it.
    """
    data_dir = data_dir.absolute()
    place.make_folder(data_dir)
    try:
        lock = DataLock(data_dir).take()
    except Taken as taken:
        who = f" (process {taken.pid})" if taken.pid else ""
        raise DatabaseFault(
            f"Estafette is already running on the data in {data_dir}{who}. "
            "Stop it first, or choose another --data-dir."
        ) from None
    except PermissionError:
        raise DatabaseFault(f"You may not write into {data_dir}. Choose another --data-dir.") from None
    try:
        where = place.locate(data_dir)
        server = Server(where, binaries.runnable(where.user, home=where.home), durable=durable)
        try:
            yield server
        finally:
            server.stop()
    finally:
        lock.release()


@contextmanager
def throwaway() -> Iterator[Server]:
    """A started server with no care for durability, deleted at the end: for tests."""
    with tempfile.TemporaryDirectory(prefix="estafette-", ignore_cleanup_errors=True) as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)
        with open_cluster(data_dir, durable=False) as server:
            server.start()
            try:
                yield server
            finally:
                server.stop()
                place.remove(server.place)
