"""Where the embedded database lies: its files, its socket, its logs, and who owns them."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.osuser import OsUser, choose

PORT = 5432
ROLE = "estafette"
DATABASE = "estafette"
SUPERUSER = "postgres"
ELSEWHERE = Path("/var/lib/estafette")
# The kernel takes 107 bytes on Linux and 103 on macOS for the path of a socket.
SOCKET_PATH_BYTES = 103


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one embedded database."""

    home: Path
    socket: Path
    user: OsUser

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Logs of the server, a file for each day of the week."""
        return self.home / "log"

    def url(self, *, database: str = DATABASE, role: str = ROLE) -> str:
        """The address for clients."""
        return f"postgresql://{role}@/{quote(database)}?host={quote(str(self.socket), safe='/')}&port={PORT}"


def locate(data_dir: Path) -> Place:
    """The place for `data_dir`, its folders created when they are new.

    Below `data_dir` where the OS user of the server can get there; else (root's own home) below /var/lib.
    """
    home = data_dir / "postgres"
    user = choose(home / "data")
    if user.switch and not user.can("x", data_dir):
        ELSEWHERE.mkdir(parents=True, exist_ok=True)
        ELSEWHERE.chmod(0o711)
        home = ELSEWHERE / f"{data_dir.name.lstrip('.')}-{_digest(data_dir)}"
        user = choose(home / "data")
    _own(home, user)
    place = Place(home, _socket_folder(home, user), user)
    _own(place.log, user)
    if not user.can("w", home):
        raise DatabaseFault(f"The OS user {user.name} cannot write into {home}. Choose another --data-dir.")
    return place


def make_folder(data_dir: Path) -> None:
    """Create `data_dir`: others may pass through to what belongs to them, but not look around."""
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
        data_dir.chmod(0o711)


def remove(place: Place) -> None:
    """Delete the database for good."""
    shutil.rmtree(place.home, ignore_errors=True)
    shutil.rmtree(place.socket, ignore_errors=True)


def _socket_folder(home: Path, user: OsUser) -> Path:
    inside = home / "socket"
    if len(os.fsencode(inside)) + len(f"/.s.PGSQL.{PORT}") <= SOCKET_PATH_BYTES:
        _own(inside, user)
        return inside
    short = Path(tempfile.gettempdir()) / f"estafette-{user.uid}-{_digest(home)}"
    _own(short, user)
    return short


def _own(folder: Path, user: OsUser) -> None:
    """Make `folder` exist, closed to all but `user`; a folder that somebody else laid there is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if user.switch and found.st_uid == 0 != user.uid:
        os.chown(folder, user.uid, user.gid)
    elif found.st_uid != user.uid or folder.is_symlink():
        raise DatabaseFault(f"{folder} belongs to somebody else. Remove it, or choose another --data-dir.")
    folder.chmod(0o700)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
