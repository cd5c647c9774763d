"""`estafette load`: figures come in from a file, and every row that was left out is named."""

import json
import os
from pathlib import Path

import pytest
from django.db import connection

from estafette.assembly.cli import load
from estafette.assembly.cli.main import main
from estafette.testing.reset import empty
from estafette.testing.world import build

pytestmark = pytest.mark.django_db(transaction=True)


def command(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> int:
    monkeypatch.setattr(load, "boot", lambda process: None)
    monkeypatch.setattr(load, "prepare", lambda _options, url: None)
    return main(["load", str(path), "--database-url", "postgresql://x/y", "--data-dir", str(folder), *more])


def test_a_file_is_loaded_and_its_bad_rows_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    empty()
    build()
    path = tmp_path / "figures.csv"
    path.write_text("sku,location,on_hand\nA,W1,5\nNONE,W1,1\nB,W1,x\n", encoding="utf-8")
    assert command(path, tmp_path, monkeypatch, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["rows"], answer["changed"], answer["left_out"]) == (1, 1, 2)
    assert [(each["row"], each["code"], each["field"]) for each in answer["faults"]] == [
        (2, "unknown_sku", "sku"), (3, "bad_quantity", "on_hand"),
    ]  # fmt: skip
    assert command(path, tmp_path, monkeypatch) == 1
    shown = capsys.readouterr().err
    assert "row 2, sku: There is no SKU “NONE”." in shown
    assert "1 rows understood, 0 figures changed, 2 rows left out." in shown
    path.write_text(f"sku,location,on_hand{os.linesep}A,W1,6{os.linesep}", encoding="utf-8")
    assert command(path, tmp_path, monkeypatch) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT on_hand FROM inventory_level")
        assert cursor.fetchall() == [(6,)]
    empty()


def test_what_is_no_such_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path / "none.csv", tmp_path, monkeypatch) == 2
    path = tmp_path / "other.csv"
    path.write_text("name,price\n", encoding="utf-8")
    assert command(path, tmp_path, monkeypatch) == 1
    assert "The first line does not name the columns" in capsys.readouterr().err
