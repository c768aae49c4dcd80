"""Alma with two phones, Cleo a stranger, and the journal files they carry away."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import chain, envelope, hlc, keys, locks
from sync.chain import AccountId, DeviceId, Head, Header
from sync.envelope import Change, Op
from sync.formats import write_journal_file
from sync.hlc import Hlc
from sync.journal_header import FileHeader
from sync.keys import Root
from sync.locks import Lock
from sync.members import Device

NOON_MS = 1_795_435_200_000  # 2026-11-23T12:00:00Z


@dataclass
class Phone:
    """One phone of a journal: what it writes follows what it wrote."""

    journal: "Journal"
    id: DeviceId = field(default_factory=lambda: DeviceId(os.urandom(16)))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    head: Head = field(default_factory=Head)
    clock: Hlc = hlc.ZERO

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def header(self) -> Header:
        return Header(self.journal.account, self.id, 1, self.head.counter + 1, self.head.id)

    def write(self, *ops: Op, seen: Mapping[str, int] | None = None, now_ms: int = NOON_MS) -> bytes:
        self.clock = hlc.tick(self.clock, now_ms)
        pk_r = self.journal.vault.public_key()
        sealed = envelope.seal(self.clock, seen or {}, ops, self.header(), pk_r, self.key)
        self.head = Head(self.head.counter + 1, chain.change_id(sealed))
        self.journal.envelopes.append(sealed)
        return sealed

    def as_device(self) -> Device:
        certificate = keys.device_certificate(self.journal.root, self.id, self.public_key, 1)
        return Device(self.id, 1, self.public_key, certificate)


@dataclass
class Journal:
    """A journal with its phones, and all that they wrote, in that order."""

    root: Root = field(default_factory=lambda: Root(os.urandom(32)))
    account: AccountId = field(default_factory=lambda: AccountId(os.urandom(16)))
    phones: list[Phone] = field(default_factory=list)
    envelopes: list[bytes] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.vault_key = keys.vault_key(self.root)
        self.vault = self.vault_key.sk_r

    def a_phone(self) -> Phone:
        self.phones.append(Phone(self))
        return self.phones[-1]

    def open(self, sealed: bytes) -> Change:
        return envelope.open(sealed, {1: self.vault_key})

    def lock_with_recovery_code(self) -> str:
        secret, id = os.urandom(20), os.urandom(16)
        wrapped = locks.wrap(self.root, locks.recovery_keys(secret).kek, self.account, id, 1, "recovery")
        self.locks.append(Lock(id, "recovery", 1, wrapped))
        return locks.write_recovery_code(secret)

    def lock_with_passphrase(self, passphrase: str) -> None:
        id, salt = os.urandom(16), os.urandom(16)
        kek = locks.passphrase_keys(passphrase, salt).kek
        wrapped = locks.wrap(self.root, kek, self.account, id, 1, "passphrase")
        self.locks.append(Lock(id, "passphrase", 1, wrapped, salt))

    def as_file(self) -> bytes:
        devices = [phone.as_device() for phone in self.phones]
        header = FileHeader(self.account, 1, len(self.envelopes), self.locks, devices)
        return b"".join(write_journal_file(header, self.envelopes))


def an_entry(id: str = "019ab1c2-0000-7000-8000-000000000001", **fields: object) -> Op:
    """A new entry, or one that is amended: only the fields named are set."""
    return {"kind": "entry", "id": id, "set": {**fields}}  # type: ignore[dict-item]


def a_daily_check(day: str = "2026-11-23", note: str = "", **answers: str) -> Op:
    """A whole entry of the daily checklist; answers by linkId with _ for -."""
    fields: dict[str, object] = {
        "checklist": "daily",
        "version": 1,
        "day": day,
        "zone": "Europe/London",
        "authored": f"{day}T18:30:00Z",
    }
    fields |= {f"answer.{link_id.replace('_', '-')}": code for link_id, code in answers.items()}
    if note:
        fields["note"] = {"text": note}
    return an_entry(f"019ab1c2-0000-7000-8000-{day.replace('-', '').zfill(12)}", **fields)


def flipped(content: bytes, bit: int) -> bytes:
    """The same bytes with one bit the other way."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def a_file(content: bytes) -> BytesIO:
    return BytesIO(content)
