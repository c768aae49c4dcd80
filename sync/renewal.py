"""A phone that was copied begins anew, as a new device, and seals again what was not taken (PROTOCOL 7)."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import envelope, sizes
from sync.chain import DeviceId, Head, Header, change_id
from sync.core import Core, Parts, Unfolded
from sync.envelope import Change
from sync.keyring import Keyring
from sync.keys import device_certificate
from sync.standing import BEFORE_FIRST, Standing
from sync.vault import VaultDevice


def new_device(keyring: Keyring, parts: Parts) -> tuple[VaultDevice, bytes]:
    """A device with the certificate of the newest root, and its private key, 32 bytes."""
    id, private_bytes = DeviceId(parts.random(sizes.DEVICE_BYTES)), parts.random(32)
    public_key = Ed25519PrivateKey.from_private_bytes(private_bytes).public_key().public_bytes_raw()
    certificate = device_certificate(keyring.root, id, public_key, keyring.epoch)
    return VaultDevice(id, keyring.epoch, public_key, certificate), private_bytes


def begin_anew(core: Core) -> int:
    """Retire this device's key and seal again, as a new device, what the server has not: how many changes.

    To be called once the whole log has been pulled: only then is it known what the server has. One durable
    step, `began-anew`; the new device is registered at the next exchange.
    """
    keyring = core.keys()
    with core.replica.step("began-anew") as step:
        before = step.standing
        waiting = [envelope.open(row.item, keyring.vaults) for row in core.replica.aside() if row.seq is None
                   and isinstance(row.item, bytes)]  # fmt: skip
        step.standing = as_device(before, keyring, core.parts)
        for change in waiting:
            step.standing, sealed = sealed_again(step.standing, change, before)
            step.write(sealed)
        step.forget_aside()
    core.unfolded = Unfolded()
    return len(waiting)


def as_device(standing: Standing, keyring: Keyring, parts: Parts) -> Standing:
    """The same journal held by a new device, which no server knows yet."""
    device, private_bytes = new_device(keyring, parts)
    vault = replace(standing.vault, devices=[*standing.vault.devices, device])
    return replace(
        standing, vault=vault, device=device.id, device_key=private_bytes, head=BEFORE_FIRST,
        vouched=standing.vouched | {device.id}, is_copied=False, is_registered=False,
    )  # fmt: skip


def sealed_again(standing: Standing, change: Change, before: Standing) -> tuple[Standing, bytes]:
    """The same ops at the same time, in the chain of the device that `standing` is now.

    What its writer had seen stays; of the writer's own changes, those that the log has under its old name.
    """
    shown = before.heads.get(before.device, BEFORE_FIRST).counter
    old = min(change.counter - 1, shown) if change.device == before.device.hex() else 0
    seen = {device: counter for device, counter in change.seen.items() if device != standing.device.hex()}
    if old:
        seen[change.device] = old
    header = Header(
        standing.account, standing.device, standing.epoch, standing.head.counter + 1, standing.head.id
    )
    sealed = envelope.seal(change.at, seen, change.ops, header, standing.pk_r(), standing.key())
    return replace(standing, head=Head(header.counter, change_id(sealed))), sealed
