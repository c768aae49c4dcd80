"""The counts that purged entries leave, and those that are written before entries go (PROTOCOL 4.3, 4.4).

The twin of pwa/src/journal/counted.ts and tallies.ts. Pure.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from sync.ages import month_said
from sync.envelope import Op
from sync.goings import Goings
from sync.merge import State, resolve
from sync.trends import Scales, tally_of
from sync.values import JsonValue, canonical

COUNTS = "counts"
# So much of a month's counts stands in one change: far from what a change holds.
BYTES_MAX = 48_000


def hash_of(entry: str) -> str:
    """What an entry is called once only its counts are left: the first 16 hex digits of SHA-256 of its id."""
    return hashlib.sha256(entry.encode()).hexdigest()[:16]


def counts_field(entry: str) -> str:
    """The field of a month's counts that stands for an entry: phones that purge at once write the same."""
    return f"c.{hash_of(entry)}"


def counted_among(entries: Iterable[str], state: State) -> set[str]:
    """Those of these entries that some month's counts hold here."""
    names = {name for fields in counts_in(state).values() for name in fields}
    return {id for id in entries if counts_field(id) in names} if names else set()


def counts_in(state: State) -> dict[str, dict[str, JsonValue]]:
    """What the counts of each month say."""
    by_month = state.objects.get(COUNTS, {})
    return {
        month: {name: it.value for name, it in resolve(writes).fields.items()}
        for month, writes in by_month.items()
    }


def counts_to_write(state: State, goings: Goings, scales: Scales) -> list[Op]:
    """What of the counts of the entries that go is not written yet: ops, each for a change of its own."""
    here = counts_in(state)
    by_month: dict[str, dict[str, JsonValue]] = {}
    for going in goings.objects:
        counts = counts_of(going.id, _fields(state, going.id), scales) if going.kind == "entry" else None
        if counts is not None:
            month, field, value = counts
            written = here.get(month, {}).get(field)
            if written is None or canonical(written) != canonical(value):
                by_month.setdefault(month, {})[field] = value
    return [
        {"kind": COUNTS, "id": month, "set": piece}
        for month, counts in by_month.items()
        for piece in _pieces(counts)
    ]


def counts_of(
    id: str, fields: Mapping[str, JsonValue], scales: Scales
) -> tuple[str, str, dict[str, JsonValue]] | None:
    """The month, the field and its value; None for an entry of no day, or of a wording that is not known."""
    month = month_said(fields.get("day"))
    if month is None or not is_known(fields, scales):
        return None
    return month, counts_field(id), {domain: list(it) for domain, it in tally_of(fields, scales).items()}


def is_known(fields: Mapping[str, JsonValue], scales: Scales) -> bool:
    """Whether the wording that an entry was answered to is known here."""
    checklist, version = fields.get("checklist"), fields.get("version")
    is_named = isinstance(checklist, str) and isinstance(version, int) and not isinstance(version, bool)
    return is_named and (checklist, version) in scales


def _fields(state: State, id: str) -> Mapping[str, JsonValue]:
    """What an entry says; nothing if it was removed: it counts nowhere."""
    now = resolve(state.objects.get("entry", {}).get(id, ()))
    return {} if now.gone else {name: it.value for name, it in now.fields.items()}


def _pieces(counts: Mapping[str, JsonValue]) -> Iterator[dict[str, JsonValue]]:
    piece: dict[str, JsonValue] = {}
    size = 0
    for field, value in counts.items():
        length = len(canonical([field, value]))
        if piece and size + length > BYTES_MAX:
            yield piece
            piece, size = {}, 0
        piece[field] = value
        size += length
    if piece:
        yield piece
