"""The way to a server, and the only module that has one: each request of PROTOCOL 6 and 9, typed.

What comes back is parsed and bounded here, and believed nowhere: MalformedAnswer when it is not of its form.
Two failures are nobody's lie: Unreachable, and Refused with the server's own problem.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeAlias

import cbor2
import requests

from sync import sizes
from sync.answers import (
    PairingState,
    SignedIn,
    Taken,
    parsed,
    read_cbor,
    read_challenge,
    read_json,
    read_page,
    read_pairing,
    read_purged,
    read_signed_in,
    read_stretching,
    read_taken,
)
from sync.chain import AccountId, ChangeId, DeviceId
from sync.checks import Page
from sync.locks import Cost
from sync.problems import MalformedAnswer
from sync.values import bytes_to_b64
from sync.vault import Vault, read_vault

COOKIES = ("__Host-plumbline", "plumbline")
# A page of full changes with its numbers. A decoder makes up to 64 bytes of each byte of an answer.
ANSWER_BYTES_MAX = sizes.PAGE_BYTES_MAX + 1024 * 1024
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 10, 60
JSON, CBOR, OCTETS = "application/json", "application/cbor", "application/octet-stream"

Json: TypeAlias = Mapping[str, Any]


class Unreachable(Exception):
    """No answer, or none of a working server: try again later."""


class Refused(Exception):
    """The server's own problem. type: as PROTOCOL 9 names it; members: what came with it."""

    def __init__(self, type: str, status: int, members: Json) -> None:
        super().__init__(type)
        self.type, self.status, self.members = type, status, members


def _without_jar() -> requests.Session:
    """A session that keeps no cookies of its own: ours is the replica's."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


@dataclass
class Server:
    """A server, and this phone's session with it. cookie: `name=value`, given to `keep` when it changes."""

    origin: str
    cookie: str = field(default="", repr=False)
    session: requests.Session = field(default_factory=_without_jar, repr=False)
    keep: Callable[[str], None] = field(default=lambda _cookie: None, repr=False)

    # 9.3 Accounts and sessions

    def register(self, body: Json) -> SignedIn:
        """POST /api/accounts."""
        return parsed(read_signed_in, self._ask_json("POST", "accounts", body))

    def delete_account(self) -> None:
        """DELETE /api/accounts/current."""
        self._ask("DELETE", "accounts/current")

    def stretching(self, handle: str) -> tuple[bytes, Cost]:
        """The salt and the cost of a handle's passphrase lock, whether the handle is there or not."""
        members = self._ask_json("POST", "stretching", {"handle": handle})
        return parsed(read_stretching, members)

    def challenge(self) -> bytes:
        """72 bytes to sign within five minutes."""
        return parsed(read_challenge, self._ask_json("POST", "challenges", {}))

    def sign_in(self, body: Json) -> SignedIn:
        """POST /api/sessions: a session that takes the place of the one there was."""
        return parsed(read_signed_in, self._ask_json("POST", "sessions", body))

    def sign_in_as_device(
        self, account: AccountId, device: DeviceId, challenge: bytes, signature: bytes
    ) -> SignedIn:
        """A session bound to the device whose key signed the challenge."""
        ids = {"kind": "device", "account": account.hex(), "device": device.hex()}
        signed = {"challenge": bytes_to_b64(challenge), "signature": bytes_to_b64(signature)}
        return self.sign_in(ids | signed)

    def sign_out(self) -> None:
        """DELETE /api/sessions/current."""
        self._ask("DELETE", "sessions/current")

    # 9.3 The vault

    def vault(self) -> Vault:
        """GET /api/vault."""
        return parsed(read_vault, self._ask_json("GET", "vault"))

    def put_lock(self, lock: Json) -> Vault:
        """PUT /api/locks/ID."""
        return parsed(read_vault, self._ask_json("PUT", f"locks/{lock['id']}", lock))

    def add_device(self, body: Json) -> Vault:
        """POST /api/devices."""
        return parsed(read_vault, self._ask_json("POST", "devices", body))

    def begin_epoch(self, body: Json) -> Vault:
        """POST /api/epochs."""
        return parsed(read_vault, self._ask_json("POST", "epochs", body))

    # 6 The log

    def send(self, envelopes: Sequence[bytes]) -> Taken:
        """POST /api/changes."""
        body = cbor2.dumps({"envelopes": list(envelopes)}, canonical=True)
        answer = self._ask("POST", "changes", body, CBOR)
        return parsed(read_taken, read_json(answer))

    def changes(self, after: int) -> tuple[Page, int]:
        """GET /api/changes: a page, and the version of the vault."""
        return parsed(read_page, read_cbor(self._ask("GET", f"changes?after={after}", accept=CBOR)))

    def purge(self, ids: Sequence[ChangeId]) -> int:
        """POST /api/purges: how many were purged now."""
        members = self._ask_json("POST", "purges", {"changes": [id.hex() for id in ids]})
        return parsed(read_purged, members)

    def put_snapshot(self, seq: int, sealed: bytes) -> None:
        """PUT /api/snapshots/SEQ."""
        self._ask("PUT", f"snapshots/{seq}", sealed, OCTETS)

    def snapshot(self) -> bytes:
        """GET /api/snapshots/newest."""
        return self._ask("GET", "snapshots/newest", accept=OCTETS, bytes_max=sizes.SNAPSHOT_BYTES_MAX)

    # 3.5 Pairing

    def announce(self, pairing: bytes) -> None:
        """POST /api/pairings."""
        self._ask_json("POST", "pairings", {"id": pairing.hex()})

    def pairing(self, pairing: bytes) -> PairingState:
        """GET /api/pairings/ID."""
        return parsed(read_pairing, self._ask_json("GET", f"pairings/{pairing.hex()}"))

    def put_box(self, pairing: bytes, box: bytes) -> None:
        """PUT /api/pairings/ID/box."""
        self._ask_json("PUT", f"pairings/{pairing.hex()}/box", {"box": bytes_to_b64(box)})

    def put_opening(self, pairing: bytes, opening: bytes, device: DeviceId) -> None:
        """PUT /api/pairings/ID/opening."""
        body = {"opening": bytes_to_b64(opening), "device": device.hex()}
        self._ask_json("PUT", f"pairings/{pairing.hex()}/opening", body)

    def confirm(self, pairing: bytes) -> None:
        """POST /api/pairings/ID/confirmation."""
        self._ask("POST", f"pairings/{pairing.hex()}/confirmation")

    def refuse(self, pairing: bytes) -> None:
        """DELETE /api/pairings/ID."""
        self._ask("DELETE", f"pairings/{pairing.hex()}")

    def _ask_json(self, method: str, path: str, body: Json | None = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        return read_json(self._ask(method, path, content, JSON))

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        media_type: str = JSON,
        accept: str = JSON,
        bytes_max: int = ANSWER_BYTES_MAX,
    ) -> bytes:
        # Said by browsers of themselves: the server refuses what another site could have sent.
        headers = {"Accept": accept, "Sec-Fetch-Site": "same-origin"}
        if body is not None:
            headers["Content-Type"] = media_type
        if self.cookie:
            headers["Cookie"] = self.cookie
        with self._answer(method, path, body, headers) as answer:
            content = _bounded(answer, bytes_max)
            self._keep_cookie(answer)
            _must_be_ok(answer, content)
            return content

    @contextmanager
    def _answer(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Iterator[requests.Response]:
        try:
            with self.session.request(
                method,
                f"{self.origin}/api/{path}",
                data=body,
                headers=headers,
                timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
                allow_redirects=False,
                stream=True,
                cookies={},
            ) as answer:
                yield answer
        except requests.RequestException as failure:
            raise Unreachable(type(failure).__name__) from None

    def _keep_cookie(self, answer: requests.Response) -> None:
        for line in answer.raw.headers.getlist("Set-Cookie"):
            try:
                morsels = SimpleCookie(line)
            except CookieError:
                continue
            for name in COOKIES:
                if name in morsels:
                    value = morsels[name].value
                    self.cookie = f"{name}={value}" if value else ""
                    self.keep(self.cookie)


def _bounded(answer: requests.Response, bytes_max: int) -> bytes:
    """The whole body; a server that never ends is cut off."""
    content = bytearray()
    for piece in answer.iter_content(65_536):
        content += piece
        if len(content) > bytes_max:
            raise MalformedAnswer("an answer without an end")
    return bytes(content)


def _must_be_ok(answer: requests.Response, content: bytes) -> None:
    if answer.status_code < 300:
        return
    try:
        members = json.loads(content)
        problem = members["type"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unreachable(f"status {answer.status_code}") from None
    if "Retry-After" in answer.headers:
        members["retry_after"] = answer.headers["Retry-After"]
    raise Refused(str(problem), answer.status_code, members)
