"""Where the database lies: sockets that fit, folders that only their owner enters, other people's refused."""

import os
from pathlib import Path

import pytest

from estafette.platform.database import place
from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.osuser import OsUser, choose

ME = OsUser("me", os.geteuid(), os.getegid(), switch=False)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def test_the_socket_lies_beside_the_data_where_its_path_fits(tmp_path: Path) -> None:
    folder = place._socket_folder(tmp_path, ME)
    assert folder == tmp_path / "socket"


def test_a_deep_data_directory_gets_a_short_socket_path_and_always_the_same(tmp_path: Path) -> None:
    deep = tmp_path / ("long-" * 12) / ("longer-" * 8)
    deep.mkdir(parents=True)
    folder = place._socket_folder(deep, ME)
    try:
        assert len(os.fsencode(folder)) + len("/.s.PGSQL.5432") <= place.SOCKET_PATH_BYTES
        assert place._socket_folder(deep, ME) == folder
        assert place._socket_folder(deep / "..", ME) != folder
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        for found in (folder, place._socket_folder(deep / "..", ME)):
            found.rmdir()


def test_the_address_quotes_what_a_path_may_hold() -> None:
    where = place.Place(Path("/d"), Path("/with space&more"), ME)
    assert where.url() == "postgresql://estafette@/estafette?host=/with%20space%26more&port=5432"


def test_a_link_laid_in_the_way_of_the_socket_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "socket").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DatabaseFault, match="belongs to somebody else"):
        place._socket_folder(tmp_path, ME)


@as_root
def test_root_runs_the_server_as_somebody_else_and_as_the_owner_of_existing_files(tmp_path: Path) -> None:
    fresh = choose(tmp_path / "data")
    assert fresh.switch
    assert fresh.uid != 0
    (tmp_path / "data").mkdir()
    os.chown(tmp_path / "data", 4242, 4243)
    assert choose(tmp_path / "data") == OsUser("4242", 4242, 4243, switch=True)


@as_root
def test_data_that_the_server_cannot_reach_goes_below_var_lib(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o700)
    (shut / "deep").mkdir()
    open_folder = Path("/tmp") / f"estafette-test-{os.getpid()}"
    monkeypatch.setattr(place, "ELSEWHERE", open_folder)
    where = place.locate(shut / "deep")
    try:
        assert where.home.parent == open_folder
        assert where.user.can("w", where.home)
        assert place.locate(shut / "deep") == where
    finally:
        place.remove(where)
        open_folder.rmdir()
