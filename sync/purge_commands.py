"""`purge --older-than MONTHS`: what is older is counted, and goes for good, from every phone."""

from collections import Counter
from pathlib import Path

import click

from sync.core import milliseconds_now
from sync.goings import Goings
from sync.readable import counted, shipped_checklists
from sync.retention import MONTHS_MAX, kept_from, practice_day
from sync.terminal import opened, takes_phone, takes_secret

NOUNS = {
    "entry": ("entry", "entries"),
    "signal": ("answer to a signal", "answers to signals"),
    "consultation": ("consultation", "consultations"),
    "worksheet": ("worksheet", "worksheets"),
    "reflection": ("reflection", "reflections"),
}


@click.command()
@takes_phone
@takes_secret
@click.option(
    "--older-than", "months", type=click.IntRange(1, MONTHS_MAX), required=True,
    help="Whole practice months go, those before the month that lies so many months back.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="Purge without asking.")
def purge(path: Path, secret_kind: str | None, months: int, yes: bool) -> None:
    """Let the details go that are older, for good and on every phone. What a month counted stays.

    Shows first what would go. Of consultations that took place the record stays, without any text. Sends
    nothing: the next `pull --unlock` tells the server.
    """
    month = kept_from(months, practice_day(milliseconds_now()))
    with opened(path, secret_kind or "asked") as phone:
        content = shipped_checklists()
        for line in _told(phone.going(month, content), month):
            click.echo(line)
        if not phone.going(month, content).objects or not (yes or click.confirm("For good?", err=True)):
            return
        waiting = phone.purge_before(month, content).waiting
        click.echo("Ordered. `pull --unlock` tells the server, and leaves nothing of it here.")
        if waiting:
            changes = counted(waiting, "change", "changes")
            click.echo(f"{changes} of it the server does not have yet: `pull --unlock`, then purge again.")


def _told(goings: Goings, month: str) -> list[str]:
    if not goings.objects:
        return [f"Nothing is older than {month}."]
    count = Counter(going.kind for going in goings.objects)
    gone = ", ".join(counted(count[kind], *NOUNS[kind]) for kind in NOUNS if count[kind])
    records = sum(going.leaves_record for going in goings.objects)
    kept = f" Of {counted(records, 'consultation', 'consultations')} the record stays." if records else ""
    return [f"Older than {month}: {gone}.{kept} What each month counted stays."]
