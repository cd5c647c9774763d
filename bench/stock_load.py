"""A million stock rows from CSV, ledger kept, one event a part; beside bare COPY and upsert into an equal table."""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import psycopg
from django.db import transaction

from bench.harness import middle
from bench.report import emit
from bench.scratch import scratch
from estafette.catalog.commands.skus import upsert_skus
from estafette.catalog.queries import skus_by_code
from estafette.catalog.types import SkuDraft
from estafette.inventory.jobs import load_stock
from estafette.network.queries import locations_by_code
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.testing.world import build

PLACES = 64
TARGET = 0.4
EMPTY = "TRUNCATE inventory_level, inventory_movement, inventory_touch"
EQUAL = """
DROP TABLE IF EXISTS bench_level, bench_stage;
CREATE TABLE bench_level (LIKE inventory_level INCLUDING ALL);
CREATE UNLOGGED TABLE bench_stage (sku_id bigint, location_id integer, on_hand integer);
"""
UPSERT = """
INSERT INTO bench_level (sku_id, location_id, on_hand) SELECT * FROM bench_stage
ON CONFLICT (sku_id, location_id) DO UPDATE SET on_hand = excluded.on_hand
"""


def main(argv: list[str]) -> int:
    """Measure the first load, one that changes a tenth, and one that changes nothing; limit and figure in turn."""
    options = _parse(argv)
    with scratch(options.url) as url, tempfile.TemporaryDirectory() as folder:
        skus, places = _masters(options.rows // PLACES)
        files = {name: Path(folder) / f"{name}.csv" for name in ("first", "changed", "bare", "bare_changed")}
        _write(files, skus, places)
        rows = len(skus) * PLACES
        taken: dict[str, list[float]] = {}
        for _ in range(options.rounds):
            _clear(url)
            for case, ours, bare in (
                ("into empty tables", "first", "bare"),
                ("a tenth of the figures changed", "changed", "bare_changed"),
                ("nothing changed", "changed", "bare_changed"),
            ):
                taken.setdefault(f"limit: {case}", []).append(_bare(url, files[bare]))
                taken.setdefault(case, []).append(_load(files[ours], rows))
        for case in ("into empty tables", "a tenth of the figures changed", "nothing changed"):
            emit(
                bench="stock-load", case=f"{rows} rows from CSV, {case}", figure=rows / middle(taken[case]),
                unit="rows/s", limit=rows / middle(taken[f"limit: {case}"]), target=TARGET, n=rows, url=url,
                samples_ms=[1000 * each for each in taken[case]],
            )  # fmt: skip
    return 0


def _load(path: Path, rows: int) -> float:
    """Seconds of the product's load, from the open file to the last commit."""
    began = time.perf_counter()
    with path.open("rb") as lines:
        *_, last = load_stock(lines=lines, source=path.name, by=SYSTEM, access=EVERYTHING)
    took = time.perf_counter() - began
    if last.rows != rows or last.left_out:
        raise SystemExit(f"Not all rows were understood: {last}")
    return took


def _bare(url: str, path: Path) -> float:
    """Seconds of COPY and upsert, with the ids in the file: no codes, no ledger, no events, no checks."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE bench_stage")
        began = time.perf_counter()
        with (
            path.open("rb") as file,
            connection.transaction(),
            connection.cursor().copy("COPY bench_stage FROM STDIN (FORMAT csv)") as copy,
        ):
            while data := file.read(1 << 20):
                copy.write(data)
        connection.execute(UPSERT)
        return time.perf_counter() - began


def _clear(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(EMPTY)
        connection.execute(EQUAL)
        connection.execute("CHECKPOINT")


def _masters(count: int) -> tuple[dict[str, int], dict[str, int]]:
    """SKUs and places by code, made by the commands."""
    names = [f"P{n}" for n in range(1, PLACES + 1)]
    build(skus=[], places=names)
    codes = [f"SKU-{n}" for n in range(1, count + 1)]
    for start in range(0, count, 500):
        with transaction.atomic():
            drafts = [SkuDraft(code=code) for code in codes[start : start + 500]]
            upsert_skus(drafts=drafts, by=SYSTEM, at=clock.now())
    skus = {code: ref.id for code, ref in skus_by_code(codes=codes, at=clock.now()).items()}
    return skus, {code: ref.id for code, ref in locations_by_code(codes=names).items()}


def _write(files: dict[str, Path], skus: dict[str, int], places: dict[str, int]) -> None:
    """The export of a retailer, place after place: by codes for us, by ids for the limit; and one a day later."""
    chance = random.Random(7)
    figures = [[chance.randint(0, 200) for _ in skus] for _ in places]
    later = [[units + (chance.random() < 0.1) for units in row] for row in figures]
    with _open(files) as out:
        for name in ("first", "changed"):
            out[name].write("sku,location,on_hand\n")
        for position, (place, place_id) in enumerate(places.items()):
            for sku, units, new in zip(skus, figures[position], later[position], strict=True):
                out["first"].write(f"{sku},{place},{units}\n")
                out["changed"].write(f"{sku},{place},{new}\n")
                out["bare"].write(f"{skus[sku]},{place_id},{units}\n")
                out["bare_changed"].write(f"{skus[sku]},{place_id},{new}\n")


@contextmanager
def _open(files: dict[str, Path]) -> Iterator[dict[str, TextIO]]:
    opened = {name: path.open("w", encoding="utf-8") for name, path in files.items()}
    try:
        yield dict(opened)
    finally:
        for file in opened.values():
            file.close()


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", dest="url", help="an outside server; without it one of this run")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each side, taken in turn")
    parser.add_argument("--json", action="store_true", help="accepted; the output is always JSON lines")
    return parser.parse_args(argv)
