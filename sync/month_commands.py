"""`month 2026-11`: a month of the journal in words or as JSON, from a file or from this phone; no server."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from sync.formats import read_journal_file
from sync.merge import State, fold
from sync.month import Objects, as_json, objects_of
from sync.month_pages import print_month
from sync.months import is_month
from sync.problems import NotAJournalFile, Problem
from sync.readable import CHECKLISTS, print_problems, shipped_checklists
from sync.supervision import Body, bodies_in
from sync.terminal import NOTHING, PARTLY, opened, said, secret_of, stop_for, takes_phone, takes_secret
from sync.values import parse

BODIES = CHECKLISTS.with_name("supervision.json")
READABLE = "plumbline-json"


def _month(_context: click.Context, _argument: click.Parameter, typed: str) -> str:
    if not is_month(typed):
        raise click.BadParameter("write it as 2026-11")
    return typed


@click.command()
@click.argument("month", callback=_month)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@takes_phone
@takes_secret
@click.option("--json", "for_programs", is_flag=True, help="Print JSON instead of words.")
def month(month: str, file: Path | None, path: Path, secret_kind: str | None, for_programs: bool) -> None:
    """Print MONTH, as 2026-11: checks, what moved, consultations and hours.

    From FILE, a journal file or an export as JSON; without it from this phone. Asks no server.
    """
    objects, is_whole = _of_phone(path, secret_kind) if file is None else _of_file(file, secret_kind)
    _print(month, objects, for_programs)
    sys.exit(0 if is_whole else PARTLY)


def _of_phone(path: Path, secret_kind: str | None) -> tuple[Objects, bool]:
    with opened(path, secret_kind or "asked") as phone:
        return objects_of(phone.state()), not phone.unfolded().unread


def _of_file(path: Path, secret_kind: str | None) -> tuple[Objects, bool]:
    """The objects in a file, and whether all of it could be read."""
    try:
        with path.open("rb") as file:
            if READABLE.encode() in file.read(len(READABLE) + 16):
                return _exported(path), True
            file.seek(0)
            reading = read_journal_file(file, secret_of(secret_kind))
    except Problem as problem:
        stop_for(problem, NOTHING)
    print_problems(reading.problems, said)
    return objects_of(fold(State(), reading.changes)), not reading.problems


def _exported(path: Path) -> Objects:
    """The objects of an export as readable JSON. Raises NotAJournalFile."""
    try:
        content = parse(path.read_bytes())
    except ValueError:
        raise NotAJournalFile("json") from None
    objects = content.get("objects") if isinstance(content, dict) else None
    return {
        kind: {id: fields for id, fields in by_id.items() if isinstance(fields, dict)}
        for kind, by_id in (objects if isinstance(objects, dict) else {}).items()
        if isinstance(by_id, dict)
    }


def _print(month: str, objects: Objects, for_programs: bool) -> None:
    content, bodies = shipped_checklists(), _bodies()
    if for_programs:
        click.echo(json.dumps(as_json(objects, content, bodies, month), indent=2, ensure_ascii=False))
    else:
        print_month(objects, content, bodies, month, Console())


def _bodies() -> list[Body]:
    """The app's rules of supervision, when this stands beside the app."""
    return bodies_in(json.loads(BODIES.read_bytes())) if BODIES.exists() else []
