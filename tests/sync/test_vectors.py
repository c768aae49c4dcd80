"""Every vector, in Python. The twin reads the same files in pwa/src/protocol/vectors.test.ts."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync import chain, envelope, formats, hlc, keys, locks, merge, snapshot, unlocking, values
from sync.chain import AccountId, ChangeId, DeviceId, Head, Trusted
from sync.keys import Root, VaultKey
from sync.locks import Cost, Lock
from sync.problems import Problem
from tests.sync.deeds_of_leaving import DEEDS as DEEDS_OF_LEAVING
from tests.sync.deeds_of_sync import DEEDS
from tests.sync.make_vectors import VECTORS, text_by_name

Given = dict[str, Any]
# These hang on the platform (test_keys.py and keys.test.ts show it), and on how answers are carried; and one
# is of a file that is too large to lie here (test_journal_json.py, journalJson.test.ts).
WITHOUT_A_VECTOR = {"unusable-vault-key", "malformed-answer", "file-too-large"}
NAMES = sorted(path.name for path in VECTORS.glob("*.json"))

pytestmark = pytest.mark.promise(7)


@pytest.mark.parametrize("name", NAMES)
def test_a_vector_gives_what_it_says(name: str) -> None:
    vector = json.loads((VECTORS / name).read_text())
    ask = FUNCTIONS[vector["what"]]

    if vector["expect"] == "success":
        assert ask(vector["given"]) == vector["gives"], vector["why"]
    else:
        with pytest.raises(Problem) as raised:
            ask(vector["given"])
        assert raised.value.type == vector["expect"], vector["why"]


def test_the_stored_vectors_are_the_generated_ones() -> None:
    stored = {path.name: path.read_text() for path in VECTORS.glob("*.json")}

    generated = text_by_name()

    assert stored.keys() == generated.keys()
    assert [name for name in stored if stored[name] != generated[name]] == []


def test_every_function_has_a_vector() -> None:
    asked = {json.loads((VECTORS / name).read_text())["what"] for name in NAMES}

    assert asked == FUNCTIONS.keys()


def test_every_problem_has_a_vector() -> None:
    expected = {json.loads((VECTORS / name).read_text())["expect"] for name in NAMES}
    for name in NAMES:
        gives = json.loads((VECTORS / name).read_text())["gives"]
        expected |= {type for _, type in gives.get("problems", [])}
        expected |= {type for _, _, _, type, _ in gives.get("refused", [])}

    named = {problem.type for problem in Problem.__subclasses__()}
    assert expected - {"success"} == named - WITHOUT_A_VECTOR


def derive(given: Given) -> Given:
    return {"key": keys.derive(root(given), given["label"]).hex()}


def derive_key_pair(given: Given) -> Given:
    return key_pair(keys.derive_key_pair(bytes.fromhex(given["ikm"])))


def vault_key_pair(given: Given) -> Given:
    return key_pair(keys.vault_key_pair(root(given)))


def device_certificate(given: Given) -> Given:
    return {"certificate": keys.device_certificate(root(given), *claim(given)).hex()}


def check_certificate(given: Given) -> Given:
    keys.check_certificate(root(given), *claim(given), bytes.fromhex(given["certificate"]))
    return {}


def normal_form(given: Given) -> Given:
    return {"normal_form": locks.normal_form(given["passphrase"]).hex()}


def check_cost(given: Given) -> Given:
    locks.check_cost(cost(given))
    return {}


def passphrase_keys(given: Given) -> Given:
    return lock_keys(locks.passphrase_keys(given["passphrase"], bytes.fromhex(given["salt"]), cost(given)))


def recovery_keys(given: Given) -> Given:
    return lock_keys(locks.recovery_keys(bytes.fromhex(given["secret"])))


def passkey_kek(given: Given) -> Given:
    return {"kek": locks.passkey_kek(bytes.fromhex(given["prf"])).hex()}


def write_recovery_code(given: Given) -> Given:
    return {"code": locks.write_recovery_code(bytes.fromhex(given["secret"]))}


def read_recovery_code(given: Given) -> Given:
    return {"secret": locks.read_recovery_code(given["code"]).hex()}


def open_lock(given: Given) -> Given:
    lock, account = a_lock(given["lock"]), an_account(given)
    if "passphrase" in given:
        return {"root": locks.open_with_passphrase(lock, account, given["passphrase"]).hex()}
    if "recovery_code" in given:
        return {"root": locks.open_with_recovery_code(lock, account, given["recovery_code"]).hex()}
    return {"root": locks.unwrap(lock, locks.passkey_kek(bytes.fromhex(given["prf"])), account).hex()}


def hlc_tick(given: Given) -> Given:
    return {"at": hlc.tick(given["last"], given["now_ms"])}


def hlc_meet(given: Given) -> Given:
    return {"at": hlc.meet(given["last"], given["other"], given["now_ms"])}


def hlc_parse(given: Given) -> Given:
    time_ms, count = hlc.parse(given["at"])
    return {"time_ms": time_ms, "count": count}


def padded_size(given: Given) -> Given:
    return {"padded": envelope.padded_size(given["size"])}


def header(given: Given) -> Given:
    content = values.b64_to_bytes(given["envelope"])
    read = chain.Header.parse(content)
    assert read.pack() == content[:77]
    own = {"account": read.account.hex(), "device": read.device.hex(), "epoch": read.epoch}
    chained = {"counter": read.counter, "previous": read.previous.hex()}
    return {**own, **chained, "id": chain.change_id(content).hex()}


def trust(given: Given) -> Given:
    devices = {DeviceId(bytes.fromhex(id)): bytes.fromhex(key) for id, key in given["devices"].items()}
    heads = {
        DeviceId(bytes.fromhex(id)): Head(counter, ChangeId(bytes.fromhex(change)))
        for id, (counter, change) in given["heads"].items()
    }
    known = Trusted(an_account(given), devices, heads)
    trusted = chain.trust(known, map(values.b64_to_bytes, given["envelopes"]))
    return {"heads": {id.hex(): [head.counter, head.id.hex()] for id, head in trusted.heads.items()}}


def open_change(given: Given) -> Given:
    change = envelope.open(values.b64_to_bytes(given["envelope"]), vaults(given))
    own = {"id": change.id.hex(), "device": change.device, "counter": change.counter}
    return {**own, "at": change.at, "seen": change.seen, "ops": change.ops}


def canonical(given: Given) -> Given:
    value = values.allowed(values.parse(given["json"].encode()), nesting_max=64)
    return {"canonical": values.canonical(value).decode()}


def resolve(given: Given) -> Given:
    resolved = merge.resolve([merge.read_write(write) for write in given["writes"]])
    fields = {name: {"value": it.value, "concurrent": it.concurrent} for name, it in resolved.fields.items()}
    return {"gone": resolved.gone, "fields": fields}


def fold(given: Given) -> Given:
    changes = [envelope.open(values.b64_to_bytes(it), vaults(given)) for it in given["envelopes"]]
    return {"canonical": merge.canonical_state(merge.fold(merge.State(), changes)).decode()}


def open_snapshot(given: Given) -> Given:
    opened = snapshot.open_snapshot(values.b64_to_bytes(given["snapshot"]), root(given), an_account(given))
    state = merge.canonical_state(opened.state).decode()
    return {"epoch": opened.epoch, "seq": opened.seq, "canonical": state}


def journal_file(given: Given) -> Given:
    secret: unlocking.Secret
    if given["recovery_code"] is None:
        secret = unlocking.Passphrase(given["passphrase"])
    else:
        secret = unlocking.RecoveryCode(given["recovery_code"])
    reading = formats.read_journal_file(BytesIO(given["file"].encode()), secret)
    return {
        "account": reading.header.account.hex(),
        "changes": [change.id.hex() for change in reading.changes],
        "problems": [[found.line, found.type] for found in reading.problems],
    }


FUNCTIONS: dict[str, Callable[[Given], Given]] = {
    ask.__name__: ask
    for ask in (
        derive,
        derive_key_pair,
        vault_key_pair,
        device_certificate,
        check_certificate,
        normal_form,
        check_cost,
        passphrase_keys,
        recovery_keys,
        passkey_kek,
        write_recovery_code,
        read_recovery_code,
        open_lock,
        hlc_tick,
        hlc_meet,
        hlc_parse,
        padded_size,
        header,
        trust,
        open_change,
        canonical,
        resolve,
        fold,
        open_snapshot,
        journal_file,
        *DEEDS,
        *DEEDS_OF_LEAVING,
    )
}


def root(given: Given) -> Root:
    return Root(bytes.fromhex(given["root"]))


def an_account(given: Given) -> AccountId:
    return AccountId(bytes.fromhex(given["account"]))


def claim(given: Given) -> tuple[DeviceId, bytes, int]:
    return DeviceId(bytes.fromhex(given["device"])), bytes.fromhex(given["public_key"]), given["epoch"]


def cost(given: Given) -> Cost:
    return Cost(given["memory_kib"], given["passes"], given["lanes"])


def key_pair(sk_r: X25519PrivateKey) -> Given:
    return {"sk_r": sk_r.private_bytes_raw().hex(), "pk_r": sk_r.public_key().public_bytes_raw().hex()}


def lock_keys(both: locks.LockKeys) -> Given:
    return {"auth": both.auth.hex(), "kek": both.kek.hex()}


def a_lock(given: Given) -> Lock:
    lock = Lock(
        bytes.fromhex(given["id"]), given["kind"], given["epoch"], values.b64_to_bytes(given["wrapped"])
    )
    if given["kind"] != "passphrase":
        return lock
    return Lock(lock.id, lock.kind, lock.epoch, lock.wrapped, values.b64_to_bytes(given["salt"]), cost(given))


def vaults(given: Given) -> dict[int, VaultKey]:
    return {int(epoch): keys.vault_key(Root(bytes.fromhex(it))) for epoch, it in given["roots"].items()}
