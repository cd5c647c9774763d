"""A process that sends, for the kill test, until it is killed."""

import os
import sys
import threading

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "estafette.assembly.settings"
    django.setup()

from estafette.notifications.jobs import run
from estafette.notifications.tests.told import SENDING

if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    run(threading.Event(), SENDING)
