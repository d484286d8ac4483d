"""An application and an address go in; gunicorn serves it there until a signal ends it (home of gunicorn)."""

import socket
from collections.abc import Callable

from flask import Flask
from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.workers import gthread

from search_app.headers import EVERY_ANSWER

THREADS = 4
"""Per worker: a slow reader must not hold up the others."""

LIMITS = {
    "timeout": 30,  # seconds until a worker that hangs is replaced
    "graceful_timeout": 10,  # seconds that running requests get at the end
    "limit_request_line": 8190,
    "limit_request_fields": 100,
    "limit_request_field_size": 8190,
    # gunicorn writes a socket into the home folder unless told not to
    "control_socket_disable": True,
}


def refuse(connection: socket.socket, status: int, reason: str, _: str) -> None:
    """Answer what is no request, and so never reaches the application: with its headers, and without what was sent."""
    body = f"{status} {reason}\n"
    headers = {
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        **EVERY_ANSWER,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    answer = f"HTTP/1.1 {status} {reason}\r\n{head}\r\n{body}"
    util.write_nonblock(connection, answer.encode("ascii"))


# gunicorn's own repeats the bytes it was sent, in whatever encoding, and has no other place to say so.
util.write_error = refuse

# Seconds that a connection which says nothing may hold a thread; after that it waits aside. gunicorn's five would let
# a handful of them hold up everybody.
gthread.DEFAULT_WORKER_DATA_TIMEOUT = 0.2


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn around one application; each worker makes its own, so nothing is shared over a fork."""

    def __init__(
        self, make: Callable[[], Flask], host: str, port: int, workers: int
    ) -> None:
        self._make = make
        self._settings = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "proc_name": "backfile",
            "loglevel": "warning",
            **LIMITS,
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand over the settings that this gunicorn knows."""
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker."""
        return self._make()
