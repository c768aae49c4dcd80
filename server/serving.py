"""How gunicorn serves us: `--config python:server.serving` in `make run`, the Procfile and the Dockerfile."""

import os
import sys
from typing import Any

from server.config import Settings, Unsafe

control_socket_disable = True
preload_app = True  # load once, fork then; the line below is only said when that went well
worker_class = "gthread"
workers = 2
threads = 8
graceful_timeout = 25  # platforms kill after 30 s
loglevel = "warning"


def on_starting(_arbiter: Any) -> None:
    """Refuse unsafe settings in one line, before a process is started that would only fall over them."""
    try:
        Settings.from_environment(os.environ)
    except Unsafe as refused:
        sys.exit(f"Plumbline does not start: {refused.message}")


def when_ready(arbiter: Any) -> None:
    """The one line that says where to go."""
    port = arbiter.LISTENERS[0].sock.getsockname()[1]
    print(f"Plumbline is ready: http://localhost:{port}", flush=True)
