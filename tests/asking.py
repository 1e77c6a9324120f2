"""Asking a WSGI application, as a server does."""

from contextlib import contextmanager
from io import BytesIO

from django.core.signals import request_finished, request_started
from django.db import close_old_connections


def ask(application, address, method="GET", **variables):
    """Return the status, the headers and the body of an answer."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost:8000",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        **variables,
    }
    begun = []
    response = application(
        environ, lambda status, headers, _=None: begun.append((status, headers))
    )
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    ((status, headers),) = begun
    return int(status.split()[0]), dict(headers), body


@contextmanager
def one_connection():
    """Let those who ask leave the connection open: it is that of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
