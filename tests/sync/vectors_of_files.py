"""Vectors of PROTOCOL 8 and 14: snapshots, and journal files read as far as they can be."""

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
    SeededPhone,
    a_change,
    an_op,
    expand,
    seed,
    wrap,
)
from tests.sync.vectors_of_keys import LOCK_ID, PASSPHRASE, SALT, SECRET, extract, lock_keys, recovery_code, stretched

STEP = 65536
HEADS = {seed("a device", 16).hex(): [7, seed("a change").hex()]}
STATE = json.dumps({"heads": HEADS, "objects": {"setting": {"hour": []}}}, sort_keys=True, separators=(",", ":"))


def vectors() -> Iterator[Named]:
    yield from snapshots()
    yield from files_refused()
    yield from files_read()


def stored(state: bytes) -> bytes:
    """Deflate without compression: one block, alike whichever zlib is at hand."""
    return b"\x01" + len(state).to_bytes(2, "little") + (len(state) ^ 0xFFFF).to_bytes(2, "little") + state


def a_snapshot(
    deflated: bytes = stored(STATE.encode()), version: int = 1, seq: int = 0, heads: object = HEADS,
    padded: bytes | None = None, account: bytes = ACCOUNT, label: bytes = b"plumbline/1 snapshot",
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
    yield succeeds("snapshot_opened", "8", "open_snapshot", "deflate without compression", given(a_snapshot()), gives)
    squeezed = bytes.fromhex(DEFLATED)
    assert zlib.decompress(squeezed, -15) == STATE.encode()
    yield succeeds(
        "snapshot_opened_deflated", "8", "open_snapshot", "deflate with a table of its own, at a log position",
        given(a_snapshot(squeezed, seq=2**53 - 1)), {**gives, "seq": 2**53 - 1},
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
        "with_more_after_its_deflate": given(a_snapshot(whole + b"more")),
        "that_is_no_json": given(a_snapshot(stored(b"a quiet day"))),
        "that_is_no_state": given(a_snapshot(stored(b'{"heads":{},"objects":[]}'), heads={})),
        "with_a_bad_head": given(a_snapshot(stored(b'{"heads":{"a":[1,"b"]},"objects":{}}'), heads={"a": [1, "b"]})),
    }.items():
        yield fails(f"snapshot_{how}", "8", "open_snapshot", "bad-snapshot", "fold the changes instead", bad)


# STATE deflated once and kept, because each zlib writes other bytes.
DEFLATED = (
    "1d8d3b0ec2301005efb2758a356b1b6fae8228f607818248245491ef8ea11b3dcdd31cb084f806f301a184e8dc9a61a1c2d5"
    "5a4e2412c4c8b9e404f3e53c81ba724b5e5ce9e4c28ad5ab308d7998c8ee6298c71393e630a929480d2de846ecd50a5cfb04"
    "ab3ec3f67f758b7d7fbcee3f5cd6cf7b44aebdf72f"
)


class AFile:
    """Alma's journal with five changes of two phones, and every line to be made wrong."""

    def __init__(self) -> None:
        alma, tablet = SeededPhone("Alma's phone"), SeededPhone("Alma's tablet")
        self.phones = [alma, tablet]
        self.envelopes = [
            alma.write(a_change([an_op("1", day="2026-11-23", note={"text": "One."})])),
            alma.write(a_change([an_op("2", day="2026-11-23")])),
            tablet.write(a_change([an_op("3", day="2026-11-23")], seen={alma.device.hex(): 2})),
            alma.write(a_change([an_op("4", day="2026-11-24")])),
            alma.write(a_change([{"kind": "entry", "id": "2", "delete": True}])),
        ]
        self.recovery = {
            "id": LOCK_ID.hex(), "kind": "recovery", "epoch": 1,
            "wrapped": b64(wrap(lock_keys(extract(SECRET))[1], LOCK_ID, "recovery")),
        }
        self.header: dict[str, Any] = {
            "format": "plumbline-journal", "version": 1, "account": ACCOUNT.hex(), "epoch": 1, "changes": 5,
            "locks": [self.recovery], "devices": [self.device(phone) for phone in self.phones],
        }

    @staticmethod
    def device(phone: SeededPhone) -> dict[str, Any]:
        keys = {"public_key": b64(phone.public_key), "certificate": b64(phone.certificate())}
        return {"id": phone.device.hex(), "epoch": 1, **keys}

    def lines(self, envelopes: list[bytes] | None = None, **header: object) -> list[str]:
        envelopes = self.envelopes if envelopes is None else envelopes
        ids = b"".join(sha256(envelope).digest() for envelope in envelopes)
        end = {"end": {"changes": len(envelopes), "sha256": sha256(ids).hexdigest()}}
        changes = [{"change": b64(envelope)} for envelope in envelopes]
        return [json.dumps(line, separators=(",", ":")) + "\n" for line in [{**self.header, **header}, *changes, end]]

    def given(self, lines: list[str], **more: object) -> dict[str, Any]:
        return {"file": "".join(lines), "recovery_code": recovery_code(SECRET), **more}


def files_refused() -> Iterator[Named]:
    file = AFile()
    first, *rest = file.lines()
    second_lock = {**file.recovery, "id": seed("another lock", 16).hex()}
    for how, line in {
        "empty": "",
        "that_is_text": "A quiet day.\n",
        "with_a_byte_order_mark": "\ufeff" + first,
        "of_another_format": first.replace("plumbline-journal", "diary"),
        "of_version_0": first.replace('"version":1', '"version":0'),
        "of_version_text": first.replace('"version":1', '"version":"1"'),
        "that_is_a_list": "[]\n",
        "with_a_short_account": first.replace(ACCOUNT.hex(), ACCOUNT.hex()[:-2]),
        "with_a_capital_account": first.replace(ACCOUNT.hex(), ACCOUNT.hex().upper()),
        "of_epoch_0": first.replace('"epoch":1', '"epoch":0', 1),
        "of_epoch_past_the_last": file.lines(epoch=2**32)[0],
        "of_1000001_changes": file.lines(changes=1_000_001)[0],
        "of_minus_1_changes": file.lines(changes=-1)[0],
        "with_9_locks": file.lines(locks=[second_lock] * 8 + [file.recovery])[0],
        "with_9_devices": file.lines(devices=[file.device(file.phones[0])] * 9)[0],
        "without_locks": file.lines(locks=None)[0],
        "with_a_lock_that_is_not_b64": file.lines(locks=[{**file.recovery, "wrapped": "+/=="}])[0],
        "with_a_lock_without_wrapped": file.lines(locks=[{"id": LOCK_ID.hex(), "kind": "recovery", "epoch": 1}])[0],
        "with_a_device_without_key": file.lines(devices=[{"id": ACCOUNT.hex(), "epoch": 1}])[0],
    }.items():
        given = file.given([line, *rest])
        yield fails(f"journal_file_{how}", "14", "journal_file", "not-a-journal-file", "the first line", given)
    newer = file.given([first.replace('"version":1', '"version":2,"account":"elsewhere"'), *rest])
    yield fails(
        "journal_file_of_version_2", "14", "journal_file", "newer-journal-file", "known before anything else is read",
        newer,
    )
    passkey = {**file.recovery, "kind": "passkey"}
    for how, more, problem in (
        ("without_any_lock", {"locks": []}, "no-such-lock"),
        ("with_a_lock_of_another_kind", {"locks": [passkey, {"kind": "face", "of": "whom"}]}, "no-such-lock"),
        ("with_a_lock_cut_short", {"locks": [{**file.recovery, "wrapped": ""}]}, "malformed-lock"),
        ("of_another_account", {"account": OTHER_ACCOUNT.hex()}, "wrong-secret"),
    ):
        given = file.given(file.lines(**more))  # type: ignore[arg-type]
        yield fails(f"journal_file_{how}", "14", "journal_file", problem, "nothing can be opened", given)
    for how, code, problem in (
        ("with_another_code", recovery_code(seed("another", 20)), "wrong-secret"),
        ("with_a_mistyped_code", recovery_code(SECRET)[::-1], "mistyped-recovery-code"),
        ("with_half_a_code", recovery_code(SECRET)[:20], "malformed-recovery-code"),
    ):
        given = file.given(file.lines(), recovery_code=code)
        yield fails(f"journal_file_{how}", "14", "journal_file", problem, "ask again", given)


def files_read() -> Iterator[Named]:
    file = AFile()
    ids = [sha256(envelope).hexdigest() for envelope in file.envelopes]
    all_five = file.lines()

    def read(how: str, why: str, lines: list[str], read: list[int], problems: list[tuple[int, str]], **more: Any) -> Named:
        gives = {"account": ACCOUNT.hex(), "changes": [ids[at] for at in read], "problems": [list(it) for it in problems]}
        return succeeds(f"journal_file_{how}", "14", "journal_file", why, file.given(lines, **more), gives)

    every = [0, 1, 2, 3, 4]
    cut = "file-cut-short"
    yield read("whole", "all of it", all_five, every, [])
    yield read("without_its_last_newline", "editors drop it", [*all_five[:-1], all_five[-1].strip()], every, [])
    yield read("with_carriage_returns", "JSON takes them for white space", [line.replace("\n", "\r\n") for line in all_five], every, [])
    yield read("of_no_change", "an empty journal", file.lines([], changes=0), [], [])
    more = file.lines(mood="fine", locks=[{"kind": "face"}, {**file.recovery, "mood": "fine"}])
    yield read("with_unknown_members", "ignored", more, every, [])
    miscounted = file.lines(changes=4)
    yield read("that_promises_another_count", "the last line is what counts", miscounted, every, [])
    at_limits = file.lines(
        locks=[{**file.recovery, "id": seed(f"lock {at}", 16).hex()} for at in range(7)] + [file.recovery],
        devices=[*file.header["devices"], *(file.device(SeededPhone(f"Phone {at}")) for at in range(6))],
    )
    yield read("with_8_locks_and_8_devices", "the limit; each lock is tried", at_limits, every, [])
    by_passphrase = {
        "id": LOCK_ID.hex(), "kind": "passphrase", "epoch": 1, "salt": b64(SALT), "memory_kib": 65536, "passes": 3,
        "lanes": 1, "wrapped": b64(wrap(lock_keys(stretched(PASSPHRASE))[1], LOCK_ID, "passphrase")),
    }
    both = file.lines(locks=[by_passphrase, file.recovery])
    yield read("opened_with_passphrase", "the other lock", both, every, [], recovery_code=None, passphrase=PASSPHRASE)

    flipped = file.envelopes[1][:600] + bytes([file.envelopes[1][600] ^ 1]) + file.envelopes[1][601:]
    damaged = [*all_five]
    damaged[2] = json.dumps({"change": b64(flipped)}) + "\n"
    yield read(
        "with_a_bit_flipped", "the change after it is taken with whatever `previous` it names",
        damaged, [0, 2, 3, 4], [(3, "bad-signature"), (7, cut)],
    )
    blank = [all_five[0], "\n", *all_five[2:]]
    why = "no device has a head yet, and the failed line explains the gap"
    yield read("with_its_first_change_damaged", why, blank, [1, 2, 3, 4], [(2, "malformed-envelope"), (7, cut)])
    yield from damaged_lines(file, read)


def damaged_lines(file: AFile, read: Any) -> Iterator[Named]:
    lines, cut = file.lines(), "file-cut-short"
    for how, line in {
        "that_is_empty": "\n",
        "that_is_text": "A quiet day.\n",
        "that_is_a_list": "[]\n",
        "without_a_change": '{"mood":"fine"}\n',
        "with_a_number_for_a_change": '{"change":7}\n',
        "cut_short": lines[2][:700] + "\n",
        "with_padding": lines[2].replace('"}', '=="}'),
        "with_unused_bits_set": lines[2].replace('"}', "") [:-2] + other_last(lines[2]) + '"}\n',
        "of_an_empty_change": '{"change":""}\n',
    }.items():
        what = [lines[0], lines[1], line, *lines[3:]]
        yield read(f"with_a_line_{how}", "named, and reading goes on", what, [0, 2, 3, 4], [(3, "malformed-envelope"), (7, cut)])
    without_second = [*lines[:2], *lines[3:]]
    yield read(
        "with_a_line_missing", "the gap is named at the next change, which is read", without_second, [0, 2, 3, 4],
        [(4, "chain-broken"), (6, cut)],
    )
    yield read(
        "with_two_gaps", "each is named", [lines[0], *lines[2:4], *lines[5:]], [1, 2, 4],
        [(2, "chain-broken"), (4, "chain-broken"), (5, cut)],
    )
    yield read(
        "with_a_line_twice", "what is not after the head is left out", [*lines[:3], lines[2], *lines[3:]], [0, 1, 2, 3, 4],
        [(4, "chain-broken"), (8, cut)],
    )
    yield read(
        "with_lines_swapped", "what comes late is left out", [lines[0], lines[2], lines[1], *lines[3:]], [1, 2, 3, 4],
        [(2, "chain-broken"), (3, "chain-broken"), (7, cut)],
    )
    yield read("without_its_last_line", "cut between lines", lines[:-1], [0, 1, 2, 3, 4], [(6, cut)])
    yield read("of_one_line", "nothing but the header", lines[:1], [], [(1, cut)])
    half = lines[3][:900]
    yield read("cut_in_a_line", "half a file is half a journal", [*lines[:3], half], [0, 1], [(4, "malformed-envelope"), (4, cut)])
    for how, end in {
        "another_count": lines[-1].replace('"changes":5', '"changes":6'),
        "another_sum": lines[-1].replace('"sha256":"', '"sha256":"0'),
        "nothing": '{"end":null}\n',
    }.items():
        yield read(f"whose_end_says_{how}", "all of it is read all the same", [*lines[:-1], end], [0, 1, 2, 3, 4], [(7, cut)])
    early = [*lines[:3], lines[-1], *lines[3:-1]]
    yield read(
        "that_goes_on_after_its_end", "each line after an end is named, and read all the same", early, [0, 1, 2, 3, 4],
        [(5, "malformed-envelope"), (7, cut)],
    )
    yield read(
        "with_two_ends", "the last line is what counts", [*lines, lines[-1]], [0, 1, 2, 3, 4], [(8, "malformed-envelope")]
    )
    yield from foreign_lines(file, read)


def other_last(line: str) -> str:
    """The last symbol of a change of 1,213 bytes, with one of its four unused bits set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(line[-4]) + 1]


def foreign_lines(file: AFile, read: Any) -> Iterator[Named]:
    alma, tablet = file.phones
    one, two, three, four, five = file.envelopes
    cleo = SeededPhone("Cleo's phone")
    among = file.lines([one, cleo.write(), two, three, four, five])
    yield read("with_a_stranger_among_it", "left out", among, [0, 1, 2, 3, 4], [(3, "unknown-device")])
    elsewhere = file.lines([one, two, SeededPhone("Alma's phone", account=OTHER_ACCOUNT).write(), three, four, five])
    yield read("with_a_change_of_another_account", "left out", elsewhere, [0, 1, 2, 3, 4], [(4, "wrong-account")])
    newer = file.lines([one, b"\x02" + bytes(2000), two, three, four, five])
    yield read("with_a_change_of_version_2", "a newer app wrote it", newer, [0, 1, 2, 3, 4], [(3, "unknown-version")])
    devices = [file.device(alma), {**file.device(tablet), "certificate": b64(bytes(32))}]
    yield read(
        "with_a_device_that_nobody_let_in", "its changes are a stranger's", file.lines(devices=devices), [0, 1, 3, 4],
        [(1, "bad-certificate"), (4, "unknown-device")],
    )
    late = [file.device(alma), {**file.device(tablet), "epoch": 2}]
    yield read(
        "with_a_certificate_of_another_epoch", "the epoch is certified with the key", file.lines(devices=late), [0, 1, 3, 4],
        [(1, "bad-certificate"), (4, "unknown-device")],
    )
    yield from lines_that_do_not_open(file, read)


def lines_that_do_not_open(file: AFile, read: Any) -> Iterator[Named]:
    one, two, three, _, _ = file.envelopes
    for how, plaintext, epoch, problem in (
        ("that_is_malformed", b"[]", 1, "malformed-change"),
        ("of_an_unknown_epoch", a_change(), 2, "unknown-epoch"),
    ):
        alma = SeededPhone("Alma's phone", counter=2, previous=sha256(two).digest())
        sealed = alma.write(plaintext, epoch=epoch)
        yield read(
            f"with_a_change_{how}", "it is authentic, so the chain goes on over it",
            file.lines([one, two, sealed, three]), [0, 1, 2], [(4, problem)],
        )
    last = SeededPhone("Alma's phone").seal(a_change(), counter=2**53, previous=sha256(two).digest())
    yield read(
        "with_a_counter_past_the_last", "2^53 is no counter, not even after a line that failed",
        [*file.lines([one, two, last])[:3], "\n", *file.lines([one, two, last])[3:]], [0, 1],
        [(4, "malformed-envelope"), (5, "chain-broken")],
    )
