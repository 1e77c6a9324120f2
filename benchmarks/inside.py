"""A site within a process: what a page costs, and which queries it asks.

BENCH_APPLICATION names the WSGI application: module:name.
"""

import os
import time
from importlib import import_module

from benchmarks.children import serve
from tests.asking import ask

module, _, name = os.environ["BENCH_APPLICATION"].partition(":")
application = getattr(import_module(module), name)

from django.db import connection  # noqa: E402  # it has settings now


def page(path, times=1):
    """Ask for a page; return what it costs, each in the mean of `times`.

    {"status", "bytes", "queries", "cpu": seconds}. Queries are those of one request.
    """
    asked = []

    def count(execute, sql, *given):
        asked.append(sql)
        return execute(sql, *given)

    with connection.execute_wrapper(count):
        status, _, body = ask(application, path, HTTP_ACCEPT_ENCODING="gzip")
    queries = len(asked)
    start = time.process_time()
    for _ in range(times):
        ask(application, path, HTTP_ACCEPT_ENCODING="gzip")
    cpu = (time.process_time() - start) / times
    return {"status": status, "bytes": len(body), "queries": queries, "cpu": cpu}


serve(page)
