"""Whether a passkey signed our challenge (WebAuthn Level 3, 7.2)."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.authentication.verify_authentication_response import verify_authentication_response
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import AuthenticationCredential, AuthenticatorAssertionResponse

# Keys and assertions come from outside, and the library reads them with little suspicion.
UNREADABLE = (WebAuthnException, UnsupportedAlgorithm, LookupError, AttributeError, TypeError, ValueError)
# A COSE key that nobody can sign with: the generator of P-256. Looked at when no passkey is known by that id.
NOBODYS_KEY = bytes.fromhex(
    "a5010203262001"
    "2158206b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "2258204fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


@dataclass(frozen=True)
class Place:
    """Where a passkey must believe to have been asked. origin: scheme and host; rp_id: the host's name."""

    origin: str
    rp_id: str


def is_public_key(cose_key: bytes) -> bool:
    """Whether signatures can be verified with this COSE key."""
    try:
        decoded_public_key_to_cryptography(decode_credential_public_key(cose_key))
    except UNREADABLE:
        return False
    return True


def signed(
    challenge: bytes, credential: Mapping[str, bytes], public_key: bytes, sign_count: int, place: Place
) -> int | None:
    """The passkey's new sign count, or None when it did not sign this challenge here, its person verified.

    credential: id, authenticator_data, client_data, signature. sign_count: the one before; a passkey that
    counts must have counted on.
    """
    answered = AuthenticatorAssertionResponse(
        client_data_json=credential["client_data"],
        authenticator_data=credential["authenticator_data"],
        signature=credential["signature"],
    )
    id = urlsafe_b64encode(credential["id"]).rstrip(b"=").decode("ascii")
    try:
        verified = verify_authentication_response(
            credential=AuthenticationCredential(id=id, raw_id=credential["id"], response=answered),
            expected_challenge=challenge,
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except UNREADABLE:
        return None
    return verified.new_sign_count
