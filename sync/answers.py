"""What a server's answers hold, parsed and bounded before anything is believed (PROTOCOL 6, 9).

Readers raise ValueError, TypeError or KeyError on another form; parsed() makes one problem of them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import cbor2

from sync import sizes
from sync.chain import AccountId, DeviceId, Head, Item, Stub
from sync.checks import Logged, Page
from sync.locks import Cost
from sync.members import read_cost, whole
from sync.problems import MalformedAnswer
from sync.values import b64_to_bytes
from sync.vault import read_head

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Taken:
    """What the server says after a push: the log's head, and this device's."""

    seq: int
    head: Head


@dataclass(frozen=True)
class SignedIn:
    """Whose session it is. device: the one it is bound to."""

    account: AccountId
    handle: str
    device: DeviceId | None
    epoch: int


@dataclass(frozen=True)
class PairingState:
    """Where a pairing stands: `waiting`, `sealed`, `opened` or `confirmed`; box and opening once there."""

    state: str
    account: AccountId | None
    epoch: int
    box: bytes
    opening: bytes


def parsed(read: Callable[[Any], Answer], answer: Any) -> Answer:
    """What the reader gives. Raises MalformedAnswer, and what a stub's header raises."""
    try:
        return read(answer)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise MalformedAnswer from None


def read_json(content: bytes) -> Any:
    """JSON, unchecked. Raises MalformedAnswer."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise MalformedAnswer("not JSON") from None


def read_cbor(content: bytes) -> Any:
    """CBOR, unchecked. Raises MalformedAnswer."""
    try:
        return cbor2.loads(content)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError):
        raise MalformedAnswer("not CBOR") from None


def read_page(members: Any) -> tuple[Page, int]:
    """A page of the log, within its limits, and the version of the vault (PROTOCOL 6.2)."""
    items = members["changes"]
    if not isinstance(items, list) or len(items) > sizes.PAGE_CHANGES_MAX:
        raise TypeError("changes")
    logged = [_logged(item) for item in items]
    if sum(len(it.item) for it in logged if isinstance(it.item, bytes)) > sizes.PAGE_BYTES_MAX:
        raise TypeError("bytes of a page")
    return Page(whole(members["head"]), logged), whole(members["vault"])


def _logged(item: Any) -> Logged:
    seq, *content = item
    if not all(isinstance(part, bytes) for part in content):
        raise TypeError("item")
    return Logged(whole(seq), _item(*content))


def _item(content: bytes, id: bytes | None = None) -> Item:
    return content if id is None else Stub.parse(content, id)


def read_signed_in(members: Any) -> SignedIn:
    """Whose session it is (PROTOCOL 9.2)."""
    device = members["device"]
    return SignedIn(
        AccountId(bytes.fromhex(members["account"])),
        str(members["handle"]),
        None if device is None else DeviceId(bytes.fromhex(device)),
        whole(members["epoch"]),
    )


def read_pairing(members: Any) -> PairingState:
    """Where a pairing stands (PROTOCOL 9.3)."""
    if members["state"] not in ("waiting", "sealed", "opened", "confirmed"):
        raise ValueError("state")
    account, box, opening = (members.get(name) for name in ("account", "box", "opening"))
    return PairingState(
        members["state"],
        AccountId(bytes.fromhex(account)) if account else None,
        whole(members.get("epoch") or 0),
        b64_to_bytes(box) if box else b"",
        b64_to_bytes(opening) if opening else b"",
    )


def read_taken(members: Any) -> Taken:
    """The answer to a push (PROTOCOL 6.1)."""
    return Taken(whole(members["seq"]), read_head(members["head"]))


def read_purged(members: Any) -> int:
    """How many were purged (PROTOCOL 6.3)."""
    return whole(members["purged"])


def read_challenge(members: Any) -> bytes:
    """What is to be signed (PROTOCOL 9.2)."""
    return b64_to_bytes(members["challenge"])


def read_stretching(members: Any) -> tuple[bytes, Cost]:
    """Salt and cost of a passphrase lock (PROTOCOL 9.2)."""
    return b64_to_bytes(members["salt"]), read_cost(members)
