"""Vectors of PROTOCOL 4, 5 and 8: what a purge names, states without it, heads passed over."""

import hmac
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import AT, OTHER_ROOT, ROOT, SeededPhone, a_change, an_op, expand, seed
from tests.sync.vectors_of_merge import at, sets

A, B = seed("Alma's phone device", 16).hex(), seed("Alma's tablet device", 16).hex()
ID = seed("a change").hex()
NAMED = [[A, 1, ID], [B, 2**53 - 1, ID]]


def vectors() -> Iterator[Named]:
    yield from forms()
    yield from orders()
    yield from folds()
    yield from passing_over()
    yield from differing()


def forms() -> Iterator[Named]:
    for how, changes, named in (
        ("two_changes", NAMED, NAMED),
        ("nothing", [], []),
        ("a_counter_of_0", [*NAMED, [A, 0, ID]], []),
        ("a_counter_past_the_last", [[A, 2**53, ID]], []),
        ("a_counter_in_text", [[A, "1", ID]], []),
        ("a_counter_that_is_true", [[A, True, ID]], []),
        ("a_device_in_capitals", [[A.upper(), 1, ID]], []),
        ("a_short_device", [[A[:-2], 1, ID]], []),
        ("a_short_id", [[A, 1, ID[:-2]]], []),
        ("an_id_in_capitals", [[A, 1, "AB" * 32]], []),
        ("a_number_for_an_id", [[A, 1, 7]], []),
        ("two_parts", [[A, 1]], []),
        ("four_parts", [[A, 1, ID, 0]], []),
        ("an_object", {"0": [A, 1, ID]}, []),
        ("an_object_for_a_change", [{"device": A}], []),
        ("text", ID, []),
        ("null", None, []),
    ):
        given = {"verb": {"set": {"changes": changes, "more": 1}}}
        why = "a list that is not of the form names nothing"
        yield succeeds(f"purge_of_{how}", "5", "purged_by", why, given, {"changes": named})
    for how, verb in {
        "that_deletes": {"delete": True},
        "without_changes": {"set": {}},
        "of_another_verb": {"archive": {"changes": NAMED}},
    }.items():
        yield succeeds(f"purge_{how}", "5", "purged_by", "it names nothing", {"verb": verb}, {"changes": []})


def mac_of(changes: list[Any], root: bytes = ROOT) -> str:
    """HMAC under the root's `purges` of each change named: device, counter, change id."""
    named = (
        bytes.fromhex(device) + counter.to_bytes(8) + bytes.fromhex(id) for device, counter, id in changes
    )
    return b64(hmac.digest(expand(root, "purges"), b"".join(named), sha256))


def orders() -> Iterator[Named]:
    """What is said by a holder of the root, and what by one who can only write."""
    alma, roots = SeededPhone("Alma's phone"), {"1": ROOT.hex(), "2": OTHER_ROOT.hex()}
    mac = mac_of(NAMED)
    rightly = {
        "": {"changes": NAMED, "mac": mac},
        "_under_another_held_root": {"changes": NAMED, "mac": mac_of(NAMED, OTHER_ROOT)},
        "_of_nothing": {"changes": []},
        "_that_is_not_of_the_form": {"changes": [[A, 0, ID]]},
    }
    for how, fields in rightly.items():
        op = {"kind": "purge", "id": "p", "set": fields}
        envelope = alma.seal(a_change([op]))
        own = {"id": sha256(envelope).hexdigest(), "device": A, "counter": 1, "at": AT, "seen": {}}
        why = "a holder of the root made the mac, or nothing is named"
        given = {"envelope": b64(envelope), "roots": roots}
        yield succeeds(f"purge_ordered{how}", "6.3", "open_change", why, given, {**own, "ops": [op]})
    wrongly = {
        "without_a_mac": {"changes": NAMED},
        "under_no_root_of_ours": {"changes": NAMED, "mac": mac_of(NAMED, seed("no root"))},
        "of_another_list": {"changes": NAMED[::-1], "mac": mac},
        "of_a_longer_list": {"changes": NAMED[:1], "mac": mac},
        "with_a_short_mac": {"changes": NAMED, "mac": mac[:40]},
        "with_no_base64url": {"changes": NAMED, "mac": f"{mac}="},
        "with_a_number": {"changes": NAMED, "mac": 7},
    }
    for how, fields in wrongly.items():
        envelope = alma.seal(a_change([{"kind": "purge", "id": "p", "set": fields}, an_op()]))
        given = {"envelope": b64(envelope), "roots": roots}
        why = "whoever can only write orders nothing gone"
        yield fails(f"purge_{how}", "6.3", "open_change", "malformed-change", why, given)


class Purging:
    """Alma writes three entries; her tablet purges the second and its own first change."""

    def __init__(self) -> None:
        self.alma, tablet = SeededPhone("Alma's phone"), SeededPhone("Alma's tablet")
        setting = {"kind": "setting", "id": "hour", "set": {"value": 4}}
        self.one = self.alma.write(a_change([an_op("1", x=1)], at(1)))
        self.two = self.alma.write(a_change([an_op("1", x=2), an_op("2", x=2), setting], at(2)))
        self.own = tablet.write(a_change([{"kind": "later", "id": "1", "set": {"x": 1}}], at(3)))
        named = [[A, 2, sha256(self.two).hexdigest()], [B, 1, sha256(self.own).hexdigest()], [B, 2, ID]]
        self.purge_of = {"kind": "purge", "id": "p", "set": {"changes": named, "mac": mac_of(named)}}
        # The purge names itself as well: it stays, and what else its change holds goes.
        self.purge = tablet.write(a_change([self.purge_of, an_op("3", x=3)], at(4), {A: 2}))
        self.heads = {A: [2, sha256(self.two).hexdigest()], B: [2, sha256(self.purge).hexdigest()]}
        by = {"device": B, "counter": 2, "at": at(4), "seen": {A: 2}}
        kept = {"p": [{**by, "set": self.purge_of["set"]}]}
        self.state = {"heads": self.heads, "objects": {"entry": {"1": [sets(A, 1, 1, x=1)]}, "purge": kept}}


def as_canonical(state: dict[str, Any]) -> str:
    return json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def folds() -> Iterator[Named]:
    it = Purging()
    for how, order in {
        "in_order": (it.one, it.two, it.own, it.purge),
        "backwards": (it.purge, it.own, it.two, it.one),
        "with_repeats": (it.two, it.purge, it.two, it.one, it.own, it.purge),
    }.items():
        given = {"roots": {"1": ROOT.hex()}, "envelopes": [b64(envelope) for envelope in order]}
        why = "a purged write is not in the state, whichever came first; a purge always stays"
        yield succeeds(f"fold_a_purge_{how}", "5", "fold", why, given, {"canonical": as_canonical(it.state)})
    given = {"roots": {"1": ROOT.hex()}, "envelopes": [b64(it.one), b64(it.purge)]}
    heads = {**it.heads, A: [1, sha256(it.one).hexdigest()]}
    yield succeeds(
        "fold_a_purge_of_what_never_came",
        "5",
        "fold",
        "what is not there is not missed",
        given,
        {"canonical": as_canonical({**it.state, "heads": heads})},
    )


def passing_over() -> Iterator[Named]:
    it = Purging()
    two = [b64(it.two[:77]), sha256(it.two).hexdigest()]
    own = [b64(it.own[:77]), sha256(it.own).hexdigest()]
    given = {"roots": {"1": ROOT.hex()}, "envelopes": [b64(it.purge), b64(it.one)], "stubs": [own, two, two]}
    yield succeeds(
        "fold_past_stubs",
        "5",
        "pass_over",
        "stubs move heads like what was folded, never back",
        given,
        {"canonical": as_canonical(it.state)},
    )


def differing() -> Iterator[Named]:
    it = Purging()
    whole = [b64(envelope) for envelope in (it.one, it.two, it.own, it.purge)]
    given = {"roots": {"1": ROOT.hex()}, "log": whole}
    yield succeeds(
        "snapshot_that_agrees",
        "8",
        "must_not_differ",
        "folded in another order",
        {**given, "snapshot": whole[::-1]},
        {},
    )
    for how, some in {"without_a_change": whole[1:], "with_another_head": whole[:-1]}.items():
        why = "the changes count"
        yield fails(
            f"snapshot_differs_{how}",
            "8",
            "must_not_differ",
            "snapshot-differs",
            why,
            {**given, "snapshot": some},
        )
