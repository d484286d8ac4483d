"""An index directory goes in, the tombstones of what was taken down come out, and the reverse.

They lie in WITHDRAWN.json beside the generations, so that no damage to one of those loses them. Each names the
generation that was the first without its document; it counts once CURRENT has come that far. So the swap of CURRENT
publishes text and tombstones in one step, and what a killed takedown had written counts for nothing.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date

from indexer.engine.errors import IndexCorrupt
from indexer.engine.whoosh_index.directory import IndexDirectory
from indexer.engine.whoosh_index.generation import withdrawn_count
from indexer.engine.whoosh_index.manifest import sync
from indexer.engine.withdrawn import Tombstones, Withdrawn

FILE = "WITHDRAWN.json"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A withdrawn document, and the name of the first generation without it."""

    generation: str
    withdrawn: Withdrawn


def read(directory: IndexDirectory) -> list[Tombstone]:
    """Those that count. Raises IndexCorrupt where the file is damaged, or has fewer than a generation knows of."""
    # In this order: a writer that publishes in between adds to the second and third only.
    names = directory.candidates()
    newest = directory.current() or max(names, default="")
    found = [stone for stone in _parse(directory) if stone.generation <= newest]
    counts = (withdrawn_count(directory.path / name) for name in names)
    known = max(counts, default=0)
    if len(found) < known:
        raise IndexCorrupt(_sentence("is missing or too old"))
    return found


def as_tombstones(stones: list[Tombstone]) -> Tombstones:
    return Tombstones(stone.withdrawn for stone in stones)


def first_allowed(stones: list[Tombstone]) -> str:
    """The first generation without anything withdrawn; an older one must neither be served nor stay."""
    return max((stone.generation for stone in stones), default="")


def write(directory: IndexDirectory, stones: list[Tombstone]) -> None:
    """Replace the file by one with these, where it has others; it is on the disk when this returns."""
    if _parse(directory) == stones:
        return
    draft = directory.path / f"{FILE}.tmp"
    with open(draft, "wb") as file:
        file.write(_text([_record(stone) for stone in stones]))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, directory.path / FILE)
    sync(directory.path)


def _record(stone: Tombstone) -> dict[str, object]:
    one = stone.withdrawn
    return {
        "generation": stone.generation,
        "id": one.id,
        "reason": one.reason,
        "day": one.day.isoformat(),
        "ids": list(one.ids),
    }


def _text(records: object) -> bytes:
    """The file, byte for byte; its SHA-256 is over the rest of it."""
    own = hashlib.sha256(json.dumps(records, sort_keys=True).encode()).hexdigest()
    return json.dumps({"withdrawn": records, "sha256": own}, indent=1).encode()


def _parse(directory: IndexDirectory) -> list[Tombstone]:
    try:
        data = (directory.path / FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise IndexCorrupt(_sentence(f"cannot be read ({error.strerror})")) from error
    try:
        records = json.loads(data)["withdrawn"]
        if data != _text(records):
            raise IndexCorrupt(_sentence("is damaged"))
        return [
            Tombstone(
                record["generation"],
                Withdrawn(
                    record["id"],
                    record["reason"],
                    date.fromisoformat(record["day"]),
                    tuple(record["ids"]),
                ),
            )
            for record in records
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(_sentence("is damaged")) from error


def _sentence(what: str) -> str:
    return f"{FILE} {what}; restore it from a copy, lest what was withdrawn come back"
