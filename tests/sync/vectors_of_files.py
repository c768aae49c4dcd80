"""Vectors of PROTOCOL 14: journal files that are refused, and those that are read whole."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import (
    ACCOUNT,
    OTHER_ACCOUNT,
    SeededPhone,
    a_change,
    an_op,
    seed,
    wrap,
)
from tests.sync.vectors_of_keys import (
    LOCK_ID,
    PASSPHRASE,
    SALT,
    SECRET,
    extract,
    lock_keys,
    recovery_code,
    stretched,
)


def vectors() -> Iterator[Named]:
    yield from files_refused()
    yield from files_read()


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
            "id": LOCK_ID.hex(),
            "kind": "recovery",
            "epoch": 1,
            "wrapped": b64(wrap(lock_keys(extract(SECRET))[1], LOCK_ID, "recovery")),
        }
        self.header: dict[str, Any] = {
            "format": "plumbline-journal",
            "version": 1,
            "account": ACCOUNT.hex(),
            "epoch": 1,
            "changes": 5,
            "locks": [self.recovery],
            "devices": [self.device(phone) for phone in self.phones],
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
        return [
            json.dumps(line, separators=(",", ":")) + "\n"
            for line in [{**self.header, **header}, *changes, end]
        ]

    def given(self, lines: list[str], **more: object) -> dict[str, Any]:
        return {"file": "".join(lines), "recovery_code": recovery_code(SECRET), **more}

    def read(
        self,
        how: str,
        why: str,
        lines: list[str],
        read: list[int],
        problems: list[tuple[int, str]],
        **more: Any,
    ) -> Named:
        """A vector of these lines; `read` are the places of the changes that they give."""
        gives = {
            "account": ACCOUNT.hex(),
            "changes": [sha256(self.envelopes[at]).hexdigest() for at in read],
            "problems": [list(it) for it in problems],
        }
        return succeeds(f"journal_file_{how}", "14", "journal_file", why, self.given(lines, **more), gives)


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
        "with_a_lock_without_wrapped": file.lines(
            locks=[{"id": LOCK_ID.hex(), "kind": "recovery", "epoch": 1}]
        )[0],
        "with_a_device_without_key": file.lines(devices=[{"id": ACCOUNT.hex(), "epoch": 1}])[0],
    }.items():
        given = file.given([line, *rest])
        yield fails(
            f"journal_file_{how}", "14", "journal_file", "not-a-journal-file", "the first line", given
        )
    newer = file.given([first.replace('"version":1', '"version":2,"account":"elsewhere"'), *rest])
    yield fails(
        "journal_file_of_version_2",
        "14",
        "journal_file",
        "newer-journal-file",
        "known before anything else is read",
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
    all_five = file.lines()
    every = [0, 1, 2, 3, 4]
    cut = "file-cut-short"
    yield file.read("whole", "all of it", all_five, every, [])
    yield file.read(
        "without_its_last_newline", "editors drop it", [*all_five[:-1], all_five[-1].strip()], every, []
    )
    yield file.read(
        "with_carriage_returns",
        "JSON takes them for white space",
        [line.replace("\n", "\r\n") for line in all_five],
        every,
        [],
    )
    yield file.read("of_no_change", "an empty journal", file.lines([], changes=0), [], [])
    more = file.lines(mood="fine", locks=[{"kind": "face"}, {**file.recovery, "mood": "fine"}])
    yield file.read("with_unknown_members", "ignored", more, every, [])
    miscounted = file.lines(changes=4)
    yield file.read("that_promises_another_count", "the last line is what counts", miscounted, every, [])
    at_limits = file.lines(
        locks=[{**file.recovery, "id": seed(f"lock {at}", 16).hex()} for at in range(7)] + [file.recovery],
        devices=[*file.header["devices"], *(file.device(SeededPhone(f"Phone {at}")) for at in range(6))],
    )
    yield file.read("with_8_locks_and_8_devices", "the limit; each lock is tried", at_limits, every, [])
    by_passphrase = {
        "id": LOCK_ID.hex(),
        "kind": "passphrase",
        "epoch": 1,
        "salt": b64(SALT),
        "memory_kib": 65536,
        "passes": 3,
        "lanes": 1,
        "wrapped": b64(wrap(lock_keys(stretched(PASSPHRASE))[1], LOCK_ID, "passphrase")),
    }
    both = file.lines(locks=[by_passphrase, file.recovery])
    yield file.read(
        "opened_with_passphrase", "the other lock", both, every, [], recovery_code=None, passphrase=PASSPHRASE
    )

    flipped = file.envelopes[1][:600] + bytes([file.envelopes[1][600] ^ 1]) + file.envelopes[1][601:]
    damaged = [*all_five]
    damaged[2] = json.dumps({"change": b64(flipped)}) + "\n"
    yield file.read(
        "with_a_bit_flipped",
        "the change after it is taken with whatever `previous` it names",
        damaged,
        [0, 2, 3, 4],
        [(3, "bad-signature"), (7, cut)],
    )
    blank = [all_five[0], "\n", *all_five[2:]]
    why = "no device has a head yet, and the failed line explains the gap"
    yield file.read(
        "with_its_first_change_damaged", why, blank, [1, 2, 3, 4], [(2, "malformed-envelope"), (7, cut)]
    )
