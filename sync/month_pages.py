"""A month in plain words for a terminal."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sync.month import Goal, Month, goal_in, month_in, moved, scales_in, talks_of
from sync.months import months_away
from sync.readable import clean, counted
from sync.supervision import Body, Talk, hours, talks_in
from sync.trends import hard_in, of_100

MOVED = {
    "harder": "more often hard",
    "as-before": "about as before",
    "easier": "easier",
    None: "nothing to compare with",
}
TOO_FEW = "Too few to say"


def print_month(
    objects: Mapping[str, Mapping[str, Mapping[str, object]]],
    content: object,
    bodies: Sequence[Body],
    month: str,
    console: Console,
) -> None:
    """Checks, domains, talks and hours of a month. What was noticed is not told: only the app derives it."""
    scales, talks = scales_in(objects, content), talks_in(objects)
    now, before = (month_in(objects, scales, it) for it in (month, months_away(month, -1)))
    console.print(Text(f"\n{month}", style="bold"))
    for line in _checks(now):
        console.print(line, highlight=False)
    if now.tallies:
        console.print(_domains(now, before))
    for line in _talks(talks_of(talks, month), goal_in(objects)):
        console.print(line, highlight=False)
    for line in _hours(_chosen(bodies, goal_in(objects)), talks, month):
        console.print(line, highlight=False)


def hours_in_words(minutes: int) -> str:
    """ "1.5 h", a tenth let go if it is not whole."""
    whole, tenth = divmod(minutes * 10 // 60, 10)
    return f"{whole}.{tenth} h" if tenth else f"{whole} h"


def _checks(now: Month) -> Iterable[str]:
    if now.checks == 0:
        yield "No check in this month."
        return
    yield f"{counted(now.checks, 'check', 'checks')} on {counted(len(now.days), 'day', 'days')}."
    if now.purged:
        yield f"Of {counted(now.purged, 'check', 'checks')} only the counts were kept."
    yield f"{counted(now.sessions, 'check', 'checks')} after a session."


def _domains(now: Month, before: Month) -> Table:
    told = moved(now, before)
    table = Table("Domain", "Answers", "Hard ones", "Of 100", "Since the month before")
    for domain, tally in sorted(now.tallies.items()):
        share = of_100(tally)
        words = [TOO_FEW, ""] if share is None else [str(share), MOVED[told[domain]]]
        table.add_row(Text(clean(domain)), str(sum(tally)), str(hard_in(tally)), *words)
    return table


def _talks(talks: Sequence[Talk], goal: Goal) -> Iterable[str]:
    minutes = sum(talk.minutes for talk in talks)
    against = f" of the {goal.minutes} you set yourself" if goal.minutes else ""
    yield f"{counted(len(talks), 'consultation', 'consultations')}, {minutes} minutes{against}."


def _chosen(bodies: Sequence[Body], goal: Goal) -> Sequence[Body]:
    """The body that the person goes by; all of them if none was chosen."""
    return [body for body in bodies if body.id == goal.body] or bodies


def _hours(bodies: Sequence[Body], talks: Sequence[Talk], month: str) -> Iterable[str]:
    for body in bodies:
        found = hours(body, talks, month)
        since = "this month" if body.months == 1 else f"in its year up to {month}"
        yield f"{body.id}: {hours_in_words(found.counted)} of {hours_in_words(body.asks)} {since}."
        if found.unsaid:
            yield f"{body.id}: {found.unsaid} minutes in groups wait for how many were there."
