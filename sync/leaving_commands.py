"""Commands for leaving and coming back: export, backup, restore (PROTOCOL 14, 15)."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from sync.age_file import seal_backup
from sync.core import milliseconds_now
from sync.definitions import definitions_in
from sync.fhir import fhir_bundle
from sync.journal_json import Objects, Refused, objects_of, write_journal_json
from sync.markdown import journal_markdown
from sync.readable import WORDS, clean, counted, shipped_checklists
from sync.restoring import Preview, batches, preview
from sync.retention import agreed_from, practice_day
from sync.sources import Source, read_source
from sync.spreadsheets import consultations_table, entries_table
from sync.terminal import (
    PARTLY,
    ending,
    new_passphrase_of,
    opened,
    progress,
    say,
    secret_of_file,
    takes_phone,
    takes_secret,
)

WRITERS: dict[str, Callable[[Objects], dict[str, bytes]]] = {
    "json": lambda objects: {"": write_journal_json(objects)},
    "csv": lambda objects: {
        "-entries": entries_table(objects, definitions_in(objects, shipped_checklists())),
        "-consultations": consultations_table(objects),
    },
    "markdown": lambda objects: {
        "": journal_markdown(objects, definitions_in(objects, shipped_checklists())).encode()
    },
    "fhir": lambda objects: {"": fhir_bundle(objects, definitions_in(objects, shipped_checklists()))},
}
FILE = click.Path(dir_okay=False, path_type=Path)
NAMED_MAX = 50

takes_source = click.option(
    "--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read a journal file, JSON or age backup instead of this phone.",
)  # fmt: skip


@click.command()
@takes_phone
@takes_secret
@takes_source
@click.argument("file", type=FILE)
@click.option(
    "--as", "form", type=click.Choice(list(WRITERS)),
    help="Write it open: as JSON (all of it), CSV (two tables), Markdown (to read), FHIR (R4 bundle).",
)  # fmt: skip
def export(path: Path, secret_kind: str | None, source: Path | None, file: Path, form: str | None) -> None:
    """Write the journal to FILE: sealed as a journal file, or open with --as. Asks no server.

    What is open can be read by whoever has the file. With --as csv two files are written, whose names end in
    -entries and -consultations.
    """
    if form is None:
        _seal(path, source, file)
        return
    objects, is_whole = _objects(path, secret_kind, source)
    for name, content in WRITERS[form](objects).items():
        written = file.with_name(f"{file.stem}{name}{file.suffix}")
        written.write_bytes(content)
        click.echo(f"{written.name}: {counted(len(content), 'byte', 'bytes')}, for anyone to read.")
    sys.exit(0 if is_whole else PARTLY)


@click.command()
@takes_phone
@takes_secret
@takes_source
@click.argument("file", type=FILE)
def backup(path: Path, secret_kind: str | None, source: Path | None, file: Path) -> None:
    """Write the journal to FILE, encrypted with a passphrase of its own: the age tool opens it too.

    Asks for what opens the journal, then twice for the new passphrase.
    """
    objects, is_whole = _objects(path, secret_kind, source)
    with ending():
        passphrase = new_passphrase_of(secret_kind, "A passphrase for the backup")
        file.write_bytes(seal_backup(write_journal_json(objects), passphrase.text, os.urandom))
    click.echo(f"{file.name}: opens with its passphrase, by `restore` or by `age --decrypt`.")
    sys.exit(0 if is_whole else PARTLY)


@click.command()
@takes_phone
@takes_secret
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Add what is missing without asking.")
def restore(path: Path, secret_kind: str | None, file: Path, yes: bool) -> None:
    """Add what FILE holds and this journal lacks: a journal file, JSON, an age backup, or a table of ours.

    Shows first what would be added. What is here stays as it is, what was removed here stays removed, and the
    same file twice adds nothing. Asks for what opens this journal, then for what opens the file.
    """
    with opened(path, secret_kind or "asked") as phone:
        found = read_source(file, lambda question: secret_of_file(secret_kind, question))
        here = phone.state()
        seen = preview(found.rows, here, agreed_from(here, practice_day(milliseconds_now())))
        for line in _told(seen):
            click.echo(line)
        _tell_refused(found.refused)
        if seen.missing and (yes or click.confirm("Add it?", err=True)):
            done = 0
            with progress("Adding") as on_batch:
                for batch in batches(seen.missing):
                    phone.write(*batch)
                    done += len(batch)
                    on_batch(done, len(seen.missing))
            click.echo("Added. `pull` sends it to the server, if there is one.")
        sys.exit(PARTLY if found.refused else 0)


def _seal(path: Path, source: Path | None, file: Path) -> None:
    if source is not None:
        raise click.UsageError("what is sealed comes from this phone: add --as to write the source openly")
    with opened(path, None) as phone, file.open("wb") as sealed:
        count = phone.export(sealed)
    click.echo(f"{counted(count, 'change', 'changes')}, sealed: `python -m sync open` reads them.")


def _objects(path: Path, secret_kind: str | None, source: Path | None) -> tuple[Objects, bool]:
    """What is to leave, and whether all of it could be read."""
    if source is not None:
        found = _read(source, secret_kind)
        return found.objects, not found.refused
    with opened(path, secret_kind or "asked") as phone:
        unfolded = phone.unfolded()
        for change, type in unfolded.unread:
            say(f"Change {change.header.counter}: {WORDS[type]} ({type}).")
        return objects_of(unfolded.state), not unfolded.unread


def _read(source: Path, secret_kind: str | None) -> Source:
    with ending():
        found = read_source(source, lambda question: secret_of_file(secret_kind, question))
    _tell_refused(found.refused)
    return found


def _told(seen: Preview) -> list[str]:
    span = f", from {seen.first} to {seen.last}" if seen.first else ""
    lines = [f"The file holds {counted(seen.entries, 'entry', 'entries')}{clean(span)}."]
    if seen.here:
        lines.append(f"{seen.here} of them {'is' if seen.here == 1 else 'are'} here already.")
    if seen.past:
        stay = "stays" if seen.past == 1 else "stay"
        past = counted(seen.past, "object is", "objects are")
        lines.append(f"{past} older than details are kept here, and {stay} out.")
    if not seen.missing:
        return [*lines, "Nothing else is missing here." if seen.past else "Nothing is missing here."]
    return [*lines, f"{counted(len(seen.missing), 'object', 'objects')} to add, entries and all else."]


def _tell_refused(refused: Sequence[Refused]) -> None:
    for found in refused[:NAMED_MAX]:
        place = f"Line {found.line}" if found.line else f"{found.kind} {found.id}"
        said = f" {found.id}" if found.line and found.id else ""
        field = f", {found.field}" if found.field else ""
        say(clean(f"{place}{said}{field}: {WORDS[found.type]} ({found.type})."))
    if len(refused) > NAMED_MAX:
        say(f"And {len(refused) - NAMED_MAX} more.")
