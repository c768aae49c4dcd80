"""A month of the journal in numbers, from its objects as they read now. Pure (PROTOCOL 4.3).

The twin of pwa/src/insight/month.ts. Objects are `{kind: {id: {field: value}}}`, gone ones left out; of
checklists that are out of use the wording stays, as old answers count by it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from sync.kept_counts import hash_of
from sync.merge import State, resolve
from sync.months import is_day, is_month, last_months, month_of, months_away
from sync.supervision import MINUTES_MAX, Body, Talk, hours, is_whole, talks_in
from sync.trends import NONE, Change, Scales, Tallies, Tally, change, of_100, scales_of, tally_of, together
from sync.wordings import CHECKLIST, WORDING

Fields: TypeAlias = Mapping[str, object]
Objects: TypeAlias = Mapping[str, Mapping[str, Fields]]

AFTER_SESSION = "after-session"
_COUNT = re.compile(r"c\.([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True)
class Month:
    """What a month comes to.

    checks: with those of which a purge kept only the counts; `purged` says how many. sessions: after a
    session, of those that are still here. days: checks on each day that has any.
    """

    month: str
    checks: int
    purged: int
    sessions: int
    days: Mapping[str, int]
    tallies: Tallies


@dataclass(frozen=True)
class Goal:
    """What the person set for themselves: minutes a month, and the body whose rules they go by."""

    minutes: int | None
    body: str | None


def objects_of(state: State) -> Objects:
    """Each object as it reads now."""
    return {
        kind: {
            id: {name: field.value for name, field in read.fields.items()}
            for id, writes in by_id.items()
            if not (read := resolve(writes)).gone or kind == CHECKLIST
        }
        for kind, by_id in state.objects.items()
    }


def scales_in(objects: Objects, content: object) -> Scales:
    """What all checklists ask, the app's and the person's own."""
    own = (objects.get(kind, {}).values() for kind in (CHECKLIST, WORDING))
    return scales_of(content, chain.from_iterable(own))


def month_in(objects: Objects, scales: Scales, month: str) -> Month:
    """The month in numbers."""
    here = {
        id: fields
        for id, fields in objects.get("entry", {}).items()
        if is_day(fields.get("day")) and month_of(str(fields["day"])) == month
    }
    known = {hash_of(id) for id in here}
    kept = [
        tallies for hash, tallies in counts_in(objects.get("counts", {}).get(month, {})) if hash not in known
    ]
    return Month(
        month=month,
        checks=len(here) + len(kept),
        purged=len(kept),
        sessions=sum(fields.get("checklist") == AFTER_SESSION for fields in here.values()),
        days=Counter(str(fields["day"]) for fields in here.values()),
        tallies=together([*(tally_of(fields, scales) for fields in here.values()), *kept]),
    )


def months_in(objects: Objects) -> list[str]:
    """Every month of which anything is known, the earliest first."""
    days = [fields.get("day") for fields in objects.get("entry", {}).values()]
    months = {month_of(day) for day in days if is_day(day)}
    months |= {month for month in objects.get("counts", {}) if is_month(month)}
    return sorted(months | {month_of(talk.date) for talk in talks_in(objects)})


def counts_in(fields: Fields) -> Iterator[tuple[str, Tallies]]:
    """What purges kept of a month: of each purged check its hash, and its answers by domain."""
    for name, value in fields.items():
        found = _COUNT.fullmatch(name)
        if found and isinstance(value, dict):
            yield found[1], {domain: it for domain, tally in value.items() if (it := _tally(tally))}


def moved(now: Month, before: Month) -> dict[str, Change | None]:
    """What moved in each domain that either has answers of."""
    domains = sorted({*now.tallies, *before.tallies})
    return {it: change(now.tallies.get(it, NONE), before.tallies.get(it, NONE)) for it in domains}


def goal_in(objects: Objects) -> Goal:
    """The person's own goal; what is not said, or does not fit, is none."""
    fields = objects.get("setting", {}).get("supervision", {})
    minutes, body = fields.get("minutes"), fields.get("body")
    return Goal(
        minutes if is_whole(minutes, MINUTES_MAX) else None, body if isinstance(body, str) and body else None
    )


def talks_of(talks: list[Talk], month: str) -> list[Talk]:
    """Those of a month."""
    return [talk for talk in talks if month_of(talk.date) == month]


def as_json(objects: Objects, content: object, bodies: list[Body], month: str) -> dict[str, object]:
    """All numbers of a month, for programs."""
    scales, talks = scales_in(objects, content), talks_in(objects)
    now, before = (month_in(objects, scales, it) for it in (month, months_away(month, -1)))
    here = talks_of(talks, month)
    return {
        "month": month,
        "checks": now.checks,
        "purged": now.purged,
        "sessions": now.sessions,
        "days": dict(now.days),
        "domains": {
            domain: {"tally": list(tally), "of-100": of_100(tally), "change": moved(now, before)[domain]}
            for domain, tally in sorted(now.tallies.items())
        },
        "talks": {"count": len(here), "minutes": sum(talk.minutes for talk in here), "kinds": _by_kind(here)},
        "supervision": {body.id: _counted(body, talks, month) for body in bodies},
    }


def year_to(objects: Objects, content: object, month: str) -> dict[str, dict[str, list[int]]]:
    """The tallies of the twelve months up to this one."""
    scales = scales_in(objects, content)
    months = (month_in(objects, scales, it) for it in last_months(month, 12))
    return {it.month: {domain: list(tally) for domain, tally in it.tallies.items()} for it in months}


def _by_kind(talks: list[Talk]) -> dict[str, int]:
    minutes: Counter[str] = Counter()
    for talk in talks:
        minutes[talk.kind] += talk.minutes
    return dict(minutes)


def _counted(body: Body, talks: list[Talk], month: str) -> dict[str, int]:
    found = hours(body, talks, month)
    return {"counted": found.counted, "unsaid": found.unsaid, "asks": body.asks}


def _tally(value: object) -> Tally | None:
    if not isinstance(value, list) or len(value) != 4:
        return None
    if not all(isinstance(it, int) and not isinstance(it, bool) and it >= 0 for it in value):
        return None
    zero, first, second, third = value
    return zero, first, second, third
