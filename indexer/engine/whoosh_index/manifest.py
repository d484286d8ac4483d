"""A folder of files goes in, a MANIFEST.json with the size and SHA-256 of each comes out, and the damage found later.

The manifest covers itself: its own SHA-256 is over the rest of it. Everything is synced to the disk.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from indexer.engine.errors import IndexCorrupt

MANIFEST = "MANIFEST.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a generation."""

    size: int
    sha256: str


Manifest = dict[str, Entry]


def sync(path: Path) -> None:
    """Have the disk hold a file or folder before anything that follows."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def entry_of(path: Path) -> Entry:
    """Size and hash of a file, as the disk gives it back."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Entry(file.tell(), digest)


def _text(files: object) -> bytes:
    """The manifest, byte for byte."""
    own = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    whole = {"files": files, "sha256": own}
    return json.dumps(whole, indent=0, sort_keys=True).encode()


def write_manifest(folder: Path) -> None:
    """Hash every file of the folder as the disk gives it back, write the manifest, sync all of it."""
    files: dict[str, list[object]] = {}
    for path in sorted(folder.iterdir()):
        entry = entry_of(path)
        files[path.name] = [entry.size, entry.sha256]
        sync(path)
    path = folder / MANIFEST
    path.write_bytes(_text(files))
    sync(path)
    sync(folder)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; raises IndexCorrupt where it is missing or damaged."""
    name = f"{folder.name}/{MANIFEST}"
    try:
        data = (folder / MANIFEST).read_bytes()
        files = json.loads(data)["files"]
        if data != _text(files):
            raise IndexCorrupt(f"{name} is damaged")
        return {name: Entry(size, digest) for name, (size, digest) in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"{name} is missing or damaged") from error


def check_sizes(folder: Path) -> Manifest:
    """The manifest, where every file is there with its size; raises IndexCorrupt else. Hashes nothing."""
    files = read_manifest(folder)
    for name, entry in files.items():
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise IndexCorrupt(f"{folder.name}/{name} is missing") from error
        if size != entry.size:
            raise IndexCorrupt(
                f"{folder.name}/{name} has {size} bytes, not {entry.size}"
            )
    return files


def problems(folder: Path) -> list[str]:
    """A sentence for each file that is damaged, missing or not of this generation. Reads every byte."""
    try:
        files = read_manifest(folder)
    except IndexCorrupt as error:
        return [f"{error}."]
    found = []
    for name, stated in files.items():
        path = folder / name
        try:
            if not path.is_file():
                found.append(f"{folder.name}/{name} is missing.")
            elif entry_of(path) != stated:
                found.append(f"{folder.name}/{name} is damaged.")
        except OSError as error:
            found.append(f"{folder.name}/{name} cannot be read: {error.strerror}.")
    known = {*files, MANIFEST}
    extra = sorted(path.name for path in folder.iterdir() if path.name not in known)
    return found + [f"{folder.name}/{name} does not belong there." for name in extra]
