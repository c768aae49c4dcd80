"""A Chromium whose profile stays on the disk, and whose process can be killed as a flat battery would."""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.app.phones import CHROMIUM_ARGUMENTS, Chromium, ask_until


class Profile:
    """What one browser keeps between two starts; `browser` is any of playwright's, to talk to it."""

    def __init__(self, folder: Path, browser: Any, environment: Mapping[str, str] = os.environ) -> None:
        self.folder = folder
        self._environment = environment
        self._type = browser.browser_type
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Chromium:
        """The browser on this profile, with a fresh page."""
        listening = self.folder / "DevToolsActivePort"
        listening.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            ["/usr/bin/chromium", *CHROMIUM_ARGUMENTS, "--headless=new", "--remote-debugging-port=0",
             f"--user-data-dir={self.folder}", "about:blank"],
            env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        ask_until(lambda: listening.exists() and "\n" in listening.read_text(), "the browser did not start")
        port = listening.read_text().split("\n")[0]
        self._connected = self._type.connect_over_cdp(f"http://127.0.0.1:{port}")
        return Chromium(self._connected.contexts[0].new_page())

    def quit(self) -> None:
        """As a person closes it: all it wants to keep is on the disk."""
        self._connected.new_browser_cdp_session().send("Browser.close")
        if self._process:
            self._process.wait()
            self._process = None

    def files(self) -> dict[str, bytes]:
        """What lies in the profile, by path."""
        found = (path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}

    def kill(self) -> None:
        """All its processes at once, by SIGKILL: nothing is flushed, nobody is told."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
