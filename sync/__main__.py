"""The way out: `python -m sync open FILE` reads a journal file, `python -m sync verify FILE` only checks it.

Exit codes: 0 all was read, 1 some of it could not be read, 2 nothing could be opened.
"""

import json
import sys
from pathlib import Path
from typing import IO, NoReturn

import click
from rich.console import Console

from sync.entries import wording_of
from sync.formats import read_journal_file, verify_journal_file
from sync.journal_reader import Reading
from sync.locks import read_recovery_code
from sync.merge import State, fold
from sync.problems import MalformedRecoveryCode, Problem
from sync.readable import WORDS, as_json, counted, print_journal, print_problems
from sync.unlocking import Passphrase, RecoveryCode

CHECKLISTS = Path(__file__).parents[1] / "pwa" / "content" / "checklists.json"
PARTLY, NOTHING = 1, 2

_said = Console(stderr=True, soft_wrap=True)


@click.group()
def sync() -> None:
    """Read a Plumbline journal file without the app, without a server, and without a network."""


@sync.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "for_programs", is_flag=True, help="Print JSON instead of pages.")
@click.option(
    "--passphrase-stdin", "secret_kind", flag_value="passphrase", help="Read the passphrase from stdin."
)
@click.option("--recovery-code-stdin", "secret_kind", flag_value="recovery", help="Read the code from stdin.")
def open(file: IO[bytes], for_programs: bool, secret_kind: str | None) -> None:
    """Print the journal in FILE, by day.

    Asks for your passphrase or recovery code. What it prints is no longer protected: mind where it goes.
    """
    try:
        reading = read_journal_file(file, _secret(secret_kind))
    except Problem as problem:
        _stop(problem)
    state = fold(State(), reading.changes)
    if for_programs:
        click.echo(as_json(reading, state))
    else:
        print_journal(state, wording_of(state, _checklists()), Console(soft_wrap=True))
    _end(reading)


@sync.command()
@click.argument("file", type=click.File("rb"))
def verify(file: IO[bytes]) -> None:
    """Check every signature and chain in FILE, without any secret and without opening anything."""
    try:
        reading = verify_journal_file(file)
    except Problem as problem:
        _stop(problem)
    if not reading.problems:
        changes = counted(reading.count, "change", "changes")
        phones = counted(len(reading.header.devices), "phone", "phones")
        click.echo(f"Whole and unaltered: {changes} of {phones}.")
    _end(reading)


def _secret(kind: str | None) -> Passphrase | RecoveryCode:
    if kind is not None:
        # One line, its end left out; further white space is the normal form's to fold.
        typed = sys.stdin.buffer.readline().decode(errors="replace").rstrip("\r\n")
        return Passphrase(typed) if kind == "passphrase" else RecoveryCode(typed)
    typed = click.prompt("Passphrase or recovery code", hide_input=True, err=True)
    return RecoveryCode(typed) if _is_recovery_code(typed) else Passphrase(typed)


def _is_recovery_code(typed: str) -> bool:
    """Whether it was meant as one: a mistyped code is still a code, and no passphrase looks like it."""
    try:
        read_recovery_code(typed)
    except MalformedRecoveryCode:
        return False
    except Problem:
        return True
    return True


def _checklists() -> object:
    """The app's checklists, when this stands beside the app; answers show as codes without them."""
    return json.loads(CHECKLISTS.read_bytes()) if CHECKLISTS.exists() else None


def _stop(problem: Problem) -> NoReturn:
    words = WORDS[problem.type]
    _said.print(f"{words[0].upper()}{words[1:]} ({problem.type}).", markup=False, highlight=False)
    sys.exit(NOTHING)


def _end(reading: Reading) -> NoReturn:
    print_problems(reading.problems, _said)
    sys.exit(PARTLY if reading.problems else 0)


if __name__ == "__main__":
    sync(prog_name="python -m sync")
