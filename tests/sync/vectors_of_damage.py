"""Vectors of PROTOCOL 14: damaged journal files, read as far as they can be."""

from collections.abc import Iterator
from hashlib import sha256

from tests.sync.a_vector import Named, b64
from tests.sync.seeded import (
    OTHER_ACCOUNT,
    SeededPhone,
    a_change,
)
from tests.sync.vectors_of_files import AFile


def vectors() -> Iterator[Named]:
    yield from damaged_lines(AFile())
    yield from lost_lines(AFile())
    yield from lost_ends(AFile())
    yield from foreign_lines(AFile())
    yield from lines_that_do_not_open(AFile())


def damaged_lines(file: AFile) -> Iterator[Named]:
    lines, cut = file.lines(), "file-cut-short"
    for how, line in {
        "that_is_empty": "\n",
        "that_is_text": "A quiet day.\n",
        "that_is_a_list": "[]\n",
        "without_a_change": '{"mood":"fine"}\n',
        "with_a_number_for_a_change": '{"change":7}\n',
        "cut_short": lines[2][:700] + "\n",
        "with_padding": lines[2].replace('"}', '=="}'),
        "with_unused_bits_set": lines[2].replace('"}', "")[:-2] + other_last(lines[2]) + '"}\n',
        "of_an_empty_change": '{"change":""}\n',
    }.items():
        what = [lines[0], lines[1], line, *lines[3:]]
        yield file.read(
            f"with_a_line_{how}",
            "named, and reading goes on",
            what,
            [0, 2, 3, 4],
            [(3, "malformed-envelope"), (7, cut)],
        )


def lost_lines(file: AFile) -> Iterator[Named]:
    lines, cut = file.lines(), "file-cut-short"
    without_second = [*lines[:2], *lines[3:]]
    yield file.read(
        "with_a_line_missing",
        "the gap is named at the next change, which is read",
        without_second,
        [0, 2, 3, 4],
        [(4, "chain-broken"), (6, cut)],
    )
    yield file.read(
        "with_two_gaps",
        "each is named",
        [lines[0], *lines[2:4], *lines[5:]],
        [1, 2, 4],
        [(2, "chain-broken"), (4, "chain-broken"), (5, cut)],
    )
    yield file.read(
        "with_a_gap_after_a_damaged_line",
        "a failed line explains no gap that begins after it",
        [lines[0], "\n", lines[1], *lines[3:]],
        [0, 2, 3, 4],
        [(2, "malformed-envelope"), (5, "chain-broken"), (7, cut)],
    )
    yield file.read(
        "with_a_line_twice",
        "what is not after the head is left out",
        [*lines[:3], lines[2], *lines[3:]],
        [0, 1, 2, 3, 4],
        [(4, "chain-broken"), (8, cut)],
    )
    yield file.read(
        "with_lines_swapped",
        "what comes late is left out",
        [lines[0], lines[2], lines[1], *lines[3:]],
        [1, 2, 3, 4],
        [(2, "chain-broken"), (3, "chain-broken"), (7, cut)],
    )


def lost_ends(file: AFile) -> Iterator[Named]:
    lines, cut = file.lines(), "file-cut-short"
    yield file.read("without_its_last_line", "cut between lines", lines[:-1], [0, 1, 2, 3, 4], [(6, cut)])
    yield file.read("of_one_line", "nothing but the header", lines[:1], [], [(1, cut)])
    half = lines[3][:900]
    yield file.read(
        "cut_in_a_line",
        "half a file is half a journal",
        [*lines[:3], half],
        [0, 1],
        [(4, "malformed-envelope"), (4, cut)],
    )
    for how, end in {
        "another_count": lines[-1].replace('"changes":5', '"changes":6'),
        "another_sum": lines[-1].replace('"sha256":"', '"sha256":"0'),
        "nothing": '{"end":null}\n',
    }.items():
        yield file.read(
            f"whose_end_says_{how}",
            "all of it is read all the same",
            [*lines[:-1], end],
            [0, 1, 2, 3, 4],
            [(7, cut)],
        )
    early = [*lines[:3], lines[-1], *lines[3:-1]]
    yield file.read(
        "that_goes_on_after_its_end",
        "each line after an end is named, and read all the same",
        early,
        [0, 1, 2, 3, 4],
        [(5, "malformed-envelope"), (7, cut)],
    )
    yield file.read(
        "with_two_ends",
        "the last line is what counts",
        [*lines, lines[-1]],
        [0, 1, 2, 3, 4],
        [(8, "malformed-envelope")],
    )


def other_last(line: str) -> str:
    """The last symbol of a change of 1,213 bytes, with one of its four unused bits set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(line[-4]) + 1]


def foreign_lines(file: AFile) -> Iterator[Named]:
    alma, tablet = file.phones
    one, two, three, four, five = file.envelopes
    cleo = SeededPhone("Cleo's phone")
    among = file.lines([one, cleo.write(), two, three, four, five])
    yield file.read("with_a_stranger_among_it", "left out", among, [0, 1, 2, 3, 4], [(3, "unknown-device")])
    elsewhere = file.lines(
        [one, two, SeededPhone("Alma's phone", account=OTHER_ACCOUNT).write(), three, four, five]
    )
    yield file.read(
        "with_a_change_of_another_account", "left out", elsewhere, [0, 1, 2, 3, 4], [(4, "wrong-account")]
    )
    newer = file.lines([one, b"\x02" + bytes(2000), two, three, four, five])
    yield file.read(
        "with_a_change_of_version_2", "a newer app wrote it", newer, [0, 1, 2, 3, 4], [(3, "unknown-version")]
    )
    devices = [file.device(alma), {**file.device(tablet), "certificate": b64(bytes(32))}]
    yield file.read(
        "with_a_device_that_nobody_let_in",
        "its changes are a stranger's",
        file.lines(devices=devices),
        [0, 1, 3, 4],
        [(1, "bad-certificate"), (4, "unknown-device")],
    )
    late = [file.device(alma), {**file.device(tablet), "epoch": 2}]
    yield file.read(
        "with_a_certificate_of_another_epoch",
        "the epoch is certified with the key",
        file.lines(devices=late),
        [0, 1, 3, 4],
        [(1, "bad-certificate"), (4, "unknown-device")],
    )


def lines_that_do_not_open(file: AFile) -> Iterator[Named]:
    one, two, three, _, _ = file.envelopes
    for how, plaintext, epoch, problem in (
        ("that_is_malformed", b"[]", 1, "malformed-change"),
        ("of_an_unknown_epoch", a_change(), 2, "unknown-epoch"),
    ):
        alma = SeededPhone("Alma's phone", counter=2, previous=sha256(two).digest())
        sealed = alma.write(plaintext, epoch=epoch)
        yield file.read(
            f"with_a_change_{how}",
            "it is authentic, so the chain goes on over it",
            file.lines([one, two, sealed, three]),
            [0, 1, 2],
            [(4, problem)],
        )
    last = SeededPhone("Alma's phone").seal(a_change(), counter=2**53, previous=sha256(two).digest())
    yield file.read(
        "with_a_counter_past_the_last",
        "2^53 is no counter, not even after a line that failed",
        [*file.lines([one, two, last])[:3], "\n", *file.lines([one, two, last])[3:]],
        [0, 1],
        [(4, "malformed-envelope"), (5, "chain-broken")],
    )
