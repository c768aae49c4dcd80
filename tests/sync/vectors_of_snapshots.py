"""Vectors of PROTOCOL 8: snapshots."""

import json
import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_ROOT,
    ROOT,
    expand,
    seed,
)

STEP = 65536
HEADS = {seed("a device", 16).hex(): [7, seed("a change").hex()]}
STATE = json.dumps(
    {"heads": HEADS, "objects": {"setting": {"hour": []}}}, sort_keys=True, separators=(",", ":")
)


def vectors() -> Iterator[Named]:
    yield from snapshots()


def stored(state: bytes) -> bytes:
    """Deflate without compression: one block, alike whichever zlib is at hand."""
    return b"\x01" + len(state).to_bytes(2, "little") + (len(state) ^ 0xFFFF).to_bytes(2, "little") + state


def a_snapshot(
    deflated: bytes = stored(STATE.encode()),
    version: int = 1,
    seq: int = 0,
    heads: object = HEADS,
    padded: bytes | None = None,
    account: bytes = ACCOUNT,
    label: bytes = b"plumbline/1 snapshot",
) -> bytes:
    heads_hash = sha256(json.dumps(heads, sort_keys=True, separators=(",", ":")).encode()).digest()
    header = bytes([version]) + (1).to_bytes(4) + seq.to_bytes(8) + heads_hash
    if padded is None:
        padded = (deflated + b"\x80").ljust(-(-(len(deflated) + 1) // STEP) * STEP, b"\0")
    nonce = sha256(header + padded).digest()[:12]
    return header + nonce + AESGCM(expand(ROOT, "snapshots")).encrypt(nonce, padded, label + account + header)


def snapshots() -> Iterator[Named]:
    def given(snapshot: bytes, **more: object) -> dict[str, Any]:
        return {"account": ACCOUNT.hex(), "root": ROOT.hex(), "snapshot": b64(snapshot), **more}

    gives = {"epoch": 1, "seq": 0, "canonical": STATE}
    yield succeeds(
        "snapshot_opened", "8", "open_snapshot", "deflate without compression", given(a_snapshot()), gives
    )
    squeezed = bytes.fromhex(DEFLATED)
    assert zlib.decompress(squeezed, -15) == STATE.encode()
    yield succeeds(
        "snapshot_opened_deflated",
        "8",
        "open_snapshot",
        "deflate with a table of its own, at a log position",
        given(a_snapshot(squeezed, seq=2**53 - 1)),
        {**gives, "seq": 2**53 - 1},
    )
    good = a_snapshot()
    flipped = good[:200] + bytes([good[200] ^ 1]) + good[201:]
    whole = stored(STATE.encode())
    for how, bad in {
        "empty": given(b""),
        "of_version_2": given(a_snapshot(version=2)),
        "with_a_bit_flipped": given(flipped),
        "with_a_bit_flipped_in_its_header": given(good[:12] + b"\x01" + good[13:]),
        "cut_short": given(good[:-1]),
        "without_a_body": given(good[:57]),
        "of_another_root": given(good, root=OTHER_ROOT.hex()),
        "of_another_account": given(good, account=OTHER_ACCOUNT.hex()),
        "with_another_label": given(a_snapshot(label=b"plumbline/1 change")),
        "with_other_heads": given(a_snapshot(heads={})),
        "of_another_size": given(a_snapshot(padded=(whole + b"\x80").ljust(1024, b"\0"))),
        "without_padding": given(a_snapshot(padded=bytes(STEP))),
        "that_is_not_deflated": given(a_snapshot(STATE.encode())),
        "whose_deflate_stops_early": given(a_snapshot(whole[:-9])),
        "whose_deflate_has_no_last_block": given(a_snapshot(b"\x00" + whole[1:])),
        "with_more_after_its_deflate": given(a_snapshot(whole + b"more")),
        "that_is_no_json": given(a_snapshot(stored(b"a quiet day"))),
        "that_is_no_state": given(a_snapshot(stored(b'{"heads":{},"objects":[]}'), heads={})),
        "with_a_bad_head": given(
            a_snapshot(stored(b'{"heads":{"a":[1,"b"]},"objects":{}}'), heads={"a": [1, "b"]})
        ),
    }.items():
        yield fails(f"snapshot_{how}", "8", "open_snapshot", "bad-snapshot", "fold the changes instead", bad)


# STATE deflated once and kept, because each zlib writes other bytes.
DEFLATED = (
    "1d8d3b0ec2301005efb2758a356b1b6fae8228f607818248245491ef8ea11b3dcdd31cb084f806f301a184e8dc9a61a1c2d5"
    "5a4e2412c4c8b9e404f3e53c81ba724b5e5ce9e4c28ad5ab308d7998c8ee6298c71393e630a929480d2de846ecd50a5cfb04"
    "ab3ec3f67f758b7d7fbcee3f5cd6cf7b44aebdf72f"
)
