"""Hours of supervision as a professional body counts them; its rules are data, supervision.json. Pure.

The twin of pwa/src/insight/supervision.ts. No month borrows from another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from sync.months import is_day, month_of, months_away

MINUTES_MAX = 1440
MEMBERS_MAX = 99


@dataclass(frozen=True)
class Talk:
    """A consultation that is logged.

    members: how many shared the time, the person with them; None if it was not said. is_left_out: the person
    said that it counts for nothing.
    """

    date: str
    minutes: int
    kind: str
    direction: str | None = None
    members: int | None = None
    is_left_out: bool = False


@dataclass(frozen=True)
class Share:
    """Up to so many members (None: however many) the time is divided by this; by the members if None."""

    up_to: int | None
    divide_by: int | None


@dataclass(frozen=True)
class Body:
    """What a professional body asks for, and how it counts.

    asks: minutes in a period. months: of a period; begins: the month of the year with which one begins.
    kinds: those that count, each with how many share the time, None where the log says it.
    """

    id: str
    asks: int
    months: int
    begins: int
    directions: Sequence[str]
    kinds: Mapping[str, int | None]
    shares: Sequence[Share]


@dataclass(frozen=True)
class Hours:
    """Minutes that count, up to a month's end, and those of groups whose size was not said."""

    counted: int
    unsaid: int


def bodies_in(content: object) -> list[Body]:
    """The bodies of supervision.json, which the app's build has checked."""
    found = content.get("bodies") if isinstance(content, dict) else None
    return [_body(body) for body in found or []]


def talks_in(objects: Mapping[str, Mapping[str, Mapping[str, object]]]) -> list[Talk]:
    """All that are logged, which is what has a day and minutes (PROTOCOL 4.2)."""
    read = (_talk(fields) for fields in objects.get("consultation", {}).values())
    return [talk for talk in read if talk]


def period_of(body: Body, month: str) -> tuple[str, str]:
    """The first month of the period that a month is in, and that month itself."""
    since = (int(month[5:]) - body.begins) % body.months
    return months_away(month, -since), month


def hours(body: Body, talks: Iterable[Talk], month: str) -> Hours:
    """What counts in the period that the month is in, up to its end."""
    first, last = period_of(body, month)
    counted = unsaid = 0
    for talk in talks:
        if not first <= month_of(talk.date) <= last or not _counts(body, talk):
            continue
        members = body.kinds[talk.kind] or talk.members
        if members is None:
            unsaid += talk.minutes
        else:
            counted += talk.minutes // _divisor(body, members)
    return Hours(counted, unsaid)


def is_whole(value: object, most: int) -> TypeGuard[int]:
    """Whether this is a whole number from 1 to `most`."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _counts(body: Body, talk: Talk) -> bool:
    is_theirs = talk.direction is None or talk.direction in body.directions
    return talk.kind in body.kinds and is_theirs and not talk.is_left_out


def _divisor(body: Body, members: int) -> int:
    share = next(it for it in body.shares if it.up_to is None or members <= it.up_to)
    return share.divide_by or members


def _talk(fields: Mapping[str, object]) -> Talk | None:
    day, minutes, members = fields.get("date"), fields.get("minutes"), fields.get("members")
    if not is_day(day) or not is_whole(minutes, MINUTES_MAX):
        return None
    return Talk(
        date=day,
        minutes=minutes,
        kind=_code(fields.get("kind")) or "",
        direction=_code(fields.get("direction")),
        members=members if is_whole(members, MEMBERS_MAX) else None,
        is_left_out=fields.get("hours-for.nothing") is True,
    )


def _code(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _body(body: Any) -> Body:
    return Body(
        id=body["id"],
        asks=body["asks"],
        months=body["period"]["months"],
        begins=body["period"]["begins"],
        directions=body["directions"],
        kinds=body["kinds"],
        shares=[Share(share["upTo"], share["divideBy"]) for share in body["shares"]],
    )
