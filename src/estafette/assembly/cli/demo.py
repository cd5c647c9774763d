"""`estafette demo`: the same as `up`, with a whole shop to look at.

The first start builds the shop; later ones find it and take seconds.
"""

import argparse
import json
from typing import Any

from rich.table import Table

from estafette.assembly.cli.console import err, out, progress_bars
from estafette.assembly.cli.house import run_house
from estafette.assembly.cli.loading import load
from estafette.assembly.cli.options import Options, address_arguments

# It has `find() -> Summary | None` and `build(*, progress) -> Summary`; `Summary.sign_ins` have role, email, password;
# `progress` is called with (what, done, total).
DEMO = "estafette.testing.demo"
MISSING = "The demo shop is not part of this installation. Use `estafette up`."


def add(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    address_arguments(parser)


def run(options: Options) -> int:
    """Run the house with the demo shop in it."""
    summaries: list[Any] = []

    def fill() -> None:
        builder = load(DEMO, missing=MISSING)
        # There is one already from an earlier start, or it is built now.
        summary = builder.find()
        if summary is None:
            with progress_bars() as report:
                summary = builder.build(progress=report)
        summaries.append(summary)

    def greet(address: str) -> None:
        summary = summaries[0]
        if options.json:
            signs = [
                {"role": each.role, "email": each.email, "password": each.password}
                for each in summary.sign_ins
            ]
            out.print(json.dumps({"address": address, "sign_ins": signs}), markup=False)
            return
        table = Table("who", "e-mail", "password", box=None, header_style="dim")
        for each in summary.sign_ins:
            table.add_row(each.role, each.email, each.password)
        err.print(f"\nThe demo shop is open: [bold]{address}[/bold]\n")
        err.print(table)
        err.print("\nCtrl-C stops everything; the data stays, and the next start takes seconds.\n")

    return run_house(options, fill=fill, greet=greet)
