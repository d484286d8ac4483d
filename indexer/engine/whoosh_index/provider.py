"""The installed distributions go in; an error comes out where two of them share the package whoosh.

Whoosh, Whoosh-Reloaded and whoosh3 all install a top-level `whoosh`; two of them overwrite each other's files.
"""

from functools import cache
from importlib.metadata import packages_distributions

from indexer.engine.errors import EngineError


@cache
def _providers() -> tuple[str, ...]:
    return tuple(sorted(set(packages_distributions().get("whoosh", ()))))


def check_provider() -> None:
    """Raise EngineError where more than one distribution provides whoosh."""
    providers = _providers()
    if len(providers) > 1:
        raise EngineError(
            f"{' and '.join(providers)} both install the package whoosh; uninstall all but one of them, "
            "then install that one again"
        )
