"""Periodic tasks of the house itself."""

from collections.abc import Callable

import psycopg
import structlog
from django.db import DatabaseError, connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from estafette.inventory import jobs as inventory
from estafette.notifications import jobs as webhooks
from estafette.orders import jobs as orders
from estafette.platform import clock
from estafette.platform.access import jobs as access
from estafette.platform.eventlog import jobs as eventlog
from estafette.platform.idempotency import jobs as idempotency
from estafette.platform.refusal import Busy

STALLED_AFTER = 60.0
KEEP_HOURS = 24 * 14
# A job whose workers die this often is probably what kills them.
MOST_DEATHS = 10

log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="estafette.retry_stalled", queueing_lock="estafette.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Queue again what a worker was doing when it was killed: the queue finds such jobs, but leaves them."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        if job.attempts >= MOST_DEATHS:
            log.error("job is given up: its workers always die", job=job.id, task=job.task_name)
            await manager.finish_job(job=job, status=Status.FAILED, delete_job=False)
            continue
        log.warning("job of a dead worker is queued again", job=job.id, task=job.task_name, due=timestamp)
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="estafette.forget_jobs", queueing_lock="estafette.forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Delete jobs that ended well two weeks ago; failed ones stay until somebody has looked at them."""
    log.info("old jobs are deleted", due=timestamp)
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)


@app.periodic(cron="7 * * * *")
@app.task(name="estafette.keep_partitions", queueing_lock="estafette.keep_partitions")
def keep_partitions(timestamp: int) -> None:
    """Make partitions ahead of time and drop those past their keeping; what a lock prevents is done next hour."""
    log.info("partitions are kept", due=timestamp)
    at = clock.now()
    try:
        for each in (eventlog, idempotency, inventory):
            try:
                each.maintain(at=at)
            except (DatabaseError, psycopg.Error) as error:
                log.warning("partitions stay as they are", part=each.__name__, error=str(error).strip())
    finally:
        # A thread of the job worker may rest for long: the next task opens a connection that works.
        connection.close()


@app.periodic(cron="27 3 * * *")
@app.task(name="estafette.forget_sessions", queueing_lock="estafette.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Delete sessions of users that have expired."""
    log.info("expired sessions are deleted", due=timestamp)
    try:
        access.forget_sessions()
    finally:
        connection.close()


@app.periodic(cron="* * * * * */5")
@app.task(name="estafette.expire_reservations", queueing_lock="estafette.expire_reservations")
def expire_reservations(timestamp: int) -> None:
    """Give back what carts and quotes hold past their time."""
    _work("reservations have expired", inventory.expire_reservations, timestamp)


@app.periodic(cron="* * * * * */15")
@app.task(name="estafette.clear_due_holds", queueing_lock="estafette.clear_due_holds")
def clear_due_holds(timestamp: int) -> None:
    """Clear holds of orders whose time is over."""
    _work("holds are cleared", orders.clear_due_holds, timestamp)


@app.periodic(cron="* * * * *")
@app.task(name="estafette.assign_unsourced", queueing_lock="estafette.assign_unsourced")
def assign_unsourced(timestamp: int) -> None:
    """Try again to find places for what none could serve."""
    _work("lines have found a place", orders.assign_unsourced, timestamp)


@app.periodic(cron="* * * * *")
@app.task(name="estafette.forget_changes", queueing_lock="estafette.forget_changes")
def forget_changes(timestamp: int) -> None:
    """Keep the feed of stock changes short: readers have seen what is minutes old."""
    _work("old stock changes are forgotten", inventory.forget_changes, timestamp)


@app.periodic(cron="37 2 * * *")
@app.task(name="estafette.keep_snapshot", queueing_lock="estafette.keep_snapshot")
def keep_snapshot(timestamp: int) -> None:
    """Keep the stock levels of the day."""
    _work("stock levels are kept", inventory.keep_snapshot, timestamp)


@app.periodic(cron="47 * * * *")
@app.task(name="estafette.keep_webhooks", queueing_lock="estafette.keep_webhooks")
def keep_webhooks(timestamp: int) -> None:
    """Forget old deliveries of webhooks, and seal secrets by the present key."""
    _work("old deliveries of webhooks are forgotten", webhooks.maintain, timestamp)


def _work(words: str, job: Callable[[], int], timestamp: int) -> None:
    """Run it; what a lock prevents is done next time."""
    try:
        rows = job()
    except Busy:
        log.warning("left for the next time", job=words, due=timestamp)
    else:
        (log.info if rows else log.debug)(words, rows=rows, due=timestamp)
    finally:
        connection.close()
