"""A server that takes mail and keeps it."""

import email
import email.policy
import socketserver
from contextlib import contextmanager
from queue import Queue
from threading import Thread


class Conversation(socketserver.StreamRequestHandler):
    """What SMTP says where all goes well (RFC 5321)."""

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self.say("354 go on")
                self.keep()
            self.say("221 bye" if verb == b"QUIT" else "250 taken")
            if verb == b"QUIT":
                return

    def keep(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        said = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.taken.put(said)

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def mail_server():
    """Serve; yield the server: `url` takes mail, the queue `taken` has it."""
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        server.taken = Queue()
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.shutdown()
