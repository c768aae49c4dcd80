"""Several commands as one: they begin together, and when one ends or they are told to, all end."""

import os
import signal
import subprocess
from collections.abc import Sequence
from types import FrameType

STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run(*commands: Sequence[str]) -> int:
    """How the first of them ended; 0 when they were told to."""
    told: list[int] = []
    processes: list[subprocess.Popen[bytes]] = []

    def tell(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        end(processes)

    for number in STOP:
        signal.signal(number, tell)
    for command in commands:
        # Each a group of its own: Ctrl-C comes here alone, and ends them in order, not wherever they are.
        processes.append(subprocess.Popen(command, process_group=0))  # noqa: S603 - our own commands
    if told:  # while the last one was being started
        end(processes)
    first = ended(processes)
    end(processes)
    for process in processes:
        process.wait()
    return 0 if told else first


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.returncode is None:
            # Not its own way, which looks first whether it has ended, and then nobody else can.
            os.kill(process.pid, signal.SIGTERM)


def ended(processes: Sequence[subprocess.Popen[bytes]]) -> int:
    """Wait for one of them; how it ended."""
    while True:
        pid, status = os.wait()
        for process in processes:
            if process.pid == pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                return process.returncode
