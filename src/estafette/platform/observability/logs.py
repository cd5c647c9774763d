"""Structured logs on standard error, as text for people or JSON lines for machines.

Our own lines and those of Django, granian and procrastinate have the same form. PostgreSQL's DETAIL lines are
left out, because they quote the values of rows.
"""

import logging
import logging.config
import re
import sys
from typing import Any

import structlog
from structlog.types import EventDict, Processor

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_DETAIL = re.compile(r"^(\s*)(DETAIL|CONTEXT|PARAMETERS):.*$", re.MULTILINE)


def configure(*, level: str, form: str, process: str) -> None:
    """Set up the logs of this process; `process` (web, worker, …) stands in every line."""
    logging.config.dictConfig(dict_config(level=level, form=form, process=process))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def dict_config(*, level: str, form: str, process: str) -> dict[str, Any]:
    """The same as `logging.config.dictConfig` takes it, for servers that set up their own processes."""
    quiet = {"level": "WARNING" if level != "debug" else "INFO"}
    own: dict[str, Any] = {"handlers": ["stderr"], "propagate": False, **quiet}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{__name__}.formatter", "form": form, "process": process}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "line"}
        },
        "root": {"handlers": ["stderr"], "level": LEVELS[level]},
        "loggers": {
            "_granian": own,
            "granian.access": own,
            "procrastinate": quiet,
            # It writes four lines a sign-in, without the names.
            "axes": {"level": "WARNING"},
            # Every refused request would be a line; the request log has what matters.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
        },
    }


def formatter(*, form: str, process: str) -> structlog.stdlib.ProcessorFormatter:
    """The formatter that gives all lines one form."""

    def name_process(_logger: Any, _method: str, event: EventDict) -> EventDict:
        event["process"] = process
        return event

    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            name_process,
            leave_out_values,
            renderer,
        ],
    )


def leave_out_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Blank the lines in which PostgreSQL quotes values."""
    for key in ("event", "exception"):
        text = event.get(key)
        if isinstance(text, str) and "\n" in text:
            event[key] = _DETAIL.sub(r"\1\2: (left out)", text)
    return event
