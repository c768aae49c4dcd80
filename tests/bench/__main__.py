"""`make bench`: figures against their targets, all from one run on this machine."""

import os
import subprocess
import sys
from pathlib import Path

from tests.bench import compared, log, nudges, ten_years
from tests.bench.sizes import measures as sizes
from tests.bench.table import Measure, lines

PWA = Path(__file__).parents[2] / "pwa"
BUSY = "other work took its share of the processor: measure again on a quiet machine"
UNKNOWN = "it has held before on a quiet machine: look at what has changed since"


def main() -> None:
    show("Sizes", sizes())
    busy = os.getloadavg()[0]
    print(f"\nOther work on this machine: {busy:.1f} on {os.cpu_count()} cores; times grow with it.")
    title = "Ten years on the phone: 15,000 entries, Chromium, processor slowed 4 times"
    show(title, ten_years.measures(), BUSY if busy > 1 else UNKNOWN)
    show_log(BUSY if busy > 1 else UNKNOWN)
    show_nudges(BUSY if busy > 1 else UNKNOWN)
    print("\nIdentifiers in notes", flush=True)
    subprocess.run(["node", "--experimental-strip-types", "build/identifiers-report.ts"], cwd=PWA, check=True)


def show_log(otherwise: str) -> None:
    print(f"\n{compared.TITLE}", flush=True)
    report = log.report()
    print("\n".join(compared.side_by_side(report)))
    show("Sync against its targets", compared.measures(report), otherwise)


def show_nudges(otherwise: str) -> None:
    print(f"\n{nudges.TITLE}", flush=True)
    rows, alone = nudges.report()
    print("\n".join(nudges.side_by_side(rows, alone)))
    show("Nudges against their targets", nudges.measures(rows, alone), otherwise)


def show(title: str, measures: list[Measure], otherwise: str = "") -> None:
    print(f"\n{title}")
    print("\n".join(lines(measures, otherwise)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
