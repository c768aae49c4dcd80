"""write(): one change sealed, chained and stored in one durable step; the ops of entries (PROTOCOL 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from sync import envelope, hlc
from sync.chain import ChangeId, DeviceId, Head, Header, change_id
from sync.core import Core
from sync.envelope import Op
from sync.hlc import Hlc
from sync.standing import Standing
from sync.unlocking import Random
from sync.values import JsonValue


def write(
    core: Core, ops: Sequence[Op], seen: Mapping[str, int] | None = None, at: Hlc | None = None
) -> ChangeId:
    """Keep one change; it waits until it is sent. Works locked.

    seen: what its writer had read, by device in hex; all that the log here holds when none is given. at: as
    if it were written then (PROTOCOL 6.3); now when none is given.
    Raises ChangeTooLarge, MalformedChange, and nothing is kept.
    """
    with core.replica.step("wrote") as step:
        before = step.standing
        clock = at or hlc.tick(before.clock, core.parts.now_ms())
        header = Header(before.account, before.device, before.epoch, before.head.counter + 1, before.head.id)
        known = _signed(core, seen_by(before) if seen is None else seen)
        sealed = envelope.seal(clock, known, ops, header, before.pk_r(), before.key())
        id = change_id(sealed)
        step.write(sealed)
        step.standing = replace(before, clock=max(before.clock, clock), head=Head(header.counter, id))
    return id


def seen_by(standing: Standing) -> dict[str, int]:
    """The highest counter of each other device that the log here holds.

    Of those alone that a root vouches for: no other phone will ever find a change of a device that a server
    made up, while this one was locked.
    """
    others = standing.vouched - {standing.device}
    heads = {device: head.counter for device, head in standing.heads.items() if device in others}
    return {device.hex(): counter for device, counter in heads.items() if counter}


def _signed(core: Core, seen: Mapping[str, int]) -> dict[str, int]:
    """The same without stubs at the end: nobody signs one, and no other phone will find what is made up."""
    devices = ((DeviceId(bytes.fromhex(device)), counter) for device, counter in seen.items())
    signed = {device.hex(): core.replica.signed_up_to(device, counter) for device, counter in devices}
    own = core.replica.standing.device.hex()
    return {device: counter for device, counter in signed.items() if counter and device != own}


def uuid7(now_ms: int, random: Random) -> str:
    """A UUIDv7: ids of objects sort by when they were made (RFC 9562)."""
    value = now_ms << 80 | int.from_bytes(random(10))
    value = value & ~(0xF << 76) | 7 << 76
    return str(UUID(int=value & ~(0x3 << 62) | 2 << 62))


def entry_op(id: str, now_ms: int, day: str, zone: str, note: str, answers: Mapping[str, str]) -> Op:
    """A new entry of the daily checklist. answers: codes by linkId; zone: an IANA name."""
    authored = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    fields: dict[str, JsonValue] = {
        "checklist": "daily", "version": 1, "day": day, "zone": zone, "authored": authored,
    }  # fmt: skip
    fields |= {f"answer.{link_id}": code for link_id, code in answers.items()}
    if note:
        fields["note"] = {"text": note}
    return {"kind": "entry", "id": id, "set": fields}
