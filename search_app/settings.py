"""The environment and a caller's choices go in, one Settings value comes out: one row per setting.

A row is a name, its default and a sentence; `BACKFILE_` and the name in capitals overrides the default, and what a
caller of create_app names overrides that.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

PREFIX = "BACKFILE_"

Value = str | int | float | tuple[str, ...]


class UnknownSetting(ValueError):
    """A setting that no row has, or a value that is not of its type."""


def _row(default: Any, sentence: str) -> Any:
    return dataclasses.field(default=default, metadata={"sentence": sentence})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator can choose. Lists are parted by commas in the environment."""

    engine: str = _row(
        "whoosh:data/index", "The index to search: whoosh:DIRECTORY or memory:."
    )
    title: str = _row(
        "The archive", "What the archive is called, in the masthead and on /."
    )
    trusted_hosts: tuple[str, ...] = _row(
        (),
        "Host names the site answers to, besides localhost, 127.0.0.1 and [::1]; .example.org includes subdomains.",
    )
    facet_values: int = _row(8, "Values of a facet that are shown before `more=`.")
    more_values: int = _row(1000, "Values of a facet that are shown with `more=`.")
    request_seconds: float = _row(
        2.0, "Seconds a search may take; above it the answer is 503."
    )
    query_characters: int = _row(1000, "Characters of a query; above it 400.")
    query_words: int = _row(32, "Words of a query; above it 400.")
    query_depth: int = _row(5, "Brackets within brackets; above it 400.")
    url_characters: int = _row(
        7500, "Characters of an address with its parameters; above it 414."
    )
    body_bytes: int = _row(65536, "Bytes of a request's body; above it 413.")
    retry_seconds: int = _row(5, "Seconds named in Retry-After of a 503.")
    similar: int = _row(5, "Documents listed under More like this; 0 for none.")
    examples: tuple[str, ...] = _row(
        (),
        "Searches offered on /; where none are named, some that find its newest articles.",
    )


ROWS = dataclasses.fields(Settings)
_TYPES: dict[str, type[Any]] = {row.name: type(row.default) for row in ROWS}


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_READERS: dict[type[Any], Callable[[str], Value]] = {
    str: str,
    int: int,
    float: float,
    tuple: _parted,
}


def _read(name: str, text: str) -> Value:
    """A value as the environment spells it."""
    kind = _TYPES[name]
    try:
        return _READERS[kind](text)
    except ValueError:
        raise UnknownSetting(
            f"{PREFIX}{name.upper()}: {text!r} is not of type {kind.__name__}"
        ) from None


def _check(name: str, value: Value) -> Value:
    kind: type[Value] | None = _TYPES.get(name)
    if kind is None:
        known = ", ".join(sorted(_TYPES))
        raise UnknownSetting(f"There is no setting {name!r}; there are {known}")
    if kind is float and isinstance(value, int):
        return float(value)
    if isinstance(value, kind):
        return value
    raise UnknownSetting(f"{name}: {value!r} is not of type {kind.__name__}")


def read_settings(
    environment: Mapping[str, str], chosen: Mapping[str, Value]
) -> Settings:
    """Defaults, then the environment, then what is chosen. Raises UnknownSetting; other variables are ignored."""
    values: dict[str, Any] = {
        name: _read(name, environment[variable])
        for name in _TYPES
        if (variable := PREFIX + name.upper()) in environment
    }
    values.update((name, _check(name, value)) for name, value in chosen.items())
    return Settings(**values)
