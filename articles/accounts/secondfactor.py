"""What allauth asks of us about second factors."""

from allauth.mfa.adapter import DefaultMFAAdapter

from articles.sealing import seal, unseal


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of apps and of recovery codes are sealed in the database."""

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)
