"""Unlock and relock: which locks are tried, and what they must agree with (PROTOCOL 3.3, 3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sync.auths import seal_auth
from sync.core import Core, Unfolded, stop
from sync.going_back import let_go_of
from sync.keyring import Keyring
from sync.locks import Lock
from sync.problems import BadCertificate, BadHistory, Problem
from sync.standing import Standing
from sync.unlocking import MadeLock, Secret, open_first


def unlock(core: Core, secret: Secret) -> None:
    """Open the journal: locks that came from the server are tried first, then the phone's own.

    An offered lock that opens takes the place of the own one of its kind. A history or a certificate that
    does not fit stops sync, and what this phone holds is open all the same.
    """
    standing = core.replica.standing
    vault = standing.vault
    offered = [lock for lock in vault.locks if lock.epoch == vault.epoch]
    try:
        opened = _opened(standing, offered, vault.histories, secret)
    except BadHistory as lie:
        stop(core, lie)
        try:
            opened = _opened(standing, standing.locks, standing.histories, secret)
        except Problem:
            # It opened what came from the server: the secret is right, and what is wrong is the lie.
            raise lie from None
    except Problem:
        # What did not open is not stretched for a second time.
        own = [lock for lock in standing.locks if lock.kind == secret.kind and lock not in offered]
        if not own:
            raise
        opened = _opened(standing, own, standing.histories, secret)
    core.keyring, core.unfolded = opened[0], Unfolded()
    _keep(core, *opened)


def lock(core: Core) -> None:
    """Let go of the keys and of all that was read."""
    core.keyring, core.unfolded = None, Unfolded()


def with_locks(standing: Standing, keyring: Keyring, made: Sequence[MadeLock]) -> Standing:
    """The same with these locks in the place of the own ones of their kinds, their auths under the root."""
    kinds = {one.lock.kind for one in made}
    locks = [lock for lock in standing.locks if lock.kind not in kinds] + [one.lock for one in made]
    sealed = {one.lock.id: seal_auth(keyring.root, one.auth, standing.account, one.lock.id) for one in made}
    kept = {id: auth for id, auth in standing.auths.items() if any(lock.id == id for lock in locks)}
    return replace(standing, locks=locks, auths=kept | sealed)


def _opened(
    standing: Standing, locks: Sequence[Lock], histories: Mapping[int, bytes], secret: Secret
) -> tuple[Keyring, Lock, Mapping[int, bytes]]:
    root, lock = open_first(locks, secret, standing.account)
    older = {epoch: wrapped for epoch, wrapped in histories.items() if epoch <= lock.epoch}
    return Keyring.of(root, lock.epoch, standing.account, older, standing.vault_keys), lock, older


def _keep(core: Core, keyring: Keyring, lock: Lock, histories: Mapping[int, bytes]) -> None:
    with core.replica.step("unlocked") as step:
        is_lied_to = False
        standing = replace(
            step.standing, vault_keys={**step.standing.vault_keys, **keyring.vault_keys}, histories=histories
        )
        if lock not in standing.locks:
            own = [it for it in standing.locks if it.kind != lock.kind]
            standing = replace(standing, locks=[*own, lock])
        step.standing = standing
        if keyring.epoch == standing.vault.epoch:
            vouched, named = keyring.vouched(standing.vault), standing.vault.membership().devices.keys()
            step.standing = replace(standing, vouched=vouched)
            is_lied_to = len(vouched) < len(named)
            let_go_of(step, named - vouched - standing.vouched)
    if is_lied_to:
        stop(core, BadCertificate())
