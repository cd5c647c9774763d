"""The command line: what it understands, what it refuses, what it leaves behind."""

import argparse
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from estafette.assembly.cli import bench, check, demo, environment, house
from estafette.assembly.cli.main import COMMANDS, main, options_of
from estafette.assembly.cli.stop import Stop
from estafette.assembly.config import Config, database, read


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ESTAFETTE_DATABASE_URL", "DATABASE_URL", "ESTAFETTE_DATA_DIR", "ESTAFETTE_PORT"):
        monkeypatch.delenv(name, raising=False)


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert "--data-dir" in capsys.readouterr().out
    wanted = {"up", "demo", "web", "worker", "check", "bench", "backup", "restore", "doctor"}
    assert wanted <= set(COMMANDS)


def test_options_win_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ESTAFETTE_DATABASE_URL", "postgresql:///one")
    monkeypatch.setenv("ESTAFETTE_DATA_DIR", str(tmp_path / "env"))
    assert options_of(["check"]).database_url == "postgresql:///one"
    assert options_of(["check"]).data_dir == tmp_path / "env"
    given = options_of(["check", "--database-url", "postgresql:///two", "--data-dir", str(tmp_path / "x")])
    assert (given.database_url, given.data_dir) == ("postgresql:///two", tmp_path / "x")
    # An empty address is a way back to the embedded database.
    assert options_of(["check", "--database-url", ""]).embedded


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["up", "--port", port])
    assert ended.value.code == 2
    assert "port" in capsys.readouterr().err


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(Stop, match="postgresql://"):
        options_of(["check", "--database-url", "mysql://here/x"])


def test_commands_on_data_that_is_not_there_say_where_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("check", "backup"):
        assert main([command, "--data-dir", str(tmp_path / "none")]) == 1
        assert "estafette up" in capsys.readouterr().err
    assert main(["web", "--data-dir", str(tmp_path / "none")]) == 1
    assert "is not running" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_the_doctor_looks_at_a_new_machine_without_touching_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--json", "--data-dir", str(tmp_path / "none")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert {"python", "programs", "disk", "memory", "port", "database"} <= {
        f["name"] for f in answer["findings"]
    }
    assert not (tmp_path / "none").exists()


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = environment.secret_key(tmp_path / "new")
    assert len(first) >= 60
    assert environment.secret_key(tmp_path / "new") == first
    assert stat.S_IMODE((tmp_path / "new/secret.key").stat().st_mode) == 0o600


def test_a_taken_port_is_refused_and_an_unnamed_one_avoided(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: set[int] = {8000, 8001}
    monkeypatch.setattr(house, "_free", lambda _host, port: port not in taken)
    with pytest.raises(Stop, match=r"Port 8001 of 127\.0\.0\.1 is taken"):
        house._choose_port(options_of(["up", "--port", "8001"]))
    monkeypatch.setenv("ESTAFETTE_PORT", "")
    house._choose_port(options_of(["up"]))
    assert os.environ["ESTAFETTE_PORT"] == "8002"
    taken.update(range(8000, 8020))
    monkeypatch.setenv("ESTAFETTE_PORT", "")
    with pytest.raises(Stop, match="--port"):
        house._choose_port(options_of(["up"]))


def test_benchmarks_are_found_by_name_and_get_their_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench/some_figure.py").write_text(
        '"""A figure."""\ndef main(argv):\n    print(argv)\n    return 7\n'
    )
    (tmp_path / "bench/helper.py").write_text("X = 1\n")
    given: list[list[str]] = []

    def note(argv: list[str]) -> int:
        given.append(argv)
        return 7

    monkeypatch.setattr(bench, "_folder", lambda: tmp_path / "bench")
    monkeypatch.setattr(bench, "_import", lambda _path: argparse.Namespace(main=note))
    assert main(["bench"]) == 0
    assert capsys.readouterr().out.split() == ["some-figure", "A", "figure."]
    assert main(["bench", "--json", "some-figure", "--clients", "4"]) == 7
    assert given == [["--clients", "4", "--json"]]
    assert main(["bench", "../helper"]) == 2
    assert "There are: some-figure." in capsys.readouterr().err


@pytest.mark.parametrize("broken", [False, True])
def test_a_check_that_finds_something_names_it_and_fails(
    broken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = SimpleNamespace(name="stock.on_hand", formula="on hand = Σ movements")
    breach = SimpleNamespace(identity="stock.on_hand", offender="SKU-1 at [Lyon]", detail="5, not 4")
    report = SimpleNamespace(checked=(identity,), breaches=(breach,) if broken else (), clean=not broken)
    checks = SimpleNamespace(run=lambda progress: progress(identity) or report)
    monkeypatch.setattr(check, "load", lambda _name, missing: checks)
    monkeypatch.setattr(check, "boot", lambda process: None)
    monkeypatch.setattr(check, "prepare", lambda _options, url: None)
    command = ["check", "--database-url", "postgresql://x/y", "--data-dir", str(tmp_path)]
    assert main([*command, "--json"]) == int(broken)
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is not broken
    assert [each["offender"] for each in answer["breaches"]] == ["SKU-1 at [Lyon]"] * broken
    assert main(command) == int(broken)
    assert ("SKU-1 at [Lyon]: 5, not 4" in capsys.readouterr().err) is broken


@pytest.mark.parametrize("there", [False, True])
def test_the_demo_is_built_once_and_its_sign_ins_are_shown(
    there: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sign_in = SimpleNamespace(role="administrator", email="admin@demo.test", password="rosy-maple-cart")
    shop = SimpleNamespace(sign_ins=[sign_in], api_key=None if there else "est_key")
    built: list[object] = []

    def build(progress: Callable[[str, int, int], None]) -> SimpleNamespace:
        progress("SKUs", 3, 3)
        built.append(shop)
        return shop

    def run(_options: object, fill: Callable[[], None], greet: Callable[[str], None]) -> int:
        fill()
        greet("http://127.0.0.1:8000/")
        return 0

    builder = SimpleNamespace(
        find=lambda: shop if there else None, build=build, SomebodyElsesHouse=RuntimeError
    )
    monkeypatch.setattr(demo, "load", lambda _name, missing: builder)
    monkeypatch.setattr(demo, "run_house", run)
    place = ["--data-dir", str(tmp_path)]
    assert main(["demo", *place]) == 0
    said = capsys.readouterr().err
    assert all(word in said for word in ("http://127.0.0.1:8000/", "admin@demo.test", "rosy-maple-cart"))
    assert len(built) == (0 if there else 1)
    assert ("Bearer est_key" in said) is not there
    shop.api_key = None
    assert main(["demo", "--json", *place]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["api_key"] == (None if there else "est_key")
    assert there or (tmp_path / "demo-key").stat().st_mode & 0o777 == 0o600
    assert answer["sign_ins"][0] == {
        "role": "administrator",
        "email": "admin@demo.test",
        "password": "rosy-maple-cart",
    }


def test_the_demo_is_not_built_among_users_of_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def build(progress: Callable[[str, int, int], None]) -> SimpleNamespace:
        raise LookupError

    builder = SimpleNamespace(find=lambda: None, build=build, SomebodyElsesHouse=LookupError)
    monkeypatch.setattr(demo, "load", lambda _name, missing: builder)
    monkeypatch.setattr(demo, "run_house", lambda _options, fill, greet: fill())
    assert main(["demo", "--data-dir", str(tmp_path)]) == 1
    assert "estafette up" in capsys.readouterr().err


def test_a_wrong_setting_is_refused_with_its_name() -> None:
    with pytest.raises(SystemExit, match="ESTAFETTE_PORT must be a whole number"):
        read({"ESTAFETTE_PORT": "eight"})
    with pytest.raises(SystemExit, match="ESTAFETTE_LOG_FORMAT must be one of text, json"):
        read({"ESTAFETTE_LOG_FORMAT": "xml"})
    assert read({"ESTAFETTE_LOG_LEVEL": "DEBUG", "ESTAFETTE_WEB_WORKERS": "7"}).web_workers == 7


def test_every_setting_can_be_set() -> None:
    words = {"secret_key": "k", "log_level": "error", "log_format": "json", "data_dir": "/x"}
    for name, kind in Config.__annotations__.items():
        text = words.get(name) or {int: "77", bool: "yes"}.get(kind, "somewhere")
        found = getattr(read({f"ESTAFETTE_{name.upper()}": text}), name)
        assert found != getattr(read({"ESTAFETTE_SECRET_KEY": "other"}), name), name


def test_addresses_of_databases() -> None:
    entry = database("postgresql://me:p%40ss@db.example:6432/shop?sslmode=require", lock_timeout_ms=900)
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("shop", "me", "p@ss")
    assert (entry["HOST"], entry["PORT"]) == ("db.example", "6432")
    assert entry["OPTIONS"] == {
        "options": "-c lock_timeout=900",
        "application_name": "estafette",
        "sslmode": "require",
    }
    assert database("postgresql://u@/d?host=/a%20b&port=5432")["HOST"] == "/a b"
