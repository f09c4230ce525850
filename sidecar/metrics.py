"""What /metrics tells besides counters: the platform as it is at the moment of the scrape."""

from __future__ import annotations

import psycopg
import structlog
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from sidecar.database import Database, Figure, Queue
from sidecar.errors import DatabaseUnavailableError

log = structlog.get_logger()

# Named as SQL names them: what it is called here, what it tells, and what its label is a name of.
QUEUE_FIGURES = {
    "depth": ("sidecar_queue_depth", "What waits in a queue."),
    "oldest_age_seconds": ("sidecar_queue_oldest_age_seconds", "Age of what waits longest."),
    "retrying": ("sidecar_queue_retrying", "What failed and is tried again."),
    "failed": ("sidecar_queue_failed", "What was given up within a day."),
    "parked": ("sidecar_queue_parked", "What waits for a person."),
    "alarms": ("sidecar_queue_alarms", "What a person should look at."),
}
PLATFORM_FIGURES = {
    "job_failed_runs": (
        "unison_job_failed_runs",
        "Runs within an hour that failed or were killed.",
        "name",
    ),
    "job_failing_clocks": (
        "unison_job_failing_clocks",
        "Clocks for which a job has to be tried again.",
        "name",
    ),
    "job_stalled_seconds": (
        "unison_job_stalled_seconds",
        "Since when a job's run has no session any more.",
        "name",
    ),
    "dunned_invoices": ("unison_dunned_invoices", "Invoices whose payment is failing.", None),
    "payments_failed_recently": (
        "unison_payments_failed_recently",
        "Of these, those that first failed within an hour.",
        None,
    ),
    "subscriptions": (
        "unison_subscriptions",
        "Organizations by the status of their subscription.",
        "status",
    ),
    "invariant_violations": (
        "unison_invariant_violations",
        "What must never be, and is.",
        "name",
    ),
    "worker_heartbeat_age_seconds": (
        "unison_worker_heartbeat_age_seconds",
        "How long ago a worker was last seen alive.",
        None,
    ),
}


async def render(database: Database) -> bytes:
    """Return everything that is counted in this process, and what the database says of itself.

    A figure that is not known is not shown: gauges are made anew at every scrape.
    """
    now = CollectorRegistry()
    up = Gauge("sidecar_database_up", "1 if the database answered this scrape.", registry=now)
    try:
        queues = await database.queue_status()
        figures = await database.platform_figures()
    except (DatabaseUnavailableError, psycopg.Error) as error:
        log.warning("figures not known", reason=str(error))
        return generate_latest() + generate_latest(now)
    up.set(1)
    _tell_connections(now, database)
    _tell_queues(now, queues)
    _tell_platform(now, figures)
    return generate_latest() + generate_latest(now)


def _tell_connections(now: CollectorRegistry, database: Database) -> None:
    gauge = Gauge(
        "sidecar_database_connections", "This process's, by state.", ["state"], registry=now
    )
    gauge.labels("in_use").set(database.connections_in_use)
    gauge.labels("idle").set(database.connections - database.connections_in_use)


def _tell_queues(now: CollectorRegistry, queues: list[Queue]) -> None:
    for name, (metric, told) in QUEUE_FIGURES.items():
        gauge = Gauge(metric, told, ["queue"], registry=now)
        for queue in queues:
            gauge.labels(queue.queue).set(getattr(queue, name) or 0)


def _tell_platform(now: CollectorRegistry, figures: list[Figure]) -> None:
    for name, (metric, told, label) in PLATFORM_FIGURES.items():
        gauge = Gauge(metric, told, [label] if label else [], registry=now)
        for figure in figures:
            if figure.figure == name:
                (gauge.labels(figure.label) if label else gauge).set(figure.value)
