"""Looking a key up costs two or three index probes, however many keys are kept."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from estafette.platform import sql

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_look_up_probes_only_the_partitions_of_seven_days() -> None:
    at = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO idempotency_key SELECT sha256(n::text::bytea), %s::timestamptz - n * interval '10 seconds',"
            " 200, sha256(n::text::bytea), 'x' FROM generate_series(1, 50000) n",
            [at],
        )
        cursor.execute("ANALYZE idempotency_key")
        text = sql.load("estafette.platform.idempotency", "find.sql").text
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {text}", {"name": b"x" * 32, "at": at})
        plan = [line for (line,) in cursor.fetchall()]
    # The default partition and tomorrow's are empty, and an empty one has nothing that an index could save.
    assert not [line for line in plan if "Seq Scan" in line and "rows=0.00" not in line]
    probed = [
        line for line in plan if "Scan" in line and " on idempotency_key" in line and "never" not in line
    ]
    assert 1 <= len(probed) <= 5, plan


def test_the_partitions_of_last_month_are_not_opened() -> None:
    at = datetime.now(UTC)
    text = sql.load("estafette.platform.idempotency", "find.sql").text
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE idempotency_key_old PARTITION OF idempotency_key"
            " FOR VALUES FROM ('2020-01-01 00:00Z') TO ('2020-02-01 00:00Z')"
        )
        cursor.execute(f"EXPLAIN (COSTS OFF) {text}", {"name": b"x" * 32, "at": at})
        assert "idempotency_key_old" not in "\n".join(line for (line,) in cursor.fetchall())
