"""A publisher's address goes in; it comes out where a reader may follow it, else None."""

from urllib.parse import urlsplit


def safe_url(url: str | None) -> str | None:
    """The address if it is http or https, names a host, and holds no space or control character."""
    if not url or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018 - raises where the port is not one
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None
