"""`record --from 2026-01 --to 2026-12`: the record of professional development, from a file or this phone."""

import json
import sys
from pathlib import Path

import click

from sync.journal_json import Objects, objects_of
from sync.months import is_month
from sync.readable import CHECKLISTS, WORDS, clean, counted
from sync.record import Named, rows_of
from sync.record_files import record_page, record_table
from sync.sources import read_source
from sync.terminal import PARTLY, ending, opened, say, secret_of_file, takes_phone, takes_secret

CATALOGUE = CHECKLISTS.parent / "words" / "en.json"
OUT = click.Path(dir_okay=False, path_type=Path)


def _month(_context: click.Context, _argument: click.Parameter, typed: str) -> str:
    if not is_month(typed):
        raise click.BadParameter("write it as 2026-11")
    return typed


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@takes_phone
@takes_secret
@click.option("--from", "first", callback=_month, required=True, help="The first month, as 2026-01.")
@click.option("--to", "last", callback=_month, required=True, help="The last month, as 2026-12.")
@click.option("--csv", type=OUT, help="Write a table to this file.")
@click.option("--markdown", type=OUT, help="Write a page to this file.")
@click.option(
    "--reflection", "reflections", multiple=True, help="A month whose reflection's text goes along."
)
@click.option("--note", "entries", multiple=True, help="The id of an entry whose note goes along.")
@click.option("--without", multiple=True, help="The id of a consultation that stays out.")
def record(
    file: Path | None,
    path: Path,
    secret_kind: str | None,
    first: str,
    last: str,
    csv: Path | None,
    markdown: Path | None,
    reflections: tuple[str, ...],
    entries: tuple[str, ...],
    without: tuple[str, ...],
) -> None:
    """Print the record of professional development of a span of months, or write it to files.

    From FILE, a journal file, JSON or age backup; without it from this phone. Asks no server. Of reflections
    it says that they were written, and of entries nothing, unless one is named.
    """
    objects, is_whole = _objects(file, path, secret_kind)
    words = json.loads(CATALOGUE.read_bytes()) if CATALOGUE.exists() else {}
    rows = rows_of(
        objects, first, last, Named(frozenset(reflections), frozenset(entries), frozenset(without))
    )
    page = record_page(rows, first, last, words)
    if csv is not None:
        _write(csv, record_table(rows, words))
    if markdown is not None:
        _write(markdown, page.encode())
    if csv is None and markdown is None:
        click.echo(page, nl=False)
    sys.exit(0 if is_whole else PARTLY)


def _objects(file: Path | None, path: Path, secret_kind: str | None) -> tuple[Objects, bool]:
    if file is None:
        with opened(path, secret_kind or "asked") as phone:
            unfolded = phone.unfolded()
            return objects_of(unfolded.state), not unfolded.unread
    with ending():
        found = read_source(file, lambda question: secret_of_file(secret_kind, question))
    for it in found.refused:
        say(clean(f"{it.kind} {it.id}: {WORDS[it.type]} ({it.type})."))
    return found.objects, not found.refused


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    click.echo(f"{file.name}: {counted(len(content), 'byte', 'bytes')}, for anyone to read.")
