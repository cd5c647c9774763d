"""`estafette web`: the web server alone, for a machine of its own."""

import argparse
import os

from estafette.assembly.cli.database import running_database
from estafette.assembly.cli.environment import boot, prepare
from estafette.assembly.cli.options import Options, address_arguments
from estafette.assembly.processes.web import serve
from estafette.platform.observability.metrics import FOLDER, fresh_folder


def add(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    address_arguments(parser)


def run(options: Options) -> int:
    """Serve until a signal."""
    prepare(options, url=running_database(options))
    config = boot(process="web")
    if FOLDER not in os.environ:
        os.environ[FOLDER] = str(fresh_folder(options.data_dir / "run" / f"metrics-{config.port}"))
    serve(config)
    return 0
