"""Tests need PostgreSQL 18: an outside one by ESTAFETTE_DATABASE_URL, else the embedded one for this run."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estafette.assembly.settings")
