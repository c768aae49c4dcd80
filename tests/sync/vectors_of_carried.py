"""Vectors of PROTOCOL 14 after a removal and a purge: older roots, closings and stubs in a journal file."""

import base64
import hashlib
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import ACCOUNT, SeededPhone, a_change, an_op, wrap
from tests.sync.vectors_of_epochs import ROOTS, closing_of, history
from tests.sync.vectors_of_files import AFile
from tests.sync.vectors_of_keys import LOCK_ID, SECRET, extract, lock_keys, recovery_code

BAD = "bad-certificate"


def vectors() -> Iterator[Named]:
    yield from files_of_two_epochs()
    yield from files_with_stubs()
    yield from files_refused()


class CarriedFile:
    """Alma's journal in its second epoch: a phone that stays, and a tablet removed after one change."""

    def __init__(self) -> None:
        self.phone, self.tablet = SeededPhone("Alma's phone"), SeededPhone("Alma's tablet")
        self.envelopes = [
            self.phone.write(a_change([an_op("1", day="2026-11-23")])),
            self.tablet.write(a_change([an_op("2", day="2026-11-23")])),
        ]
        self.end = {"counter": 1, "head": sha256(self.envelopes[1]).hexdigest()}
        self.phone.root = ROOTS[2]
        self.envelopes.append(self.phone.write(a_change([an_op("3", day="2026-11-24")]), epoch=2))
        self.late = self.tablet.write(a_change([an_op("4", day="2026-11-25")]))

    def header(self, **wrong: object) -> dict[str, Any]:
        kek = lock_keys(extract(SECRET))[1]
        wrapped = wrap(kek, LOCK_ID, "recovery", epoch=2, root=ROOTS[2])
        lock = {"id": LOCK_ID.hex(), "kind": "recovery", "epoch": 2, "wrapped": b64(wrapped)}
        content = {
            "format": "plumbline-journal",
            "version": 1,
            "account": ACCOUNT.hex(),
            "epoch": 2,
            "changes": 3,
            "locks": [lock],
            "devices": [self.live(), self.closed()],
            "histories": [{"epoch": 2, "wrapped": b64(history(2))}],
        }
        return {**content, **wrong}

    def live(self) -> dict[str, Any]:
        return AFile.device(self.phone) | {"epoch": 2, "certificate": b64(self.phone.certificate(2))}

    def closed(self, epoch: int = 2, **wrong: object) -> dict[str, Any]:
        made = closing_of(ROOTS[epoch], self.tablet.device, self.end, epoch)
        closing = {"epoch": epoch, **self.end, "certificate": b64(made), **wrong}
        return {**AFile.device(self.tablet), "closed": closing}

    def read(
        self,
        how: str,
        why: str,
        read: list[int],
        problems: list[tuple[int, str]],
        lines: list[dict[str, str]] | None = None,
        **header: object,
    ) -> Named:
        """A vector of this file; `read` are the places of the changes that it gives."""
        lines = [{"change": b64(it)} for it in self.envelopes] if lines is None else lines
        gives = {
            "account": ACCOUNT.hex(),
            "changes": [sha256(self.envelopes[at]).hexdigest() for at in read],
            "problems": [list(it) for it in problems],
        }
        given = {"file": text(self.header(**header), lines), "recovery_code": recovery_code(SECRET)}
        return succeeds(f"journal_file_{how}", "14", "journal_file", why, given, gives)


def text(header: dict[str, Any], lines: list[dict[str, str]]) -> str:
    ids = hashlib.sha256(b"".join(id_of(line) for line in lines)).hexdigest()
    end = {"end": {"changes": len(lines), "sha256": ids}}
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in [header, *lines, end])


def id_of(line: dict[str, str]) -> bytes:
    content = decoded(line.get("change") or line["stub"])
    return sha256(content).digest() if "change" in line else content[77:]


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def files_of_two_epochs() -> Iterator[Named]:
    file = CarriedFile()
    unread = [(2, "unknown-epoch"), (3, "unknown-epoch")]
    yield file.read("of_two_epochs", "the root before opens what it sealed", [0, 1, 2], [])
    tablet_by_old = [file.live(), file.closed(epoch=1)]
    yield file.read("closed_by_the_root_before", "any root held", [0, 1, 2], [], devices=tablet_by_old)
    closings_held = [(1, BAD), (3, "unknown-device")]
    yield file.read("without_its_history", "what it sealed stays closed", [2], unread, histories=[])
    flipped = b64(history(2)[:-1] + bytes([history(2)[-1] ^ 1]))
    yield file.read(
        "with_a_history_damaged", "named on line 1", [2], [(1, "bad-history"), *unread],
        histories=[{"epoch": 2, "wrapped": flipped}],
    )  # fmt: skip
    yield file.read(
        "with_a_closing_damaged", "then the device is unknown", [0, 2], closings_held,
        devices=[file.live(), file.closed(certificate=b64(bytes(32)))],
    )  # fmt: skip
    yield file.read(
        "with_another_end_in_a_closing", "the end is bound to it", [0, 2], closings_held,
        devices=[file.live(), file.closed(counter=2)],
    )  # fmt: skip
    late = [*({"change": b64(it)} for it in file.envelopes), {"change": b64(file.late)}]
    why = "beyond its closing, and left out"
    yield file.read("with_a_change_after_a_closing", why, [0, 1, 2], [(5, "closed-device-wrote")], late)
    many = [file.closed() for _ in range(9)]
    why = "closed ones are not counted"
    yield file.read("with_8_devices_and_9_closed", why, [0, 1, 2], [], devices=[file.live()] * 8 + many)


def files_with_stubs() -> Iterator[Named]:
    file = CarriedFile()
    first, second, third = ({"change": b64(it)} for it in file.envelopes)
    stub = file.envelopes[0][:77] + sha256(file.envelopes[0]).digest()
    lines = [{"stub": b64(stub)}, second, third]
    yield file.read("with_a_stub", "the change after it follows it", [1, 2], [], lines)
    for how, content in (
        ("cut_short", stub[:-1]),
        ("too_long", stub + b"\0"),
        ("of_a_header_alone", stub[:77]),
        ("that_is_empty", b""),
    ):
        wrong = [{"stub": b64(content)}, second, third]
        found = [(2, "malformed-envelope"), (5, "file-cut-short")]
        yield file.read(f"with_a_stub_{how}", "109 bytes", [1, 2], found, wrong)
    stranger = SeededPhone("A stranger")
    stranger.write()
    unknown = stranger.written[0][:77] + sha256(stranger.written[0]).digest()
    yield file.read(
        "with_a_stub_of_a_stranger", "as a change of one", [0, 1, 2], [(2, "unknown-device")],
        [{"stub": b64(unknown)}, first, second, third],
    )  # fmt: skip
    twice = [first, {"stub": b64(stub)}, second, third]
    yield file.read("with_a_stub_again", "its counter was there", [0, 1, 2], [(3, "chain-broken")], twice)


def files_refused() -> Iterator[Named]:
    file = CarriedFile()
    for how, header in {
        "with_9_live_devices": file.header(devices=[file.live()] * 9),
        "with_histories_that_are_no_list": file.header(histories={"2": b64(history(2))}),
        "with_a_history_without_epoch": file.header(histories=[{"wrapped": b64(history(2))}]),
        "with_a_history_that_is_not_b64": file.header(histories=[{"epoch": 2, "wrapped": "+/=="}]),
        "with_a_closing_of_a_short_head": file.header(devices=[file.live(), file.closed(head="00")]),
        "with_a_closing_below_zero": file.header(devices=[file.live(), file.closed(counter=-1)]),
        "with_a_closing_that_is_text": file.header(devices=[{**file.live(), "closed": "yes"}]),
    }.items():
        lines = [{"change": b64(it)} for it in file.envelopes]
        given = {"file": text(header, lines), "recovery_code": recovery_code(SECRET)}
        name = f"journal_file_{how}"
        yield fails(name, "14", "journal_file", "not-a-journal-file", "the first line", given)
