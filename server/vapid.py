"""Application server keys: by them a push service knows who sends (RFC 8292, PROTOCOL 10.4).

They come from the settings, as text, and from nowhere else: a library that makes a key where it finds none
would cut off every subscription there is.
"""

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.sizes import PUSH_POINT_BYTES

PRIVATE_BYTES = 32
KEY_ID_BYTES = 8
B64 = re.compile(r"[A-Za-z0-9_-]+")
MAIL = re.compile(r"mailto:[A-Za-z0-9._+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,63})")
SITE = re.compile(r"https://((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,63})")
# Names that are nobody's (RFC 2606, RFC 6761): Apple refuses them, and who looks for us finds nobody.
NOBODYS = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|localhost|local|test|invalid|internal)", re.I
)


@dataclass(frozen=True)
class KeyPair:
    """private: 32 bytes. public: 65 bytes, an uncompressed point on P-256, which phones subscribe with."""

    private: bytes = field(repr=False)
    public: bytes

    @property
    def id(self) -> bytes:
        """8 bytes, by which a subscription remembers its key."""
        return key_id(self.public)

    def signer(self) -> EllipticCurvePrivateKey:
        return derive_private_key(int.from_bytes(self.private), SECP256R1())

    def lines(self, name: str = "VAPID") -> str:
        """The pair as two lines of settings."""
        return f"{name}_PRIVATE_KEY={to_b64(self.private)}\n{name}_PUBLIC_KEY={to_b64(self.public)}\n"


@dataclass(frozen=True)
class Vapid:
    """Who we are to a push service. pairs: the newest first; an older one while phones change over."""

    pairs: tuple[KeyPair, ...]
    subject: str

    def pair(self, id: bytes) -> KeyPair | None:
        return next((one for one in self.pairs if one.id == id), None)


def key_id(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()[:KEY_ID_BYTES]


def make_pair() -> KeyPair:
    """One that nobody has had before."""
    key = generate_private_key(SECP256R1())
    return KeyPair(key.private_numbers().private_value.to_bytes(PRIVATE_BYTES), point_of(key))


def read_pair(private: str, public: str) -> KeyPair:
    """The pair of two texts in base64url. Raises ValueError with what is wrong."""
    found = from_b64(private)
    if found is None or len(found) != PRIVATE_BYTES:
        raise ValueError("the private key is not 32 bytes of base64url")
    try:
        key = derive_private_key(int.from_bytes(found), SECP256R1())
    except ValueError:
        raise ValueError("the private key is none of P-256") from None
    if from_b64(public) != point_of(key):
        raise ValueError("the public key is not that of the private key")
    return KeyPair(found, point_of(key))


def point_of(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_point(content: bytes) -> bool:
    """Whether these bytes are an uncompressed point on P-256: another would fail late, when it is used."""
    if len(content) != PUSH_POINT_BYTES or content[0] != 4:
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), content)
    except ValueError:
        return False
    return True


def is_contact(subject: str) -> bool:
    """Whether somebody can be reached there: `mailto:` and an address, or `https://` and a host."""
    found = MAIL.fullmatch(subject) or SITE.fullmatch(subject)
    return found is not None and not NOBODYS.fullmatch(found[1])


def to_b64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def from_b64(text: str) -> bytes | None:
    if not B64.fullmatch(text) or len(text) % 4 == 1:
        return None
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
