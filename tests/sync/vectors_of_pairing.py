"""Vectors of PROTOCOL 3.5: the link, the box, the opening, the digits."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import ACCOUNT, OTHER_ACCOUNT, ROOT, SUITE, seed

IKM = seed("the new phone's one-time key")
PAIR = SUITE.kem.derive_key_pair(IKM)
PK = PAIR.public_key.to_public_bytes()
OPENING = seed("the new phone's opening")
ID = sha256(b"plumbline/1 pairing" + OPENING + PK).digest()[:16]
CODE = {"pk": PK.hex(), "id": ID.hex()}
LINK = f"plumbline:pair/1/{b64(PK + ID)}"
# The u-coordinates of RFC 7748 that give a shared secret of zeros: 0, 1 and one of order 8.
LOW_ORDER = {
    "0": bytes(32),
    "1": b"\x01" + bytes(31),
    "order_8": bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
}


def vectors() -> Iterator[Named]:
    yield from ids()
    yield from links()
    yield from boxes()
    yield from bad_boxes()
    yield from sealings()
    yield from openings()
    yield from six_digits()


def ids() -> Iterator[Named]:
    why = "the server knows the pairing by it and never learns pk; it binds the new phone to its opening"
    given = {"opening": OPENING.hex(), "pk": PK.hex()}
    yield succeeds("pairing_id", "3.5", "pairing_id", why, given, {"id": ID.hex()})


def links() -> Iterator[Named]:
    yield succeeds(
        "pairing_link_written",
        "3.5",
        "write_pairing_link",
        "base64url of pk and id",
        CODE,
        {"link": LINK},
    )
    for how, link in {
        "": LINK,
        "_with_white_space_around_it": f" \n\u00a0{LINK}\u2003\n",
        "_of_zeros": f"plumbline:pair/1/{'A' * 64}",
    }.items():
        code = {"pk": "00" * 32, "id": "00" * 16} if how == "_of_zeros" else CODE
        why = "pk, 32 bytes, and the pairing id, 16 bytes"
        yield succeeds(f"pairing_link_read{how}", "3.5", "read_pairing_link", why, {"link": link}, code)
    for how, link in {
        "empty": "",
        "without_its_beginning": b64(PK + ID),
        "of_version_2": LINK.replace("/1/", "/2/"),
        "with_capitals": LINK.replace("plumbline:", "PLUMBLINE:"),
        "of_a_key_alone": f"plumbline:pair/1/{b64(PK)}",
        "of_47_bytes": f"plumbline:pair/1/{b64(PK + ID[:-1])}",
        "of_49_bytes": f"plumbline:pair/1/{b64(PK + ID + bytes(1))}",
        "without_a_key": "plumbline:pair/1/",
        "with_padding": LINK + "=",
        "with_white_space_inside": LINK[:30] + " " + LINK[30:],
        "with_a_byte_order_mark": "\ufeff" + LINK,
        "with_a_unit_separator": LINK + "\u001f",
        "with_something_after_it": LINK + "/",
        "of_another_kind": f"https://example.org/{b64(PK + ID)}",
    }.items():
        yield fails(
            f"pairing_link_{how}",
            "3.5",
            "read_pairing_link",
            "malformed-pairing-link",
            "one form only",
            {"link": link},
        )


def box_of(
    content: bytes,
    account: bytes = ACCOUNT,
    epoch: int = 1,
    id: bytes = ID,
    label: bytes = b"plumbline/1 pairing",
) -> bytes:
    info = label + account + id + epoch.to_bytes(4)
    ephemeral = SUITE.kem.derive_key_pair(sha256(info + content).digest())
    enc, sender = SUITE.create_sender_context(PAIR.public_key, info=info, eks=ephemeral)
    return enc + sender.seal(content)


def given(box: bytes, **more: object) -> dict[str, Any]:
    return {
        "ikm": IKM.hex(),
        "opening": OPENING.hex(),
        "account": ACCOUNT.hex(),
        "epoch": 1,
        "box": b64(box),
        **more,
    }


def boxes() -> Iterator[Named]:
    for how, seq, epoch in (
        ("", 1234, 1),
        ("_of_an_empty_log", 0, 1),
        ("_at_its_limits", 2**53 - 1, 2**32 - 1),
    ):
        box = box_of(ROOT + seq.to_bytes(8), epoch=epoch)
        assert len(box) == 88
        yield succeeds(
            f"pairing_box{how}",
            "3.5",
            "open_box",
            "root and seq, to the new phone alone",
            given(box, epoch=epoch),
            {"root": ROOT.hex(), "seq": seq},
        )


def bad_boxes() -> Iterator[Named]:
    content = ROOT + (1234).to_bytes(8)
    box = box_of(content)
    for how, wrong in {
        "empty": given(b""),
        "cut_short": given(box[:-1]),
        "too_long": given(box + b"\0"),
        "with_a_bit_flipped": given(box[:-1] + bytes([box[-1] ^ 1])),
        "with_an_enc_of_zeros": given(bytes(32) + box[32:]),
        "for_another_phone": given(box, ikm=seed("another one-time key").hex()),
        "of_another_account": given(box, account=OTHER_ACCOUNT.hex()),
        "of_another_epoch": given(box, epoch=2),
        "with_another_opening": given(box, opening=seed("another opening").hex()),
        "under_another_pairing": given(box_of(content, id=seed("another pairing id")[:16])),
        "with_another_label": given(box_of(content, label=b"plumbline/1 change")),
        "with_a_root_alone": given(box_of(ROOT)),
        "with_a_seq_past_the_last": given(box_of(ROOT + (2**53).to_bytes(8))),
    }.items():
        why = "what was put there is not for this phone: begin again"
        yield fails(f"pairing_box_{how}", "3.5", "open_box", "bad-pairing-box", why, wrong)


def sealings() -> Iterator[Named]:
    what = {"root": ROOT.hex(), "account": ACCOUNT.hex(), "epoch": 3, "opening": OPENING.hex(), **CODE}
    for how, seq in (("", 1234), ("_at_the_last_seq", 2**53 - 1)):
        yield succeeds(
            f"pairing_box_sealed{how}",
            "3.5",
            "seal_box",
            "the new phone opens it",
            {**what, "ikm": IKM.hex(), "seq": seq},
            {"bytes": 88, "root": ROOT.hex(), "seq": seq},
        )
    for how, pk in LOW_ORDER.items():
        yield fails(
            f"pairing_box_sealed_to_{how}",
            "3.5",
            "seal_box",
            "malformed-pairing-link",
            "a key of low order would open to everybody",
            {**what, "ikm": IKM.hex(), "pk": pk.hex(), "seq": 1234},
        )


def openings() -> Iterator[Named]:
    right = {**CODE, "opening": OPENING.hex()}
    yield succeeds("pairing_opening", "3.5", "must_open", "the code was bound to it", right, {})
    for how, wrong in {
        "empty": right | {"opening": ""},
        "cut_short": right | {"opening": OPENING[:-1].hex()},
        "too_long": right | {"opening": OPENING.hex() + "00"},
        "of_another_phone": right | {"opening": seed("another opening").hex()},
        "with_a_bit_flipped": right | {"opening": (OPENING[:-1] + bytes([OPENING[-1] ^ 1])).hex()},
        "under_another_id": right | {"id": seed("another pairing id")[:16].hex()},
        "with_another_key": right | {"pk": seed("another pk").hex()},
        # Read on into the key, it would give the same id.
        "that_runs_into_the_key": right | {"opening": (OPENING + PK[:1]).hex(), "pk": PK[1:].hex()},
    }.items():
        why = "no digits: the code was not bound to this"
        yield fails(f"pairing_opening_{how}", "3.5", "must_open", "bad-pairing-opening", why, wrong)


def six_digits() -> Iterator[Named]:
    box = box_of(ROOT + (1234).to_bytes(8))
    shown = digits_of(box)
    yield succeeds(
        "pairing_digits",
        "3.5",
        "digits",
        "both phones show them",
        {"pk": PK.hex(), "box": b64(box), "opening": OPENING.hex()},
        {"digits": shown},
    )
    small = next(it for it in (number.to_bytes(88) for number in range(10**6)) if digits_of(it) < "001000")
    yield succeeds(
        "pairing_digits_with_zeros_in_front",
        "3.5",
        "digits",
        "always six",
        {"pk": PK.hex(), "box": b64(small), "opening": OPENING.hex()},
        {"digits": digits_of(small)},
    )


def digits_of(box: bytes) -> str:
    digest = sha256(b"plumbline/1 digits" + PK + box + OPENING).digest()
    return str(int.from_bytes(digest[:4]) % 1_000_000).zfill(6)
