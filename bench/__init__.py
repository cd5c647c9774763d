"""Every published figure, one command each: `estafette bench NAME --json`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estafette.assembly.settings")
os.environ.setdefault("ESTAFETTE_SECRET_KEY", "only-for-benchmarks-of-one-run")
django.setup()
