"""A worker process for the kill test: everything until SIGTERM, with consumers that note what they see."""

import os
import signal
import sys
import threading
from functools import partial

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "estafette.assembly.settings"
    django.setup()

from estafette.platform.eventlog.runner import run
from estafette.platform.eventlog.tests.facts import Counted
from estafette.platform.eventlog.tests.test_races import note
from estafette.platform.eventlog.types import Consumer

if __name__ == "__main__":
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    run(stop, [Consumer(name, frozenset({Counted.kind}), partial(note, name), 25) for name in sys.argv[1:]])
