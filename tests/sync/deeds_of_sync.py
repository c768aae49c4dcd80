"""What is done with the vectors of sync: auths, epochs, pairing, the log's checks, purges, nudges."""

from collections.abc import Mapping
from typing import Any

from sync import (
    auths,
    checks,
    envelope,
    epochs,
    keys,
    locks,
    merge,
    nudges,
    pairing,
    purges,
    snapshot,
    values,
)
from sync.chain import AccountId, ChangeId, DeviceId, Head, Item, Stub, Trusted
from sync.checks import Logged, Membership, Own, Page, Place
from sync.keys import Root
from sync.merge import State
from sync.pairing import Boxed, Code, Invited, Pairing

Given = dict[str, Any]


def prf_salt(_: Given) -> Given:
    return {"salt": locks.PRF_SALT.hex()}


def open_auth(given: Given) -> Given:
    kept, lock_id = values.b64_to_bytes(given["kept"]), bytes.fromhex(given["lock_id"])
    return {"auth": auths.open_auth(a_root(given["root"]), kept, an_account(given), lock_id).hex()}


def open_slot(given: Given) -> Given:
    phone = nudges.Phone(an_account(given), a_device(given["device"]), given["epoch"])
    payload = values.b64_to_bytes(given["payload"])
    return {"said": nudges.open_slot(payload, a_root(given["root"]), phone)}


def open_history(given: Given) -> Given:
    history = values.b64_to_bytes(given["history"])
    older = epochs.open_history(a_root(given["root"]), history, an_account(given), given["epoch"])
    return {"root": older.hex()}


def open_histories(given: Given) -> Given:
    histories = {int(epoch): values.b64_to_bytes(it) for epoch, it in given["histories"].items()}
    roots = epochs.open_histories(a_root(given["root"]), given["epoch"], histories, an_account(given))
    return {"roots": {str(epoch): root.hex() for epoch, root in roots.items()}}


def must_be_root_of(given: Given) -> Given:
    epochs.must_be_root_of(a_root(given["root"]), bytes.fromhex(given["vault_key"]))
    return {}


def closing(given: Given) -> Given:
    return {"certificate": epochs.closing(*ended(given)).hex()}


def check_closing(given: Given) -> Given:
    epochs.check_closing(*ended(given), bytes.fromhex(given["certificate"]))
    return {}


def pairing_id(given: Given) -> Given:
    return {"id": pairing.pairing_id(bytes.fromhex(given["opening"]), bytes.fromhex(given["pk"])).hex()}


def write_pairing_link(given: Given) -> Given:
    return {"link": pairing.write_pairing_link(a_code(given))}


def read_pairing_link(given: Given) -> Given:
    code = pairing.read_pairing_link(given["link"])
    return {"pk": code.pk.hex(), "id": code.id.hex()}


def open_box(given: Given) -> Given:
    boxed = pairing.open_box(values.b64_to_bytes(given["box"]), invited(given), a_pairing(given))
    return {"root": boxed.root.hex(), "seq": boxed.seq}


def seal_box(given: Given) -> Given:
    boxed = Boxed(a_root(given["root"]), given["seq"])
    box = pairing.seal_box(boxed, invited(given), a_code(given))
    opened = pairing.open_box(box, invited(given), a_pairing(given))
    return {"bytes": len(box), "root": opened.root.hex(), "seq": opened.seq}


def must_open(given: Given) -> Given:
    pairing.must_open(a_code(given), bytes.fromhex(given["opening"]))
    return {}


def digits(given: Given) -> Given:
    pk, opening = bytes.fromhex(given["pk"]), bytes.fromhex(given["opening"])
    return {"digits": pairing.digits(pk, values.b64_to_bytes(given["box"]), opening)}


def stub(given: Given) -> Given:
    read = Stub.parse(values.b64_to_bytes(given["header"]), values.b64_to_bytes(given["id"]))
    return {"device": read.header.device.hex(), "counter": read.header.counter, "id": read.id.hex()}


def trust_page(given: Given) -> Given:
    trusted = Trusted(an_account(given), public_keys(given["devices"]), heads(given["heads"]))
    place, found = checks.trust_page(
        Place(trusted, given["seq"], given["told"]),
        Page(given["page"]["head"], [Logged(seq, an_item(item)) for seq, item in given["page"]["items"]]),
        heads(given["closings"]),
        own(given["own"]),
    )
    reached = {id.hex(): [head.counter, head.id.hex()] for id, head in place.trusted.heads.items()}
    ids = [change.id.hex() for change in found]
    return {"seq": place.seq, "told": place.told, "heads": reached, "found": ids}


def must_have_own(given: Given) -> Given:
    checks.must_have_own(heads(given["heads"]), a_device(given["device"]), given["taken"])
    return {}


def must_not_roll_back(given: Given) -> Given:
    before, after = (
        Membership(it["epoch"], public_keys(it["devices"])) for it in (given["before"], given["after"])
    )
    checks.must_not_roll_back(before, after)
    return {}


def must_not_miss(given: Given) -> Given:
    checks.must_not_miss(heads(given["heads"]), given["seens"], own(given["own"]))
    return {}


def must_be_ordered(given: Given) -> Given:
    purged = [(device, counter, id) for device, counter, id in given["purged"]]
    checks.must_be_ordered(map(a_stub, given["stubs"]), purged)
    return {}


def purged_by(given: Given) -> Given:
    return {"changes": [list(purged) for purged in purges.purged_by(given["verb"])]}


def pass_over(given: Given) -> Given:
    state = merge.pass_over(folded(given, "envelopes"), map(a_stub, given["stubs"]))
    return {"canonical": merge.canonical_state(state).decode()}


def must_not_differ(given: Given) -> Given:
    snapshot.must_not_differ(folded(given, "snapshot"), folded(given, "log"))
    return {}


DEEDS = (
    prf_salt,
    open_auth,
    open_slot,
    open_history,
    open_histories,
    must_be_root_of,
    closing,
    check_closing,
    pairing_id,
    write_pairing_link,
    read_pairing_link,
    open_box,
    seal_box,
    must_open,
    digits,
    stub,
    trust_page,
    must_have_own,
    must_not_roll_back,
    must_not_miss,
    must_be_ordered,
    purged_by,
    pass_over,
    must_not_differ,
)


def a_root(hex: str) -> Root:
    return Root(bytes.fromhex(hex))


def an_account(given: Given) -> AccountId:
    return AccountId(bytes.fromhex(given["account"]))


def a_device(hex: str) -> DeviceId:
    return DeviceId(bytes.fromhex(hex))


def ended(given: Given) -> tuple[Root, DeviceId, Head, int]:
    head = Head(given["counter"], ChangeId(bytes.fromhex(given["head"])))
    return a_root(given["root"]), a_device(given["device"]), head, given["epoch"]


def invited(given: Given) -> Invited:
    return Invited(an_account(given), given["epoch"])


def a_code(given: Given) -> Code:
    return Code(bytes.fromhex(given["pk"]), bytes.fromhex(given["id"]))


def a_pairing(given: Given) -> Pairing:
    return Pairing(keys.derive_key_pair(bytes.fromhex(given["ikm"])), bytes.fromhex(given["opening"]))


def a_stub(item: list[str]) -> Stub:
    return Stub.parse(values.b64_to_bytes(item[0]), bytes.fromhex(item[1]))


def an_item(item: str | list[str]) -> Item:
    return values.b64_to_bytes(item) if isinstance(item, str) else a_stub(item)


def public_keys(devices: Mapping[str, str]) -> dict[DeviceId, bytes]:
    return {a_device(id): bytes.fromhex(key) for id, key in devices.items()}


def heads(given: Mapping[str, tuple[int, str]]) -> dict[DeviceId, Head]:
    return {a_device(id): Head(counter, ChangeId(bytes.fromhex(it))) for id, (counter, it) in given.items()}


def own(given: Given | None) -> Own | None:
    if given is None:
        return None
    ids = {int(counter): ChangeId(bytes.fromhex(id)) for counter, id in given.get("ids", {}).items()}
    return Own(a_device(given["device"]), given["counter"], ids.get)


def folded(given: Given, name: str) -> State:
    vaults = {int(epoch): keys.vault_key(a_root(it)) for epoch, it in given["roots"].items()}
    return merge.fold(State(), [envelope.open(values.b64_to_bytes(it), vaults) for it in given[name]])
