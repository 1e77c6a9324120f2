"""Static files as the site serves them, but looked for once."""

from whitenoise.middleware import WhiteNoiseMiddleware

found = {}  # by the prefix of their addresses


class FoundOnce(WhiteNoiseMiddleware):
    """Looks for files once a process: each client of a test starts the site anew."""

    def add_files_from_finders(self):
        if self.static_prefix not in found:
            super().add_files_from_finders()
            found[self.static_prefix] = dict(self.files)
        self.files.update(found[self.static_prefix])
