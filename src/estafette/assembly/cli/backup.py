"""`estafette backup`: write the whole database into one file, with a manifest beside it that proves it.

Runs while Estafette works: the backup is what was committed at one moment.
"""

import argparse
import json
from datetime import datetime
from pathlib import Path

from estafette.assembly.cli.console import err, out, working
from estafette.assembly.cli.database import some_database
from estafette.assembly.cli.options import Options
from estafette.platform import clock
from estafette.platform.database.archive import dump
from estafette.platform.database.binaries import bundled
from estafette.platform.database.place import make_folder


def add(parser: argparse.ArgumentParser) -> None:
    """Where to write."""
    parser.add_argument(
        "file", nargs="?", type=Path, help="default: backups/estafette-<time>.dump in the data"
    )


def run(options: Options) -> int:
    """Write the backup and say where it is."""
    at = clock.now()
    with some_database(options) as url, working("Writing the backup"):
        target = (options.more.file or _named(options.data_dir, at)).absolute()
        manifest = dump(url=url, target=target, at=at, binaries=bundled())
    size = target.stat().st_size
    if options.json:
        answer = {
            "file": str(target),
            "bytes": size,
            "rows": sum(manifest.rows.values()),
            "sha256": manifest.sha256,
        }
        out.print(json.dumps(answer), markup=False)
    else:
        err.print(f"{target}: {sum(manifest.rows.values()):,} rows, {size / 1e6:,.1f} MB", markup=False)
        err.print("Keep its .manifest.json and the data directory's secret.key with it.")
    return 0


def _named(data_dir: Path, at: datetime) -> Path:
    make_folder(data_dir)
    folder = data_dir / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"estafette-{at:%Y%m%dT%H%M%SZ}.dump"
