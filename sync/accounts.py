"""A journal and a server: begin one, turn sync on, sign in, show a secret, change locks, leave (PROTOCOL 9).

A new phone is on disk before any server hears of it; a lost reply is mended by asking again.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sync import sizes
from sync.answers import SignedIn
from sync.auths import open_auth
from sync.chain import AccountId
from sync.client import Refused, Server, Unreachable
from sync.core import AnotherJournal, Core, NotWhole, Parts, Unfolded, set_aside, trusting
from sync.envelope import Change, open
from sync.epochs import closing
from sync.exchange import fetch_vault, keep_vault, register
from sync.keyring import Keyring
from sync.keys import Root
from sync.locks import Cost, Lock
from sync.members import Closing, device_as_json, histories_as_json, lock_as_json
from sync.one_writer import as_one_writer
from sync.opening import unlock, with_locks
from sync.problems import Problem, WrongAccount
from sync.renewal import new_device, sealed_again
from sync.replica import Replica
from sync.standing import BEFORE_FIRST, Standing
from sync.unlocking import Secret, make_lock, open_first
from sync.values import bytes_to_b64
from sync.vault import Vault, VaultDevice


def begin(path: Path, secrets: Sequence[Secret], parts: Parts) -> Core:
    """A new journal with these locks, in a new file, open; no server knows of it."""
    account = AccountId(parts.random(sizes.ACCOUNT_BYTES))
    keyring = Keyring.of(Root(parts.random(sizes.ROOT_BYTES)), 1, account, {}, {})
    made = [make_lock(secret, keyring.root, account, 1, parts.random) for secret in secrets]
    device, private_bytes = new_device(keyring, parts)
    standing = Standing(
        account, device.id, private_bytes, Vault(account, 1, devices=[device]),
        vault_keys=keyring.vault_keys, vouched=frozenset({device.id}),
    )  # fmt: skip
    standing = with_locks(standing, keyring, made)
    return Core(Replica.begin(path, lambda: standing, parts.after), parts, keyring=keyring)


def turn_on(core: Core, server: Server, name: str) -> str:
    """Register the journal: the handle. What was written before waits and is sent like all else.

    Devices of an earlier account that are not this one are closed. Raises MalformedLock when an `auth` was
    not kept: set that lock anew first.
    """
    keyring, server_before = core.keys(), core.server
    with core.replica.step("renumbered") as step:
        step.forget_numbers()
        closed = [_closed(keyring, step.standing, device) for device in step.standing.vault.devices]
        vault = replace(step.standing.vault, devices=closed)
        step.standing = replace(
            step.standing, vault=vault, seq=0, told=0, heads={}, taken={}, found="", is_copied=False
        )
    core.use(server)
    try:
        signed_in = server.register(_registration(keyring, core.replica.standing, name))
    except BaseException:
        core.server = server_before
        raise
    with core.replica.step("registered") as step:
        step.standing = replace(step.standing, origin=server.origin, cookie=server.cookie, is_registered=True)
    fetch_vault(core)
    core.unfolded = Unfolded()
    return signed_in.handle


def sign_in(path: Path, server: Server, handle: str, secret: Secret, parts: Parts) -> Core:
    """This file's phone, joined to the account and open; nothing is pulled yet.

    A new file is a new device. A file that is of this account goes on as the device it was.
    Raises Refused (sign-in-failed, too-many-devices), AnotherJournal, and what unlocking raises.
    """
    signed_in = show(server, handle, secret)
    vault = server.vault()
    if vault.account != signed_in.account:
        raise WrongAccount
    if path.exists():
        return _sign_in_again(Core(Replica(path, parts.after), parts), server, vault, secret)
    keyring, lock = _opened(vault, secret)
    return enter(path, server, vault, keyring, [lock], parts)


def enter(
    path: Path, server: Server, vault: Vault, keyring: Keyring, locks: Sequence[Lock], parts: Parts
) -> Core:
    """A new device of an account whose root is held: on disk first, registered then."""
    standing = _standing(server, vault, keyring, locks, new_device(keyring, parts))
    core = Core(Replica.begin(path, lambda: standing, parts.after), parts, keyring=keyring)
    core.use(server)
    register(core)
    return core


def show(server: Server, handle: str, secret: Secret) -> SignedIn:
    """A proven session for fifteen minutes; it takes over the device of the one there was."""
    salt, cost = server.stretching(handle) if secret.kind == "passphrase" else (b"", Cost())
    auth = bytes_to_b64(secret.keys(salt, cost).auth)
    return server.sign_in({"kind": secret.kind, "handle": handle, "auth": auth})


def prove(core: Core, secret: Secret) -> None:
    """Show a secret once more: what changes locks or devices asks for it."""
    show(core.reach(), core.replica.standing.vault.handle, secret)


def join(core: Core, server: Server, handle: str, secret: Secret) -> int:
    """Let an open journal of its own join an account: all it holds is sealed again for it: how many changes.

    One durable step, `joined`; nothing that can be read is lost, and nothing is there twice. Raises NotWhole.
    """
    before = core.keys()
    if core.replica.standing.floor:
        raise NotWhole
    show(server, handle, secret)
    vault = server.vault()
    keyring, lock = _opened(vault, secret)
    device, private_bytes = new_device(keyring, core.parts)
    standing = _standing(server, vault, keyring, [lock], (device, private_bytes))
    with core.replica.step("joined") as step:
        old = step.standing
        # What is sealed again keeps its times, so that the clock may not begin anew.
        changes, clock = as_one_writer(_readable(core.replica, before), old.clock, core.parts.now_ms())
        step.forget_all()
        step.standing = replace(standing, clock=clock)
        for change in changes:
            step.standing, sealed = sealed_again(step.standing, change, old)
            step.write(sealed)
    core.keyring, core.unfolded = keyring, Unfolded()
    core.use(server)
    register(core)
    return len(changes)


def _readable(replica: Replica, keyring: Keyring) -> list[Change]:
    """What opens of those that a root let in; the rest says nothing to anybody, and stops nobody."""
    changes, vouched = [], replica.standing.vouched
    for row in replica.rows():
        if isinstance(row.item, bytes) and row.header.device in vouched:
            with suppress(Problem):
                changes.append(open(row.item, keyring.vaults))
    return changes


def sign_out(core: Core) -> None:
    """End the session; the journal stays here, and goes on without sync."""
    with suppress(Unreachable, Refused):
        core.ask(Server.sign_out)
    _leave(core)


def delete_account(core: Core, secret: Secret) -> None:
    """Everything on the server goes; the journal stays here."""
    prove(core, secret)
    core.reach().delete_account()
    _leave(core)


def _leave(core: Core) -> None:
    core.server = None
    with core.replica.step("signed-out") as step:
        step.standing = replace(step.standing, origin="", cookie="", found="")


def _sign_in_again(core: Core, server: Server, vault: Vault, secret: Secret) -> Core:
    standing = core.replica.standing
    if vault.account != standing.account:
        raise AnotherJournal
    core.use(server)
    with core.replica.step("signed-in") as step:
        step.standing = replace(step.standing, origin=server.origin, cookie=server.cookie, found="")
    with trusting(core):
        if standing.is_registered:
            keep_vault(core, vault)
        unlock(core, secret)
        register(core)
    if standing.device in vault.closings():
        set_aside(core)
    elif standing.is_registered:
        core.renew()
    return core


def _opened(vault: Vault, secret: Secret) -> tuple[Keyring, Lock]:
    """The keys of a vault that is new to this phone. Raises what unlocking raises, and BadCertificate."""
    locks = [lock for lock in vault.locks if lock.epoch == vault.epoch]
    root, lock = open_first(locks, secret, vault.account)
    keyring = Keyring.of(root, vault.epoch, vault.account, vault.histories, {})
    keyring.must_vouch(vault)
    return keyring, lock


def _standing(
    server: Server, vault: Vault, keyring: Keyring, locks: Sequence[Lock], made: tuple[VaultDevice, bytes]
) -> Standing:
    """A phone's first standing in an account that others began."""
    device, private_bytes = made
    return Standing(
        vault.account, device.id, private_bytes, replace(vault, devices=[*vault.devices, device]),
        locks=locks, vault_keys=keyring.vault_keys, histories=vault.histories,
        vouched=keyring.vouched(vault) | {device.id}, origin=server.origin, cookie=server.cookie,
        is_registered=False,
    )  # fmt: skip


def _registration(keyring: Keyring, standing: Standing, name: str) -> dict[str, object]:
    """All that a server is to know of this journal, and of the phones that have it (PROTOCOL 9.3)."""
    return {
        "account": standing.account.hex(),
        "epoch": keyring.epoch,
        "name": name,
        "locks": [lock_as_json(lock, _auth(keyring, standing, lock)) for lock in standing.locks],
        "devices": [device_as_json(device) for device in standing.vault.devices],
        "device": standing.device.hex(),
        "histories": histories_as_json(standing.histories),
    }


def _closed(keyring: Keyring, standing: Standing, device: VaultDevice) -> VaultDevice:
    """A device of an earlier account ends where this phone has seen it end; this phone's own goes on."""
    if device.id == standing.device or device.closing:
        return device
    head = standing.heads.get(device.id, BEFORE_FIRST)
    certificate = closing(keyring.root, device.id, head, keyring.epoch)
    return replace(device, closing=Closing(keyring.epoch, head, certificate))


def _auth(keyring: Keyring, standing: Standing, lock: Lock) -> bytes:
    kept = standing.auths.get(lock.id, b"")
    return open_auth(keyring.root, kept, standing.account, lock.id)
