"""A phone that sends without end, over a real connection, as PROTOCOL 6.1 says: no reply means once more."""

import http.client
import json
import random
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import cbor2

from server.api.asking import COOKIE
from sync.sizes import BATCH_ENVELOPES_MAX
from tests.builders import OURS
from tests.server.people import b64
from tests.server.phones import CBOR, SignedIn

REPLY_WITHIN_S = 60
NO_REPLY = (OSError, http.client.HTTPException)


@dataclass
class World:
    """What all senders look at: is a server there, has it answered in this life, is it over."""

    alive: Event = field(default_factory=Event)
    answered: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)


class Sender(Thread):
    """Writes and sends until it is over, then sends what still waits. Any answer but 200 ends it for all."""

    def __init__(self, phone: SignedIn, port: int, world: World, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.phone, self.port, self.world, self.chance = phone, port, world, chance
        self.waiting: list[bytes] = []
        self.acknowledged: list[bytes] = []
        self.lost_replies = 0
        self.refused: list[tuple[int, str]] = []
        self.connection = self.connect()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=REPLY_WITHIN_S)

    def run(self) -> None:
        while (self.waiting or not self.world.over.is_set()) and not self.refused:
            # Now and then the very same batch goes out again, else a longer one, of which a part may be held.
            if not self.world.over.is_set() and (not self.waiting or self.chance.random() < 0.5):
                self.waiting += self.phone.writes(self.chance.randint(1, 4))
            batch = self.waiting[:BATCH_ENVELOPES_MAX]
            try:
                status, reply = self.send(batch)
            except NO_REPLY:
                self.lost_replies += 1
                self.connection.close()
                self.connection = self.connect()
                self.world.alive.wait()
                continue
            self.world.answered.set()
            if status == 200 and json.loads(reply)["head"]["counter"] == counter_of(batch[-1]):
                self.acknowledged += batch
                del self.waiting[: len(batch)]
            else:
                self.refused.append((status, reply.decode()))
                self.world.over.set()

    def send(self, batch: list[bytes]) -> tuple[int, bytes]:
        body = cbor2.dumps({"envelopes": batch})
        return self.ask("POST", "/api/changes", body)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        cookie = {"Cookie": f"{COOKIE}={b64(self.phone.token)}"}
        self.connection.request(method, path, body, {**OURS, **cookie, "Content-Type": CBOR})
        response = self.connection.getresponse()
        return response.status, response.read()

    def pull_all(self) -> list[Any]:
        """The whole log, page after page."""
        items: list[Any] = []
        while True:
            status, reply = self.ask("GET", f"/api/changes?after={len(items)}")
            assert status == 200, reply
            page = cbor2.loads(reply)
            items += page["changes"]
            if len(items) >= page["head"] or not page["changes"]:
                return items


def counter_of(envelope: bytes) -> int:
    return int.from_bytes(envelope[37:45], "big")
