"""Lies below the meaning of an answer: too much, too little, somebody else's, none at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sync.sizes import ENVELOPE_SIZES, PAGE_BYTES_MAX, PAGE_CHANGES_MAX
from tests.adversary.asked import Answer, Asked, HungUp, Silent, a_problem
from tests.adversary.hostile_server import Honest, Lie
from tests.adversary.log_lies import CHANGES

PIECE = bytes(65_536)
ENDLESS_BYTES_MAX = 128 * 1024 * 1024


def pages_of(count: int, size: int) -> Lie:
    """So many changes on one page, of this many bytes each."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        if not (asked.is_a("GET", CHANGES) and answer.is_good):
            return answer
        items = [[asked.after + 1 + place, bytes(size)] for place in range(count)]
        return answer.saying({**answer.says, "head": asked.after + count, "changes": items})

    return lie


too_many = pages_of(PAGE_CHANGES_MAX + 1, ENVELOPE_SIZES[0])
too_large = pages_of(PAGE_BYTES_MAX // ENVELOPE_SIZES[-1] + 1, ENVELOPE_SIZES[-1])


def empty_page(asked: Asked, honest: Honest) -> Answer:
    """Says that there is more, and gives nothing."""
    answer = honest(asked)
    if not (asked.is_a("GET", CHANGES) and answer.is_good):
        return answer
    return answer.saying({**answer.says, "changes": []})


@dataclass
class Pulls:
    """Another body for every pull."""

    body: bytes

    def __call__(self, asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        return answer.with_body(self.body) if asked.is_a("GET", CHANGES) else answer


@dataclass
class Pulled:
    """A pull whose members are others than they should be."""

    members: dict[str, Any]

    def __call__(self, asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        if not (asked.is_a("GET", CHANGES) and answer.is_good):
            return answer
        return answer.saying({**answer.says, **self.members})


@dataclass
class Endless:
    """A pull that never stops. taken: how many bytes of each answer were; a phone may ask again by itself."""

    taken: list[int] = field(default_factory=list)

    def __call__(self, asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        if not asked.is_a("GET", CHANGES):
            return answer
        return answer.without_end(self.pieces(answer.body))

    def pieces(self, beginning: bytes) -> Iterator[bytes]:
        place = len(self.taken)
        self.taken.append(len(beginning))
        yield beginning
        while self.taken[place] < ENDLESS_BYTES_MAX:
            self.taken[place] += len(PIECE)
            yield PIECE


def endless(_scene: object) -> Lie:
    return Endless()


def a_page_of_the_cafe(asked: Asked, honest: Honest) -> Answer:
    """What stands between phone and server answers everything with a page of its own."""
    body = b"<!doctype html><title>Welcome to our Wi-Fi</title>"
    return Answer("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))], body)


def nobody_is_signed_in(asked: Asked, honest: Honest) -> Answer:
    """No session is ever good, and no way of getting one."""
    return a_problem("401 Unauthorized", "not-signed-in")


def cleos_session(scene: Any) -> Lie:
    """Everybody is taken for Cleo."""
    cookie = scene.cleo.phone.server.cookie
    return lambda asked, honest: honest(asked.by(cookie))


def broken(asked: Asked, honest: Honest) -> Answer:
    """A server that fails at everything."""
    return Answer("500 Internal Server Error", [("Content-Length", "0")])


def silent(asked: Asked, honest: Honest) -> Answer:
    """Takes what is sent, and never answers to a pull."""
    answer = honest(asked)
    if asked.is_a("GET", CHANGES):
        raise Silent
    return answer


@dataclass
class LostReplies:
    """What is asked is done, and its reply is lost: the first time for each that changes something."""

    count: int = 0

    def __call__(self, asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        if asked.method != "GET" and asked.body not in self.seen:
            self.seen.add(asked.body)
            self.count += 1
            raise HungUp
        return answer

    def __post_init__(self) -> None:
        self.seen: set[bytes] = set()


def weak(**numbers: int) -> Lie:
    """Asks for a passphrase to be stretched with these numbers."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        return answer.saying({**answer.says, **numbers}) if asked.is_a("POST", "/api/stretching") else answer

    return lie


def snapshot_of(content: bytes) -> Lie:
    """Gives everybody this one as the newest snapshot."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        if not asked.is_a("GET", "/api/snapshots/newest"):
            return honest(asked)
        headers = [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(content)))]
        return replace(Answer("200 OK", headers), body=content)

    return lie
