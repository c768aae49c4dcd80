"""How gunicorn serves us: `--config python:server.serving` in `make run`, the Procfile and the Dockerfile."""

import ctypes
import sys
from contextlib import suppress
from typing import Any

from flask import Flask

from server import create_app
from server.config import Unsafe

wsgi_app = "server.serving:app()"
control_socket_disable = True
preload_app = True  # load once, fork then; the line below is only said when that went well
worker_class = "gthread"
workers = 2
threads = 8
graceful_timeout = 25  # platforms kill after 30 s
keepalive = 75  # a connection that is closed while something is being asked looks like a server out of reach
loglevel = "warning"


# glibc gives every thread a heap that hardly shrinks again: with two for all of them, a worker that has seen
# 50 phones holds 110 MB and not 160. To be said before there are threads; not every C library knows of it.
M_ARENA_MAX = -8
with suppress(AttributeError):
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def app() -> Flask:
    """The app as the environment describes it; unsafe settings end the start in one line."""
    try:
        return create_app()
    except Unsafe as refused:
        sys.exit(f"Plumbline does not start: {refused.message}")


def when_ready(arbiter: Any) -> None:
    """The one line that says where to go."""
    port = arbiter.LISTENERS[0].sock.getsockname()[1]
    print(f"Plumbline is ready: http://localhost:{port}", flush=True)
