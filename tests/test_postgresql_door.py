"""Whether a server of PostgreSQL answers, wherever it is: asked in half a second."""

import socket
import time
from contextlib import contextmanager
from threading import Thread

from digest.postgresql.door import KNOCK, REST, Door
from tests.cacheserver import free_port


def at(hosts, ports):
    door = Door()
    door.is_at(hosts, ports)
    return door


@contextmanager
def listening(port=0):
    """Answer a call as a server without TLS does; yield the port."""
    with socket.create_server(("127.0.0.1", port)) as server:

        def answer():
            caller, _ = server.accept()
            with caller:
                assert len(caller.recv(8)) == 8
                caller.sendall(b"N")

        thread = Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join(1)


def test_server_that_is_not_there_is_found_at_once():
    begun = time.monotonic()

    assert at("127.0.0.1", str(free_port())).is_shut()
    assert time.monotonic() - begun < KNOCK


def test_server_that_takes_a_call_and_says_nothing_is_away():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        assert at("127.0.0.1", str(silent.getsockname()[1])).is_shut()
    assert KNOCK <= time.monotonic() - begun < KNOCK * 2


def test_one_of_several_is_enough(tmp_path):
    with listening() as port:
        assert not at("127.0.0.1,127.0.0.1", f"{free_port()},{port}").is_shut()
    with listening() as port:
        assert not at(f"{tmp_path},127.0.0.1", str(port)).is_shut()


def test_port_that_is_not_given_is_the_usual_one():
    assert at("one.example,two.example", "5433,").at == [
        ("one.example", 5433),
        ("two.example", 5432),
    ]


def test_what_was_found_holds_for_a_while_and_is_asked_again():
    port = free_port()
    door = at("127.0.0.1", str(port))
    assert door.is_shut()
    with listening(port):
        assert door.is_shut()
        time.sleep(REST)
        assert not door.is_shut()


def test_place_that_is_not_known_yet_is_not_away():
    assert not Door().is_shut()
