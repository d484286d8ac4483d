"""The keys of a record go in, our fields come out: our own names, the names others use for them, and `--map`."""

from collections.abc import Iterable, Mapping

_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid"),
    "title": ("title", "headline"),
    "body": ("body", "text", "content"),
    "dateline": ("dateline",),
    "date": ("date", "published", "pubdate"),
    "timestamp": ("timestamp", "ts"),
    "source": ("source",),
    "agency": ("agency",),
    "section": ("section",),
    # `kind` is ours in an export only: here it is the publisher's word
    "genre": ("genre", "kind", "doc_type"),
    "topics": ("topics", "tags", "keywords"),
    "people": ("people",),
    "orgs": ("orgs",),
    "places": ("places",),
    "exchanges": ("exchanges",),
    "place": ("place",),
    "language": ("language", "lang"),
    "author": ("author", "authors", "byline"),
    "url": ("url", "link"),
    "captured": ("captured",),
}
"""What a field is called in records, the best name first; capitals do not count."""

_BY_NAME = {
    name: (field, rank)
    for field, names in _NAMES.items()
    for rank, name in enumerate(names)
}
_MAPPED = -1
"""The rank of a column of `--map`: before every name."""
_REMEMBERED = 10_000


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """`COLUMN=FIELD` texts as {field: column}; raises ValueError, in one sentence, for one that says no such thing."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        column, _, name = pair.rpartition("=")
        column, name = column.strip(), name.strip()
        if not column or not name:
            raise ValueError(f"{pair!a} is no mapping; write COLUMN=FIELD.")
        check_field(name)
        if name in mapping:
            raise ValueError(f"The field {name} is mapped twice.")
        if column in mapping.values():
            raise ValueError(f"The column {column!r} is mapped twice.")
        mapping[name] = column
    return mapping


def check_field(name: str) -> None:
    """Raises ValueError, in one sentence, for a name that no field of a record has."""
    if name not in _NAMES:
        raise ValueError(f"There is no field {name!a}; use {', '.join(_NAMES)}.")


class Columns:
    """Which key of a file's records holds which field."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._mapped = {_folded(column): field for field, column in mapping.items()}
        self._places: dict[str, tuple[str, int] | None] = {}
        self._unused = {_folded(column): column for column in mapping.values()}
        self.displaced: dict[str, str] = {}
        """Keys of which a value was left out, each with the field that a mapped column gave instead."""

    @property
    def unused(self) -> list[str]:
        """The mapped columns that no record had so far."""
        return sorted(self._unused.values())

    def place(self, key: str) -> tuple[str, int] | None:
        """The field a key holds and the rank of its name, the lowest first."""
        if key in self._places:
            return self._places[key]
        name = _folded(key)
        self._unused.pop(name, None)
        mapped = self._mapped.get(name)
        place = (mapped, _MAPPED) if mapped else _BY_NAME.get(name)
        if len(self._places) < _REMEMBERED:
            self._places[key] = place
        return place

    def values(self, record: Mapping[str, object]) -> dict[str, object]:
        """The fields of a record, each from the best key that says something."""
        found: dict[str, object] = {}
        keys: dict[str, tuple[int, str]] = {}
        for key, value in record.items():
            place = self.place(key)
            if place is None or value is None or value == "" or value == []:
                continue
            field, rank = place
            held, holder = keys.get(field, (len(_BY_NAME), key))
            loser = holder if rank < held else key
            if _MAPPED in (rank, held) and found.get(field, value) != value:
                self.displaced[_folded(loser)] = field
            if rank < held:
                found[field] = value
                keys[field] = rank, key
        return found


def _folded(key: str) -> str:
    return key.strip().casefold()
