"""`estafette worker`: a worker alone: the event log's consumers, outside effects and schedules."""

import argparse

import structlog

from estafette.assembly.cli.database import running_database
from estafette.assembly.cli.environment import boot, prepare
from estafette.assembly.cli.loading import load
from estafette.assembly.cli.options import Options
from estafette.assembly.processes import worker

# Imports every room, so only after Django is set up.
BACKGROUND = "estafette.assembly.background"


def add(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: Options) -> int:
    """Work until a signal."""
    prepare(options, url=running_database(options))
    config = boot(process="worker")
    try:
        background = load(BACKGROUND, missing="There is nothing to do in the background.")
        worker.run(config, works=background.works(config))
    except worker.WorkerFailed as failed:
        structlog.get_logger("estafette.worker").error(
            "the worker ends because a part of it failed", part=str(failed), exc_info=failed.__cause__
        )
        return 1
    return 0
