"""The loop that sends what is due: claim, send, settle (PROTOCOL 10.6).

At least once: a worker that dies between send and settle leaves its slots to the next one, and the phone
drops the repeat. Told to stop, it begins nothing more, waits for the answers that are under way, settles, and
ends.
"""

import asyncio
import os
import secrets
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from flask import Flask
from sqlalchemy import URL

from server import beats, create_app, pauses, slots, subscriptions
from server.clock import Clock
from server.config import Unsafe
from server.db import db
from server.observe import log, places
from server.push import TIME_LIMIT_S, Message, Sender
from server.push_answers import Answer, PushAnswer
from server.push_services import NotAllowed, NotAnEndpoint, PushService, service_of
from server.slots import Due
from server.subscriptions import Target
from server.vapid import KeyPair, Vapid

BATCH = 200
IN_FLIGHT = 100
POLL_S = 5
TIDY_EVERY = timedelta(hours=1)
# So many messages of one batch without an answer and none with one: their service is left alone for a while.
UNANSWERED_MAX = 10
LEFT_ALONE_FOR = timedelta(seconds=30)
THROTTLED_FOR = timedelta(minutes=1)
# Whoever runs the server has to look: our key, our messages, or a push service that is none.
TOLD = (PushAnswer.DENIED, PushAnswer.REDIRECTED, PushAnswer.TOO_LARGE, PushAnswer.REFUSED)
LEAST_LEFT = timedelta(seconds=1)  # a TTL is in whole seconds


@dataclass(frozen=True)
class Ready:
    """Where a claimed slot goes, and what signs it."""

    target: Target
    service: PushService
    pair: KeyPair

    @property
    def key(self) -> tuple[str, bytes]:
        """Which of our keys, where: both have to be right."""
        return self.service.name, self.pair.id


Answered = tuple[Due, Ready | None, Answer]


@dataclass
class Worker:
    """One worker of an app.

    paused: push services that are left alone, as all workers know them. good_keys: where a key of ours was
    taken; each worker learns it by itself, and until then takes a refusal for our mistake, which costs no
    subscription.
    """

    app: Flask
    sender: Sender
    chance: Callable[[], float] = field(default=secrets.SystemRandom().random)
    poll_s: float = POLL_S
    id: bytes = field(default_factory=lambda: os.urandom(16))
    paused: dict[str, datetime] = field(default_factory=dict)
    good_keys: set[tuple[str, bytes]] = field(default_factory=set)
    beat_at: datetime | None = None
    tidied_at: datetime | None = None

    def now(self) -> datetime:
        clock: Clock = self.app.extensions["clock"]
        return clock()

    async def work(self, stop: asyncio.Event) -> None:
        """Until told to stop. A fault is logged, and what it left is claimed again a minute later."""
        while not stop.is_set():
            looked_at = 0
            try:
                with self.app.app_context():
                    self.keep_house()
                    looked_at = await self.run_once(stop)
            except Exception as fault:  # noqa: BLE001 - the loop goes on, whatever happened in it
                log().error("worker fault", kind=type(fault).__name__, at=places(fault.__traceback__))
            if looked_at < BATCH:
                await a_while(stop, self.poll_s)

    def keep_house(self) -> None:
        """Say that this worker lives; once an hour, forget phones that do not come any more."""
        now = self.now()
        if self.beat_at is None or now - self.beat_at >= beats.EVERY:
            beats.note(self.id, now)
            self.beat_at = now
        if self.tidied_at is None or now - self.tidied_at >= TIDY_EVERY:
            subscriptions.forget_unconfirmed(now)
            pauses.forget_over(now)
            self.tidied_at = now

    async def run_once(self, stop: asyncio.Event) -> int:
        """Claim due slots, send them, settle each by its answer; how many there were to look at."""
        now = self.now()
        if not slots.is_any_due(now):
            return 0
        known = pauses.current(now)
        self.paused = dict(known)
        claimed = slots.claim_due(now, BATCH)
        ready = [self.made_ready(due) for due in claimed.due]
        turn = asyncio.Semaphore(IN_FLIGHT)
        sending = (self.answer_to(due, one, turn, stop) for due, one in zip(claimed.due, ready, strict=True))
        answers = await asyncio.gather(*sending)
        answered = self.judged(list(zip(claimed.due, ready, answers, strict=True)))
        pauses.note(dict(self.paused.items() - known.items()))
        slots.settle([(due, answer) for due, _, answer in answered], self.now(), self.chance)
        subscriptions.settle([(due.place, answer.what) for due, _, answer in answered])
        tell(answered, claimed.missed)
        return claimed.looked_at

    def made_ready(self, due: Due) -> Ready | None:
        """None for what cannot be sent any more: under another secret, for another key or service."""
        vapid: Vapid = self.app.config["VAPID"]
        target, pair = subscriptions.opened(due.account, due.device, due.sealed), vapid.pair(due.key_id)
        if target is None or pair is None:
            return None
        try:
            return Ready(target, service_of(target.endpoint, self.app.config["PUSH_SERVICES"]), pair)
        except (NotAnEndpoint, NotAllowed):
            return None

    async def answer_to(
        self, due: Due, ready: Ready | None, turn: asyncio.Semaphore, stop: asyncio.Event
    ) -> Answer:
        """What comes of this slot, once it is its turn."""
        if ready is None:
            return Answer(PushAnswer.RENEW)
        async with turn:
            now = self.now()
            if stop.is_set() or due.until - now < LEAST_LEFT:
                return Answer(PushAnswer.NOT_SENT, timedelta(0))
            paused_until = self.paused.get(ready.service.name, now)
            if paused_until > now:
                return Answer(PushAnswer.NOT_SENT, paused_until - now)
            answer = await self.sender.send(a_message(due, ready, now))
            if answer.holds_all:
                self.leave_alone(ready.service.name, answer.wait or THROTTLED_FOR)
            return answer

    def leave_alone(self, service: str, wait: timedelta) -> None:
        until = self.now() + wait
        self.paused[service] = max(until, self.paused.get(service, until))

    def judged(self, answered: list[Answered]) -> list[Answered]:
        """Each answer in the light of the others: some push services know our key, and some are silent."""
        self.good_keys |= {
            ready.key for _, ready, answer in answered if ready and answer.what is PushAnswer.TAKEN
        }
        for service in silent(answered):
            self.leave_alone(service, LEFT_ALONE_FOR)
        return [
            (due, ready, Answer(PushAnswer.RENEW))
            if answer.what is PushAnswer.DENIED and ready and ready.key in self.good_keys
            else (due, ready, answer)
            for due, ready, answer in answered
        ]


def a_message(due: Due, ready: Ready, now: datetime) -> Message:
    return Message(
        endpoint=ready.target.endpoint,
        p256dh=ready.target.p256dh,
        auth=ready.target.auth,
        payload=due.payload,
        pair=ready.pair,
        topic=due.topic,
        ttl_s=(due.until - now) // timedelta(seconds=1),
    )


def silent(answered: Iterable[Answered]) -> list[str]:
    """The push services that did not answer at all, and were asked often enough to say so."""
    told = by_service(answered)
    return [
        service
        for service, answers in told.items()
        if answers[PushAnswer.UNREACHABLE] >= UNANSWERED_MAX and not answers[PushAnswer.TAKEN]
    ]


def by_service(answered: Iterable[Answered]) -> Mapping[str, Counter[PushAnswer]]:
    told: dict[str, Counter[PushAnswer]] = {}
    for _, ready, answer in answered:
        if ready is not None:
            told.setdefault(ready.service.name, Counter())[answer.what] += 1
    return told


def tell(answered: list[Answered], missed: int) -> None:
    """One line of counts, and one for each push service that gives cause; nothing of anybody."""
    counts = Counter(answer.what for _, _, answer in answered)
    log().info("nudges", missed=missed, **{what.name.lower(): count for what, count in counts.items()})
    for service, answers in by_service(answered).items():
        for what in TOLD:
            if answers[what]:
                log().error("push refused", service=service, answer=what.name.lower(), count=answers[what])


async def a_while(stop: asyncio.Event, poll_s: float = POLL_S) -> None:
    """Until there may be something to do, or nothing any more."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), poll_s)


@asynccontextmanager
async def alone(url: URL, stop: asyncio.Event) -> AsyncIterator[None]:
    """SQLite has one worker: a second one waits here for the first to end."""
    if url.get_backend_name() != "sqlite":
        yield
        return
    with Path(f"{url.database}-worker").open("ab") as file:
        while not stop.is_set():
            try:
                flock(file, LOCK_EX | LOCK_NB)
                break
            except BlockingIOError:
                await a_while(stop)
        yield


async def until_stopped(app: Flask, limit_s: float) -> None:
    """Send what is due until SIGTERM or SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    with app.app_context():
        url = db.engine.url
    sender = Sender(
        app.config["VAPID"],
        app.config["PUSH_SERVICES"],
        app.extensions["clock"],
        limit_s=limit_s,
        names_wns_type=app.config["NAMES_WNS_TYPE"],
    )
    async with alone(url, stop), sender:
        await Worker(app, sender).work(stop)


def run(app: Flask, limit_s: float = TIME_LIMIT_S) -> None:
    """One worker, in this process. limit_s: how long a push service may take to answer."""
    asyncio.run(until_stopped(app, limit_s))


def main() -> None:
    """As the environment describes it; unsafe settings end the start in one line."""
    try:
        app = create_app()
    except Unsafe as refused:
        sys.exit(f"Plumbline does not start: {refused.message}")
    run(app)


if __name__ == "__main__":
    main()
