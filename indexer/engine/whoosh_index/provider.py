"""The installed distributions go in; an error comes out where two of them share the package whoosh.

Whoosh, Whoosh-Reloaded and whoosh3 all install a top-level `whoosh`; two of them overwrite each other's files.
"""

from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

from indexer.engine.errors import EngineError

_KNOWN = ("Whoosh", "Whoosh-Reloaded", "whoosh3")
"""Asking for these by name is a hundred times as fast as reading what every installed distribution holds."""


@cache
def _providers() -> tuple[str, ...]:
    return tuple(filter(_is_installed, _KNOWN))


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def check_provider() -> None:
    """Raise EngineError where more than one distribution provides whoosh."""
    providers = _providers()
    if len(providers) > 1:
        raise EngineError(
            f"{' and '.join(providers)} both install the package whoosh; uninstall all but one of them, "
            "then install that one again"
        )
