"""Words that the database holds and cannot read: the key of the site opens them."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from articles.errors import Refused

MARK = "sealed:"  # what has it not is from before, and read as it is


class Sealed(Refused):
    """No key of this site opens it: another has sealed it."""


def seal(words: str) -> str:
    """Return the words as the database may hold them (Fernet: AES-128, HMAC-SHA256)."""
    return MARK + box(settings.SECRET_KEY).encrypt(words.encode()).decode()


def unseal(held: str) -> str:
    """Return the words. Raise Sealed where no key of this site opens them."""
    if not held.startswith(MARK):
        return held
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        opened = MultiFernet(map(box, keys)).decrypt(held.removeprefix(MARK))
    except InvalidToken:
        raise Sealed("Another key has sealed it.") from None
    return opened.decode()


def is_sealed(held: str) -> bool:
    """Return whether the key of today has sealed it."""
    try:
        box(settings.SECRET_KEY).decrypt(held.removeprefix(MARK))
    except InvalidToken:
        return False
    return held.startswith(MARK)


def box(key: str) -> Fernet:
    digest = salted_hmac("articles.sealing", "", key, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
