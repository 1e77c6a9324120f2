"""A passkey that is there, as a browser would have sent it."""

import hashlib

from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    generate_private_key,
)
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)


def make_passkey(account):
    """Save a passkey of `account`; nobody has what signs for it."""
    public = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    key = AttestedCredentialData.create(Aaguid.NONE, b"key", public)
    site = hashlib.sha256(b"localhost").digest()
    said = AuthenticatorData.create(site, AuthenticatorData.FLAG.AT, 0, key)
    asked = CollectedClientData.create("webauthn.create", b"x", "http://localhost:8000")
    name = websafe_encode(b"key")
    sent = {
        "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
        "clientDataJSON": websafe_encode(asked),
    }
    credential = {"id": name, "rawId": name, "type": "public-key", "response": sent}
    return WebAuthn.add(account, "Key", credential)
