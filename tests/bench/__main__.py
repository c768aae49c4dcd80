"""`make bench`: figures against their targets, all from one run on this machine."""

import os
import subprocess
import sys
from pathlib import Path

from tests.bench import ten_years
from tests.bench.sizes import measures as sizes
from tests.bench.table import Measure, lines

PWA = Path(__file__).parents[2] / "pwa"


def main() -> None:
    show("Sizes", sizes())
    busy = os.getloadavg()[0]
    print(f"\nOther work on this machine: {busy:.1f} on {os.cpu_count()} cores; times grow with it.")
    show("Ten years on the phone: 15,000 entries, Chromium, processor slowed 4 times", ten_years.measures())
    print("\nIdentifiers in notes", flush=True)
    subprocess.run(["node", "--experimental-strip-types", "build/identifiers-report.ts"], cwd=PWA, check=True)


def show(title: str, measures: list[Measure]) -> None:
    print(f"\n{title}")
    print("\n".join(lines(measures)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
