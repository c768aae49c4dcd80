"""The way out: `open FILE` reads a journal file, `verify FILE` only checks it; no server, no network."""

import sys
from typing import IO, NoReturn

import click
from rich.console import Console

from sync.entries import wording_of
from sync.formats import read_journal_file, verify_journal_file
from sync.journal_reader import Reading
from sync.merge import State, fold
from sync.problems import Problem
from sync.readable import as_json, counted, line_problems, print_journal, print_problems, shipped_checklists
from sync.terminal import NOTHING, PARTLY, said, secret_of, stop_for, takes_secret


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "for_programs", is_flag=True, help="Print JSON instead of pages.")
@takes_secret
def open(file: IO[bytes], for_programs: bool, secret_kind: str | None) -> None:
    """Print the journal in FILE, by day.

    Asks for your passphrase or recovery code. What it prints is no longer protected: mind where it goes.
    """
    try:
        reading = read_journal_file(file, secret_of(secret_kind))
    except Problem as problem:
        stop_for(problem, NOTHING)
    state = fold(State(), reading.changes)
    if for_programs:
        click.echo(as_json(reading.header.account.hex(), state, line_problems(reading.problems)))
    else:
        print_journal(state, wording_of(state, shipped_checklists()), Console(soft_wrap=True))
    _end(reading)


@click.command()
@click.argument("file", type=click.File("rb"))
def verify(file: IO[bytes]) -> None:
    """Check every signature and chain in FILE, without any secret and without opening anything."""
    try:
        reading = verify_journal_file(file)
    except Problem as problem:
        stop_for(problem, NOTHING)
    if not reading.problems:
        changes = counted(reading.count, "change", "changes")
        phones = counted(len(reading.header.devices), "phone", "phones")
        click.echo(f"Whole and unaltered: {changes} of {phones}.")
    _end(reading)


def _end(reading: Reading) -> NoReturn:
    print_problems(reading.problems, said)
    sys.exit(PARTLY if reading.problems else 0)
