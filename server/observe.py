"""Logs without people: which route, which status, how long.

No path, no query, no address, no body, and no message of an error, since that may quote what somebody sent.
"""

import logging
import sys
import time
import traceback
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request, request_started
from flask.wrappers import Request


class PrivateFlask(Flask):
    """Flask, but a fault is logged as its kind and its place in our code, never as its words."""

    def log_exception(self, exc_info: Any) -> None:
        kind, _fault, trace = exc_info
        log().error("server fault", kind=kind.__name__, at=places(trace), **route(request))


def log() -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger("plumbline")
    return logger


def places(trace: TracebackType | None) -> list[str]:
    """File, line and function of each step, innermost last."""
    return [f"{step.filename}:{step.lineno} {step.name}" for step in traceback.extract_tb(trace)]


def route(asked: Request) -> dict[str, str]:
    """The route as it is written in our code: what people put into an address stays out."""
    return {"method": asked.method, "route": asked.url_rule.rule if asked.url_rule else "none"}


def start_clock(_app: Flask, **_more: object) -> None:
    g.started_s = time.monotonic()


def log_request(response: Response) -> Response:
    took_ms = round((time.monotonic() - g.started_s) * 1000)
    log().info("answered", status=response.status_code, took_ms=took_ms, **route(request))
    return response


def register(app: Flask, *, production: bool) -> None:
    """One line of JSON for each answer in production; at home only for what goes wrong."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if production else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    request_started.connect(start_clock, app)
    app.after_request(log_request)
