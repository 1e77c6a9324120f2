from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names with a fingerprint once `collectstatic` has run, plain names before."""

    def stored_name(self, name):
        return super().stored_name(name) if self.hashed_files else name
