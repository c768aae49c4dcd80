"""`make rules-lab`: what the rules would say to simulated therapists, beside what is aimed at."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.lab.models import SHARES, world
from tests.lab.pictures import draw
from tests.lab.report import Found, cost, report
from tests.lab.workers import Job, lived

HERE = Path(__file__).parent
PLOTS = HERE / "plots"
RESULTS = HERE / "README.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"


def main() -> None:
    asked = asked_for()
    jobs = crowd(asked.people, asked.days)
    twins = [Job(job.person, job.model, job.days, is_snoozing=True) for job in jobs[:: asked.twins]]
    print(
        f"{len(jobs)} people over {asked.days} days, {len(twins)} of them once more as snoozers", flush=True
    )
    began = time.monotonic()
    lives = lived([*jobs, *twins], world(), Progress(len(jobs) + len(twins)))
    found = Found(lives[: len(jobs)], lives[len(jobs) :])
    text = "\n".join([*report(found), "", cost(lives)])
    print(f"\n{text}\n")
    print("Plots:", *(path.relative_to(HERE.parent.parent) for path in draw(found, PLOTS)))
    print(f"It took {time.monotonic() - began:.0f} s on {os.cpu_count()} cores.")
    if asked.keep:
        keep(text)


def asked_for() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--twins", type=int, default=4, help="one in so many also lives as a snoozer")
    parser.add_argument("--keep", action="store_true", help="put the figures into tests/lab/README.md")
    return parser.parse_args()


def crowd(people: int, days: int, models: Sequence[str] = tuple(SHARES)) -> list[Job]:
    """So many people, of each model its share; the same number is always the same person."""
    total = sum(SHARES[model] for model in models)
    jobs = []
    for first, model in enumerate(models):
        number = round(people * SHARES[model] / total)
        jobs += [Job(100_000 * (first + 1) + person, model, days) for person in range(number)]
    return jobs


class Progress:
    """A line that counts, where a person looks on; a line for each tenth elsewhere."""

    def __init__(self, all_of: int) -> None:
        self.all_of = all_of
        self.step = 1 if sys.stdout.isatty() else max(1, all_of // 10)

    def __call__(self, done: int) -> None:
        if done % self.step and done != self.all_of:
            return
        end = "\r" if sys.stdout.isatty() and done < self.all_of else "\n"
        print(f"{done} of {self.all_of}", end=end, flush=True)


def keep(text: str) -> None:
    """The figures in the place of those that stood there."""
    before, _, rest = RESULTS.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    RESULTS.write_text(f"{before}{BEGIN}```\n{text}\n```\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped; nothing is left running.")
