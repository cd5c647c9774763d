"""PostgreSQL refuses to run as root: which OS user runs it instead, and what that user may reach."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from estafette.platform.database.fault import DatabaseFault

CANDIDATES = ("estafette", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class OsUser:
    """An OS user to run as. `switch` is false when that is simply who we are."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen(self) -> dict[str, Any]:
        """Arguments of `subprocess.Popen` that make the child run as this user."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, test: str, path: Path) -> bool:
        """Whether this user passes `test -<test> path` (r, w, x, d, …), all folders above it included."""
        return self.runs(["test", f"-{test}", str(path)])

    def runs(self, argv: Sequence[str]) -> bool:
        """Whether a command of this user ends well."""
        try:
            done = subprocess.run(argv, cwd="/", capture_output=True, check=False, timeout=60, **self.popen())
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


def choose(existing: Path) -> OsUser:
    """Who runs the server: the owner of the database files at `existing` when there are some.

    Raises DatabaseFault when those files belong to somebody that we cannot become.
    """
    me = os.geteuid()
    owner = existing.stat().st_uid if existing.exists() else None
    if me != 0:
        if owner not in (None, me):
            raise DatabaseFault(
                f"The database files in {existing} belong to the OS user {_name(owner or 0)}, not to you. "
                "Start Estafette as that user, or choose another --data-dir."
            )
        return OsUser(_name(me), me, os.getegid(), switch=False)
    if owner:
        return OsUser(_name(owner), owner, existing.stat().st_gid, switch=True)
    return _unprivileged()


def _unprivileged() -> OsUser:
    for name in CANDIDATES:
        found = _look_up(name)
        if found is not None:
            return found
    if useradd := shutil.which("useradd"):
        subprocess.run(
            [
                useradd,
                "--system",
                "--user-group",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                "estafette",
            ],
            check=False,
            capture_output=True,
        )
    found = _look_up("estafette")
    if found is None:
        raise DatabaseFault(
            "PostgreSQL does not run as root, and no OS user was found for it. "
            "Create one named “estafette”, or start Estafette as an ordinary user."
        )
    return found


def _look_up(name: str) -> OsUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return OsUser(name, entry.pw_uid, entry.pw_gid, switch=True)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
