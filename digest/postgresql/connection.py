from time import monotonic

import psycopg

from digest.postgresql.door import DOOR

PATIENCE = 0.5  # seconds of silence after which the server is asked whether it is there


class Patient(psycopg.Connection):
    """A connection that waits for a query as long as the server is there, no longer.

    What the server of a connection that hangs does, no option of PostgreSQL's bounds.
    """

    def wait(self, gen, *args, **how):
        return super().wait(self._unless_silent(gen), *args, **how)

    def _unless_silent(self, gen):
        """Do as `gen` does. Raise OperationalError where the server is silent."""
        if DOOR.shut_until:
            self._refuse_silence()
        begun = monotonic()
        try:
            state = next(gen)
            while True:
                ready = yield state
                if not ready and monotonic() - begun > PATIENCE:
                    self._refuse_silence()
                    begun = monotonic()
                state = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _refuse_silence(self):
        if DOOR.is_shut():
            self.close()
            raise psycopg.OperationalError("The server does not answer.")
