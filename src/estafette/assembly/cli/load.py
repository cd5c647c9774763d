"""`estafette load FILE`: take over absolute stock figures from a CSV file, and name every row that was left out.

The first line names the columns: sku, location, on_hand, and as_of with sequence where a stock master gives them.
Run it again after an interruption: what was taken over is recognized. Exits with 1 when rows were left out.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from django.db import connection

from estafette.assembly.cli.console import err, out, working
from estafette.assembly.cli.database import some_database
from estafette.assembly.cli.environment import boot, prepare
from estafette.assembly.cli.loading import load
from estafette.assembly.cli.options import Options
from estafette.assembly.cli.stop import Stop
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.refusal import Refusal

JOBS = "estafette.inventory.jobs"
SHOWN = 50


def add(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file in UTF-8 with a header")


def run(options: Options) -> int:
    """Load it and print what came of it."""
    path: Path = options.more.file
    if not path.is_file():
        raise Stop(f"There is no file {path}.", code=2)
    with some_database(options) as url:
        prepare(options, url=url)
        boot(process="load")
        last = _load(path)
        connection.close()
    if options.json:
        out.print(json.dumps(_answer(last), ensure_ascii=False), markup=False)
    else:
        _show(last)
    return 1 if last.left_out else 0


def _load(path: Path) -> Any:
    jobs = load(JOBS, missing="Stock is not part of this installation.")
    last: Any = None
    try:
        with path.open("rb") as lines, working("Reading") as say:
            for last in jobs.load_stock(lines=lines, source=path.name, by=SYSTEM, access=EVERYTHING):
                say(f"{last.merged} of {last.parts} parts, {last.changed} figures changed")
    except Refusal as refusal:
        raise Stop(f"{path.name}: {refusal.sentence()} {refusal.advice()}") from None
    return last


def _answer(last: Any) -> dict[str, Any]:
    """The outcome for machines."""
    return {
        "rows": last.rows,
        "changed": last.changed,
        "left_out": last.left_out,
        "faults": [
            {
                "row": fault.row,
                "field": fault.refusal.field,
                "code": fault.refusal.code,
                "detail": fault.refusal.sentence(),
                "remedy": fault.refusal.advice(),
            }
            for fault in last.faults
        ],
    }


def _show(last: Any) -> None:
    for fault in last.faults[:SHOWN]:
        place = f"row {fault.row}" + (f", {fault.refusal.field}" if fault.refusal.field else "")
        err.print(f"{place}: {fault.refusal.sentence()} {fault.refusal.advice()}", markup=False)
    if last.left_out > SHOWN:
        err.print(f"… and {last.left_out - SHOWN} more rows were left out (--json names up to 10,000).")
    err.print(f"{last.rows} rows understood, {last.changed} figures changed, {last.left_out} rows left out.")
