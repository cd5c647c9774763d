"""The event log's tables. They are written in SQL alone: partitions and hot statements know no ORM."""

from django.db import migrations

from estafette.platform import clock
from estafette.platform.eventlog.tables import EVENTS
from estafette.platform.partitions import ensure

# What commands insert. Rows leave it within milliseconds, so it is vacuumed eagerly.
PENDING = """
CREATE TABLE eventlog_pending (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
    aggregate text NOT NULL CHECK (length(aggregate) BETWEEN 3 AND 80),
    version integer NOT NULL CHECK (version > 0),
    kind text NOT NULL,
    schema smallint NOT NULL,
    payload jsonb NOT NULL,
    channel_id integer,
    location_id integer,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    appended_at timestamptz NOT NULL,
    CONSTRAINT eventlog_pending_version_key UNIQUE (aggregate, version)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
        autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);
"""

# The log itself. `sequenced_at` never runs backwards against `position`, so a cursor prunes old partitions.
EVENT = """
CREATE TABLE eventlog_event (
    position bigint NOT NULL,
    sequenced_at timestamptz NOT NULL,
    at timestamptz NOT NULL,
    version integer NOT NULL,
    shard smallint NOT NULL,
    schema smallint NOT NULL,
    channel_id integer,
    location_id integer,
    aggregate text NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (position, sequenced_at)
) PARTITION BY RANGE (sequenced_at);
CREATE INDEX eventlog_event_aggregate ON eventlog_event (aggregate, version);
CREATE TABLE eventlog_event_default PARTITION OF eventlog_event DEFAULT;
"""

# Where the log ends, as a whole and in each shard: what lets an idle poll cost one small read.
HEADS = """
CREATE TABLE eventlog_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL,
    sequenced_at timestamptz NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
INSERT INTO eventlog_head (position, sequenced_at) VALUES (0, now());
CREATE TABLE eventlog_shard (
    shard smallint PRIMARY KEY CHECK (shard BETWEEN 0 AND 63),
    head bigint NOT NULL
) WITH (fillfactor = 25, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
INSERT INTO eventlog_shard SELECT s, 0 FROM generate_series(0, 63) AS s;
"""

CONSUMERS = """
CREATE TABLE eventlog_consumer (
    name text NOT NULL,
    shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 63),
    position bigint NOT NULL,
    sequenced_at timestamptz NOT NULL,
    PRIMARY KEY (name, shard)
) WITH (fillfactor = 25, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
"""

# A parked event failed; held ones wait behind it, ready ones are to be given again. Done and skipped are history.
PARKED = """
CREATE TABLE eventlog_parked (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    consumer text NOT NULL,
    shard smallint NOT NULL,
    position bigint NOT NULL,
    sequenced_at timestamptz NOT NULL,
    aggregate text NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('parked', 'held', 'ready', 'done', 'skipped')),
    error text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    parked_at timestamptz NOT NULL,
    resolved_at timestamptz,
    CONSTRAINT eventlog_parked_once UNIQUE (consumer, position),
    CONSTRAINT eventlog_parked_resolved CHECK ((state IN ('done', 'skipped')) = (resolved_at IS NOT NULL))
);
CREATE INDEX eventlog_parked_open ON eventlog_parked (consumer, aggregate)
    WHERE state IN ('parked', 'held', 'ready');
CREATE INDEX eventlog_parked_ready ON eventlog_parked (consumer, shard, position) WHERE state = 'ready';
CREATE UNIQUE INDEX eventlog_parked_head ON eventlog_parked (consumer, aggregate) WHERE state = 'parked';
CREATE TABLE eventlog_decision (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    parked_id uuid NOT NULL REFERENCES eventlog_parked (id) ON DELETE CASCADE,
    verb text NOT NULL CHECK (verb IN ('retry', 'skip')),
    actor text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX eventlog_decision_parked ON eventlog_decision (parked_id);
"""


def make_partitions(_apps, schema_editor):
    ensure([EVENTS], at=clock.now(), using=schema_editor.connection)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(PENDING, "DROP TABLE eventlog_pending"),
        migrations.RunSQL(EVENT, "DROP TABLE eventlog_event"),
        migrations.RunSQL(HEADS, "DROP TABLE eventlog_head, eventlog_shard"),
        migrations.RunSQL(CONSUMERS, "DROP TABLE eventlog_consumer"),
        migrations.RunSQL(PARKED, "DROP TABLE eventlog_decision, eventlog_parked"),
        migrations.RunPython(make_partitions, migrations.RunPython.noop),
    ]
