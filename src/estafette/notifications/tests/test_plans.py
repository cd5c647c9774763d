"""Hot statements on many rows: no table of deliveries or lanes is read from end to end."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from estafette.notifications.models import Webhook
from estafette.notifications.tests.told import make, now
from estafette.platform import sql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("told")]
MANY = """
INSERT INTO notifications_lane (webhook_id, aggregate, due_at)
SELECT %(id)s, 'order:' || n, CASE WHEN n <= 50 THEN %(at)s::timestamptz END FROM generate_series(1, 20000) AS n;
INSERT INTO notifications_delivery (webhook_id, position, sequenced_at, aggregate, version, type, state, generation,
                                    attempts, log, created_at)
SELECT %(id)s, n, %(at)s, 'order:' || n, 1, 'a', CASE WHEN n <= 50 THEN 'pending' ELSE 'delivered' END, 1, 1, '[]', %(at)s
FROM generate_series(1, 20000) AS n;
"""


def test_lanes_and_letters_are_found_by_index() -> None:
    made = make("http://127.0.0.1:1/hook")
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(MANY, {"id": made.id, "at": at})
        cursor.execute("ANALYZE notifications_lane, notifications_delivery")
    assert Webhook.objects.count() == 1
    lease = {"lease": UUID(int=1), "until": at, "most": 32, "share": 16, "busy": [], "lanes": []}
    whose = {"webhooks": [made.id], "aggregates": ["order:7"]}
    explained: dict[str, dict[str, Any]] = {
        "take_lanes.sql": {"at": at, **lease},
        "pick.sql": {**whose, "each": 20},
        "lock_lanes.sql": {**whose, "leases": [UUID(int=1)]},
    }
    for name, params in explained.items():
        statement = sql.load("estafette.notifications.commands", name)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement.text}", params)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        for table in ("notifications_lane", "notifications_delivery"):
            assert f"Seq Scan on {table}" not in plan, plan
