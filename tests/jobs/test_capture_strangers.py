"""Capturing where the server of the page is none of our friends."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connections

from articles import http
from articles.errors import Refused
from articles.jobs.capture import capture
from tests.servers import answer, redirect

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (lambda path: answer("x", "application/pdf"), "sends application/pdf"),
        (lambda path: answer("x", status=403), "answers 403 (Forbidden)"),
        (lambda path: redirect("http://169.254.169.254/"), "cannot be reached"),
        (redirect, "redirects more than 5 times"),
        (lambda path: b"nonsense", "no answer that can be read"),
    ],
)
def test_page_that_cannot_be_had_becomes_a_draft_that_says_why(serve, sent, words):
    server = serve(sent)

    captured = capture(f"{server.url}/a", {"title": "Ours"})

    assert captured.article.title == "Ours"
    (reason,) = captured.finding.reasons
    assert words in reason


def test_hostile_server_costs_a_sentence_and_no_more_than_its_time(serve):
    def drip(path):
        while True:
            yield b"x"
            time.sleep(0.1)

    server = serve(drip)
    start = time.monotonic()

    def impatient(url, *args, clock):
        return http.fetch(url, *args, clock=http.Clock(0.5))

    captured = capture(server.url, fetch=impatient)

    assert time.monotonic() - start < 3
    assert captured.article is not None
    assert captured.finding.reasons == ["“127.0.0.1” takes too long to answer."]


@pytest.mark.django_db(transaction=True)
def test_strangers_who_take_their_time_leave_threads_to_readers():
    begun, ended = Barrier(3), Event()

    def slow(url, *args, clock):
        if not ended.is_set():
            begun.wait(10)
            ended.wait(10)
        raise Refused("It took too long.")

    def look(number):
        return capture(f"https://example.org/{number}", dry_run=True, fetch=slow)

    def look_and_leave(number):
        try:
            return look(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(look_and_leave, number) for number in range(2)]
        begun.wait(10)
        with pytest.raises(Refused, match="Try again in a moment"):
            look(3)
        ended.set()
        found = [one.result() for one in waiting]

    assert [one.finding.reasons for one in found] == [["It took too long."]] * 2
    assert look(4).finding.reasons == ["It took too long."]
