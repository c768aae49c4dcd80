"""What log.py measured as figures side by side, and as ratios against their targets."""

from tests.bench.installed import ACTUAL_VERSION, KINTO_VERSION
from tests.bench.log import ACTUAL, CHANGES, ECHO, ENTRIES, KINTO, PHONES, SQLITE, Report, Row
from tests.bench.logs import BATCH
from tests.bench.table import TIMES, AtLeast, Measure, grid

TITLE = f"Sync: {CHANGES:,} changes of 1,213 bytes in batches of {BATCH}, one phone and {PHONES} at once"
ROWS = (
    "push, one phone: changes a second",
    f"push, {PHONES} phones at once",
    "pull, one phone: changes a second",
    f"pull, {PHONES} phones at once",
    "one change pushed and pulled: ms",
    "memory of a worker afterwards: MB",
    "bytes on disk for a change",
)
FLUSHED = "an echo keeps nothing: ours checks each change of the chain, writes it and waits for the disk"
READ = "an echo reads nothing: ours finds the session and reads a page from the database"
PUSH, PUSH_AT_ONCE, PULL, PULL_AT_ONCE, ROUND, MEMORY, _DISK = range(len(ROWS))


def side_by_side(report: Report) -> list[str]:
    """The grid, and under it what could not be had and what is not alike."""
    columns = list(report.rows)
    rows = {what: [report.rows[name][row] for name in columns] for row, what in enumerate(ROWS)}
    notes = [f"  {name} could not be installed here: {reason}" for name, reason in report.missing.items()]
    if KINTO in report.rows:
        notes.append(f"  {KINTO} {KINTO_VERSION} on PostgreSQL did a twentieth of the work, once.")
    if ACTUAL in report.rows:
        notes.append(f"  {ACTUAL} {ACTUAL_VERSION} is one process; the others are two workers of 8 threads.")
    return [*grid(columns, rows), *notes]


def measures(report: Report) -> list[Measure]:
    ours, echo = report.rows[SQLITE], report.rows[ECHO]
    beside_actual = against_actual(ours, report.rows[ACTUAL]) if ACTUAL in report.rows else []
    return [*beside_actual, *against_floor(ours, echo), *arriving(report)]


def against_actual(ours: Row, actual: Row) -> list[Measure]:
    return [
        AtLeast("push, one phone: times Actual's", ratio(ours, actual, PUSH), TIMES, 2),
        AtLeast("push, 50 phones at once: times Actual's", ratio(ours, actual, PUSH_AT_ONCE), TIMES, 2),
        AtLeast("pull, one phone: times Actual's", ratio(ours, actual, PULL), TIMES, 3),
        AtLeast("pull, 50 phones at once: times Actual's", ratio(ours, actual, PULL_AT_ONCE), TIMES, 3),
        Measure("one change pushed and pulled: share of its time", ratio(ours, actual, ROUND), TIMES, 0.5),
        Measure("memory of a worker: share of Actual's", ratio(ours, actual, MEMORY), TIMES, 0.5),
    ]


def against_floor(ours: Row, echo: Row) -> list[Measure]:
    shares = (
        ("push, one phone: share of what Flask alone echoes", ratio(ours, echo, PUSH), FLUSHED),
        ("push, 50 phones at once: the same", ratio(ours, echo, PUSH_AT_ONCE), FLUSHED),
        ("pull, one phone: share of what Flask alone gives", ratio(ours, echo, PULL), READ),
        ("pull, 50 phones at once: the same", ratio(ours, echo, PULL_AT_ONCE), READ),
        ("one change pushed and pulled: share of its rounds", ratio(echo, ours, ROUND), FLUSHED),
    )
    return [AtLeast(what, share, TIMES, 0.5, reason) for what, share, reason in shares]


def arriving(report: Report) -> list[Measure]:
    new = report.arrival
    return [
        Measure(f"new phone, {ENTRIES:,} entries, by snapshot: until readable", new.readable_ms, "ms"),
        Measure(f"  of it the server's ({new.snapshot_bytes / 1e6:.1f} MB)", new.fetched_ms, "ms"),
        Measure("  without one: every change pulled and opened", new.without_ms, "ms"),
    ]


def ratio(one: Row, other: Row, row: int) -> float:
    over, under = one[row], other[row]
    if over is None or under is None:
        raise RuntimeError(f"nothing was measured for: {ROWS[row]}")
    return over / under
