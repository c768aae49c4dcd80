"""A journal for people to read on a terminal, and as JSON for their own programs; problems in plain words."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sync.entries import ANSWER, Amendment, Entry, Item, Wording, entries_of
from sync.journal_reader import LineProblem
from sync.merge import State, resolve
from sync.values import JsonValue

# What a note holds must never steer the terminal it is shown on.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

CHECKLISTS = Path(__file__).parents[1] / "pwa" / "content" / "checklists.json"
WORDS = {
    "bad-certificate": "a phone is named here that your journal never let in; what it wrote is left out",
    "passphrase-too-long": "that passphrase is longer than any passphrase can be",
    "passphrase-empty": "no passphrase was typed",
    "unsafe-lock": "this lock asks for an unsafe way of checking the passphrase, so it was not tried",
    "wrong-secret": "that does not open this journal: check for a slip, and try again",
    "malformed-lock": "this lock is damaged: try the other way of opening the journal, if you set one",
    "malformed-recovery-code": "a recovery code has nine groups of four letters and digits",
    "mistyped-recovery-code": "one of the symbols is not as on your paper: compare them group by group",
    "unusable-vault-key": "this computer cannot use the key of the journal: open it on another one",
    "unknown-version": "this entry was written by a newer Plumbline",
    "malformed-envelope": "this line is damaged, or was never an entry",
    "wrong-account": "this entry belongs to another journal",
    "unknown-device": "this entry comes from a phone that the journal does not know",
    "bad-signature": "this entry was altered or damaged after it was written",
    "chain-broken": "what this phone wrote just before is missing, or stands elsewhere in the file",
    "unknown-epoch": "this entry was sealed with a key that this file does not hold",
    "cannot-open": "this entry was sealed for another journal",
    "malformed-change": "this entry opens, but what is inside cannot be understood",
    "change-too-large": "this is longer than one entry can be: shorten it, or write two",
    "bad-history": "the key to what was written earlier does not fit this journal",
    "bad-pairing-box": "what arrived for pairing was not meant for this device: begin again with a new code",
    "bad-pairing-opening": "what came back does not fit the code of the new phone: begin again with another",
    "malformed-pairing-link": "this is not the code that a new phone shows",
    "log-shortened": "the server shows fewer entries than it had before",
    "log-gap": "the server leaves out part of what it holds",
    "device-copied": "this device was restored from a copy, or copied: it has to start as a new device",
    "closed-device-wrote": "something was added in the name of a device that had been removed",
    "own-change-lost": "the server no longer has an entry that it had taken from here",
    "epoch-rolled-back": "the server shows an older state of the journal's keys than before",
    "device-withheld": "the server no longer names a device of this journal, or names it differently",
    "seen-missing": "one of your devices had read an entry that the server does not show here",
    "unordered-purge": "the server removed an entry that none of your devices had asked it to remove",
    "bad-snapshot": "the summary on the server cannot be read; the entries themselves are",
    "snapshot-differs": "the summary on the server does not agree with the entries themselves",
    "not-a-journal-file": "this is not a Plumbline journal file",
    "newer-journal-file": "this file was written by a newer Plumbline: update first",
    "no-such-lock": "this journal was not locked in that way: try your passphrase or recovery code instead",
    "file-cut-short": "the end is missing, or does not agree with what stands before it",
    "file-too-large": "this file is larger than any journal can be, so it was not read",
    "malformed-file": "this file was cut or altered, so nothing of it was taken",
    "compressed-file": "this file is compressed: unpack it first, then try again",
    "not-for-restoring": "this file is for reading or for other programs: no journal can be restored from it",
    "sealed-to-a-key": "this age file opens with a key, not with a passphrase",
    "malformed-row": "this cannot be what it says, so it was left out",
    "row-not-taken": "this belongs to the journal that it comes from, and to no other",
    "malformed-answer": "the server's answer cannot be read; nothing of it was taken",
}


def print_journal(state: State, wording: Wording, console: Console) -> None:
    """The entries by day. Deleted ones are counted, not shown."""
    entries = entries_of(state)
    shown = [entry for entry in entries if not entry.is_deleted]
    for place, entry in enumerate(shown):
        if place == 0 or entry.day != shown[place - 1].day:
            console.print(Text(f"\n{clean(entry.day) or 'Without a day'}", style="bold"))
        print_entry(entry, wording.get((entry.checklist, entry.version), {}), console)
    deleted = len(entries) - len(shown)
    console.print(f"\n{counted(len(shown), 'entry', 'entries')}, {deleted} deleted.", highlight=False)


def as_json(account: str, state: State, problems: Sequence[Mapping[str, object]]) -> str:
    """Everything that was read, deleted entries and what the terminal does not show included."""
    objects = {
        kind: {id: asdict(resolve(writes)) for id, writes in by_id.items()}
        for kind, by_id in state.objects.items()
        if kind != "entry"
    }
    content = {
        "account": account,
        "entries": [asdict(entry) for entry in entries_of(state)],
        "objects": objects,
        "problems": list(problems),
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def line_problems(problems: Sequence[LineProblem]) -> list[dict[str, object]]:
    """What is wrong with a file, by line, for programs."""
    return [{"line": found.line, "type": found.type} for found in problems]


def shipped_checklists() -> object:
    """The app's checklists, when this stands beside the app; answers show as codes without them."""
    return json.loads(CHECKLISTS.read_bytes()) if CHECKLISTS.exists() else None


def print_problems(problems: Sequence[LineProblem], console: Console) -> None:
    """One line each: where, what, and the name to ask others about it."""
    for found in problems:
        console.print(
            f"Line {found.line}: {WORDS[found.type]} ({found.type}).",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{count} {one if count == 1 else many}"


def print_entry(entry: Entry, items: Mapping[str, Item], console: Console) -> None:
    """One entry with its answers in words, its note, and what was amended."""
    console.print(Text(f"  {clean(entry.checklist)} · {clean(entry.authored)}", style="dim"))
    for link_id, code in entry.answers.items():
        console.print(Text(f"    {_answer(link_id, code, items)}"))
    if entry.note:
        console.print(Text(f"    Note: {clean(entry.note)}"))
    if entry.is_concurrent:
        console.print(Text("    Written on two phones at once; both texts stand here.", style="dim"))
    for amendment in entry.amendments:
        console.print(Text(f"    {_amendment(amendment, items)}", style="dim"))


def _answer(link_id: str, code: JsonValue, items: Mapping[str, Item]) -> str:
    item = items.get(link_id)
    if item is None:
        return f"{clean(link_id)}: {clean(code)}"
    display = item.displays.get(code, code) if isinstance(code, str) else code
    return f"{clean(item.text)} {clean(display)} ({clean(link_id)}: {clean(code)})"


def _amendment(amendment: Amendment, items: Mapping[str, Item]) -> str:
    day_and_time = f"{amendment.at[:10]} {amendment.at[11:16]} UTC"
    if not amendment.fields:
        return f"Deleted {day_and_time}"
    changed = "; ".join(_field(name, value, items) for name, value in amendment.fields.items())
    return f"Changed {day_and_time}: {changed}"


def _field(name: str, value: JsonValue, items: Mapping[str, Item]) -> str:
    if name.startswith(ANSWER):
        return _answer(name.removeprefix(ANSWER), value, items)
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return f"{clean(name)}: {clean(value['text'])}"
    return f"{clean(name)}: {clean(value)}"


def clean(value: JsonValue) -> str:
    """A value as text that cannot steer the terminal."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
