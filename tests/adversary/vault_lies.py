"""Lies about the vault: who is a phone of this journal, what opens it, at which epoch it stands."""

from collections.abc import Callable
from typing import Any, TypeAlias

from sync.values import bytes_to_b64
from tests.adversary.asked import JSON, Answer, Asked
from tests.adversary.hostile_server import Honest, Lie
from tests.adversary.log_lies import CHANGES

Vault: TypeAlias = dict[str, Any]
Rewrite: TypeAlias = Callable[[Vault], Vault]
VAULT = "/api/vault"
#: What is added to the vault's version, so that phones see it move and ask for it.
MOVED = 1000


def naming(rewrite: Rewrite) -> Lie:
    """The liar that gives everybody this vault instead of the real one, and says that it has changed."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        if asked.is_a("GET", CHANGES) and answer.is_good:
            return answer.saying({**answer.says, "vault": answer.says["vault"] + MOVED})
        if is_vault(answer):
            return answer.saying(rewrite({**answer.says, "version": answer.says["version"] + MOVED}))
        return answer

    return lie


def is_vault(answer: Answer) -> bool:
    if not answer.is_good or answer.media_type != JSON:
        return False
    return isinstance(answer.says, dict) and {"locks", "devices", "version"} <= answer.says.keys()


def of_another_account(vault: Vault) -> Vault:
    return {**vault, "account": "c1" * 16}


def at_epoch(epoch: int) -> Rewrite:
    return lambda vault: {**vault, "epoch": epoch}


def as_it_was(before: Vault) -> Rewrite:
    """All of an older vault but the version."""
    return lambda vault: {**before, "version": vault["version"]}


def without_device(device: str) -> Rewrite:
    return lambda vault: {**vault, "devices": [one for one in vault["devices"] if one["id"] != device]}


def with_another_key(device: str, public_key: bytes) -> Rewrite:
    return rewriting("devices", lambda one: one["id"] == device, public_key=bytes_to_b64(public_key))


def without_closings(vault: Vault) -> Vault:
    """Nobody was ever removed."""
    devices = [{name: one[name] for name in one if name != "closed"} for one in vault["devices"]]
    return {**vault, "devices": devices}


def with_device(device: dict[str, Any]) -> Rewrite:
    """One more phone than this journal ever let in."""

    def rewrite(vault: Vault) -> Vault:
        times = {name: vault["devices"][0].get(name) for name in ("added_at", "last_seen_at")}
        return {**vault, "devices": [*vault["devices"], {**times, **device}]}

    return rewrite


def with_locks(**members: Any) -> Rewrite:
    """Every passphrase lock with other members than it was set with."""
    return rewriting("locks", lambda one: one["kind"] == "passphrase", **members)


def with_histories(wrapped: bytes) -> Rewrite:
    return rewriting("histories", lambda one: True, wrapped=bytes_to_b64(wrapped))


def rewriting(part: str, whose: Callable[[dict[str, Any]], bool], **members: Any) -> Rewrite:
    def rewrite(vault: Vault) -> Vault:
        return {**vault, part: [one | members if whose(one) else one for one in vault[part]]}

    return rewrite


def both(*lies: Callable[[Asked, Honest], Answer]) -> Lie:
    """Lies on top of each other: each takes what the ones before it say for the truth."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        told = honest
        for one in lies:
            told = told_by(one, told)
        return told(asked)

    return lie


def told_by(lie: Lie, honest: Honest) -> Honest:
    return lambda asked: lie(asked, honest)
