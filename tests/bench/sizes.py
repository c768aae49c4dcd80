"""What a person downloads, compressed with brotli as the server sends it."""

import re
from pathlib import Path

from tests.bench.table import Measure

DIST = Path(__file__).parents[2] / "pwa" / "dist"
ASSETS = DIST / "assets"
IN_WORKER = (
    "the service worker holds sealing and storage a second time (29 kB): it saves where the page cannot"
)


def measures() -> list[Measure]:
    first = first_scripts()
    every = [*ASSETS.glob("*.js"), DIST / "sw.js"]
    return [
        Measure("JavaScript before the first check-in can be answered, brotli", kilobytes(first), "kB", 60),
        Measure("all JavaScript, brotli", kilobytes(every), "kB", 150, IN_WORKER),
        Measure("all style sheets, brotli", kilobytes(ASSETS.glob("*.css")), "kB", 20),
    ]


def first_scripts() -> list[Path]:
    """The entry, what it imports, and what the check's own screen loads."""
    page = (DIST / "index.html").read_text()
    entry = re.findall(r'<script type="module"[^>]* src="/([^"]+)"', page)
    preloaded = re.findall(r'<link rel="modulepreload"[^>]* href="/([^"]+)"', page)
    return closure([DIST / name for name in entry + preloaded])


def closure(scripts: list[Path]) -> list[Path]:
    """These scripts and all they import at once (not what they load later)."""
    found: dict[Path, None] = {}
    waiting = list(scripts)
    while waiting:
        script = waiting.pop()
        if script in found:
            continue
        found[script] = None
        imports = re.findall(r'(?:^|[;}\s])(?:import|export)[^;"()]*?"(\./[^"]+\.js)"', script.read_text())
        waiting += [(script.parent / name).resolve() for name in imports]
    return list(found)


def kilobytes(paths: object) -> float:
    assert hasattr(paths, "__iter__")
    return sum(path.with_name(path.name + ".br").stat().st_size for path in paths) / 1000
