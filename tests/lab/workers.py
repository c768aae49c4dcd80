"""Processes of Node that live the lives, one for each core; they end with the work, or when it is stopped."""

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tests.adversary.node import command
from tests.house.places import HOUSE
from tests.lab.lives import Life, life_of

WORKER = "tests/lab/worker.ts"


@dataclass(frozen=True)
class Job:
    """`person` is the seed: the same number is the same person."""

    person: int
    model: str
    days: int
    is_snoozing: bool = False

    def line(self) -> str:
        told = {"person": self.person, "model": self.model, "days": self.days, "isSnoozing": self.is_snoozing}
        return json.dumps(told) + "\n"


def lived(
    jobs: Sequence[Job],
    world: dict[str, Any],
    on_progress: Callable[[int], None] = lambda done: None,
    workers: int = os.cpu_count() or 1,
) -> list[Life]:
    """All lives in the order of the jobs. `on_progress` hears how many are done. Nothing is left running."""
    waiting = iter(enumerate(jobs))
    lock = threading.Lock()
    done: queue.Queue[tuple[int, Life | None]] = queue.Queue()
    found: dict[int, Life] = {}
    with processes(min(workers, len(jobs)), world) as started:
        for process in started:
            threading.Thread(target=work, args=(process, waiting, lock, done), daemon=True).start()
        while len(found) < len(jobs):
            at, life = done.get()
            assert life is not None, "Node has ended: its last words stand above"
            found[at] = life
            on_progress(len(found))
    return [found[at] for at in range(len(jobs))]


def work(
    process: subprocess.Popen[str],
    waiting: Iterator[tuple[int, Job]],
    lock: threading.Lock,
    done: queue.Queue[tuple[int, Life | None]],
) -> None:
    """One job after the other through one process, until none is left."""
    assert process.stdin
    assert process.stdout
    while True:
        with lock:
            at, job = next(waiting, (-1, None))
        if job is None:
            return
        try:
            process.stdin.write(job.line())
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = ""
        done.put((at, life_of(json.loads(line)) if line else None))
        if not line:
            return


def end(process: subprocess.Popen[str]) -> None:
    """Node with what may have started it: the packaged one runs as the child of a small script."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def processes(number: int, world: dict[str, Any]) -> Iterator[list[subprocess.Popen[str]]]:
    started = [
        subprocess.Popen(
            command(WORKER),
            cwd=HOUSE,
            env=os.environ | {"TZ": "UTC"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        for _ in range(number)
    ]
    try:
        for process in started:
            assert process.stdin
            process.stdin.write(json.dumps(world) + "\n")
        yield started
    finally:
        for process in started:
            end(process)
