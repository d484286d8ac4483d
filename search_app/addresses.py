"""A path and parameters go in, an address relative to the site comes out."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The path with its parameters. A path that is not of the site becomes /search."""
    if not path.startswith("/") or path.startswith("//"):
        path = "/search"
    query = urlencode(list(pairs), quote_via=quote, safe=":,", errors="replace")
    quoted = quote(path, safe="/:@!$&'()*+,;=-._~")
    return f"{quoted}?{query}" if query else quoted
