"""`estafette demo`: the same as `up`, with a whole shop to look at.

The first start builds the shop; later ones find it and take seconds.
"""

import argparse
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.table import Table

from estafette.assembly.cli.console import err, out, progress_bars
from estafette.assembly.cli.house import run_house
from estafette.assembly.cli.loading import load
from estafette.assembly.cli.options import Options, address_arguments
from estafette.assembly.cli.stop import Stop

# It has `find() -> Summary | None` and `build(*, progress) -> Summary`; `Summary.sign_ins` have role, email, password,
# `Summary.api_key` is a token when it was made now; `progress` is called with (what, done, total).
DEMO = "estafette.testing.demo"
MISSING = "The demo shop is not part of this installation. Use `estafette up`."
OTHERS = (
    "This database has users of its own, so the demo shop is not built in it. Use `estafette up`, or give the "
    "demo another place with --data-dir."
)
KEY_FILE = "demo-key"


def add(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    address_arguments(parser)


def run(options: Options) -> int:
    """Run the house with the demo shop in it."""
    known: dict[str, Any] = {}

    def fill() -> None:
        builder = load(DEMO, missing=MISSING)
        # There is one already from an earlier start, or it is built now.
        known["summary"] = builder.find() or _build(builder)
        known["key"] = _keep(options.data_dir / KEY_FILE, known["summary"].api_key)

    def greet(address: str) -> None:
        if options.json:
            signs = [
                {"role": each.role, "email": each.email, "password": each.password}
                for each in known["summary"].sign_ins
            ]
            answer = {"address": address, "sign_ins": signs, "api_key": known["key"]}
            out.print(json.dumps(answer), markup=False)
            return
        _greet(address, known["summary"].sign_ins, known["key"])

    return run_house(options, fill=fill, greet=greet)


def _build(builder: ModuleType) -> Any:
    try:
        with progress_bars() as report:
            return builder.build(progress=report)
    except builder.SomebodyElsesHouse:
        raise Stop(OTHERS) from None


def _greet(address: str, sign_ins: Any, key: str | None) -> None:
    table = Table("who", "e-mail", "password", box=None, header_style="dim")
    for each in sign_ins:
        table.add_row(each.role, each.email, each.password)
    err.print(f"\nThe demo shop is open: [bold]{address}[/bold]\n")
    err.print(table)
    if key:
        err.print("\nFor programs:\n")
        err.print(f'  curl -H "Authorization: Bearer {key}" "{address}api/v1/orders?limit=3"', markup=False)
    err.print("\nCtrl-C stops everything; the data stays, and the next start takes seconds.\n")


def _keep(path: Path, key: str | None) -> str | None:
    """The demo's API key: kept in a file for the next starts, because the database knows only its digest."""
    if key is None:
        return path.read_text(encoding="utf-8").strip() if path.is_file() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{key}\n")
    return key
