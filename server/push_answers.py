"""What a push service's answer means for us (RFC 8030, PROTOCOL 10.6)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto

WAIT_MAX = timedelta(days=1)


class PushAnswer(Enum):
    """What came of a message."""

    TAKEN = auto()
    GONE = auto()  # the subscription goes too
    LATER = auto()  # throttled, or a fault of theirs
    UNREACHABLE = auto()  # no answer in time, no connection, or an address that may not be reached
    NOT_SENT = auto()  # its service has asked us to wait, or the worker stops
    DENIED = auto()  # our key is refused: it may be wrong
    RENEW = auto()  # our key is good there, the subscription is not; or it may not be used any more
    REDIRECTED = auto()
    TOO_LARGE = auto()  # our own mistake, as the next
    REFUSED = auto()


# All others are done with: tried again, they would only fail again.
TRIED_AGAIN = {PushAnswer.LATER, PushAnswer.UNREACHABLE, PushAnswer.NOT_SENT}


@dataclass(frozen=True)
class Answer:
    """wait: how long to, where the push service says so. holds_all: it is throttled as a whole."""

    what: PushAnswer
    wait: timedelta | None = None
    holds_all: bool = False


def read_answer(status: int, retry_after: str | None, now: datetime) -> Answer:
    match status:
        case 200 | 201 | 202:
            return Answer(PushAnswer.TAKEN)
        case 404 | 410:
            return Answer(PushAnswer.GONE)
        case 413:
            return Answer(PushAnswer.TOO_LARGE)
        case 401 | 403:
            return Answer(PushAnswer.DENIED)
        case 429:
            return Answer(PushAnswer.LATER, read_wait(retry_after, now), holds_all=True)
        case _ if status >= 500:
            return Answer(PushAnswer.LATER, read_wait(retry_after, now))
        case _ if 300 <= status < 400:
            return Answer(PushAnswer.REDIRECTED)
        case _:
            return Answer(PushAnswer.REFUSED)


def read_wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110 section 10.2.3), a day at most; None for what is neither, or over."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), WAIT_MAX)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(wait, WAIT_MAX) if wait > timedelta(0) else None
