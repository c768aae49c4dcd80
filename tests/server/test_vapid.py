"""Application server keys: what is no pair is found out at the start, and a contact can be reached."""

import pytest

from server.vapid import is_contact, is_point, make_pair, read_pair, to_b64
from tests.builders import a_pair, as_environment

PAIR = a_pair()
ANOTHER = a_pair(bytes(range(2, 34)))
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def test_a_new_pair_is_read_as_it_was_written() -> None:
    pair = make_pair()

    lines = as_environment(pair.lines())

    assert read_pair(lines["VAPID_PRIVATE_KEY"], lines["VAPID_PUBLIC_KEY"]) == pair
    assert make_pair() != pair
    assert (len(pair.private), len(pair.public), len(pair.id)) == (32, 65, 8)


@pytest.mark.parametrize(
    ("private", "public", "wrong"),
    [
        ("", to_b64(PAIR.public), "not 32 bytes"),
        ("changeme", to_b64(PAIR.public), "not 32 bytes"),
        (to_b64(PAIR.private)[:-1], to_b64(PAIR.public), "not 32 bytes"),
        (to_b64(PAIR.private + b"x"), to_b64(PAIR.public), "not 32 bytes"),
        ("-----BEGIN PRIVATE KEY-----", to_b64(PAIR.public), "not 32 bytes"),
        (to_b64(bytes(32)), to_b64(PAIR.public), "none of P-256"),
        (to_b64(ORDER.to_bytes(32)), to_b64(PAIR.public), "none of P-256"),
        (to_b64(PAIR.private), to_b64(ANOTHER.public), "not that of the private key"),
        (to_b64(PAIR.private), to_b64(PAIR.public)[:-2], "not that of the private key"),
        (to_b64(PAIR.private), "", "not that of the private key"),
    ],
)
def test_what_is_no_pair_is_named(private: str, public: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_pair(private, public)


def test_only_an_uncompressed_point_on_the_curve_is_one() -> None:
    point = PAIR.public

    assert is_point(point)
    assert not is_point(point[:-1])
    assert not is_point(point + b"\0")
    assert not is_point(b"\x02" + point[1:])
    assert not is_point(b"\x02" + point[1:33])
    assert not is_point(point[:-1] + bytes([point[-1] ^ 1]))
    assert not is_point(b"\x04" + bytes(64))
    assert not is_point(b"")


@pytest.mark.parametrize(
    "subject", ["mailto:alma@praxis-alma.net", "mailto:a.b+c@mail.praxis-alma.net", "https://praxis-alma.net"]
)
def test_a_contact_is_an_address_or_a_site(subject: str) -> None:
    assert is_contact(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "alma@praxis-alma.net",
        "mailto:alma@localhost",
        "mailto: <alma@praxis-alma.net>",
        "mailto:alma@praxis-alma.net and more",
        "mailto:alma@praxis-alma.net\n",
        "mailto:you@example.com",
        "mailto:you@mail.example.org",
        "mailto:you@praxis.local",
        "mailto:you@praxis.test",
        "mailto:@praxis-alma.net",
        "https://localhost",
        "https://example.com",
        "https://praxis-alma.net/contact",
        "http://praxis-alma.net",
        "https://10.0.0.1",
    ],
)
def test_a_placeholder_is_no_contact(subject: str) -> None:
    assert not is_contact(subject)


def test_a_private_key_is_never_printed() -> None:
    assert repr(PAIR.private) not in repr(PAIR)
