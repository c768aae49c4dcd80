"""Phones that hold the same changes hold the same journal, and what it says is what PROTOCOL 5 says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.chain import NO_CHANGE, AccountId, DeviceId, Header, Stub
from sync.envelope import Change, Op
from sync.merge import Field, Resolved, State, Write, canonical_state, fold, pass_over, resolve
from sync.values import JsonValue
from tests.sync.histories import histories

pytestmark = pytest.mark.promise(3)
ACCOUNT = AccountId(bytes(16))


@settings(max_examples=300)
@given(histories(), st.data())
def test_any_order_and_repeats_give_the_same_state(changes: list[Change], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(changes))) if changes else []
    shuffled = data.draw(st.permutations([*changes, *again]))
    cut = data.draw(st.integers(0, len(shuffled)))

    at_once = fold(State(), changes)
    in_parts = fold(fold(State(), shuffled[:cut]), shuffled[cut:])

    assert canonical_state(at_once) == canonical_state(in_parts)
    assert at_once == in_parts


@given(histories())
def test_folding_leaves_the_state_it_was_given(changes: list[Change]) -> None:
    before = fold(State(), changes[:3])
    written = canonical_state(before)

    fold(before, changes)

    assert canonical_state(before) == written


@settings(max_examples=300)
@given(histories(), st.data())
def test_purged_writes_are_gone_whichever_came_first(changes: list[Change], data: st.DataObject) -> None:
    ops = [(op, change) for change in changes for op in change.ops]
    purged = {
        (device, counter)
        for op, _ in ops
        if op["kind"] == "purge" and is_well_formed(op)
        for device, counter, _ in op["set"]["changes"]  # type: ignore[index, call-overload, union-attr]
    }

    state = fold(State(), data.draw(st.permutations(changes)))

    kept = {
        (op["kind"], op["id"], change.device, change.counter)
        for op, change in ops
        if op["kind"] == "purge" or (change.device, change.counter) not in purged
    }
    assert {
        (kind, id, *it.place) for kind, by_id in state.objects.items() for id in by_id for it in by_id[id]
    } == kept
    assert all(writes for by_id in state.objects.values() for writes in by_id.values())


def is_well_formed(op: Op) -> bool:
    """Of the lists that histories draw, those whose counters are counters."""
    changes = op.get("set", {}).get("changes", [[0, 0, 0]])  # type: ignore[union-attr]
    return all(counter >= 1 for _, counter, _ in changes)  # type: ignore[union-attr, operator, misc]


@given(histories(), histories())
def test_heads_are_moved_by_what_cannot_be_read(changes: list[Change], unread: list[Change]) -> None:
    stubs = [
        Stub(Header(ACCOUNT, DeviceId(bytes.fromhex(it.device)), 1, it.counter, NO_CHANGE), it.id)
        for it in unread
    ]

    passed = pass_over(fold(State(), changes), stubs)

    assert passed.heads == fold(State(), [*changes, *unread]).heads
    assert passed.objects == fold(State(), changes).objects


@settings(max_examples=300)
@given(histories())
def test_resolve_agrees_with_a_literal_reading(changes: list[Change]) -> None:
    state = fold(State(), changes)

    for by_id in state.objects.values():
        for writes in by_id.values():
            assert resolve(writes) == literally(writes)


def literally(writes: tuple[Write, ...]) -> Resolved:
    """PROTOCOL 5, "Reading an object", sentence by sentence and as slow as it reads."""
    names = {name for w in writes for name in w.verb.get("set", {})}  # type: ignore[attr-defined, union-attr]
    fields = {name: literal_field(name, writes) for name in names}
    deletes = [w for w in writes if w.verb == {"delete": True}]
    unseen = [w for w in writes if "set" in w.verb and not any(had_seen(d, w) for d in deletes)]
    return Resolved(fields, gone=len(deletes) > 0 and unseen == [])


def had_seen(w: Write, v: Write) -> bool:
    earlier_of_its_own = v.device == w.device and v.counter < w.counter
    return earlier_of_its_own or w.seen.get(v.device, 0) >= v.counter


def literal_field(name: str, writes: tuple[Write, ...]) -> Field:
    versions = [w for w in writes if name in w.verb.get("set", {})]  # type: ignore[operator]
    current = [v for v in versions if not [w for w in versions if w is not v and had_seen(w, v)]]
    latest = max(current, key=lambda v: (v.at, v.device))
    value: JsonValue = latest.verb["set"][name]  # type: ignore[index, call-overload]
    others = [v for v in current if v is not latest and is_text(v.verb["set"][name])]  # type: ignore[index, call-overload]
    if is_text(value) and others:
        earliest_first = sorted([*others, latest], key=lambda v: (v.at, v.device))
        distinct: list[str] = []
        for v in earliest_first:
            text = v.verb["set"][name]["text"]  # type: ignore[index, call-overload]
            if text not in distinct:
                distinct.append(text)
        value = {"text": "\n\n".join(distinct)}
    return Field(value, concurrent=len(current) > 1)


def is_text(value: JsonValue) -> bool:
    return isinstance(value, dict) and isinstance(value.get("text"), str)


def test_both_texts_stand_until_somebody_tidies_up() -> None:
    phone, tablet = "a0" * 16, "b0" * 16
    at = "2026-11-23T21:00:00.000Z-0000"
    first = Write(phone, 1, at, {}, {"set": {"note": {"text": "On the phone."}}})  # type: ignore[arg-type]
    other = Write(tablet, 1, at, {}, {"set": {"note": {"text": "On the tablet."}}})  # type: ignore[arg-type]
    tidy = Write(tablet, 2, at, {phone: 1}, {"set": {"note": {"text": "Both."}}})  # type: ignore[arg-type]

    both = {"text": "On the phone.\n\nOn the tablet."}
    assert resolve([first, other]).fields["note"] == Field(both, concurrent=True)
    assert resolve([first, other, tidy]).fields["note"] == Field({"text": "Both."}, concurrent=False)
