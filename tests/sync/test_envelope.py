"""One change, sealed and opened; what is inside is known to nobody else, nor how much it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhpke import AEADId, CipherSuite, KDFId, KEMId

from sync import envelope, hlc
from sync.envelope import Op
from sync.problems import ChangeTooLarge, MalformedChange, Problem, UnknownEpoch
from sync.sizes import INTEGER_MAX, PLAINTEXT_BYTES_MAX
from sync.values import JsonValue
from tests.sync.cast import Journal, a_daily_check, an_entry, flipped
from tests.sync.histories import any_text, any_value

pytestmark = pytest.mark.promise(1)
SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)


@given(st.dictionaries(any_text, any_value, max_size=5))
def test_what_was_sealed_opens_as_it_was(fields: dict[str, JsonValue]) -> None:
    alma = Journal()
    phone, tablet = alma.a_phone(), alma.a_phone()
    op: Op = {"kind": "entry", "id": "1", "set": fields}

    change = alma.open(phone.write(op, seen={tablet.id.hex(): 7}))

    assert (change.ops, change.seen) == ([op], {tablet.id.hex(): 7})
    assert (change.device, change.counter, change.at) == (phone.id.hex(), 1, phone.clock)


def test_another_library_opens_what_we_seal() -> None:
    alma = Journal()
    sealed = alma.a_phone().write(an_entry(note={"text": "A quiet day."}))
    sk_r = SUITE.kem.deserialize_private_key(alma.vault.private_bytes_raw())

    recipient = SUITE.create_recipient_context(sealed[77:109], sk_r, info=b"plumbline/1 change" + sealed[:77])
    padded = recipient.open(sealed[109:-64])

    assert len(padded) == 1024
    assert b'"note":{"text":"A quiet day."}' in padded


@settings(max_examples=200)
@given(st.data())
def test_any_flipped_bit_opens_nothing(data: st.DataObject) -> None:
    alma = Journal()
    sealed = alma.a_phone().write(an_entry(x=1))
    bit = data.draw(st.integers(0, 8 * (len(sealed) - 64) - 1))

    with pytest.raises(Problem):
        alma.open(flipped(sealed, bit))


def test_a_calm_and_an_alarming_check_look_alike() -> None:
    alma = Journal()
    phone = alma.a_phone()

    calm = phone.write(a_daily_check(daily_steady="steady"))
    alarming = phone.write(a_daily_check(daily_steady="unsteady", daily_fit="no", note="Not today. " * 20))

    assert len(calm) == len(alarming) == 1213


@pytest.mark.parametrize("more", [0, 1])
def test_a_plaintext_of_65535_bytes_is_the_most(more: int) -> None:
    alma = Journal()
    phone = alma.a_phone()
    empty = len(envelope.canonical({"at": hlc.ZERO, "seen": {}, "ops": [an_entry(note={"text": ""})]}))
    op = an_entry(note={"text": "a" * (PLAINTEXT_BYTES_MAX - empty + more)})

    if more:
        with pytest.raises(ChangeTooLarge):
            phone.write(op)
    else:
        assert alma.open(phone.write(op)).ops == [op]


@pytest.mark.parametrize(
    "op",
    [
        an_entry(x=1.5),
        an_entry(x=INTEGER_MAX + 1),
        {"kind": "", "id": "1", "delete": True},
        {"kind": "entry", "id": "1", "delete": False},
    ],
)
def test_what_no_reader_would_take_is_not_sealed(op: Op) -> None:
    phone = Journal().a_phone()

    with pytest.raises(MalformedChange):
        phone.write(op)

    assert phone.head.counter == 0


def test_a_root_of_another_epoch_opens_nothing() -> None:
    alma = Journal()
    sealed = alma.a_phone().write(an_entry(x=1))

    with pytest.raises(UnknownEpoch):
        envelope.open(sealed, {2: alma.vault_key})


@given(st.binary(max_size=100))
def test_whatever_stands_for_a_plaintext_has_a_name(plaintext: bytes) -> None:
    header = Journal().a_phone().header()

    with pytest.raises(MalformedChange):
        envelope.read_change(plaintext, header, header.previous)
