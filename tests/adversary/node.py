"""A Node that runs phone.ts: the app's own code, asked over a pipe by lines of JSON."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.house.places import HOUSE

DRIVER = "tests/adversary/phone.ts"


def command(script: str) -> list[str]:
    """What runs a script of the app's own language, by the Node beside this Python if there is one."""
    beside = Path(sys.executable).parent / "node"
    node = str(beside) if beside.exists() else shutil.which("node")
    assert node, "Node is missing: `make test` brings it"
    return [node, "--experimental-strip-types", "--disable-warning=ExperimentalWarning", script]


class Node:
    """One process; it holds any number of phones, by name."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            command(DRIVER),
            cwd=HOUSE,
            env=os.environ | {"TZ": "UTC"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, deed: str, **given: Any) -> Any:
        """What the deed gave. A failure that nobody named ends the test."""
        self.begin(deed, **given)
        return self.end()

    def begin(self, deed: str, **given: Any) -> None:
        """Asks, and does not wait for it."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"deed": deed, "given": given}) + "\n")
        self.process.stdin.flush()

    def end(self) -> Any:
        """What the next deed gave that ends."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "Node has ended: its last words stand above"
        answer = json.loads(line)
        assert "failed" not in answer, answer["failed"]
        return answer.get("gave")

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=10)
