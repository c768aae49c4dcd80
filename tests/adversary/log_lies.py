"""Lies about the log: another log is shown than the one that is there.

A liar of this file is clever: it shows the same wrong log to every pull, numbers it without a gap, and makes
its replies to pushes agree with it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from sync.chain import Header, change_id
from sync.sizes import HEADER_BYTES, PAGE_CHANGES_MAX
from tests.adversary.asked import Answer, Asked
from tests.adversary.hostile_server import Honest, Lie
from tests.sync.cast import flipped

#: As in a page: `[seq, envelope]`, or `[seq, header, id]` for a stub.
Item: TypeAlias = list[Any]
View: TypeAlias = Callable[[list[Item]], list[Item]]
CHANGES = "/api/changes"


def showing(view: View) -> Lie:
    """The liar that shows everybody this log instead of the real one."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        if asked.is_a("GET", CHANGES):
            return page(asked, honest, view(whole_log(asked, honest)))
        answer = honest(asked)
        if asked.is_a("POST", CHANGES) and answer.is_good:
            shown = view(whole_log(asked, honest))
            return answer.saying({**answer.says, "seq": len(shown)})
        return answer

    return lie


def whole_log(asked: Asked, honest: Honest) -> list[Item]:
    """All that is there, page by page, for the one who asks."""
    items: list[Item] = []
    while True:
        answer = honest(asked.to(CHANGES, f"after={len(items)}"))
        items += answer.says["changes"] if answer.is_good else []
        if not answer.is_good or len(items) >= answer.says["head"]:
            return items


def page(asked: Asked, honest: Honest, log: list[Item]) -> Answer:
    """What a pull of this log gets."""
    answer = honest(asked)
    if not answer.is_good:
        return answer
    rest = [item for item in log if item[0] > asked.after]
    head = log[-1][0] if log else 0
    return answer.saying({**answer.says, "head": head, "changes": rest[:PAGE_CHANGES_MAX]})


def numbered_anew(log: list[Item]) -> list[Item]:
    return [[place, *item[1:]] for place, item in enumerate(log, start=1)]


def places_of(device: bytes, log: list[Item]) -> list[int]:
    """Where this device's changes stand."""
    return [place for place, item in enumerate(log) if item[1][17:33] == device]


def without(device: bytes, nth: int) -> View:
    """One of its changes left out, the others numbered anew."""
    return lambda log: numbered_anew(left_out(log, device, nth))


def left_out(log: list[Item], device: bytes, nth: int) -> list[Item]:
    places = places_of(device, log)
    gone = places[nth] if -len(places) <= nth < len(places) else None
    return [item for place, item in enumerate(log) if place != gone]


def with_a_hole(device: bytes, nth: int) -> View:
    """One of its changes left out, the numbers as they were."""
    return lambda log: left_out(log, device, nth)


def repeating(device: bytes, nth: int) -> View:
    """One of its changes shown twice."""

    def view(log: list[Item]) -> list[Item]:
        place = places_of(device, log)[nth]
        return numbered_anew([*log[: place + 1], *log[place:]])

    return view


def swapping(device: bytes, one: int, other: int) -> View:
    """Two of its changes in each other's place."""

    def view(log: list[Item]) -> list[Item]:
        places, shown = places_of(device, log), list(log)
        first, second = places[one], places[other]
        shown[first], shown[second] = shown[second], shown[first]
        return numbered_anew(shown)

    return view


def altering(device: bytes, nth: int, alter: Callable[[bytes], bytes]) -> View:
    """One of its envelopes changed."""

    def view(log: list[Item]) -> list[Item]:
        place = places_of(device, log)[nth]
        seq, envelope = log[place]
        return [*log[:place], [seq, alter(envelope)], *log[place + 1 :]]

    return view


def with_bit_flipped(device: bytes, nth: int, byte: int) -> View:
    """One bit of one of its envelopes the other way; from the end if `byte` is negative."""
    return altering(device, nth, lambda envelope: flipped(envelope, 8 * (byte % len(envelope))))


def as_stub(device: bytes, nth: int, change_id: Callable[[bytes], bytes]) -> View:
    """In place of one of its changes the stub of a purge."""

    def view(log: list[Item]) -> list[Item]:
        place = places_of(device, log)[nth]
        seq, envelope = log[place]
        return [*log[:place], [seq, envelope[:HEADER_BYTES], change_id(envelope)], *log[place + 1 :]]

    return view


def ending_with_a_stub(device: bytes) -> View:
    """After the last of its changes the stub of one that it never wrote."""

    def view(log: list[Item]) -> list[Item]:
        last = log[places_of(device, log)[-1]][1]
        header = Header.parse(last)
        made_up = replace(header, counter=header.counter + 1, previous=change_id(last))
        return [*log, [len(log) + 1, made_up.pack(), bytes(32)]]

    return view


def with_more(place: int, *envelopes: bytes) -> View:
    """From this place on, something that was never pushed."""
    more = [[0, envelope] for envelope in envelopes]
    return lambda log: numbered_anew([*log[:place], *more, *log[place:]])


def cut_after(count: int) -> View:
    """Only the beginning."""
    return lambda log: log[:count]


def hiding(device: bytes, known: int) -> View:
    """Nothing of this device beyond the part of the log that is known."""
    return lambda log: numbered_anew([it for it in log if it[0] <= known or it[1][17:33] != device])


def by_device(known: int, head: int) -> View:
    """Between the two one device after the other: every chain is whole, only who was first is not told."""

    def view(log: list[Item]) -> list[Item]:
        news = sorted(log[known:head], key=lambda item: bytes(item[1][17:33]))
        return numbered_anew([*log[:known], *news, *log[head:]])

    return view
