"""An application and an address go in; gunicorn serves it there until a signal ends it (home of gunicorn)."""

from collections.abc import Callable

from flask import Flask
from gunicorn.app.base import BaseApplication

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
