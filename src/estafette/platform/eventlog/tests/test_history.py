"""What happened to one thing, numbered or not yet."""

import re

from estafette.platform import sql
from estafette.platform.eventlog.history import history
from estafette.platform.eventlog.tests.facts import AT, Counted, rows, sequence, write
from estafette.platform.sql import raw_connection


def test_the_history_has_each_event_once_in_order_also_while_it_is_not_numbered(log: None) -> None:
    write(("order:a", 1), ("order:b", 1))
    sequence()
    write(("order:a", 2))
    write(("order:a", 3))
    found = history(aggregate="order:a")
    assert [each.version for each in found] == [1, 2, 3]
    assert [each.position > 0 for each in found] == [True, False, False]
    assert found[0].event == Counted(number=1)
    assert (found[0].actor, found[0].at) == ("system:estafette", AT)
    sequence()
    assert [each.version for each in history(aggregate="order:a")] == [1, 2, 3]
    assert history(aggregate="order:nothing") == []
    assert [each.version for each in history(aggregate="order:a", limit=2)] == [2, 3]


def test_it_reads_nothing_but_the_events_of_its_aggregate(log: None) -> None:
    rows(
        "INSERT INTO eventlog_event SELECT n, now(), now(), 1, n %% 64, 1, NULL, NULL, 'order:' || n,"
        " 'testing.counted', 'system:x', '{\"number\": 1}' FROM generate_series(1, %s) n",
        20_000,
    )
    rows("ANALYZE eventlog_event")
    statement = sql.load("estafette.platform.eventlog", "history.sql").text
    with raw_connection().cursor() as cursor:
        cursor.execute("EXPLAIN " + statement, {"aggregate": "order:77", "limit": 1000})
        plan = "\n".join(str(row[0]) for row in cursor.fetchall())
    found = re.match(r"Limit  \(cost=[\d.]+\.\.([\d.]+) ", plan)
    assert found is not None
    assert float(found[1]) < 100, f"reading all of them would cost more than 500:\n{plan}"
    assert len(history(aggregate="order:77")) == 1
