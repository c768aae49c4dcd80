"""What one language wrote the other reads, both ways: files, snapshots, and what histories come to."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.chain import AccountId
from sync.envelope import Change, Op
from sync.formats import read_journal_file
from sync.keys import Root
from sync.merge import State, canonical_state, fold, resolve
from sync.snapshot import Snapshot, open_snapshot, seal_snapshot
from sync.unlocking import Passphrase, RecoveryCode
from sync.values import JsonValue, b64_to_bytes, bytes_to_b64
from tests.adversary.node import command
from tests.sync.cast import Journal, a_daily_check, a_file, an_entry, flipped
from tests.sync.histories import any_text, any_value, histories

pytestmark = pytest.mark.promise(7)
REPOSITORY = Path(__file__).parents[2]
PASSPHRASE = "  caf\u00e9 lantern\u00a0river \ufb01ddle "
AS_TYPED_ELSEWHERE = "cafe\u0301 lantern river fiddle"
AT = "2026-11-23T21:43:44.123Z-0000"
# The twin is one process for all examples: it keeps nothing between two questions.
both = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Twin:
    """The TypeScript protocol, in a Node of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, deed: str, **given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"deed": deed, **given}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the twin has ended: its last words stand above"
        return json.loads(answer)


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with subprocess.Popen(
        command("tests/sync/twin.ts"),
        cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        yield Twin(process)
        assert process.stdin
        process.stdin.close()


def as_json(change: Change) -> dict[str, Any]:
    own = {"id": change.id.hex(), "device": change.device, "counter": change.counter}
    return {**own, "at": change.at, "seen": change.seen, "ops": change.ops}


@both
@given(fields=st.lists(st.dictionaries(any_text, any_value, max_size=3), max_size=4))
def test_python_opens_what_typescript_sealed(twin: Twin, fields: list[dict[str, JsonValue]]) -> None:
    ops: list[list[Op]] = [[{"kind": "entry", "id": "1", "set": it}] for it in fields]

    wrote = twin.ask("write", changes=[{"at": AT, "seen": {"a0" * 16: 7}, "ops": it} for it in ops])
    reading = read_journal_file(a_file(wrote["file"].encode()), RecoveryCode(wrote["code"]))

    assert reading.problems == []
    assert [change.ops for change in reading.changes] == ops
    assert all(change.seen == {"a0" * 16: 7} and change.at == AT for change in reading.changes)


@both
@given(fields=st.lists(st.dictionaries(any_text, any_value, max_size=3), max_size=4))
def test_typescript_opens_what_python_sealed(twin: Twin, fields: list[dict[str, JsonValue]]) -> None:
    alma = Journal()
    phone, tablet = alma.a_phone(), alma.a_phone()
    for place, it in enumerate(fields):
        (tablet if place % 2 else phone).write({"kind": "entry", "id": "1", "set": it})
    code = alma.lock_with_recovery_code()

    read = twin.ask("read", file=alma.as_file().decode(), code=code)

    opened = [alma.open(sealed) for sealed in alma.envelopes]
    assert read["problems"] == []
    assert [(it["id"], it["ops"]) for it in read["changes"]] == [(it.id.hex(), it.ops) for it in opened]
    assert read["canonical"].encode() == canonical_state(fold(State(), opened))


def test_a_passphrase_opens_in_the_other_language(twin: Twin) -> None:
    alma = Journal()
    alma.a_phone().write(a_daily_check(daily_steady="steady"))
    alma.lock_with_passphrase(PASSPHRASE)

    wrote = twin.ask("write", changes=[{"at": AT, "seen": {}, "ops": [an_entry(x=1)]}], passphrase=PASSPHRASE)
    theirs = read_journal_file(a_file(wrote["file"].encode()), Passphrase(AS_TYPED_ELSEWHERE))
    ours = twin.ask("read", file=alma.as_file().decode(), passphrase=AS_TYPED_ELSEWHERE)

    assert [change.ops for change in theirs.changes] == [[an_entry(x=1)]]
    assert [change["ops"] for change in ours["changes"]] == [[a_daily_check(daily_steady="steady")]]


@both
@given(data=st.data())
def test_both_name_the_same_damage(twin: Twin, data: st.DataObject) -> None:
    alma = Journal()
    phone, tablet = alma.a_phone(), alma.a_phone()
    for number in range(5):
        (tablet if number == 2 else phone).write(an_entry(x=number))
    code = RecoveryCode(alma.lock_with_recovery_code())
    first, *lines = alma.as_file().splitlines(keepends=True)
    bits = st.integers(0, 8 * 1213 - 1)
    broken = b'{"change":"%s"}\n' % bytes_to_b64(flipped(alma.envelopes[1], data.draw(bits))).encode()
    kept = data.draw(st.lists(st.sampled_from([*lines, broken, b"{}\n"]), max_size=9))
    content = b"".join([first, *kept])[: data.draw(st.integers(len(first), 20_000))]

    ours = read_journal_file(a_file(content), code)
    theirs = twin.ask("read", file=content.decode(), code=code.text)

    assert theirs["problems"] == [[found.line, found.type] for found in ours.problems]
    assert [it["id"] for it in theirs["changes"]] == [change.id.hex() for change in ours.changes]


@settings(both, max_examples=300)
@given(changes=histories())
def test_histories_come_to_the_same(twin: Twin, changes: list[Change]) -> None:
    state = fold(State(), changes)

    theirs = twin.ask("merge", changes=[as_json(change) for change in changes])

    assert theirs["canonical"].encode() == canonical_state(state)
    said = {
        (kind, id): (gone, {name: rest for name, *rest in it}) for kind, id, gone, it in theirs["resolved"]
    }
    assert said == {(kind, id): what_is_said(writes) for kind, id, writes in objects_of(state)}


def objects_of(state: State) -> Iterator[tuple[str, str, Any]]:
    for kind, by_id in state.objects.items():
        for id, writes in by_id.items():
            yield kind, id, writes


def what_is_said(writes: Any) -> tuple[bool, Mapping[str, Any]]:
    resolved = resolve(writes)
    return resolved.gone, {name: [it.value, it.concurrent] for name, it in resolved.fields.items()}


@both
@given(changes=histories(), seq=st.integers(0, 2**53 - 1))
def test_snapshots_open_in_the_other_language(twin: Twin, changes: list[Change], seq: int) -> None:
    root, account, state = Root(os.urandom(32)), AccountId(os.urandom(16)), fold(State(), changes)
    place = {"account": account.hex(), "root": root.hex()}

    sealed = seal_snapshot(Snapshot(1, seq, state), root, account)
    theirs = twin.ask("openSnapshot", snapshot=bytes_to_b64(sealed), **place)
    made = twin.ask("sealSnapshot", changes=[as_json(change) for change in changes], seq=seq, **place)

    assert theirs["canonical"].encode() == canonical_state(state)
    assert open_snapshot(b64_to_bytes(made["snapshot"]), root, account) == Snapshot(1, seq, state)
