"""A folder of static files goes in; addresses that name their contents, and the answers at them, come out.

/static/backfile.1a2b3c4d.css is kept by a browser for a year without asking, for another content has another address.
The plain address, and one of an older content (a page from before a change), give what the file holds now, to be asked
for again each time.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort

from search_app.headers import not_modified, tagged

A_YEAR = "public, max-age=31536000, immutable"

# Spelled out: what the system's own table says of .js and .svg differs from machine to machine.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_SPARED = re.compile(rb" ?([{};]) ?")
_OLDER = re.compile(r"\.[0-9a-f]{8}(?=\.[a-z]+$)")


@dataclass(frozen=True, slots=True)
class Static:
    """A file: its name, its bytes, what they are, and the first eight digits of their SHA-256."""

    name: str
    body: bytes
    content_type: str
    digest: str

    @property
    def address(self) -> str:
        """Where its present content is kept for good."""
        return f"/static/{self.named}"

    @property
    def named(self) -> str:
        stem, dot, suffix = self.name.rpartition(".")
        return f"{stem}.{self.digest}{dot}{suffix}"

    def answer(self, name: str) -> Response:
        """The file, asked for by this name."""
        response = not_modified(self.digest)
        if response is None:
            made = Response(self.body, content_type=self.content_type)
            response = tagged(made, self.digest)
        if name == self.named:
            response.headers["Cache-Control"] = A_YEAR
        return response


def read_statics(folder: Path) -> dict[str, Static]:
    """The files of a folder by their names; those of no type known here are not served."""
    files = sorted(file for file in folder.iterdir() if file.suffix in _TYPES)
    return {file.name: _read(file) for file in files}


def _read(file: Path) -> Static:
    body = file.read_bytes()
    if file.suffix == ".css":
        body = _squeezed(body)
    digest = hashlib.sha256(body).hexdigest()[:8]
    return Static(file.name, body, _TYPES[file.suffix], digest)


def _squeezed(css: bytes) -> bytes:
    """A stylesheet without comments and the spaces that only its writers need; its strings have no two together."""
    words = b" ".join(_COMMENT.sub(b"", css).split())
    return _SPARED.sub(rb"\1", words)


def register(app: Flask, folder: Path) -> None:
    """Serve the folder, read once, and give templates `static("backfile.css")`."""
    statics = read_statics(folder)

    def static(name: str) -> Response:
        found = statics.get(_OLDER.sub("", name))
        if found is None:
            abort(404)
        return found.answer(name)

    app.add_url_rule("/static/<name>", view_func=static)
    app.jinja_env.globals["static"] = lambda name: statics[name].address
