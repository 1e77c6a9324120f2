"""Whether a server of PostgreSQL answers, wherever it is: asked in a second."""

import os
import socket
import time
from contextlib import ExitStack, contextmanager
from threading import Thread

from digest.postgresql.door import KNOCK, REST, TIMES, Door
from tests.cacheserver import free_port


def at(hosts, ports):
    door = Door()
    door.is_at(hosts, ports)
    return door


@contextmanager
def answering(server, deaf_to=0):
    """Answer a call as a server without TLS does, after so many that are not heard."""

    def answer():
        with ExitStack() as callers:
            for _ in range(deaf_to):
                callers.enter_context(server.accept()[0])
            caller = callers.enter_context(server.accept()[0])
            assert len(caller.recv(8)) == 8
            caller.sendall(b"N")

    thread = Thread(target=answer)
    thread.start()
    yield
    thread.join(1)


@contextmanager
def listening(port=0, deaf_to=0):
    """Answer a call; yield the port."""
    server = socket.create_server(("127.0.0.1", port))
    with server, answering(server, deaf_to):
        yield server.getsockname()[1]


def test_server_that_is_not_there_is_found_at_once():
    begun = time.monotonic()

    assert at("127.0.0.1", str(free_port())).is_shut()
    assert time.monotonic() - begun < KNOCK


def test_server_that_takes_a_call_and_says_nothing_is_away():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        door = at("127.0.0.1", str(silent.getsockname()[1]))
        assert door.is_shut()
        assert TIMES * KNOCK <= time.monotonic() - begun < (TIMES + 1) * KNOCK
        time.sleep(REST)
        begun = time.monotonic()
        assert door.is_shut()  # as it was before: one knock more is enough
        assert KNOCK <= time.monotonic() - begun < TIMES * KNOCK


def test_server_that_one_knock_did_not_reach_is_there():
    with listening(deaf_to=1) as port:
        assert not at("127.0.0.1", str(port)).is_shut()


def test_server_without_a_folder_is_found():
    name = f"digest-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0{name}/.s.PGSQL.5432")
        server.listen()
        with answering(server):
            assert not at(f"@{name}", "").is_shut()


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
