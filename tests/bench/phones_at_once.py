"""Phones at once: what each has to do is encoded first, then all begin together."""

import time
from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import TypeAlias

Call: TypeAlias = Callable[[], bytes]


def timed(calls_by_phone: Sequence[Sequence[Call]]) -> tuple[float, list[list[bytes]]]:
    """Seconds from the common start until the last phone is done, and what each was answered."""
    start = Barrier(len(calls_by_phone) + 1)
    answers: list[list[bytes]] = [[] for _ in calls_by_phone]
    failures: list[Exception] = []

    def run(phone: int) -> None:
        start.wait()
        try:
            answers[phone].extend(call() for call in calls_by_phone[phone])
        except Exception as failure:  # noqa: BLE001 - it is raised again, in the thread that measures
            failures.append(failure)

    threads = [Thread(target=run, args=(phone,)) for phone in range(len(calls_by_phone))]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if failures:
        raise failures[0]
    return took, answers
