"""What changes who may read: a device removed with a new epoch, a new passphrase or code (PROTOCOL 3.4)."""

from collections.abc import Sequence
from dataclasses import replace

from sync import sizes
from sync.accounts import prove
from sync.chain import DeviceId, Head
from sync.checks import must_not_roll_back
from sync.client import Refused
from sync.core import Core, Unfolded, trusting
from sync.epochs import closing, wrap_history
from sync.exchange import keep_vault, pull, send
from sync.keyring import Keyring
from sync.keys import Root, device_certificate
from sync.members import Closing, end_as_json, lock_as_json
from sync.opening import with_locks
from sync.problems import WrongAccount
from sync.reading import must_hold
from sync.standing import BEFORE_FIRST, Standing
from sync.unlocking import MadeLock, Secret, make_lock
from sync.values import bytes_to_b64
from sync.vault import Vault

# A device may write while it is being removed: its end is then asked for again.
ATTEMPTS = 5


def set_lock(core: Core, proof: Secret, secret: Secret) -> None:
    """A new passphrase or recovery code in the place of the one there was. proof: a secret that opens now.

    Without a server it is set here alone.
    """
    keyring = core.keys()
    made = make_lock(secret, keyring.root, keyring.account, keyring.epoch, core.parts.random)
    if core.server is not None:
        prove(core, proof)
        with trusting(core):
            keep_vault(core, core.server.put_lock(lock_as_json(made.lock, made.auth)))
    with core.replica.step("locks") as step:
        step.standing = with_locks(step.standing, keyring, [made])


def remove_devices(core: Core, ids: Sequence[DeviceId], proof: Secret, locks: Sequence[Secret]) -> None:
    """Let devices go: a new root, which they never see, and new locks on it.

    locks: the passphrase as before, and a recovery code that is new: those who go could know the old one.
    Passkeys do not open the new root; they are set again. One durable step, `epoch`, after the server's yes:
    if the reply is lost, the next exchange brings the new locks, and the same secrets open them.
    """
    prove(core, proof)
    for attempt in range(ATTEMPTS):
        send(core)
        pull(core)
        with trusting(core):
            must_hold(core)
        try:
            _begin_epoch(core, ids, locks)
        except Refused as refused:
            if refused.type != "log-moved" or attempt + 1 == ATTEMPTS:
                raise
        else:
            return


def _begin_epoch(core: Core, ids: Sequence[DeviceId], locks: Sequence[Secret]) -> None:
    before, standing = core.keys(), core.replica.standing
    epoch, root = before.epoch + 1, Root(core.parts.random(sizes.ROOT_BYTES))
    made = [make_lock(secret, root, before.account, epoch, core.parts.random) for secret in locks]
    history = wrap_history(root, before.root, before.account, epoch)
    body = {
        "expected_epoch": before.epoch,
        "locks": [lock_as_json(one.lock, one.auth) for one in made],
        "devices": _staying(standing, root, epoch, ids),
        "closed": _going(standing, root, epoch, ids),
        "history": bytes_to_b64(history),
    }
    vault = core.reach().begin_epoch(body)
    histories = {**standing.histories, epoch: history}
    keyring = Keyring.of(root, epoch, before.account, histories, before.vault_keys)
    with trusting(core):
        _keep(core, vault, keyring, made)


def _staying(standing: Standing, root: Root, epoch: int, ids: Sequence[DeviceId]) -> list[dict[str, str]]:
    return [
        {
            "id": device.id.hex(),
            "certificate": bytes_to_b64(device_certificate(root, device.id, device.public_key, epoch)),
        }
        for device in standing.vault.devices
        if device.closing is None and device.id not in ids
    ]


def _going(standing: Standing, root: Root, epoch: int, ids: Sequence[DeviceId]) -> list[dict[str, object]]:
    ends = [(id, standing.heads.get(id, BEFORE_FIRST)) for id in ids]
    return [{"id": id.hex(), **_end(root, id, head, epoch)} for id, head in ends]


def _end(root: Root, id: DeviceId, head: Head, epoch: int) -> dict[str, object]:
    # The epoch is left out: the server knows that it is the new one.
    return end_as_json(Closing(epoch, head, closing(root, id, head, epoch)))


def _keep(core: Core, vault: Vault, keyring: Keyring, made: Sequence[MadeLock]) -> None:
    if vault.account != keyring.account:
        raise WrongAccount
    known = replace(core.replica.standing.vault.membership(), epoch=keyring.epoch)
    must_not_roll_back(known, vault.membership())
    keyring.must_vouch(vault)
    with core.replica.step("epoch") as step:
        standing = replace(
            step.standing,
            vault=vault,
            locks=[],
            histories=vault.histories,
            vault_keys=keyring.vault_keys,
            vouched=keyring.vouched(vault),
        )
        step.standing = with_locks(standing, keyring, made)
    core.keyring, core.unfolded = keyring, Unfolded()
