"""The table of idempotency keys, partitioned by week: a look-up touches two partitions."""

from django.db import migrations

from estafette.platform import clock
from estafette.platform.idempotency.tables import KEYS
from estafette.platform.partitions import ensure

# `name` is the SHA-256 of scope and key: short, and no caller's text is kept.
KEY = """
CREATE TABLE idempotency_key (
    name bytea NOT NULL CHECK (length(name) = 32),
    stored_at timestamptz NOT NULL,
    status smallint NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    body bytea NOT NULL,
    PRIMARY KEY (name, stored_at)
) PARTITION BY RANGE (stored_at);
CREATE TABLE idempotency_key_default PARTITION OF idempotency_key DEFAULT;
"""


def make_partitions(_apps, schema_editor):
    ensure([KEYS], at=clock.now(), using=schema_editor.connection)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(KEY, "DROP TABLE idempotency_key"),
        migrations.RunPython(make_partitions, migrations.RunPython.noop),
    ]
