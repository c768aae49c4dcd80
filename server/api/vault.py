"""The vault: locks, epochs, and all that an account keeps here beside its log (PROTOCOL 3.3, 3.4, 9.3)."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from server import epochs, vault
from server.account_problems import EpochMoved, LastLock, LockExists, LogMoved, NoSuchLock, TooManyLocks
from server.api import gives, may_answer, proven, signed_in, takes, takes_nothing
from server.problems import NotFound
from server.vault_schemas import LockAsked, NewEpoch, Vault

blueprint = Blueprint(
    "vault", __name__, url_prefix="/api", description="What opens a journal, and who holds it."
)


@blueprint.get("/vault")
@signed_in
@gives(Vault, 200)
@may_answer()
def show() -> dict[str, Any]:
    """Locks, devices, histories, and how full it is."""
    return vault.show(g.account)


@blueprint.put("/locks/<id:lock>")
@proven
@takes(LockAsked)
@gives(Vault, 200)
@may_answer(EpochMoved, LastLock, LockExists, NotFound, TooManyLocks)
def put_lock(asked: dict[str, Any], lock: bytes) -> dict[str, Any]:
    """Set a lock; a passphrase or a recovery code takes the place of the one before."""
    vault.put_lock(g.account, lock, asked)
    return vault.show(g.account)


@blueprint.delete("/locks/<id:lock>")
@proven
@takes_nothing
@gives(Vault, 200)
@may_answer(LastLock, NoSuchLock)
def delete_lock(lock: bytes) -> dict[str, Any]:
    """Take a lock away."""
    vault.delete_lock(g.account, lock)
    return vault.show(g.account)


@blueprint.post("/epochs")
@proven
@takes(NewEpoch)
@gives(Vault, 200)
@may_answer(EpochMoved, LastLock, LockExists, LogMoved, TooManyLocks)
def begin_epoch(asked: dict[str, Any]) -> dict[str, Any]:
    """Change to a new root: new locks, new certificates, and the devices that go."""
    epochs.begin(g.asker, asked)
    return vault.show(g.account)
