"""The Host of a request and the names that are ours go in; whether it is one of them comes out.

Werkzeug's own check takes no IPv6 address in its list.
"""

import re
from collections.abc import Iterable

LOCAL = ("localhost", "127.0.0.1", "[::1]")

_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)


def is_trusted(host: str, names: Iterable[str]) -> bool:
    """With any port; a name that begins with a dot stands for itself and its subdomains."""
    found = _HOST.fullmatch(host.lower())
    if not found:
        return False
    name = found[1].removesuffix(".")
    return any(_is(name, known.lower()) for known in (*LOCAL, *names))


def _is(name: str, known: str) -> bool:
    if known.startswith("."):
        return name == known[1:] or name.endswith(known)
    return name == known
