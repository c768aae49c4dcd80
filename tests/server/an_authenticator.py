"""A passkey as an authenticator makes and uses it (WebAuthn Level 3, COSE in RFC 9053)."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from tests.server.people import b64

PRESENT, VERIFIED = 0x01, 0x04
Key = ec.EllipticCurvePrivateKey | Ed25519PrivateKey


def a_key(algorithm: str) -> Key:
    return ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else Ed25519PrivateKey.generate()


@dataclass
class Passkey:
    """One credential, and how often it has signed; 0 for one that does not count."""

    key: Key
    id: bytes = field(default_factory=lambda: os.urandom(32))
    sign_count: int = 0

    @property
    def cose_key(self) -> bytes:
        public = self.key.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            numbers = public.public_numbers()
            return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        return cbor2.dumps({1: 1, 3: -8, -1: 6, -2: public.public_bytes_raw()})

    def answers(
        self,
        challenge: str,
        *,
        origin: str = "http://localhost",
        rp_id: str = "localhost",
        flags: int = PRESENT | VERIFIED,
        kind: str = "webauthn.get",
    ) -> dict[str, Any]:
        """The body that signs in with this challenge."""
        asked = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
        client_data = json.dumps(asked).encode()
        rp = hashlib.sha256(rp_id.encode()).digest()
        authenticator_data = rp + bytes([flags]) + self.sign_count.to_bytes(4)
        credential = {
            "id": b64(self.id),
            "authenticator_data": b64(authenticator_data),
            "client_data": b64(client_data),
            "signature": b64(self.signs(authenticator_data + hashlib.sha256(client_data).digest())),
        }
        return {"kind": "passkey", "challenge": challenge, "credential": credential}

    def signs(self, content: bytes) -> bytes:
        if isinstance(self.key, Ed25519PrivateKey):
            return self.key.sign(content)
        return self.key.sign(content, ec.ECDSA(SHA256()))
