"""Commands for the log: pull, check, show, write, watch."""

import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from sync.audit import Report
from sync.chain import Believed, Stub
from sync.client import Refused, Unreachable
from sync.core import NoServer
from sync.entries import Entry, wording_of
from sync.exchange import OnPage
from sync.phone import Phone
from sync.problems import BadSnapshot, Problem, SnapshotDiffers
from sync.readable import WORDS, as_json, counted, print_entry, print_journal, shipped_checklists
from sync.terminal import (
    PARTLY,
    may_unlock,
    opened,
    progress,
    say,
    takes_phone,
    takes_secret,
)

UNVERIFIED = """Not verified without your secret: who let each phone in, whether anything is missing
that another phone had read, and who ordered what was purged."""


@click.command()
@takes_phone
@may_unlock
@click.option("--snapshot", "quick", is_flag=True, help="Begin a new phone with the newest snapshot.")
def pull(path: Path, secret_kind: str | None, quick: bool) -> None:
    """Send what waits, take what is new, and check all of it. Without a secret nothing is opened."""
    with opened(path, secret_kind) as phone, progress("Pulling") as on_page:
        came = _pulled(phone, on_page, quick=quick)
        at, head = phone.standing.seq, phone.standing.told
        click.echo(f"{counted(came, 'change', 'changes')} came; this phone is at {at} of {head}.")
        if secret_kind is not None:
            _end_with_what_is_read(phone)


@click.command()
@takes_phone
@may_unlock
def check(path: Path, secret_kind: str | None) -> None:
    """Ask the server for everything again, from the first change, and verify all of it.

    Without a secret all but what the keys tell: who let each phone in, whether anything is missing that
    another phone had read, and who ordered what was purged.
    """
    with opened(path, secret_kind) as phone:
        with progress("Checking") as on_page:
            report = phone.check(on_page)
        for line in told(report, phone.standing.origin):
            click.echo(line)
        if secret_kind is not None:
            _tell_of_newer_keys(phone)
        _end_with(report.unread)


@click.command()
@takes_phone
@takes_secret
@click.option("--json", "for_programs", is_flag=True, help="Print JSON instead of pages.")
def show(path: Path, secret_kind: str | None, for_programs: bool) -> None:
    """Print the journal as this phone holds it, by day. Asks no server."""
    with opened(path, secret_kind or "asked") as phone:
        state = phone.state()
        if for_programs:
            click.echo(as_json(phone.standing.account.hex(), state, _unread(phone)))
        else:
            print_journal(state, wording_of(state, shipped_checklists()), Console(soft_wrap=True))
        _end_with_what_is_read(phone)


@click.command()
@takes_phone
@click.argument("note")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="The practice day, as 2026-11-23; today without it."
)
@click.option(
    "--answer", "answers", multiple=True, metavar="ID=CODE", help="An answer, as daily-steady=calm.",
    callback=lambda _context, _option, given: dict(map(_answer, given)),
)  # fmt: skip
def write(path: Path, note: str, day: datetime | None, answers: dict[str, str]) -> None:
    """Keep an entry with this NOTE, and send it. Needs no secret."""
    with opened(path, None) as phone:
        written_for = day or datetime.now().astimezone()
        phone.write_entry(note, written_for.date().isoformat(), _zone(), answers)
        try:
            phone.send()
        except Unreachable:
            say("Kept here; it is sent as soon as the server answers.")
        except NoServer:
            say("Kept here; it is sent once this phone has signed in again.")
        except (Problem, Refused):
            say("Kept here, and not sent:")
            raise
        else:
            click.echo("Kept, and sent.")


@click.command()
@takes_phone
@may_unlock
@click.option(
    "--seconds", type=click.FloatRange(min=0, min_open=True), default=5.0, show_default=True,
    help="How long to wait between two looks.",
)  # fmt: skip
def watch(path: Path, secret_kind: str | None, seconds: float) -> None:
    """Print what comes, until Ctrl-C."""
    # A shell starts its background jobs deaf to SIGINT: whoever sends it means this.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with opened(path, secret_kind) as phone:
        known = _readable(phone)
        say("Watching. Ctrl-C ends it.")
        try:
            while True:
                known = _look(phone, known)
                time.sleep(seconds)
        except KeyboardInterrupt:
            say("Ended.")


def told(report: Report, origin: str) -> list[str]:
    """What a check has verified, a line each."""
    changes, phones = counted(report.head, "change", "changes"), counted(report.devices, "phone", "phones")
    lines = [
        f"Asked {origin} for everything again, and verified:",
        f"- {changes}, numbered from 1 without a gap.",
        f"- Each that is not purged is signed by one of {phones} in use or {report.closed} removed.",
        "- Each follows what its phone wrote before.",
        f"- The {report.known} that this phone had seen are there, unaltered, in the same places.",
        "- Whatever the server said it had taken from this phone is there; "
        f"{counted(report.unsent, 'change waits', 'changes wait')} to be sent.",
    ]
    if not report.is_opened:
        return [*lines, UNVERIFIED]
    return [*lines, *_told_open(report)]


def _told_open(report: Report) -> list[str]:
    snapshot = {
        "none": "- There is no snapshot.",
        "same": "- The snapshot says the same as the changes.",
    }
    return [
        "- Every phone was let in with the journal's own key, and its older keys fit.",
        "- Nothing is missing that any of the phones had read.",
        f"- {counted(report.stubs, 'change', 'changes')} purged, each as one of the phones had ordered.",
        snapshot.get(
            report.snapshot, f"- The snapshot is of no use, and nothing needs it ({report.snapshot})."
        ),
    ]


def _pulled(phone: Phone, on_page: OnPage, *, quick: bool) -> int:
    try:
        if quick and phone.is_open:
            phone.use_snapshot()
        came = phone.sync(on_page)
        return came + phone.fill_back(on_page) if phone.is_open else came
    except (BadSnapshot, SnapshotDiffers) as problem:
        # Nobody's lie: the changes count, and they are asked for from the first one.
        say(f"{WORDS[problem.type]} ({problem.type}).")
        return phone.sync(on_page)


def _answer(given: str) -> tuple[str, str]:
    link_id, found, code = given.partition("=")
    if not (link_id and found and code):
        raise click.BadParameter(f"{given} is not of the form ID=CODE, as daily-steady=calm")
    return link_id, code


def _zone() -> str:
    """The IANA name of this computer's time zone, when it tells."""
    _, found, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    return name if found else "UTC"


def _look(phone: Phone, known: dict[str, Entry]) -> dict[str, Entry]:
    try:
        came = phone.sync()
    except Unreachable:
        return known
    if not phone.is_open:
        if came:
            click.echo(f"{counted(came, 'change', 'changes')} came.")
        return known
    now = _readable(phone)
    wording, console = wording_of(phone.state(), shipped_checklists()), Console(soft_wrap=True)
    for id, entry in now.items():
        if known.get(id) != entry:
            print_entry(entry, wording.get((entry.checklist, entry.version), {}), console)
    return now


def _readable(phone: Phone) -> dict[str, Entry]:
    return {entry.id: entry for entry in phone.entries()} if phone.is_open else {}


def _tell_of_newer_keys(phone: Phone) -> None:
    if not phone.is_open:
        say("The journal has newer keys since a phone was removed: come again with the newest secret.")


def _unread(phone: Phone) -> list[dict[str, object]]:
    return [
        {"device": change.header.device.hex(), "counter": change.header.counter, "type": type}
        for change, type in phone.unfolded().unread
    ]


def _end_with_what_is_read(phone: Phone) -> None:
    """As `_end_with`, for a phone that was opened, be it with older keys."""
    _tell_of_newer_keys(phone)
    _end_with(phone.unfolded().unread)


def _end_with(unread: Sequence[tuple[Believed | Stub, str]]) -> None:
    """One line for each change that could not be read, and the exit code that says so."""
    for change, type in unread:
        place = f"Change {change.header.counter} of phone {change.header.device.hex()[:8]}"
        say(f"{place}: {WORDS[type]} ({type}).")
    if unread:
        sys.exit(PARTLY)
