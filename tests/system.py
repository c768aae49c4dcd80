"""What tests need beside Python and Node: three browsers, a screen for one of them and a desktop's bus for
another, PostgreSQL, and the standard age tool.

`python -m tests.system` installs what is missing where it may (Debian or Ubuntu, as root), and says elsewhere
what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.postgres import server_programs


def found(*programs: str) -> bool:
    return any(shutil.which(program) for program in programs)


def missing() -> list[str]:
    """Debian's names of the packages that are not here."""
    here = {
        "chromium": found("chromium"),
        "firefox-esr": found("firefox-esr", "firefox"),
        "webkit2gtk-driver": found("WebKitWebDriver"),
        "xvfb": found("Xvfb"),
        "postgresql": server_programs() is not None,
        "dbus-daemon": found("dbus-daemon"),
        "age": found("age"),
    }
    return [package for package, is_here in here.items() if not is_here]


def install(packages: list[str]) -> None:
    """Install with apt; its words are shown, since it is slow and may ask for the network."""
    apt = ["apt-get", "-o", "Dpkg::Use-Pty=0", "-qq"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt, "update"], env=env, check=False)
    subprocess.run([*apt, "install", "--yes", "--no-install-recommends", *packages], env=env, check=False)


def main() -> int:
    wanted = missing()
    if wanted and os.geteuid() == 0 and shutil.which("apt-get") and Path("/etc/debian_version").exists():
        print("Installing what tests need:", *wanted)
        install(wanted)
        wanted = missing()
    if wanted:
        print("Tests need what is missing here:", *wanted)
        print("Install it, on Debian or Ubuntu as root: apt-get install", *wanted)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
