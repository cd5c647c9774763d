"""`estafette restore FILE`: read a backup into an empty database, and count that all rows are there.

It happens in one transaction: all of it, or nothing.
"""

import argparse
import json
from pathlib import Path

from estafette.assembly.cli.console import err, out, working
from estafette.assembly.cli.database import start
from estafette.assembly.cli.options import Options
from estafette.platform.database.archive import Manifest, restore
from estafette.platform.database.binaries import bundled
from estafette.platform.database.cluster import open_cluster


def add(parser: argparse.ArgumentParser) -> None:
    """What to read."""
    parser.add_argument("file", type=Path, help="a file written by `estafette backup`")
    parser.add_argument(
        "--force", action="store_true", help="replace what is in the database: everything in it is lost"
    )


def run(options: Options) -> int:
    """Restore and say what is there now. Estafette must not run on this database meanwhile."""
    if options.embedded:
        # Only its owner may restore: this refuses in words while Estafette runs on it.
        with open_cluster(options.data_dir) as server:
            start(server)
            manifest = _restore(options, server.place.url())
    else:
        manifest = _restore(options, options.database_url)
    if options.json:
        out.print(
            json.dumps({"rows": sum(manifest.rows.values()), "made_at": manifest.made_at}), markup=False
        )
    else:
        err.print(f"Restored {sum(manifest.rows.values()):,} rows, as they were at {manifest.made_at}.")
        err.print("`estafette up` (or `estafette migrate`) brings older tables to this release.")
    return 0


def _restore(options: Options, url: str) -> Manifest:
    with working("Reading the backup"):
        return restore(
            url=url, source=options.more.file.absolute(), force=options.more.force, binaries=bundled()
        )
