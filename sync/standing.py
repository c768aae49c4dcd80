"""All that a phone knows of itself beside its log, as one value that is kept whole (PROTOCOL 3, 4, 7).

Of the root it holds locks only; the device's private key is the file's own secret (mode 600).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from sync import hlc
from sync.chain import AccountId, ChangeId, DeviceId, Head, Stub, Trusted
from sync.checks import Place
from sync.hlc import Hlc
from sync.locks import Lock
from sync.members import lock_as_json, read_lock
from sync.values import b64_to_bytes, bytes_to_b64
from sync.vault import Vault, read_vault, vault_to_json

BEFORE_FIRST = Head()


@dataclass(frozen=True)
class Standing:
    """Where this phone stands.

    head: of this device, its unsent changes counted. heads: the log's, up to `seq`. taken: up to which
    counter the server said it took a device's changes from here. told: the highest log head that was named.
    floor: where the log begins here; before it stands the snapshot, until it is filled back up to `back`.
    shown: stubs that the log has of changes that are whole here, until the purges of them have been read.
    """

    account: AccountId
    device: DeviceId
    device_key: bytes = field(repr=False)
    vault: Vault
    clock: Hlc = hlc.ZERO
    head: Head = BEFORE_FIRST
    taken: Mapping[DeviceId, int] = field(default_factory=dict)
    seq: int = 0
    told: int = 0
    heads: Mapping[DeviceId, Head] = field(default_factory=dict)
    floor: int = 0
    back: int = 0
    shown: Sequence[Stub] = ()
    # What opens the root: the phone's own locks, each with its auth under the root while sync is off.
    locks: Sequence[Lock] = ()
    auths: Mapping[bytes, bytes] = field(default_factory=dict)
    # pk_r by epoch, of roots that were held once.
    vault_keys: Mapping[int, bytes] = field(default_factory=dict)
    # What an unlocked phone has found true: histories that open, devices that a root vouches for.
    histories: Mapping[int, bytes] = field(default_factory=dict)
    vouched: frozenset[DeviceId] = frozenset()
    origin: str = ""
    cookie: str = field(default="", repr=False)
    is_registered: bool = True
    is_copied: bool = False
    found: str = ""

    @property
    def epoch(self) -> int:
        """The newest epoch whose root this phone has held: what it writes under."""
        return max(self.vault_keys)

    def pk_r(self) -> X25519PublicKey:
        """The vault key to write with."""
        return X25519PublicKey.from_public_bytes(self.vault_keys[self.epoch])

    def key(self) -> Ed25519PrivateKey:
        """What this device signs with."""
        return Ed25519PrivateKey.from_private_bytes(self.device_key)

    def with_taken(self, device: DeviceId, counter: int) -> "Standing":
        """The same, the server having this device's changes up to `counter`."""
        if counter <= self.taken.get(device, 0):
            return self
        return replace(self, taken={**self.taken, device: counter})

    def place(self) -> Place:
        """How far the log is believed, with every device that the vault names."""
        return Place(Trusted(self.account, self.vault.membership().devices, self.heads), self.seq, self.told)


def standing_to_text(standing: Standing) -> str:
    """The JSON that text_to_standing reads."""
    content: dict[str, Any] = {
        "account": standing.account.hex(),
        "device": standing.device.hex(),
        "device_key": bytes_to_b64(standing.device_key),
        "vault": vault_to_json(standing.vault),
        "clock": standing.clock,
        "head": _head_to_json(standing.head),
        "taken": {device.hex(): counter for device, counter in standing.taken.items()},
        "heads": {device.hex(): _head_to_json(head) for device, head in standing.heads.items()},
        "shown": [[bytes_to_b64(stub.header.pack()), stub.id.hex()] for stub in standing.shown],
        "locks": [lock_as_json(lock) for lock in standing.locks],
        "auths": {id.hex(): bytes_to_b64(kept) for id, kept in standing.auths.items()},
        "histories": {str(epoch): bytes_to_b64(it) for epoch, it in standing.histories.items()},
        "vouched": sorted(device.hex() for device in standing.vouched),
        "vault_keys": {str(epoch): bytes_to_b64(pk_r) for epoch, pk_r in standing.vault_keys.items()},
    }
    return json.dumps(content | {name: getattr(standing, name) for name in _PLAIN})


def text_to_standing(text: str) -> Standing:
    """What was kept."""
    content = json.loads(text)
    return Standing(
        account=AccountId(bytes.fromhex(content["account"])),
        device=DeviceId(bytes.fromhex(content["device"])),
        device_key=b64_to_bytes(content["device_key"]),
        vault=read_vault(content["vault"]),
        clock=Hlc(content["clock"]),
        head=_head(content["head"]),
        taken={DeviceId(bytes.fromhex(device)): counter for device, counter in content["taken"].items()},
        heads={DeviceId(bytes.fromhex(device)): _head(head) for device, head in content["heads"].items()},
        shown=[Stub.parse(b64_to_bytes(header), bytes.fromhex(id)) for header, id in content["shown"]],
        locks=[read_lock(lock) for lock in content["locks"]],
        auths={bytes.fromhex(id): b64_to_bytes(kept) for id, kept in content["auths"].items()},
        histories={int(epoch): b64_to_bytes(it) for epoch, it in content["histories"].items()},
        vouched=frozenset(DeviceId(bytes.fromhex(device)) for device in content["vouched"]),
        vault_keys={int(epoch): b64_to_bytes(pk_r) for epoch, pk_r in content["vault_keys"].items()},
        **{name: content[name] for name in _PLAIN},
    )


_PLAIN = (
    "seq", "told", "floor", "back", "origin", "cookie", "is_registered", "is_copied", "found",
)  # fmt: skip


def _head_to_json(head: Head) -> list[object]:
    return [head.counter, head.id.hex()]


def _head(content: Any) -> Head:
    return Head(content[0], ChangeId(bytes.fromhex(content[1])))
