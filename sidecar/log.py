"""Logs: one JSON object a line on standard error, for our own lines and the libraries' alike."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import sentry_sdk
import structlog
from structlog.typing import Processor

from sidecar.settings import Settings

# What is added to every line, whoever wrote it.
_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(settings: Settings, process: str) -> None:
    """Set logging up for the life of this process, and Sentry if it has a DSN.

    `process` says on every line which of ours is speaking.
    """
    level = getattr(logging, settings.log_level.upper())
    structlog.contextvars.bind_contextvars(process=process)
    report: list[Processor] = []
    if settings.sentry_dsn is not None:
        sentry_sdk.init(
            settings.sentry_dsn.get_secret_value(),
            environment=settings.environment,
            # What passes through here is other people's: an error is told without its data. The
            # integrations that find themselves would send the headers of requests, keys and all.
            send_default_pii=False,
            include_local_variables=False,
            auto_enabling_integrations=False,
        )
        report.append(_tell_sentry)
    structlog.configure(
        processors=[
            *_SHARED,
            *report,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    # The libraries' own lines are noise until something is wrong.
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)


def _tell_sentry(
    _logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if event.get("exc_info"):
        sentry_sdk.capture_exception()
    elif method in {"error", "critical"}:
        sentry_sdk.capture_message(str(event["event"]), level="error")
    return event
